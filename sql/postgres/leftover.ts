import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * PostgreSQL outlives a killed parent. A postmaster that still works in our folder is stopped before a new one starts:
 * it is told by its working folder, so that a process which merely got the old number is never touched.
 *
 * @returns the process number that was stopped, or null.
 */
export async function stopLeftover(folder: string, waitMs = 10_000): Promise<number | null> {
  const pid = postmasterPid(folder);
  if (pid === null || !worksIn(pid, folder)) return null;
  const started = Date.now();
  // SIGINT is a fast shutdown (clients are cut, a checkpoint is written); SIGQUIT skips the checkpoint.
  send(pid, 'SIGINT');
  while (worksIn(pid, folder)) {
    const waited = Date.now() - started;
    if (waited > waitMs)
      throw new Error(`A PostgreSQL left running in ${folder} (process ${pid}) does not stop: kill it.`);
    if (waited > waitMs / 2) send(pid, 'SIGQUIT');
    await sleep(20);
  }
  return pid;
}

/** First line of postmaster.pid, or null when there is none. */
export function postmasterPid(folder: string): number | null {
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder) &&
      /postgres/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'))
    );
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
