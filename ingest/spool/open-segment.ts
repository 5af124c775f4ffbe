import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Family } from '../contract/families.ts';
import type { EncodedBatch } from './batch.ts';
import { JOURNAL_FILE, journalLine, type JournalCommit } from './journal.ts';
import { writeManifest, type SegmentManifest } from './manifest.ts';
import { familyFile, segmentFolder, syncFolder } from './segment-folder.ts';

interface FamilyFile {
  readonly handle: FileHandle;
  readonly name: string;
  bytes: number;
  rows: number;
}

interface PendingChunk {
  readonly file: FamilyFile;
  readonly buffers: Buffer[];
  bytes: number;
  rows: number;
  crc: number;
}

/**
 * The segment being written: one RowBinary file a family and a journal of commits. A commit writes files and journal and
 * flushes them side by side; recovery believes a commit only if its bytes agree with the journal's CRC, so one round of
 * flushes is enough. Not safe for concurrent calls; the spool calls one after the other.
 */
export class OpenSegment {
  readonly segment: string;
  readonly openedAtMs: number;
  readonly #dir: string;
  readonly #folder: string;
  readonly #folderHandle: FileHandle;
  readonly #journal: FileHandle;
  readonly #files = new Map<Family, FamilyFile>();
  readonly #titles = new Set<string>();
  #journalBytes = 0;
  #rows = 0;
  #bytes = 0;
  #minAtMs = Infinity;
  #maxAtMs = -Infinity;

  private constructor(dir: string, segment: string, openedAtMs: number, folderHandle: FileHandle, journal: FileHandle) {
    this.segment = segment;
    this.openedAtMs = openedAtMs;
    this.#dir = dir;
    this.#folder = segmentFolder(dir, segment, 'open');
    this.#folderHandle = folderHandle;
    this.#journal = journal;
  }

  static async create(dir: string, segment: string, openedAtMs: number): Promise<OpenSegment> {
    const folder = segmentFolder(dir, segment, 'open');
    await mkdir(folder);
    const folderHandle = await open(folder, 'r');
    try {
      const journal = await open(join(folder, JOURNAL_FILE), 'w');
      return new OpenSegment(dir, segment, openedAtMs, folderHandle, journal);
    } catch (error) {
      await folderHandle.close();
      throw error;
    }
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds the batches as one commit and resolves once the disk has them. On an error nothing of them counts: call `rewind`. */
  async commit(batches: readonly EncodedBatch[]): Promise<void> {
    const firstCommit = this.#journalBytes === 0;
    const filesBefore = this.#files.size;
    const pending = await this.#gather(batches);
    if (pending.size === 0) return;
    const { titles, minAtMs, maxAtMs } = this.#described(batches);

    const commit: JournalCommit = { chunks: [], titles, minAtMs, maxAtMs };
    for (const [family, chunk] of pending) {
      commit.chunks.push({ family, offset: chunk.file.bytes, bytes: chunk.bytes, rows: chunk.rows, crc: chunk.crc });
    }
    const line = journalLine(commit);

    const flushes = [...pending.values()].map((chunk) =>
      writeAndFlush(chunk.file.handle, chunk.buffers, chunk.file.bytes),
    );
    flushes.push(writeAndFlush(this.#journal, [line], this.#journalBytes));
    if (firstCommit || this.#files.size > filesBefore) flushes.push(this.#folderHandle.sync());
    if (firstCommit) flushes.push(syncFolder(this.#dir));
    await allSettledOrThrow(flushes);

    this.#journalBytes += line.length;
    for (const chunk of pending.values()) {
      chunk.file.bytes += chunk.bytes;
      chunk.file.rows += chunk.rows;
      this.#rows += chunk.rows;
      this.#bytes += chunk.bytes;
    }
    for (const title of titles) this.#titles.add(title);
    this.#minAtMs = Math.min(this.#minAtMs, minAtMs);
    this.#maxAtMs = Math.max(this.#maxAtMs, maxAtMs);
  }

  /** Cuts every file back to the last commit that succeeded. When even this fails, recovery does it from the journal. */
  async rewind(): Promise<void> {
    const cuts = [...this.#files.values()].map((file) => truncateAndFlush(file.handle, file.bytes));
    cuts.push(truncateAndFlush(this.#journal, this.#journalBytes));
    await allSettledOrThrow(cuts);
  }

  /** Writes the manifest, renames the folder to `sealed` and closes the files. Every row in it is already on disk. */
  async seal(sealedAtMs: number): Promise<SegmentManifest> {
    await this.close();
    const manifest: SegmentManifest = {
      segment: this.segment,
      families: [...this.#files]
        .filter(([, file]) => file.rows > 0)
        .map(([family, file]) => ({ family, rows: file.rows, bytes: file.bytes, file: file.name })),
      titles: [...this.#titles],
      minAtMs: this.#minAtMs,
      maxAtMs: this.#maxAtMs,
      sealedAtMs,
    };
    await writeManifest(this.#folder, manifest);
    await syncFolder(this.#folder);
    await rename(this.#folder, segmentFolder(this.#dir, this.segment, 'sealed'));
    await syncFolder(this.#dir);
    return manifest;
  }

  /** Closes the files and leaves the folder as it is, for recovery. */
  async close(): Promise<void> {
    const handles = [this.#folderHandle, this.#journal, ...[...this.#files.values()].map((file) => file.handle)];
    await Promise.all(handles.map((handle) => handle.close()));
  }

  async #gather(batches: readonly EncodedBatch[]): Promise<Map<Family, PendingChunk>> {
    const pending = new Map<Family, PendingChunk>();
    for (const batch of batches) {
      for (const chunk of batch.chunks) {
        if (chunk.rows === 0) continue;
        let family = pending.get(chunk.family);
        if (family === undefined) {
          family = { file: await this.#fileOf(chunk.family), buffers: [], bytes: 0, rows: 0, crc: 0 };
          pending.set(chunk.family, family);
        }
        family.buffers.push(chunk.bytes);
        family.bytes += chunk.bytes.length;
        family.rows += chunk.rows;
        family.crc = crc32(chunk.bytes, family.crc);
      }
    }
    return pending;
  }

  #described(batches: readonly EncodedBatch[]): { titles: string[]; minAtMs: number; maxAtMs: number } {
    const titles = new Set<string>();
    let minAtMs = Infinity;
    let maxAtMs = -Infinity;
    for (const { chunks } of batches) {
      for (const chunk of chunks) {
        if (chunk.rows === 0) continue;
        for (const title of chunk.titles) if (!this.#titles.has(title)) titles.add(title);
        minAtMs = Math.min(minAtMs, chunk.minAtMs);
        maxAtMs = Math.max(maxAtMs, chunk.maxAtMs);
      }
    }
    return { titles: [...titles], minAtMs, maxAtMs };
  }

  async #fileOf(family: Family): Promise<FamilyFile> {
    const known = this.#files.get(family);
    if (known !== undefined) return known;
    const name = familyFile(family);
    const file: FamilyFile = { handle: await open(join(this.#folder, name), 'w'), name, bytes: 0, rows: 0 };
    this.#files.set(family, file);
    return file;
  }
}

async function writeAndFlush(handle: FileHandle, buffers: readonly Buffer[], position: number): Promise<void> {
  let at = position;
  let left: readonly Buffer[] = buffers;
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left, at);
    // A full disk writes a part first and says ENOSPC only to the rest.
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
  await handle.datasync();
}

function behind(buffers: readonly Buffer[], writtenBytes: number): readonly Buffer[] {
  let skip = writtenBytes;
  for (const [index, buffer] of buffers.entries()) {
    if (skip < buffer.length) return [buffer.subarray(skip), ...buffers.slice(index + 1)];
    skip -= buffer.length;
  }
  return [];
}

async function truncateAndFlush(handle: FileHandle, bytes: number): Promise<void> {
  await handle.truncate(bytes);
  await handle.datasync();
}

/** Like Promise.all, but waits for all of them: a file must not be cut while another write to it still runs. */
async function allSettledOrThrow(promises: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) if (outcome.status === 'rejected') throw outcome.reason;
}
