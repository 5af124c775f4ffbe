import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Family } from '../contract/families.ts';
import { JOURNAL_FILE } from './journal.ts';

/**
 * A segment is a folder whose suffix is its state: `open` is being written, `sealed` waits for the store, `loaded` is in
 * the store and waits until the store's own files are known to be on disk.
 */
export type SegmentState = 'open' | 'sealed' | 'loaded';

const SEGMENT_FOLDER = /^(\d{1,20})\.(open|sealed|loaded)$/;

export function segmentFolder(dir: string, segment: string, state: SegmentState): string {
  return join(dir, `${segment}.${state}`);
}

/** Name of a family's RowBinary file inside a segment's folder. */
export function familyFile(family: Family): string {
  return `${family}.rows`;
}

/** The segments of a spool folder in one of the states, oldest first. An absent folder has none. */
export async function listSegments(
  dir: string,
  states: readonly SegmentState[],
): Promise<{ segment: string; state: SegmentState }[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: { segment: string; state: SegmentState }[] = [];
  for (const name of names) {
    const match = SEGMENT_FOLDER.exec(name);
    const state = match?.[2] as SegmentState | undefined;
    if (match?.[1] !== undefined && state !== undefined && states.includes(state))
      found.push({ segment: match[1], state });
  }
  return found.sort((a, b) => compareSegments(a.segment, b.segment));
}

/** Whether an open segment's folder holds any commit. */
export async function hasCommits(folder: string): Promise<boolean> {
  const journal = await stat(join(folder, JOURNAL_FILE)).catch(() => null);
  return journal !== null && journal.size > 0;
}

/** Segment numbers are decimal UInt64 without leading zeros, so length orders before digits. */
export function compareSegments(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Makes names created, renamed or removed in a folder survive a power cut. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
