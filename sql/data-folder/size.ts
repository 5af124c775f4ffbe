import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Thousands of files take some 100 ms to ask for, and their sum changes slowly. */
const KEPT_MS = 30_000;
const kept = new Map<string, { readonly atMs: number; readonly bytes: Promise<number> }>();

/** What a folder takes on the disk, in bytes, at most half a minute old. Files that go meanwhile, or are closed to us, count nothing. */
export function folderBytes(folder: string): Promise<number> {
  const before = kept.get(folder);
  if (before && performance.now() - before.atMs < KEPT_MS) return before.bytes;
  const bytes = measure(folder);
  kept.set(folder, { atMs: performance.now(), bytes });
  return bytes;
}

async function measure(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  let bytes = 0;
  // One folder after the other: this is never urgent, and file threads are shared with the store.
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await measure(path);
    // Blocks are of 512 bytes, whatever the disk's own are.
    else
      bytes += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
  }
  return bytes;
}
