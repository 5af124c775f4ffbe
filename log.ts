import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

/** Names under which a secret could be logged by mistake. */
const SECRET = ['token', 'authorization', 'viewerKey', 'password', 'connectionString', 'url', 'webhook'];

/**
 * The log of a process: JSON lines for machines, short lines on a terminal. It goes to standard error, so that what a
 * command answers stays alone on standard output.
 */
export function createLog(level: Config['logLevel']): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: '(hidden)' },
    serializers: { err: briefError },
  };
  if (process.stderr.isTTY) return pino(options, { write: (line: string) => process.stderr.write(short(line)) });
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** What a person needs of an error; a driver's error object also carries connections and, with them, passwords. */
function briefError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as NodeJS.ErrnoException;
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && { cause: briefError(error.cause) }),
  };
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

function short(line: string): string {
  const {
    level,
    time,
    pid: _pid,
    part,
    msg,
    err,
    ...rest
  } = JSON.parse(line) as {
    level: number;
    time: number;
    pid: number;
    part?: string;
    msg?: string;
    err?: { message?: string };
  };
  const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const reason = err?.message ? `: ${err.message}` : '';
  return `${new Date(time).toISOString().slice(11, 19)} ${(LEVELS[level] ?? '').padEnd(5)} ${part ? `${part}: ` : ''}${msg ?? ''}${reason}${details}\n`;
}
