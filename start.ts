import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type pg from 'pg';
import type { Config } from './config.ts';
import { healthOf } from './health.ts';
import { superviseCollector, type CollectorSupervisor } from './ingest/collector/supervise.ts';
import { LetterKeeper } from './ingest/dead-letters/keep.ts';
import { letterOfRow } from './ingest/dead-letters/letter.ts';
import { createKeyStore } from './ingest/keys/key-store.ts';
import { viewerKey } from './ingest/keys/viewer-key.ts';
import { startLoader, type Loader } from './ingest/loader/loader.ts';
import { migrateStore } from './sql/clickhouse/migrate.ts';
import { Store } from './sql/clickhouse/store.ts';
import { lockFolder } from './sql/data-folder/lock.ts';
import { removeRunFile, writeRunFile } from './sql/data-folder/run-file.ts';
import { startEmbeddedPostgres } from './sql/postgres/embedded.ts';
import { migratePostgres, withMigrationLock } from './sql/postgres/migrate.ts';
import { createPool } from './sql/postgres/pool.ts';
import { pendingLoads } from './sql/rollup/work.ts';
import { serveWeb } from './web/server/serve.ts';
import { rollUpJobs, rollUpTrigger, scheduleRollUps } from './workers/jobs/rollup.ts';
import { LiveTick } from './workers/live/tick.ts';
import { openQueues, type Queues } from './workers/queues/queues.ts';

/** What a process does. One process does all of it unless told otherwise. */
export const ROLES = ['ingest', 'workers', 'web'] as const;
export type Role = (typeof ROLES)[number];

export interface StartOptions {
  readonly config: Config;
  readonly roles?: readonly Role[];
  /** Run some roles only, and yet without others beside it: the embedded stores will do. */
  readonly alone?: boolean;
  readonly log: Logger;
  /** Gets a plain line when something takes long, such as building the pages. */
  readonly say?: (line: string) => void;
  /** Aborted: whatever has started is stopped in order, and the start rejects. */
  readonly signal?: AbortSignal;
  /** Serve the pages from their sources. */
  readonly development?: boolean;
  /** The clock that figures are told by (what is maturing, open or today); records are received by the real one. */
  readonly now?: () => number;
}

/** A running Ovation. */
export interface Ovation {
  /** Null where the role is not run. */
  readonly webPort: number | null;
  readonly ingestPort: number | null;
  /** Key of this run for tools on this machine. */
  readonly token: string;
  readonly control: pg.Pool;
  readonly queues: Queues;
  /** Resolves once everything acknowledged before the call is loaded and rolled up. */
  drain(): Promise<void>;
  /** Stops in order (collector, loader, workers, pages, stores); resolves within ten seconds. */
  stop(): Promise<void>;
}

/** The set-up asked for needs something that is not configured. */
export class SetUpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SetUpError';
  }
}

/** What to do at the end, in the order it is to be done; each step may take so long before the next goes on. */
interface Ending {
  readonly order: number;
  readonly what: string;
  readonly limitMs: number;
  readonly run: () => void | Promise<void>;
}

/** Parts of one number end side by side. */
const ORDER = {
  web: 1,
  collector: 1,
  loader: 2,
  workers: 3,
  keys: 4,
  control: 5,
  store: 5,
  postgres: 6,
  folder: 7,
} as const;

/**
 * Start Ovation: PostgreSQL, ClickHouse, migrations, collector, loader, workers, pages; only the parts of the roles.
 *
 * @throws FolderInUseError, PortBusyError, CollectorStartError, EmbeddedPostgresError, SetUpError … each says what to do.
 */
export async function startOvation(options: StartOptions): Promise<Ovation> {
  const { log, signal } = options;
  const roles = new Set<Role>(options.roles ?? ROLES);
  const endings: Ending[] = [];
  const atEnd = (what: keyof typeof ORDER, limitMs: number, run: Ending['run']) =>
    void endings.push({ order: ORDER[what], what, limitMs, run });
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= endAll(endings, log));
  try {
    return { ...(await compose({ ...options, roles, atEnd, step: () => signal?.throwIfAborted() })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Composition extends Omit<StartOptions, 'roles'> {
  readonly roles: ReadonlySet<Role>;
  readonly atEnd: (what: keyof typeof ORDER, limitMs: number, run: Ending['run']) => void;
  /** Throws when the start is to be given up. */
  readonly step: () => void;
}

async function compose(options: Composition): Promise<Omit<Ovation, 'stop'>> {
  const { config, roles, log, atEnd, step } = options;
  const clock = options.now ? { now: options.now } : {};
  if (roles.size < ROLES.length && !options.alone) requireServers(config, roles);
  makeDataFolder(config.dataDir);
  atEnd('folder', 1_000, lockFolder(config.dataDir));
  step();

  const { control, postgresUrl, store } = await openStores(options);
  step();
  const token = `ovk_${randomBytes(32).toString('base64url')}`;
  const keys = createKeyStore({ pool: control, runToken: token, log });
  atEnd('keys', 1_000, () => keys.close());
  const queues = await openQueues({
    postgresUrl,
    redisUrl: config.redisUrl,
    log,
    alone: config.databaseUrl === undefined && config.redisUrl === undefined,
  });
  atEnd('workers', 5_000, () => queues.close());
  step();

  const live = new LiveTick({
    store,
    everyMs: config.tickMs,
    onError: (error) => log.warn({ err: error, part: 'live' }, 'a tick failed'),
    ...clock,
  });
  atEnd('workers', 2_000, () => live.stop());
  if (roles.has('workers')) {
    await queues.register(rollUpJobs({ store, onRolledUp: () => live.poke(), ...clock }));
    await scheduleRollUps(queues);
  }
  step();

  const ingest = roles.has('ingest') ? await startIngest(options, { store, queues, live, postgresUrl, token }) : null;
  step();

  let webPort: number | null = null;
  if (roles.has('web')) {
    const health = healthOf({ config, queues, collector: ingest?.collector ?? null, loader: ingest?.loader ?? null });
    const web = await serveWeb({
      config,
      store,
      control,
      live,
      health,
      keys,
      log,
      development: options.development ?? false,
      ...clock,
      ...(options.say && { say: options.say }),
    });
    atEnd('web', 3_000, () => web.close());
    webPort = web.port;
  }
  step();

  const ingestPort = ingest?.collector.port ?? null;
  writeRunFile(config.dataDir, {
    pid: process.pid,
    webPort,
    ingestPort,
    token,
    // The embedded server's address holds no password: its socket is closed to others.
    databaseUrl: config.databaseUrl === undefined ? postgresUrl : null,
  });
  atEnd('collector', 1_000, () => removeRunFile(config.dataDir));
  return {
    webPort,
    ingestPort,
    token,
    control,
    queues,
    drain: async () => {
      await ingest?.loader.drain();
      await untilRolledUp(store, queues);
    },
  };
}

/** PostgreSQL and ClickHouse, started side by side where they are ours, brought up to date one after the other. */
async function openStores({ config, log, atEnd }: Composition) {
  const starting =
    config.databaseUrl === undefined
      ? startEmbeddedPostgres({ dir: join(config.dataDir, 'postgres'), log }).then((server) => {
          atEnd('postgres', 8_000, () => server.stop());
          return server.url;
        })
      : Promise.resolve(config.databaseUrl);
  let store: Store;
  try {
    store = Store.open({
      path: join(config.dataDir, 'clickhouse'),
      url: config.clickhouseUrl,
      memoryMb: config.clickhouseMemoryMb,
    });
  } catch (error) {
    // A server that is just starting must be known before it can be stopped.
    await starting.catch(() => undefined);
    throw error;
  }
  atEnd('store', 6_000, () => store.close());
  const postgresUrl = await starting;
  const control = createPool({ url: postgresUrl, log });
  atEnd('control', 2_000, () => control.end());
  await migratePostgres(control, log);
  const ran = await withMigrationLock(control, () => migrateStore(store));
  if (ran.length > 0) log.info({ migrations: ran }, 'migrated ClickHouse');
  return { control, postgresUrl, store };
}

interface Ingest {
  readonly collector: CollectorSupervisor;
  readonly loader: Loader;
}

async function startIngest(
  { config, log, atEnd }: Composition,
  parts: { store: Store; queues: Queues; live: LiveTick; postgresUrl: string; token: string },
): Promise<Ingest> {
  const { store, queues, live } = parts;
  const spoolDir = join(config.dataDir, 'spool');
  const deadLettersDir = join(config.dataDir, 'dead-letters');
  const collector = await superviseCollector({
    log,
    collector: {
      host: config.host,
      port: config.ingestPort,
      spoolDir,
      spoolMaxBytes: config.spoolMaxMb * 1024 * 1024,
      spoolMaxRows: config.spoolMaxRows,
      deadLettersDir,
      deadLettersMaxBytes: config.deadLettersMaxMb * 1024 * 1024,
      viewerKey: viewerKey(config.dataDir, config.viewerKey),
      databaseUrl: parts.postgresUrl,
      localToken: parts.token,
      allowedOrigins: config.publicUrl === undefined ? [] : [config.publicUrl],
      recordsPerSecondPerKey: config.recordsPerSecondPerKey,
      retentionMs: {},
      logLevel: config.logLevel,
    },
  });
  atEnd('collector', 7_000, () => collector.stop());

  const letters = new LetterKeeper({
    dir: deadLettersDir,
    maxBytes: config.deadLettersMaxMb * 1024 * 1024,
    writer: 'loader',
  });
  const askForRollUp = rollUpTrigger(queues, (error) =>
    log.debug({ err: error }, 'a roll-up could not be asked for yet'),
  );
  const loader = startLoader({
    spoolDir,
    store,
    source: collector,
    log: log.child({ part: 'loader' }),
    sealEveryMs: config.sealMs,
    onLoaded: () => {
      live.poke();
      askForRollUp();
    },
    onBadRow: (refused) => letters.append([letterOfRow(refused, Date.now())]),
  });
  atEnd('loader', 6_000, () => loader.stop());
  return { collector, loader };
}

/** Nothing loaded is left that no roll-up has taken in. */
async function untilRolledUp(store: Store, queues: Queues): Promise<void> {
  for (;;) {
    if ((await pendingLoads(store, 1)).length === 0) return;
    await queues.enqueue('rollup.touched', {}).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Several processes must share their stores; the embedded ones belong to a single process. */
function requireServers(config: Config, roles: ReadonlySet<Role>): void {
  const missing = [
    ...(config.clickhouseUrl === undefined ? ['CLICKHOUSE_URL'] : []),
    ...(config.databaseUrl === undefined ? ['DATABASE_URL'] : []),
  ];
  if (missing.length > 0) {
    throw new SetUpError(
      `A process for ${[...roles].join(' and ')} alone shares its stores with others: set ${missing.join(' and ')}.`,
    );
  }
}

/** Closed to others, save that root's PostgreSQL account may pass through to its own folder. */
export function makeDataFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw new SetUpError(
      `${dir} can't be made or used (${(error as Error).message}): set OVATION_DATA to a folder of yours.`,
    );
  }
}

async function endAll(endings: readonly Ending[], log: Logger): Promise<void> {
  const orders = [...new Set(endings.map((ending) => ending.order))].sort((a, b) => a - b);
  for (const order of orders) {
    await Promise.all(endings.filter((ending) => ending.order === order).map((ending) => end(ending, log)));
  }
}

async function end({ what, limitMs, run }: Ending, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), limitMs)));
  try {
    if ((await Promise.race([Promise.resolve(run()), late])) === 'late') {
      log.warn({ part: what, limitMs }, 'a part did not stop in time; going on without waiting');
    }
  } catch (error) {
    log.warn({ part: what, err: error }, 'a part did not stop in order');
  } finally {
    clearTimeout(timer);
  }
}
