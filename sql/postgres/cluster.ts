import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, type Account } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { postmasterPid } from './leftover.ts';
import { lastLine, run } from './program.ts';

/** The superuser of the cluster. The socket's folder is closed to everyone else, so it needs no password. */
export const USER = 'ovation';

/** A fresh cluster is made beside its place and moved there when complete: a crash half-way leaves nothing to repair. */
export async function makeCluster({
  dir,
  bin,
  account,
}: {
  dir: string;
  bin: string;
  account: Account;
}): Promise<void> {
  if (existsSync(dir) && postmasterPid(dir) !== null) {
    throw new EmbeddedPostgresError(
      `${dir} is no complete PostgreSQL folder: move it away, and the next start makes a new one.`,
    );
  }
  const making = `${dir}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  if (account.foreign) giveTo(account, making);
  const args = ['-U', USER, '-A', 'trust', '--no-locale', '-E', 'UTF8', '--no-instructions'];
  const { child, output } = run({ program: join(bin, 'initdb'), args, dir: making, account, env: {} });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new EmbeddedPostgresError(`PostgreSQL could not make its folder ${dir}: ${lastLine(output())}`);
  rmSync(dir, { recursive: true, force: true });
  renameSync(making, dir);
}

/** PostgreSQL wants its folder to belong to its account and to be closed to others. */
export function takeFolder(dir: string, account: Account): void {
  if (account.foreign) giveTo(account, dir);
  const { uid } = statSync(dir);
  if (uid !== account.uid) {
    throw new EmbeddedPostgresError(
      `${dir} belongs to another user (uid ${uid}): start Ovation as that user, or give the folder to this one with chown -R.`,
    );
  }
  chmodSync(dir, 0o700);
}

/** The path of a Unix socket may have 107 bytes; a data folder's may be longer, so the socket gets a short folder of its own. */
export function makeSocketDir(dir: string, account: Account): string {
  const path = join('/tmp', `ovation-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  const self = process.getuid?.();
  if (!stat.isDirectory() || (stat.uid !== self && stat.uid !== account.uid && self !== 0)) {
    throw new EmbeddedPostgresError(`${path}, needed for PostgreSQL's socket, belongs to someone else: remove it.`);
  }
  if (account.foreign) giveTo(account, path);
  chmodSync(path, 0o700);
  return path;
}
