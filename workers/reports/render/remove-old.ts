import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing is unpacked or printed for so long: what is older was left by a process that was killed, or by another version. */
const OLD_MS = 3_600_000;

/** Removes what begins so in a folder of ours and is old, but for one path. */
export async function removeOld(folder: string, prefix: string, except?: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || path === except) continue;
    // Another process may remove it too.
    const mtimeMs = await stat(path).then(
      (found) => found.mtimeMs,
      () => Infinity,
    );
    if (mtimeMs < Date.now() - OLD_MS) await rm(path, { recursive: true, force: true });
  }
}
