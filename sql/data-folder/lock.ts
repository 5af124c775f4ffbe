import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identityOf, stillRuns, type ProcessIdentity } from './process-identity.ts';

/** Another running process has the data folder. */
export class FolderInUseError extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by a running Ovation (process ${pid}): stop that one, or set OVATION_DATA to another folder.`,
    );
    this.name = 'FolderInUseError';
    this.pid = pid;
  }
}

const Holder = z.object({ pid: z.number().int(), startTicks: z.number().nullable(), boot: z.string().nullable() });

const pathOf = (folder: string) => join(folder, 'lock');

/**
 * Take the data folder for this process. A lock whose process is gone (killed, machine restarted) is taken over.
 *
 * @returns the function that gives it back.
 * @throws FolderInUseError when another process has it.
 */
export function lockFolder(folder: string): () => void {
  const path = pathOf(folder);
  const mine = JSON.stringify(identityOf(process.pid));
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    // A link appears whole or not at all, and only one of many can make it.
    for (let tries = 0; tries < 50; tries += 1) {
      try {
        linkSync(draft, path);
        return () => {
          if (readText(path) === mine) unlinkSync(path);
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = readText(path);
      const holder = parse(found);
      if (holder && stillRuns(holder)) throw new FolderInUseError(folder, holder.pid);
      if (found !== null) discard(path, found);
    }
    throw new Error(`${path} can't be taken: remove it if no Ovation runs.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The process that has the folder, or null. */
export function folderHolder(folder: string): ProcessIdentity | null {
  const holder = parse(readText(pathOf(folder)));
  return holder && stillRuns(holder) ? holder : null;
}

/** Move a stale lock away; when another process replaced it in between, put that one's back. */
function discard(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string | null): ProcessIdentity | null {
  if (text === null) return null;
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
