import { spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { bytesOf, manifestFile, type SegmentManifest } from '../spool/manifest.ts';
import { segmentFolder } from '../spool/segment-folder.ts';

export interface RetainedOptions {
  readonly spoolDir: string;
  /** Flushes the store's files to disk; rejects when the disk refuses. */
  readonly flush: () => Promise<void>;
}

/**
 * Loaded segments that are kept until the embedded store's files are known to be on disk: it does not flush parts itself
 * (+20–30 ms an insert). One flush of the file system every few seconds covers all that was loaded before it began; after
 * a power cut the kept ones are loaded again.
 */
export class RetainedSegments {
  readonly #spoolDir: string;
  readonly #flush: () => Promise<void>;
  #retained: { segment: string; bytes: number }[] = [];
  #flushing: Promise<void> | null = null;

  constructor(options: RetainedOptions) {
    this.#spoolDir = options.spoolDir;
    this.#flush = options.flush;
  }

  get segments(): number {
    return this.#retained.length;
  }

  get bytes(): number {
    return this.#retained.reduce((bytes, one) => bytes + one.bytes, 0);
  }

  /** Marks a segment as loaded and keeps it. */
  async keep(manifest: SegmentManifest, state: 'sealed' | 'loaded'): Promise<void> {
    const { segment } = manifest;
    if (state === 'sealed') {
      await rename(segmentFolder(this.#spoolDir, segment, 'sealed'), segmentFolder(this.#spoolDir, segment, 'loaded'));
    }
    this.#retained.push({ segment, bytes: bytesOf(manifest) });
  }

  /** Flushes and then deletes what had been loaded when the flush began. Concurrent calls share one flush. */
  async release(): Promise<void> {
    this.#flushing ??= this.#flushAndDelete().finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  async #flushAndDelete(): Promise<void> {
    const covered = [...this.#retained];
    if (covered.length === 0) return;
    await this.#flush();
    this.#retained = this.#retained.slice(covered.length);
    for (const { segment } of covered) await deleteSegment(segmentFolder(this.#spoolDir, segment, 'loaded'));
  }
}

/** Deletes a loaded segment, its manifest first: a folder without one is never loaded, so a crash half-way does no harm. */
export async function deleteSegment(folder: string): Promise<void> {
  await rm(manifestFile(folder), { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Flushes the file system that holds a folder with `sync -f` in a process of its own, so that no thread of ours waits. */
export function flushFileSystem(folder: string): Promise<void> {
  const args = process.platform === 'linux' ? ['-f', folder] : [];
  return new Promise((resolve, reject) => {
    // Of its own process group: Ctrl-C in a terminal would end it half-way through the last flush.
    const child = spawn('sync', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`sync -f ${folder} failed (${complaint.trim() || `exit code ${code}`})`));
    });
  });
}
