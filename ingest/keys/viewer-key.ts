import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The file of the viewer key is there and holds something else. */
export class ViewerKeyError extends Error {
  constructor(path: string) {
    super(
      `${path} holds no viewer key (64 hexadecimal digits): put the right file back; a new key would make every viewer a new one.`,
    );
    this.name = 'ViewerKeyError';
  }
}

/**
 * The key that viewer ids are hashed with: the configured one, else the one kept in the data folder, made at first start.
 *
 * @returns 64 hexadecimal digits. Handed to the collector only; it never reaches a store or a log.
 */
export function viewerKey(dataDir: string, configured: string | undefined): string {
  if (configured !== undefined) return configured.toLowerCase();
  const path = join(dataDir, 'viewer.key');
  const kept = read(path);
  if (kept !== null) return kept;
  // Whole or not at all, and on disk before the first viewer is hashed with it.
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(draft, path);
    const folder = openSync(dataDir, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = read(path);
  if (made === null) throw new ViewerKeyError(path);
  return made;
}

function read(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new ViewerKeyError(path);
  return text.toLowerCase();
}
