import { chownSync, lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The account PostgreSQL runs as. Without ids: the one this process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** Whether this process must change to it (it is root, which PostgreSQL refuses to run as). */
  readonly foreign: boolean;
}

/**
 * Root starts PostgreSQL as an unprivileged account that every Debian has: `postgres` if there, else `nobody`. No account
 * is made, so that running Ovation in a bare container leaves nothing behind outside its own folder.
 */
export function accountFor(folder: string): Account {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) return { uid, gid, foreign: false };
  const accounts = passwd();
  // A folder that already belongs to some unprivileged account keeps it.
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  const found =
    accounts.find((a) => owner !== undefined && owner !== 0 && a.uid === owner) ??
    accounts.find((a) => a.name === 'postgres') ??
    accounts.find((a) => a.name === 'nobody') ??
    accounts.find((a) => a.uid !== 0);
  if (!found) throw new Error('There is no account but root, and PostgreSQL refuses to run as root: set DATABASE_URL.');
  return { uid: found.uid, gid: found.gid, foreign: true };
}

function passwd(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}

/** Give a folder and all in it to the account (a folder restored by root from a backup belongs to root). */
export function giveTo(account: Account, path: string): void {
  const stat = lstatSync(path);
  if (stat.uid !== account.uid || stat.gid !== account.gid) {
    if (stat.isSymbolicLink()) lchownSync(path, account.uid, account.gid);
    else chownSync(path, account.uid, account.gid);
  }
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(account, join(path, name));
}
