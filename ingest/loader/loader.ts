import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '../../sql/clickhouse/store.ts';
import { readManifest, rowsOf, type SegmentManifest } from '../spool/manifest.ts';
import { hasCommits, listSegments, segmentFolder } from '../spool/segment-folder.ts';
import { backOffMs } from './back-off.ts';
import type { RefusedRow } from './load-family.ts';
import { unreadablePath } from './load-file.ts';
import { loadSegment, type PendingSegment } from './load-segment.ts';
import { Nap } from './nap.ts';
import { RecentTimes } from './recent-times.ts';
import { deleteSegment, flushFileSystem, RetainedSegments } from './retained.ts';

/** Where sealed segments come from: the collector's process. */
export interface SegmentSource {
  /** The oldest sealed segment not handed out yet, else the open one, sealed now; null when no row waits. */
  seal(): Promise<SegmentManifest | null>;
  /** Calls back when rows begin to wait. */
  onRows(callback: () => void): void;
  /** Tells that the store has a segment, so that its rows no longer count as waiting. */
  notifyLoaded(segment: string, rows: number): void;
}

export interface LoaderOptions {
  readonly spoolDir: string;
  readonly store: Store;
  readonly source: SegmentSource;
  /**
   * Called when a segment is in the store and before its files may go, so that what follows from it can be recorded; when
   * it rejects it is called again. The next segment waits for it.
   */
  readonly onLoaded: (manifest: SegmentManifest) => void | Promise<void>;
  /** Keeps a row that the store refuses; the segment waits until it has resolved. */
  readonly onBadRow: (refused: RefusedRow) => void | Promise<void>;
  readonly log: Logger;
  /** Least time between two seals: small segments cost about 13 ms of CPU a table an insert. */
  readonly sealEveryMs?: number;
  /** How often the file system of the embedded store is flushed while loaded segments wait for it. */
  readonly syncEveryMs?: number;
  /** Loaded bytes kept for a flush beyond which loading pauses, so that a disk that cannot flush pushes back. */
  readonly maxRetainedBytes?: number;
  /** Flushes the embedded store's folder; for tests. */
  readonly flush?: () => Promise<void>;
}

export interface LoaderStatus {
  readonly state: 'loading' | 'waiting' | 'retrying' | 'stopped';
  /** Sealed segments the loader knows of and has not loaded. */
  readonly backlogSegments: number;
  readonly backlogRows: number;
  /** Why the last attempt failed, in one sentence; null once a load has succeeded since. */
  readonly lastError: string | null;
  /** When the last segment was loaded, milliseconds since the epoch. */
  readonly lastLoadedMs: number | null;
  readonly loadedSegments: number;
  readonly loadedRows: number;
  readonly refusedRows: number;
  /** Loaded segments that wait for a flush of the store's files. */
  readonly retainedSegments: number;
  /** Milliseconds a segment took to load, of the last 512. */
  readonly loadMs: { readonly p50: number | null; readonly p99: number | null };
}

export interface Loader {
  status(): LoaderStatus;
  /** Resolves once everything acknowledged before the call is in the store. @throws when the loader stops before. */
  drain(): Promise<void>;
  /** Finishes the running insert and leaves the rest on disk for the next start. */
  stop(): Promise<void>;
}

interface Drain {
  readonly calledAtMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What spacing seals out may cost a chart in freshness. */
const LONGEST_SPACING_MS = 150;

/** With no word of new rows the source is asked all the same, in case the word was lost with a process. */
const ASK_ANYWAY_MS = 1000;

/** A stop waits this long for a last flush; a slower disk only means loading some segments again. */
const LAST_FLUSH_MS = 3000;

/**
 * Starts loading: first what an earlier run left in the spool folder, sealed or loaded but not known to be on disk, then
 * what the source seals, strictly one segment after the other. The loader asks for a segment when it is free, so segments
 * are small when little happens and large when much does.
 */
export function startLoader(options: LoaderOptions): Loader {
  const unreadable = options.store.embedded ? unreadablePath(options.spoolDir) : null;
  if (unreadable !== null) throw new Error(unreadable);
  const loader = new SegmentLoader(options);
  loader.start();
  return loader;
}

class SegmentLoader implements Loader {
  readonly #options: LoaderOptions;
  readonly #log: Logger;
  readonly #sealEveryMs: number;
  readonly #maxRetainedBytes: number;
  readonly #retained: RetainedSegments;
  readonly #loadTimes = new RecentTimes();
  readonly #pending: PendingSegment[] = [];
  /** Segments loaded in this run: a restarted source hands out what it finds on disk, perhaps once more. */
  readonly #loaded = new Set<string>();
  readonly #damaged = new Set<string>();
  #state: LoaderStatus['state'] = 'waiting';
  #lastError: string | null = null;
  #lastLoadedMs: number | null = null;
  #loadedRows = 0;
  #loadedSegments = 0;
  #refusedRows = 0;
  #attempts = 0;
  /** Whether what an earlier run left is known. */
  #resumed = false;
  #rowsWait = true;
  #lastSealMs = 0;
  #lastLoadMs = 0;
  #stopping = false;
  /** Between asks while nothing waits; new rows end it. */
  readonly #idle = new Nap();
  /** Between seals and after failures; only a stop ends it. */
  readonly #rest = new Nap();
  #drains: Drain[] = [];
  #running: Promise<void> = Promise.resolve();
  #syncTimer: NodeJS.Timeout | undefined;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#sealEveryMs = options.sealEveryMs ?? 60;
    this.#maxRetainedBytes = options.maxRetainedBytes ?? 1_000_000_000;
    this.#retained = new RetainedSegments({
      spoolDir: options.spoolDir,
      flush: options.flush ?? (() => flushFileSystem(options.store.path)),
    });
  }

  start(): void {
    this.#options.source.onRows(() => {
      this.#rowsWait = true;
      this.#idle.wake();
    });
    if (this.#options.store.embedded) {
      this.#syncTimer = setInterval(() => void this.#release(), this.#options.syncEveryMs ?? 5000);
    }
    this.#running = this.#run();
  }

  status(): LoaderStatus {
    return {
      state: this.#state,
      backlogSegments: this.#pending.length,
      backlogRows: this.#pending.reduce((rows, { manifest }) => rows + rowsOf(manifest), 0),
      lastError: this.#lastError,
      lastLoadedMs: this.#lastLoadedMs,
      loadedSegments: this.#loadedSegments,
      loadedRows: this.#loadedRows,
      refusedRows: this.#refusedRows,
      retainedSegments: this.#retained.segments,
      loadMs: { p50: this.#loadTimes.percentile(0.5), p99: this.#loadTimes.percentile(0.99) },
    };
  }

  drain(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopping) {
        reject(new Error('The loader has stopped; what waits is loaded at the next start.'));
        return;
      }
      this.#drains.push({ calledAtMs: Date.now(), resolve, reject });
      this.#rowsWait = true;
      this.#idle.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#syncTimer);
    this.#idle.wake();
    this.#rest.wake();
    await this.#running;
    // What is flushed now need not be loaded again at the next start.
    if (this.#options.store.embedded) {
      await Promise.race([this.#release(), delay(LAST_FLUSH_MS, undefined, { ref: false })]);
    }
    this.#state = 'stopped';
    for (const { reject } of this.#drains.splice(0))
      reject(new Error('The loader stopped before everything was loaded.'));
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const next = this.#pending[0];
      if (!this.#resumed) {
        await this.#retrying('reading the spool folder', async () => {
          await this.#findOnDisk(['sealed', 'loaded']);
          this.#resumed = true;
        });
      } else if (next === undefined) {
        await this.#retrying('asking for rows', () => this.#ask());
      } else {
        await this.#retrying(`loading segment ${next.manifest.segment}`, () => this.#load(next));
      }
    }
  }

  /** Runs a step; after a failure, waits a growing while, so that the caller's next round tries again. */
  async #retrying(what: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.#attempts = 0;
      this.#lastError = null;
    } catch (error) {
      if (this.#stopping) return;
      const message = error instanceof Error ? error.message : String(error);
      // Each further failure in a row would only repeat the first.
      if (this.#lastError !== message) this.#log.warn({ err: error }, `${what} failed; trying again`);
      this.#lastError = message;
      this.#state = 'retrying';
      await this.#rest.sleep(backOffMs(this.#attempts++, Math.random()));
    }
  }

  async #ask(): Promise<void> {
    if (!this.#rowsWait) {
      this.#state = 'waiting';
      await this.#idle.sleep(ASK_ANYWAY_MS);
    }
    if (this.#stopping) return;
    const restMs = this.#lastSealMs + this.#sealSpacingMs() - performance.now();
    if (restMs > 0) await this.#rest.sleep(restMs);
    if (this.#stopping) return;

    const drains = [...this.#drains];
    this.#rowsWait = false;
    this.#lastSealMs = performance.now();
    const manifest = await this.#options.source.seal();
    if (manifest !== null) {
      this.#rowsWait = true;
      if (this.#loaded.has(manifest.segment)) this.#options.source.notifyLoaded(manifest.segment, rowsOf(manifest));
      else this.#pending.push({ manifest, state: 'sealed', done: new Set() });
      return;
    }
    // A segment whose manifest was lost on its way from a dying collector is on disk all the same.
    await this.#findOnDisk(['sealed']);
    if (this.#pending.length > 0 || drains.length === 0) return;
    if (await this.#rowsInOpenSegments()) this.#rowsWait = true;
    else this.#drained((drain) => drains.includes(drain));
  }

  #drained(which: (drain: Drain) => boolean): void {
    const done = this.#drains.filter(which);
    this.#drains = this.#drains.filter((drain) => !done.includes(drain));
    for (const { resolve } of done) resolve();
  }

  /** On a busy machine small loads take longer: then they come less often, so that they never take more than half a core. */
  #sealSpacingMs(): number {
    return Math.max(this.#sealEveryMs, Math.min(LONGEST_SPACING_MS, 2 * this.#lastLoadMs));
  }

  async #findOnDisk(states: readonly ('sealed' | 'loaded')[]): Promise<void> {
    const { spoolDir } = this.#options;
    const found: PendingSegment[] = [];
    for (const { segment, state } of await listSegments(spoolDir, states)) {
      if (state === 'open' || this.#loaded.has(segment)) continue;
      const folder = segmentFolder(spoolDir, segment, state);
      const manifest = await readManifest(folder);
      if (manifest === 'damaged') this.#complainOnce(segment, folder);
      else if (manifest !== null) found.push({ manifest, state, done: new Set() });
      else if (state === 'loaded') await deleteSegment(folder);
    }
    this.#pending.push(...found);
  }

  /** A collector that is away seals nothing: its open segment then still holds rows that no seal has given. */
  async #rowsInOpenSegments(): Promise<boolean> {
    for (const { segment } of await listSegments(this.#options.spoolDir, ['open'])) {
      if (await hasCommits(segmentFolder(this.#options.spoolDir, segment, 'open'))) return true;
    }
    return false;
  }

  /** A sealed one is rebuilt from its journal when the collector starts; it must not hold up all others until then. */
  #complainOnce(segment: string, folder: string): void {
    if (this.#damaged.has(segment)) return;
    this.#damaged.add(segment);
    this.#log.error({ segment, folder }, 'the manifest of a segment is damaged; restart the collector to rebuild it');
  }

  async #load(pending: PendingSegment): Promise<void> {
    const { segment } = pending.manifest;
    const folder = segmentFolder(this.#options.spoolDir, segment, pending.state);
    if (!existsSync(folder)) {
      // Only a person's hand can have done it: the loader alone deletes segments.
      this.#log.error(
        { segment, rows: rowsOf(pending.manifest) },
        'a sealed segment is gone from the spool folder; its rows are lost',
      );
      this.#pending.shift();
      this.#options.source.notifyLoaded(segment, rowsOf(pending.manifest));
      return;
    }
    if (this.#retained.bytes > this.#maxRetainedBytes) await this.#retained.release();

    if (this.#state !== 'retrying') this.#state = 'loading';
    const rows = rowsOf(pending.manifest);
    const startedMs = performance.now();
    await loadSegment(pending, {
      ...this.#options,
      folder,
      stopping: () => this.#stopping,
      onBadRow: async (refused) => {
        await this.#options.onBadRow(refused);
        this.#refusedRows += 1;
      },
    });
    await this.#options.onLoaded(pending.manifest);
    await this.#finish(folder, pending);
    this.#lastLoadMs = performance.now() - startedMs;
    this.#loadTimes.add(this.#lastLoadMs);

    this.#pending.shift();
    this.#state = 'loading';
    this.#lastLoadedMs = Date.now();
    this.#loadedRows += rowsOf(pending.manifest);
    this.#loadedSegments += 1;
    this.#remember(segment);
    this.#options.source.notifyLoaded(segment, rows);
    // Where rows never cease to come: a segment that was begun after the call holds none from before it.
    const begunAtMs = Number(segment) / 1000;
    this.#drained(({ calledAtMs }) => begunAtMs > calledAtMs);
  }

  /** A server's tables flush their parts themselves; the embedded store's segments are kept for the next flush. */
  async #finish(folder: string, { manifest, state }: PendingSegment): Promise<void> {
    if (this.#options.store.embedded) await this.#retained.keep(manifest, state);
    else await deleteSegment(folder);
  }

  async #release(): Promise<void> {
    try {
      await this.#retained.release();
    } catch (error) {
      this.#log.warn({ err: error }, 'flushing the store to disk failed; loaded segments are kept');
    }
  }

  #remember(segment: string): void {
    this.#loaded.add(segment);
    if (this.#loaded.size > 10_000) this.#loaded.delete(this.#loaded.values().next().value ?? '');
  }
}
