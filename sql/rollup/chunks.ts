import { StoreError } from '../clickhouse/errors.ts';
import type { Store } from '../clickhouse/store.ts';
import { SLATE } from '../queries/shelf.ts';
import { rollUpPlays } from './plays.ts';
import type { TouchedSlice } from './state.ts';
import { rollUpViewers } from './viewers.ts';
import { PAIRS, partOf, type Part, type Work } from './work.ts';

/** (title, viewer) pairs recomputed by one statement: 8,000 of eight plays each take about 0.4 s. */
const PAIRS_A_CHUNK = 8_000;
/** A chunk that is too much is halved this often, to single viewers. */
const MOST_HALVINGS = 14;

/** One of so many equal parts of the viewers of some titles. */
interface Chunk {
  titles: readonly string[];
  part: number;
  parts: number;
}

/**
 * Work in pieces of about the same size: small titles together, a large one by ranges of its viewers. A range of all titles
 * would read a block of each for a handful of its viewers.
 */
export function chunksOf(touched: readonly TouchedSlice[]): Chunk[] {
  const byTitle = Map.groupBy(touched, ({ title }) => title);
  byTitle.delete(SLATE);
  const chunks: Chunk[] = [];
  let small: string[] = [];
  let room = PAIRS_A_CHUNK;
  for (const [title, slices] of byTitle) {
    const pairs = slices.reduce((sum, slice) => sum + slice.pairs, 0);
    const parts = Math.ceil(pairs / PAIRS_A_CHUNK);
    if (parts > 1) {
      for (let part = 0; part < parts; part += 1) chunks.push({ titles: [title], part, parts });
      continue;
    }
    if (pairs > room) {
      chunks.push({ titles: small, part: 0, parts: 1 });
      small = [];
      room = PAIRS_A_CHUNK;
    }
    small.push(title);
    room -= pairs;
  }
  return small.length === 0 ? chunks : [...chunks, { titles: small, part: 0, parts: 1 }];
}

/** Recomputes some viewers; where that is too much for one statement (plays of very many records), half of them at a time. */
export async function rollUpChunk(
  store: Store,
  work: Work,
  { titles, part, parts }: Chunk,
  version: number,
  pause: (() => Promise<void>) | undefined,
  halvings = MOST_HALVINGS,
): Promise<void> {
  const viewers = partOf(titles, part, parts);
  try {
    await rollUpPlays(store, work, viewers, version);
    await pause?.();
    await rollUpViewers(store, work, viewers, version);
    await pause?.();
  } catch (error) {
    if (!(error instanceof StoreError) || !error.tooMuch) throw error;
    if (halvings === 0) throw await namingTitles(store, work, viewers, error);
    for (const half of [2 * part, 2 * part + 1])
      await rollUpChunk(store, work, { titles, part: half, parts: 2 * parts }, version, pause, halvings - 1);
  }
}

/** The error of a statement that is too much even for a few viewers, with the titles that are to be looked at. */
async function namingTitles(store: Store, work: Work, part: Part, error: StoreError) {
  const rows = await store.query<{ title: string }>({
    name: 'rollup.titles-of-part',
    lane: 'jobs',
    text: `SELECT DISTINCT title FROM ${PAIRS} ORDER BY title LIMIT 5`,
    params: { segments: work.segments, titles: work.titles, ...part },
  });
  return error.about(`of ${rows.map(({ title }) => title).join(', ')}`);
}
