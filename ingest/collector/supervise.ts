import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { SegmentManifest } from '../spool/manifest.ts';
import type { CollectorOptions, CollectorStats, FromCollector, ToCollector } from './protocol.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Its spool may have gigabytes to look through after a crash. */
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 6_000;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 5_000;
/** A collector that lived this long was well: the next restart is at once again. */
const WELL_AFTER_MS = 30_000;

export interface SupervisorOptions {
  readonly collector: CollectorOptions;
  readonly log: Logger;
}

export interface CollectorSupervisor {
  /** Port it listens on (with port 0 the one it was given). */
  readonly port: number;
  /** The oldest sealed segment not handed out yet, else the open one, sealed now; null when no row waits or it is away. */
  seal(): Promise<SegmentManifest | null>;
  /** Calls back when rows begin to wait. */
  onRows(callback: () => void): void;
  /** Tells that the store has a segment. */
  notifyLoaded(segment: string, rows: number): void;
  /** The last it said of itself, at most a second old; null while it is away. */
  stats(): CollectorStats | null;
  /** Its process, to kill it in tests; null while it is away. */
  pid(): number | null;
  /** Stops it in order: it answers what runs and flushes. */
  stop(): Promise<void>;
}

/** The collector could not start and trying again does not help. The message says what to do. */
export class CollectorStartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CollectorStartError';
  }
}

/**
 * Starts the collector as a child process and keeps it running.
 * @throws CollectorStartError when its first start fails
 */
export async function superviseCollector(options: SupervisorOptions): Promise<CollectorSupervisor> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements CollectorSupervisor {
  port = 0;
  readonly #options: CollectorOptions;
  readonly #log: Logger;
  #child: ChildProcess | null = null;
  /** Whether the child listens; before that it hears nothing but its options. */
  #ready = false;
  #stats: CollectorStats | null = null;
  #rowsCallback: () => void = () => undefined;
  readonly #seals = new Map<
    number,
    { resolve: (manifest: SegmentManifest | null) => void; reject: (error: Error) => void }
  >();
  #calls = 0;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor({ collector, log }: SupervisorOptions) {
    this.#options = collector;
    this.#log = log.child({ part: 'collector' });
  }

  /** Resolves once a collector listens. */
  start(): Promise<void> {
    const startedAtMs = Date.now();
    // Of its own process group, so that Ctrl-C reaches the parent alone; execArgv is the parent's affair.
    const child = fork(MAIN, [], {
      execPath: process.execPath,
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let failure = new CollectorStartError('The collector ended before it was ready; its log says why.');
      const slow = setTimeout(() => {
        failure = new CollectorStartError('The collector did not get ready within a minute.');
        child.kill('SIGKILL');
      }, START_PATIENCE_MS);
      child.on('error', (error) => this.#log.warn({ err: error }, 'the collector cannot be reached'));
      child.on('message', (message: FromCollector) => {
        if (message.t === 'ready') {
          clearTimeout(slow);
          this.port = message.port;
          this.#ready = true;
          resolve();
        } else if (message.t === 'refused') failure = new CollectorStartError(message.message);
        else this.#heard(message);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(slow);
        this.#ended(child, Date.now() - startedAtMs, { code, signal });
        reject(failure);
      });
      this.#tell({ t: 'start', options: this.port === 0 ? this.#options : { ...this.#options, port: this.port } });
    });
  }

  seal(): Promise<SegmentManifest | null> {
    if (!this.#ready) return Promise.resolve(null);
    const call = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#seals.set(call, { resolve, reject });
      this.#tell({ t: 'seal', call });
    });
  }

  onRows(callback: () => void): void {
    this.#rowsCallback = callback;
  }

  notifyLoaded(segment: string, rows: number): void {
    if (this.#ready) this.#tell({ t: 'loaded', segment, rows });
  }

  stats(): CollectorStats | null {
    return this.#stats;
  }

  pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#tell({ t: 'stop' });
    const deadline = setTimeout(() => {
      this.#log.warn('the collector did not stop in time and is ended; what it acknowledged is on disk');
      child.kill('SIGKILL');
    }, STOP_PATIENCE_MS);
    await ended;
    clearTimeout(deadline);
  }

  #heard(message: FromCollector): void {
    if (message.t === 'rows') this.#rowsCallback();
    else if (message.t === 'stats') this.#stats = message.stats;
    else if (message.t === 'sealed') {
      const waiting = this.#seals.get(message.call);
      this.#seals.delete(message.call);
      if (message.error === undefined) waiting?.resolve(message.manifest);
      else waiting?.reject(new Error(message.error));
    }
  }

  /** A child that was just killed still counts as connected: the callback takes the error, or it would end this process. */
  #tell(message: ToCollector): void {
    const child = this.#child;
    if (child?.connected !== true) return;
    child.send(message, (error) => {
      if (error !== null) this.#log.debug({ err: error }, 'the collector did not get a message');
    });
  }

  #ended(child: ChildProcess, livedMs: number, how: { code: number | null; signal: NodeJS.Signals | null }): void {
    if (this.#child !== child) return;
    const wasReady = this.port !== 0;
    this.#child = null;
    this.#ready = false;
    this.#stats = null;
    // What it sealed and could not hand over it hands out after its restart.
    for (const { resolve } of this.#seals.values()) resolve(null);
    this.#seals.clear();
    if (this.#stopping || !wasReady) return;
    this.#failures = livedMs > WELL_AFTER_MS ? 0 : this.#failures + 1;
    const waitMs = this.#failures <= 1 ? 0 : Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** (this.#failures - 2));
    this.#log.error({ ...how, waitMs }, 'the collector ended; it is started again');
    this.#restart = setTimeout(() => {
      this.start().catch((error: unknown) =>
        this.#log.error({ err: error }, 'the collector could not be started again'),
      );
    }, waitMs);
  }
}
