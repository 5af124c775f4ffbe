import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderProcess {
  readonly pid: number;
  readonly what: 'main' | 'collector' | 'postgres';
}

/**
 * Every living process that belongs to a data folder, found without their help: our own by the environment they were
 * started with, PostgreSQL's by the folder they work in.
 */
export function processesOf(folder: string): FolderProcess[] {
  const cluster = tryRead(() => realpathSync(join(folder, 'postgres')));
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const what = partOf(pid, folder, cluster);
    return what === null ? [] : [{ pid, what }];
  });
}

/** Ends what is left of a folder's processes, without a word to them. */
export function endProcessesOf(folder: string): void {
  for (const { pid } of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It may end by itself in between.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function partOf(pid: number, folder: string, cluster: string | null): FolderProcess['what'] | null {
  return tryRead(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return null;
    if (cluster !== null && readlinkSync(`/proc/${pid}/cwd`) === cluster) return 'postgres';
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (!environment.includes(`OVATION_DATA=${folder}`)) return null;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('collector/main.ts') ? 'collector' : 'main';
  });
}

/** Null for a process that ends while it is being read. */
function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
