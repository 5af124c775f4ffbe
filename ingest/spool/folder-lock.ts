import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SpoolBusyError } from './errors.ts';

export interface FolderLock {
  release(): void;
}

const POLL_MS = 50;

/**
 * Makes this process the only writer of a folder, for as long as it lives. A collector that lost its parent may still be
 * finishing when the next one starts, and recovery would cut a segment under its hands. The lock is a Linux abstract
 * socket named by the folder's device and inode: the kernel frees it with the process, so a crash leaves nothing stale.
 * @throws SpoolBusyError when another process holds the folder for longer than `waitMs`.
 */
export async function lockFolder(dir: string, waitMs: number): Promise<FolderLock> {
  if (process.platform !== 'linux') return { release: () => undefined };
  const { dev, ino } = await stat(dir);
  const deadlineMs = performance.now() + waitMs;
  for (;;) {
    const lock = await tryListen(`\0ovation-spool-${dev}-${ino}`);
    if (lock !== null) return lock;
    if (performance.now() >= deadlineMs) throw new SpoolBusyError(dir);
    await delay(POLL_MS);
  }
}

function tryListen(name: string): Promise<FolderLock | null> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve({ release: () => server.close() });
    });
  });
}
