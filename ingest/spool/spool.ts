import { mkdir } from 'node:fs/promises';
import type { EncodedBatch } from './batch.ts';
import { SpoolFailedError, SpoolFullError } from './errors.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { bytesOf, rowsOf, type SegmentManifest } from './manifest.ts';
import { OpenSegment } from './open-segment.ts';
import { recoverSegment } from './recover.ts';
import { compareSegments, listSegments } from './segment-folder.ts';
import { SegmentNumbers } from './segment-number.ts';

/** One INSERT of more rows than this no longer fits one block of the store. */
const MAX_SEAL_ROWS = 150_000;

export interface SpoolOptions {
  readonly dir: string;
  /** Bytes of rows not yet loaded beyond which `append` says SpoolFullError. */
  readonly maxBytes: number;
  /** Rows at which the open segment is closed without being asked; at most 150,000. */
  readonly sealRows: number;
  /** How long to wait for an earlier writer that is still finishing; default 10 s. */
  readonly lockWaitMs?: number;
  readonly nowMs?: () => number;
  /** Told, in one sentence, what recovery found at the start. */
  readonly warn?: (message: string) => void;
}

export interface SpoolBacklog {
  /** Rows acknowledged and not yet loaded, and their bytes. */
  readonly rows: number;
  readonly bytes: number;
  /** Of these, rows in the open segment. */
  readonly openRows: number;
  /** When the oldest of them came, milliseconds since the epoch; null when there are none. */
  readonly oldestMs: number | null;
}

export interface Spool {
  /**
   * Resolves once the rows are on disk. Concurrent calls share one write and flush.
   * @throws SpoolFullError, SpoolFailedError: nothing of the batch counts; answer 503.
   */
  append(batch: EncodedBatch): Promise<void>;
  /**
   * The oldest sealed segment not handed out yet, those left by an earlier run first; else the open one, closed now;
   * null when no row waits. Appends go on meanwhile.
   * @throws SpoolFailedError when the disk refused; the rows stay, and a later call tries again.
   */
  seal(): Promise<SegmentManifest | null>;
  backlog(): SpoolBacklog;
  /** The store has the segment: its rows no longer count as waiting. */
  released(segment: string): void;
  /** Finishes running appends and closes the files; the open segment is sealed for the next start. */
  close(): Promise<void>;
}

/**
 * Opens (or makes) a spool folder; segments that a crash left open are cut to their last whole commit and sealed.
 * @throws SpoolBusyError while another process writes to it.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const nowMs = options.nowMs ?? Date.now;
  await mkdir(options.dir, { recursive: true });
  const lock = await lockFolder(options.dir, options.lockWaitMs ?? 10_000);
  try {
    const numbers = await SegmentNumbers.open(options.dir, nowMs);
    const spool = new DiskSpool(options, numbers, lock, nowMs);
    await spool.recover();
    return spool;
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Waiting {
  readonly batch: EncodedBatch;
  readonly rows: number;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface SegmentSize {
  readonly rows: number;
  readonly bytes: number;
  readonly oldestMs: number;
}

class DiskSpool implements Spool {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #sealRows: number;
  readonly #numbers: SegmentNumbers;
  readonly #lock: FolderLock;
  readonly #nowMs: () => number;
  readonly #warn: (message: string) => void;

  #open: OpenSegment | null = null;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #commitPlanned = false;
  #closed = false;
  /** Commits and rotations run one after the other, in the order they were asked for. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Sealed or being sealed, not handed out yet, oldest first. */
  readonly #sealed: { segment: string; manifest: Promise<SegmentManifest> }[] = [];
  /** Segments that could neither be cut back nor sealed; sealed by recovery once the disk is well again. */
  readonly #aside: string[] = [];
  readonly #unloaded = new Map<string, SegmentSize>();

  constructor(options: SpoolOptions, numbers: SegmentNumbers, lock: FolderLock, nowMs: () => number) {
    this.#dir = options.dir;
    this.#maxBytes = options.maxBytes;
    this.#sealRows = Math.min(options.sealRows, MAX_SEAL_ROWS);
    this.#numbers = numbers;
    this.#lock = lock;
    this.#nowMs = nowMs;
    this.#warn = options.warn ?? (() => undefined);
  }

  async recover(): Promise<void> {
    for (const { segment } of await listSegments(this.#dir, ['open', 'sealed'])) {
      const { manifest, cutBytes } = await recoverSegment(this.#dir, segment, this.#nowMs());
      if (cutBytes > 0)
        this.#warn(`Segment ${segment}: cut ${cutBytes} bytes that were being written at the last stop.`);
      if (manifest !== null) this.#enqueue(manifest);
    }
  }

  append(batch: EncodedBatch): Promise<void> {
    let rows = 0;
    let bytes = 0;
    for (const chunk of batch.chunks) {
      rows += chunk.rows;
      bytes += chunk.bytes.length;
    }
    if (rows === 0) return Promise.resolve();
    if (this.#closed) return Promise.reject(new SpoolFailedError(this.#dir, new Error('the spool is closed')));
    const usedBytes = this.#usedBytes() + this.#waitingBytes;
    if (usedBytes + bytes > this.#maxBytes) return Promise.reject(new SpoolFullError(usedBytes, this.#maxBytes));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, rows, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#planCommit();
    });
  }

  async seal(): Promise<SegmentManifest | null> {
    await this.#sealAside();
    if (this.#sealed.length === 0) await this.#inTurn(() => this.#rotate());
    const oldest = this.#sealed.shift();
    if (oldest === undefined) {
      if (this.#aside.length > 0) throw new SpoolFailedError(this.#dir, new Error('a segment could not be sealed'));
      return null;
    }
    try {
      return await oldest.manifest;
    } catch (error) {
      throw new SpoolFailedError(this.#dir, error);
    }
  }

  backlog(): SpoolBacklog {
    let rows = this.#open?.rows ?? 0;
    let bytes = this.#open?.bytes ?? 0;
    let oldestMs = rows > 0 ? (this.#open?.openedAtMs ?? null) : null;
    for (const segment of this.#unloaded.values()) {
      rows += segment.rows;
      bytes += segment.bytes;
      oldestMs = Math.min(oldestMs ?? Infinity, segment.oldestMs);
    }
    return { rows, bytes, openRows: this.#open?.rows ?? 0, oldestMs };
  }

  released(segment: string): void {
    this.#unloaded.delete(segment);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#inTurn(async () => {
      if (this.#waiting.length > 0) await this.#commitWaiting();
      this.#rotate();
    });
    await Promise.allSettled(this.#sealed.map(({ manifest }) => manifest));
    await this.#numbers.close();
    this.#lock.release();
  }

  #planCommit(): void {
    if (this.#commitPlanned) return;
    this.#commitPlanned = true;
    void this.#inTurn(() => this.#commitWaiting());
  }

  /** Commits what waits, as one group unless the segment gets full. Never rejects: the senders get the errors. */
  async #commitWaiting(): Promise<void> {
    this.#commitPlanned = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    let next = 0;
    while (next < waiting.length) {
      const group: Waiting[] = [];
      let rows = this.#open?.rows ?? 0;
      for (let one = waiting[next]; one !== undefined; one = waiting[++next]) {
        if (rows > 0 && rows + one.rows > this.#sealRows) break;
        group.push(one);
        rows += one.rows;
      }
      if (group.length > 0) await this.#commitGroup(group);
      if (group.length === 0 || rows >= this.#sealRows) this.#rotate();
    }
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const isNew = this.#open === null;
      this.#open ??= await OpenSegment.create(this.#dir, await this.#numbers.next(), this.#nowMs());
      const commit = this.#open.commit(group.map(({ batch }) => batch));
      const numberKept = isNew ? this.#numbers.sync() : undefined;
      await commit.finally(() => numberKept);
      for (const { resolve } of group) resolve();
    } catch (error) {
      await this.#undoCommit();
      const failed = new SpoolFailedError(this.#dir, error);
      for (const { reject } of group) reject(failed);
    } finally {
      for (const { bytes } of group) this.#waitingBytes -= bytes;
    }
  }

  async #undoCommit(): Promise<void> {
    const segment = this.#open;
    if (segment === null) return;
    try {
      await segment.rewind();
    } catch {
      // The disk refuses even this. The journal still says where the good part ends: leave the folder to recovery.
      this.#open = null;
      this.#setAside(segment);
      await segment.close().catch(() => undefined);
    }
  }

  /** Takes the open segment out of use and seals it beside further appends. */
  #rotate(): void {
    const segment = this.#open;
    if (segment === null || segment.rows === 0) return;
    this.#open = null;
    this.#unloaded.set(segment.segment, { rows: segment.rows, bytes: segment.bytes, oldestMs: segment.openedAtMs });
    const manifest = segment.seal(this.#nowMs());
    manifest.catch(() => {
      const index = this.#sealed.findIndex((one) => one.segment === segment.segment);
      if (index >= 0) this.#sealed.splice(index, 1);
      this.#setAside(segment);
    });
    this.#sealed.push({ segment: segment.segment, manifest });
  }

  #setAside(segment: OpenSegment): void {
    this.#aside.push(segment.segment);
    if (segment.rows === 0) return;
    this.#unloaded.set(segment.segment, { rows: segment.rows, bytes: segment.bytes, oldestMs: segment.openedAtMs });
  }

  async #sealAside(): Promise<void> {
    for (const segment of [...this.#aside]) {
      try {
        const { manifest } = await recoverSegment(this.#dir, segment, this.#nowMs());
        this.#aside.splice(this.#aside.indexOf(segment), 1);
        if (manifest === null) this.#unloaded.delete(segment);
        else this.#enqueue(manifest);
      } catch {
        return; // The disk is still ill; `seal` reports it once nothing else is left to hand out.
      }
    }
  }

  #enqueue(manifest: SegmentManifest): void {
    const { segment } = manifest;
    this.#unloaded.set(segment, { rows: rowsOf(manifest), bytes: bytesOf(manifest), oldestMs: manifest.sealedAtMs });
    this.#sealed.push({ segment, manifest: Promise.resolve(manifest) });
    this.#sealed.sort((a, b) => compareSegments(a.segment, b.segment));
  }

  #usedBytes(): number {
    let bytes = this.#open?.bytes ?? 0;
    for (const segment of this.#unloaded.values()) bytes += segment.bytes;
    return bytes;
  }

  #inTurn<T>(step: () => T | Promise<T>): Promise<T> {
    const mine = this.#turn.then(step);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
