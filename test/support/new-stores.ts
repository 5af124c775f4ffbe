import { join } from 'node:path';
import { pino } from 'pino';
import { migrateStore } from '../../sql/clickhouse/migrate.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import { startEmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';

/** A process of its own: makes both stores in the folder that it is given, with their schemas and nothing in them. */
const folder = process.argv[2] ?? '';
const log = pino({ level: 'silent' });

const store = Store.open({ path: join(folder, 'clickhouse'), memoryMb: 1000 });
await migrateStore(store);
await store.close();

const server = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), log });
const pool = createPool({ url: server.url, log });
await migratePostgres(pool, log);
await pool.end();
await server.stop();
