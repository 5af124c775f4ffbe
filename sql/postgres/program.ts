import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { Account } from './account.ts';

export interface Run {
  readonly child: ChildProcess;
  /** The last of what it said. */
  readonly output: () => string;
}

/**
 * Run one of PostgreSQL's programs as the account, on a folder that is handed over as an open descriptor: that way the
 * account need not be able to walk to it (everything under /root is closed to it).
 */
export function run(options: {
  program: string;
  args: string[];
  dir: string;
  account: Account;
  env: Record<string, string>;
}): Run {
  const { account, dir } = options;
  const fd = account.foreign ? openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY) : null;
  const child = spawn(options.program, ['-D', fd === null ? dir : '/proc/self/fd/3', ...options.args], {
    ...(account.foreign && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', ...options.env },
    stdio: ['ignore', 'ignore', 'pipe', ...(fd === null ? [] : [fd])],
    // Its own process group: Ctrl-C in a terminal is for us, who stop it last.
    detached: true,
  });
  if (fd !== null) closeSync(fd);
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4_000);
  });
  return { child, output: () => text };
}

/** The line of an output that tells what went wrong, without its time stamp. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1);
  return telling?.replace(/^.*?\] /, '').trim() ?? 'it said nothing';
}
