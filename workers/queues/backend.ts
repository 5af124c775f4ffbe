import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type PostgresConnectionOptions,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { QueuePool } from './queue-pool.ts';

/** BullMQ's own name for its schema when it is handed a pool. */
const SCHEMA = 'bullmq';

type WorkerSettings = Omit<WorkerOptions, 'connection'>;

/** Where the queues live. */
export interface QueueBackend {
  queue(name: string): Queue;
  worker(name: string, process: Processor, settings: WorkerSettings): Worker;
  /** After all its queues and workers are closed. */
  close(): Promise<void>;
}

export interface BackendOptions {
  readonly postgresUrl: string;
  readonly redisUrl: string | undefined;
  /** PostgreSQL connections at most: one for each worker (it listens), and some for statements. */
  readonly connections: number;
  readonly onError: (error: Error) => void;
}

/** Queues in Redis when there is one, else in PostgreSQL, whose tables are made or brought up to date here. */
export async function openBackend(options: BackendOptions): Promise<QueueBackend> {
  if (options.redisUrl === undefined) return inPostgres(options);
  // Workers wait for a Redis that is away instead of failing after so many tries.
  const connection = { url: options.redisUrl, maxRetriesPerRequest: null };
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, process, settings) => new Worker(name, process, { ...settings, connection }),
    close: () => Promise.resolve(),
  };
}

async function inPostgres(options: BackendOptions): Promise<QueueBackend> {
  const pool = new QueuePool({ url: options.postgresUrl, max: options.connections, schema: SCHEMA });
  pool.on('error', options.onError);
  // Every queue and every worker listens to it.
  pool.setMaxListeners(0);
  const client = await pool.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    client.release();
  }
  const connection = pool as unknown as PostgresConnectionOptions;
  // BullMQ's types know its backends apart; what we use of a queue is the same in both.
  return {
    queue: (name) => new Queue(name, { connection }, createPostgresBackend) as unknown as Queue,
    worker: (name, process, settings) =>
      new Worker(name, process, { ...settings, connection }, createPostgresBackend) as unknown as Worker,
    close: () => pool.end(),
  };
}
