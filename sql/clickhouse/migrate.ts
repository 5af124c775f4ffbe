import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Umzug } from 'umzug';
import type { Store } from './store.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

/**
 * Brings the store's schema up to date: every file of `migrations/` in order, once. Statements are idempotent, so a
 * migration cut off halfway is simply run again. With a server the caller holds a lock (start.ts takes one in
 * PostgreSQL); an embedded folder has one process anyway. Returns the names that ran.
 */
export async function migrateStore(store: Store): Promise<string[]> {
  await store.command({
    name: 'migrate.table',
    text: 'CREATE TABLE IF NOT EXISTS schema_migration (name String, ran_at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY name',
  });
  const umzug = new Umzug({
    migrations: readdirSync(FOLDER)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => ({
        name: file,
        up: async () => {
          for (const text of statementsOf(readFileSync(join(FOLDER, file), 'utf8')))
            await store.command({ name: `migrate.${file}`, text });
        },
      })),
    storage: {
      executed: async () =>
        (
          await store.query<{ name: string }>({
            name: 'migrate.executed',
            text: 'SELECT DISTINCT name FROM schema_migration',
            lane: 'jobs',
          })
        ).map((row) => row.name),
      logMigration: ({ name }) => store.insertRows('migrate.log', 'schema_migration', [{ name }]),
      unlogMigration: () => Promise.reject(new Error('Migrations of the analytics store only go forward.')),
    },
    logger: undefined,
  });
  return (await umzug.up()).map((migration) => migration.name);
}

/** Statements end with `;` at the end of a line; comments may stand anywhere. */
function statementsOf(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
