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
