import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import type pg from 'pg';
import type { Config } from './config.ts';
import { Endings, type AtEnd } from './endings.ts';
import { healthOf } from './health.ts';
import type { CollectorSupervisor } from './ingest/collector/supervise.ts';
import { createKeyStore } from './ingest/keys/key-store.ts';
import { loadFrom, sendTo, startCollector } from './ingest/ingest.ts';
import type { Loader } from './ingest/loader/loader.ts';
import { portTrouble } from './ports.ts';
import { migrateStore } from './sql/clickhouse/migrate.ts';
import { Store } from './sql/clickhouse/store.ts';
import { lockFolder } from './sql/data-folder/lock.ts';
import { removeRunFile, writeRunFile } from './sql/data-folder/run-file.ts';
import { startEmbeddedPostgres } from './sql/postgres/embedded.ts';
import { migratePostgres, withMigrationLock } from './sql/postgres/migrate.ts';
import { createPool } from './sql/postgres/pool.ts';
import { pendingToldLoads } from './sql/rollup/buzz/loads.ts';
import { anyCampaignDirty, markStarted } from './sql/rollup/buzz/marks.ts';
import { waitingSlices } from './sql/queries/deep-slices.ts';
import { pendingVoiceLoads } from './sql/rollup/reception/loads.ts';
import { anyReceptionDirty, markVerified } from './sql/rollup/reception/marks.ts';
import { anyDirty } from './sql/rollup/state.ts';
import { keepVersionsGrowing, nextVersion } from './sql/rollup/version.ts';
import { pendingLoads } from './sql/rollup/work.ts';
import { PortBusyError } from './web/server/errors.ts';
import { serveWeb } from './web/server/serve.ts';
import { audienceJobs, scheduleAudience } from './workers/jobs/audience.ts';
import { buzzJobs, scheduleBuzz } from './workers/jobs/buzz.ts';
import { healthJobs, scheduleHealth } from './workers/jobs/health.ts';
import { receptionJobs, scheduleReception } from './workers/jobs/reception.ts';
import { reportDesk } from './workers/jobs/report-desk.ts';
import { reportRenderingJobs, scheduleReportRendering } from './workers/jobs/report-rendering.ts';
import { reportSendingJobs, scheduleReportSending } from './workers/jobs/report-sending.ts';
import { reportJobs, scheduleReports } from './workers/jobs/reports.ts';
import { loadTrigger, rollUpJobs, scheduleRollUps } from './workers/jobs/rollup.ts';
import { LiveTick } from './workers/live/tick.ts';
import { throwIfGivenUp } from './workers/queues/given-up.ts';
import { openQueues, type Queues } from './workers/queues/queues.ts';
import type { Spool } from './workers/reports/counted.ts';
import { prepareToPrint } from './workers/reports/render/pdf.ts';
import { TextReader } from './workers/reception/text-reader.ts';

/** Jobs are asked for after loads, so often at most: most loads bring no reviews, and nothing of campaigns. */
const ROLL_UP_EVERY_MS = 250;
const RECEPTION_EVERY_MS = 2_000;
const BUZZ_EVERY_MS = 1_000;
/** A start has more urgent things to do than to unpack the browser that prints, and the first report comes later. */
const BROWSER_AFTER_MS = 60_000;

/**
 * How far the heap may grow beyond what is in use before it is collected, percent. Left to itself, V8 takes what the machine has: under
 * load of pages, 470 MB for 130 in use. A collection stands in the way for 25 ms, every seven seconds then.
 */
const HEAP_GROWS_PERCENT = 50;

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
  readonly store: Store;
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

/**
 * Start Ovation: PostgreSQL, ClickHouse, migrations, collector, loader, workers, pages; only the parts of the roles.
 *
 * @throws FolderInUseError, PortBusyError, CollectorStartError, EmbeddedPostgresError, SetUpError … each says what to do.
 */
export async function startOvation(options: StartOptions): Promise<Ovation> {
  const { log, signal } = options;
  const roles = new Set<Role>(options.roles ?? ROLES);
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWS_PERCENT}`);
  const endings = new Endings(log);
  try {
    const composed = await compose({ ...options, roles, atEnd: endings.add, step: () => signal?.throwIfAborted() });
    return { ...composed, stop: () => endings.all() };
  } catch (error) {
    await endings.all();
    throw error;
  }
}

interface Composition extends Omit<StartOptions, 'roles'> {
  readonly roles: ReadonlySet<Role>;
  readonly atEnd: AtEnd;
  /** Throws when the start is to be given up. */
  readonly step: () => void;
}

async function compose(options: Composition): Promise<Omit<Ovation, 'stop'>> {
  const { config, roles, log, atEnd, step } = options;
  const clock = options.now ? { now: options.now } : {};
  if (roles.size < ROLES.length && !options.alone) requireServers(config, roles);
  makeDataFolder(config.dataDir);
  atEnd('folder', 1_000, lockFolder(config.dataDir));
  await requireFreePorts(config, roles);
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
  /** Where this process reaches the pages, once they are up. */
  const pages = Promise.withResolvers<string | null>();
  /** What this process has acknowledged and not loaded, once it loads. */
  const spool = Promise.withResolvers<Spool | null>();
  const printing = {
    pagesUrl: pages.promise,
    ...{ chromiumPath: config.chromiumPath, chromiumFolder: chromiumFolder(config.dataDir) },
  };
  if (roles.has('workers')) {
    const onRolledUp = () => {
      live.poke();
      // Lost only until the next sweep, as every job is.
      queues
        .enqueue('rollup.deep', {})
        .catch((error: unknown) => log.debug({ err: error }, 'the deep metrics could not be asked for yet'));
    };
    const onReportMade = () => {
      queues
        .enqueue('report.render', {})
        .catch((error: unknown) => log.debug({ err: error }, 'files of a report could not be asked for yet'));
      queues
        .enqueue('report.send', {})
        .catch((error: unknown) => log.debug({ err: error }, 'the sending of a report could not be asked for yet'));
    };
    const reader = new TextReader({
      folder: join(config.dataDir, 'sentiment'),
      ...(config.sentimentOnnxDir !== undefined && { onnxFolder: config.sentimentOnnxDir }),
    });
    atEnd('workers', 1_000, () => reader.close());
    // Somebody's own model: what is wrong with it is said now, not with the first review.
    if (config.sentimentOnnxDir !== undefined) log.info({ scorer: await reader.scorer() }, 'opened the transformer');
    await queues.register({
      ...rollUpJobs({ store, onRolledUp, onDeepCounted: () => live.pokeDeep(), ...clock }),
      ...audienceJobs({ store, ...clock }),
      ...receptionJobs({ store, reader, onCounted: () => live.pokeDeep(), ...clock }),
      ...buzzJobs({ store, onCounted: () => live.pokeDeep(), ...clock }),
      ...reportRenderingJobs({ control, ...printing, ...clock }),
      ...reportSendingJobs({
        ...{ control, queues, ...printing, ...clock },
        ...{ smtpUrl: config.smtpUrl, publicUrl: config.publicUrl },
      }),
      ...healthJobs({ store, ...clock }),
      ...reportJobs({
        ...{ store, control, spool: spool.promise, ...clock },
        onMade: onReportMade,
      }),
    });
    await scheduleRollUps(queues);
    await scheduleAudience(queues);
    await scheduleReception(queues);
    await scheduleBuzz(queues);
    await scheduleReportRendering(queues);
    await scheduleHealth(queues);
    await scheduleReports(queues);
    await scheduleReportSending(queues);
    const preparing = setTimeout(() => prepareToPrint(printing), BROWSER_AFTER_MS);
    atEnd('workers', 0, () => clearTimeout(preparing));
  }
  step();

  let collector: CollectorSupervisor | null = null;
  let loader: Loader | null = null;
  if (roles.has('ingest')) {
    const started = await startCollector({ config, postgresUrl, token, log });
    collector = started;
    atEnd('collector', 7_000, () => started.stop());
    const notAsked = (error: unknown) => log.debug({ err: error }, 'a job could not be asked for yet');
    const askForRollUp = loadTrigger(queues, 'rollup.touched', ROLL_UP_EVERY_MS, notAsked);
    const askForReception = loadTrigger(queues, 'reception.touched', RECEPTION_EVERY_MS, notAsked);
    const askForBuzz = loadTrigger(queues, 'rollup.buzz', BUZZ_EVERY_MS, notAsked);
    const onLoaded = () => {
      live.poke();
      askForRollUp();
      askForReception();
      askForBuzz();
    };
    const loading = loadFrom(started, { config, store, log, onLoaded });
    loader = loading;
    spool.resolve({
      drain: () => loading.drain(),
      waitingRows: () => started.stats()?.backlog.rows ?? loading.status().backlogRows,
    });
    atEnd('loader', 6_000, () => loading.stop());
  } else spool.resolve(null);
  step();

  let webPort: number | null = null;
  if (roles.has('web')) {
    const health = healthOf({ config, queues, collector, loader });
    const web = await serveWeb({
      config,
      store,
      control,
      live,
      health,
      reports: reportDesk(queues, { mails: config.smtpUrl !== undefined }),
      keys,
      writer: collector && { send: sendTo(collector, { config, token }) },
      log,
      development: options.development ?? false,
      ...clock,
      ...(options.say && { say: options.say }),
    });
    atEnd('web', 3_000, () => web.close());
    webPort = web.port;
  }
  pages.resolve(webPort === null ? (config.publicUrl ?? null) : `http://${config.host}:${webPort}`);
  step();

  const ingestPort = collector?.port ?? null;
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
    store,
    drain: async () => {
      await loader?.drain();
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
      path: clickhouseFolder(config.dataDir),
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

/** Resolves once nothing loaded is left that no roll-up has taken in and summed, and no slice is marked that has not been counted since. */
async function untilRolledUp(store: Store, queues: Queues): Promise<void> {
  const sinceMs = Date.now();
  const behind = async () => (await pendingLoads(store, 1)).length > 0 || (await anyDirty(store));
  for (let round = 1; await behind(); round += 1) {
    await queues.enqueue('rollup.touched', {}).catch(() => undefined);
    await sleep(100);
    if (round % 10 === 0) await throwIfGivenUp(queues, sinceMs);
  }
  for (let round = 1; (await waitingSlices(store)).slices > 0; round += 1) {
    await queues.enqueue('rollup.deep', {}).catch(() => undefined);
    await sleep(100);
    if (round % 10 === 0) await throwIfGivenUp(queues, sinceMs);
  }
  // The job looks for reviewers who have become starters now and then only.
  await keepVersionsGrowing(store);
  await markVerified(store, nextVersion(store, 0));
  const unheard = async () => (await pendingVoiceLoads(store, 1)).length > 0 || (await anyReceptionDirty(store));
  for (let round = 1; await unheard(); round += 1) {
    await queues.enqueue('reception.touched', {}).catch(() => undefined);
    await sleep(100);
    if (round % 10 === 0) await throwIfGivenUp(queues, sinceMs);
  }
  // Nor does the job of campaigns look all the time for exposed viewers who have started.
  await markStarted(store, nextVersion(store, Date.now()));
  const untold = async () => (await pendingToldLoads(store, 1)).length > 0 || (await anyCampaignDirty(store));
  for (let round = 1; await untold(); round += 1) {
    await queues.enqueue('rollup.buzz', {}).catch(() => undefined);
    await sleep(100);
    if (round % 10 === 0) await throwIfGivenUp(queues, sinceMs);
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

/** Found out before the stores are started; a port may still be lost to another program until it is listened on. */
async function requireFreePorts({ host, webPort, ingestPort }: Config, roles: ReadonlySet<Role>): Promise<void> {
  const wanted = [
    ...(roles.has('web') ? [{ port: webPort, variable: 'PORT' }] : []),
    ...(roles.has('ingest') ? [{ port: ingestPort, variable: 'INGEST_PORT' }] : []),
  ];
  for (const { port, variable } of wanted)
    if ((await portTrouble(port, host))?.code === 'EADDRINUSE') throw new PortBusyError(port, variable);
}

/** `mkdir` with all parents never returns below /proc. */
function makeFolders(dir: string): void {
  if (existsSync(dir)) return;
  makeFolders(dirname(dir));
  mkdirSync(dir, { recursive: false });
}

/** Where the embedded store keeps its data; it is there once something was started. */
export const clickhouseFolder = (dataDir: string): string => join(dataDir, 'clickhouse');

/** Where the browser that prints is unpacked. */
export const chromiumFolder = (dataDir: string): string => join(dataDir, 'chromium');

/** Closed to others, save that root's PostgreSQL account may pass through to its own folder. */
export function makeDataFolder(dir: string): void {
  try {
    makeFolders(resolve(dir));
    chmodSync(dir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw new SetUpError(
      `${dir} can't be made or used (${(error as Error).message}): set OVATION_DATA to a folder of yours.`,
    );
  }
}
