import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** BullMQ asks again at once when a Unix socket is missing or the server says it is starting up: this paces it. */
const REFUSED_WAIT_MS = 250;

/**
 * Connections of the queues. One pool for all of them: BullMQ would make one of ten and a listener for every queue and
 * worker. Commits wait for the disk, as is PostgreSQL's default: without that a killed server
 * forgot jobs it had taken a moment before, for some 2 ms a job.
 */
export class QueuePool extends pg.Pool {
  constructor(options: { url: string; max: number; schema: string }) {
    super({
      connectionString: options.url,
      max: options.max,
      options: `-c search_path=${options.schema}`,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'ovation queues',
    });
    // Every queue and every worker listens for errors of its connections.
    this.setMaxListeners(100);
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(
    done: (err: Error | undefined, client: pg.PoolClient | undefined, release: (e?: unknown) => void) => void,
  ): void;
  override connect(
    done?: (err: Error | undefined, client: pg.PoolClient | undefined, release: (e?: unknown) => void) => void,
  ): Promise<pg.PoolClient> | void {
    const connecting = super.connect().catch(async (error: unknown) => {
      await sleep(REFUSED_WAIT_MS);
      throw error;
    });
    if (!done) return connecting;
    connecting.then(
      (client) => done(undefined, client, (error) => client.release(error as Error)),
      (error: unknown) => done(error as Error, undefined, () => undefined),
    );
  }
}
