import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { folderHolder } from './lock.ts';

const RunFile = z.object({
  pid: z.number().int(),
  /** Null: this run serves no pages, or takes no events. */
  webPort: z.number().int().nullable(),
  ingestPort: z.number().int().nullable(),
  /** Key of this run for tools on this machine; good as long as the process lives. */
  token: z.string(),
  /** Address of the embedded PostgreSQL; null where DATABASE_URL says it. */
  databaseUrl: z.string().nullable(),
});

/** How tools on this machine find and reach the running Ovation of a data folder. */
export type RunFile = z.infer<typeof RunFile>;

const pathOf = (folder: string) => join(folder, 'run.json');

/** Readable by this user only: it holds a key. */
export function writeRunFile(folder: string, run: RunFile): void {
  const draft = `${pathOf(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, pathOf(folder));
}

export function removeRunFile(folder: string): void {
  rmSync(pathOf(folder), { force: true });
}

/** The running Ovation of a folder, or null: a file whose process is gone does not count. */
export function readRunFile(folder: string): RunFile | null {
  let run: RunFile;
  try {
    run = RunFile.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')));
  } catch {
    return null;
  }
  return folderHolder(folder)?.pid === run.pid ? run : null;
}
