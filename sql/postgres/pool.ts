import pg from 'pg';
import type { Logger } from 'pino';

/**
 * Connections to PostgreSQL for accounts, keys and whatever else is asked now and then. A server that is away costs an
 * error per query, never the process: idle connections that break are logged and replaced.
 */
export function createPool(options: { url: string; log: Logger; max?: number; name?: string }): pg.Pool {
  const log = options.log.child({ part: 'postgres' });
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 8,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // A statement of ours takes milliseconds; one that hangs must not hold a page or a sender.
    statement_timeout: 15_000,
    application_name: options.name ?? 'ovation',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'a connection broke'));
  return pool;
}

/** Whether an error says that PostgreSQL is away (restarting, unreachable), rather than that the statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as NodeJS.ErrnoException;
  // Class 57P: shut down by an operator, crashed, starting up; class 08: connection exceptions; 53300: too many connections.
  if (code !== undefined && /^(57P|08|53300)/.test(code)) return true;
  if (code !== undefined && /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/.test(code))
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error/i.test(
    message,
  );
}
