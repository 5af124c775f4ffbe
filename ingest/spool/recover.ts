import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Family } from '../contract/families.ts';
import { JOURNAL_FILE, readJournal, type JournalCommit } from './journal.ts';
import { readManifest, writeManifest, type SegmentManifest } from './manifest.ts';
import { familyFile, segmentFolder, syncFolder } from './segment-folder.ts';

export interface Recovered {
  /** Null when the segment held no whole commit (its folder is then removed) or is gone already. */
  manifest: SegmentManifest | null;
  /** Bytes cut off: what was being written at the crash and never acknowledged. */
  cutBytes: number;
}

/**
 * Seals a segment whose writer died or gave up: keeps the longest run of commits whose bytes agree with the journal, cuts the rest.
 * Can be repeated after a crash of its own;
 * a sealed segment is given back as it is, or rebuilt if its manifest is damaged.
 */
export async function recoverSegment(dir: string, segment: string, nowMs: number): Promise<Recovered> {
  const folder = segmentFolder(dir, segment, 'open');
  if (!existsSync(folder)) {
    const manifest = await readManifest(segmentFolder(dir, segment, 'sealed'));
    if (manifest !== 'damaged') return { manifest, cutBytes: 0 };
    await rename(segmentFolder(dir, segment, 'sealed'), folder);
  }
  const journal = (await readIfThere(join(folder, JOURNAL_FILE))) ?? Buffer.alloc(0);
  const data = new Map<Family, Buffer>();

  const kept: JournalCommit[] = [];
  let journalBytes = 0;
  for (const { commit, endByte } of readJournal(journal)) {
    if (!(await agrees(folder, commit, data))) break;
    kept.push(commit);
    journalBytes = endByte;
  }
  if (kept.length === 0) {
    await rm(folder, { recursive: true });
    return { manifest: null, cutBytes: journal.length };
  }

  const manifest = describe(segment, kept, nowMs);
  let cutBytes = journal.length - journalBytes;
  await cut(join(folder, JOURNAL_FILE), journalBytes);
  for (const { family, bytes, file } of manifest.families) {
    cutBytes += (data.get(family)?.length ?? bytes) - bytes;
    await cut(join(folder, file), bytes);
  }
  await writeManifest(folder, manifest);
  await syncFolder(folder);
  await rename(folder, segmentFolder(dir, segment, 'sealed'));
  await syncFolder(dir);
  return { manifest, cutBytes };
}

async function agrees(folder: string, commit: JournalCommit, data: Map<Family, Buffer>): Promise<boolean> {
  for (const { family, offset, bytes, crc } of commit.chunks) {
    let file = data.get(family);
    if (file === undefined) {
      file = (await readIfThere(join(folder, familyFile(family)))) ?? Buffer.alloc(0);
      data.set(family, file);
    }
    if (file.length < offset + bytes || crc32(file.subarray(offset, offset + bytes)) !== crc) return false;
  }
  return true;
}

function describe(segment: string, commits: readonly JournalCommit[], sealedAtMs: number): SegmentManifest {
  const families = new Map<Family, { family: Family; rows: number; bytes: number; file: string }>();
  const titles = new Set<string>();
  let minAtMs = Infinity;
  let maxAtMs = -Infinity;
  for (const commit of commits) {
    for (const { family, rows, bytes } of commit.chunks) {
      const sum = families.get(family) ?? { family, rows: 0, bytes: 0, file: familyFile(family) };
      sum.rows += rows;
      sum.bytes += bytes;
      families.set(family, sum);
    }
    for (const title of commit.titles) titles.add(title);
    minAtMs = Math.min(minAtMs, commit.minAtMs);
    maxAtMs = Math.max(maxAtMs, commit.maxAtMs);
  }
  return { segment, families: [...families.values()], titles: [...titles], minAtMs, maxAtMs, sealedAtMs };
}

async function cut(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
