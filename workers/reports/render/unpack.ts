import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { removeOld } from './remove-old.ts';

/**
 * The Chromium that comes along, unpacked once into a folder of ours (180 MB). Its own package would take the system's folder for
 * temporary files, where anybody may have put another program under its name, and where half of one stays after a crash.
 */
export function unpackedChromium(folder: string): Promise<string> {
  let own = unpacking.get(folder);
  if (!own) unpacking.set(folder, (own = unpack(folder).finally(() => unpacking.delete(folder))));
  return own;
}

/** By folder: whoever asks for one that is being unpacked waits for it. */
const unpacking = new Map<string, Promise<string>>();

async function unpack(folder: string): Promise<string> {
  const packed = fileURLToPath(new URL('../../bin/chromium.br', import.meta.resolve('@sparticuz/chromium')));
  const { size } = await stat(packed);
  // Another version has another size.
  const path = join(folder, `chromium-${size}`);
  if (await isThere(path)) return path;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Processes of two containers may have the same number.
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(draft, { mode: 0o700 }));
    await rename(draft, path);
    // Other versions, and what was being unpacked when its process was killed.
    await removeOld(folder, 'chromium-', path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
