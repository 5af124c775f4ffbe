import type pg from 'pg';
import type { Logger } from 'pino';
import { Umzug, type UmzugStorage } from 'umzug';
import { migrations } from './migrations/index.ts';

/** One change of the control database. Idempotent, about one thing; its `up` runs inside a transaction. */
export interface Migration {
  /** Sorts: `001-api-keys`. Never renamed once released. */
  readonly name: string;
  up(client: pg.PoolClient): Promise<void>;
}

/** Any constant number, the same in every process that migrates. */
const LOCK = 4_000_4001;

/**
 * Bring the control database up to date. Several processes may start at once: one migrates, the others wait for it.
 *
 * @returns the names of the migrations that ran.
 */
export async function migratePostgres(pool: pg.Pool, log: Logger): Promise<string[]> {
  return withMigrationLock(pool, async (client) => {
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const umzug = new Umzug({
      migrations: migrations.map((migration) => ({
        name: migration.name,
        up: () => inTransaction(client, migration),
      })),
      storage: storageIn(client),
      logger: undefined,
    });
    const done = await umzug.up();
    if (done.length > 0) log.info({ migrations: done.map((m) => m.name) }, 'migrated PostgreSQL');
    return done.map((m) => m.name);
  });
}

/** Do something that only one process may do at a time, such as migrating; the others wait for it. */
export async function withMigrationLock<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    // A large table may take another process minutes to change.
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await work(client);
  } finally {
    // Ending the session gives the lock back, whatever state it is in.
    client.release(true);
  }
}

/** The change and its entry in the ledger commit together, so the storage below has nothing left to write. */
async function inTransaction(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await migration.up(client);
    await client.query('INSERT INTO migration (name) VALUES ($1)', [migration.name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function storageIn(client: pg.PoolClient): UmzugStorage {
  return {
    executed: async () =>
      (await client.query<{ name: string }>('SELECT name FROM migration ORDER BY name')).rows.map((r) => r.name),
    logMigration: () => Promise.resolve(),
    unlogMigration: async ({ name }) => {
      await client.query('DELETE FROM migration WHERE name = $1', [name]);
    },
  };
}
