import type { Store } from '../clickhouse/store.ts';

/** A load that finished. Loading the same segment again (after a crash) is another load of it. */
export interface Load {
  /** Milliseconds, by the store's clock. */
  loadedAtMs: number;
  segment: number;
}

/**
 * Records that a segment is wholly in the store. Called after its inserts and before its files go: what the roll-up has
 * to take in is read from here and never from a queue, so no crash leaves a stale number behind.
 */
export async function recordLoaded(
  store: Store,
  segment: string,
  rows: number,
  families: Readonly<Record<string, number>> = {},
): Promise<void> {
  await store.insertRows('load.record', 'loaded_segment', [{ segment, rows, families }], 'load');
}

/** Loads that no roll-up has taken in, oldest first. */
export function pendingLoads(store: Store, limit: number): Promise<Load[]> {
  return store.query<Load>({
    name: 'rollup.pending',
    lane: 'jobs',
    text: `
      SELECT toUnixTimestamp64Milli(loaded_at) AS loadedAtMs, segment
      FROM loaded_segment
      WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
      GROUP BY loaded_at, segment
      ORDER BY loaded_at, segment
      LIMIT {limit:UInt32}`,
    params: { limit },
  });
}

/** Marks loads as taken in. Called last: a crash before it repeats the work, which changes nothing. */
export async function recordRolled(store: Store, loads: readonly Load[]): Promise<void> {
  await store.insertRows(
    'rollup.record',
    'rolled_segment',
    loads.map((load) => ({
      loaded_at: new Date(load.loadedAtMs).toISOString().slice(0, 23).replace('T', ' '),
      segment: load.segment,
    })),
  );
}

/**
 * What a roll-up works on: the viewers that some segments touched, and every viewer of titles whose catalogue changed
 * (or of all that are to be recomputed).
 */
export interface Work {
  segments: readonly number[];
  titles: readonly string[];
}

/** Some viewers of some titles. */
export interface Part {
  only: readonly string[];
  fromViewer: string;
  toViewer: string;
}

/**
 * One of so many equal parts of the viewers of some titles, as parameters of {@link PAIRS}: a range of the hash, by which
 * tables are sorted within a title, so that a part reads its share of them.
 */
export function partOf(only: readonly string[], chunk: number, chunks: number): Part {
  const bound = (part: number) => ((1n << 64n) * BigInt(part) + BigInt(chunks) - 1n) / BigInt(chunks);
  return { only, fromViewer: String(bound(chunk)), toViewer: String(bound(chunk + 1) - 1n) };
}

const pairs = (which: string) => `(
  SELECT title, viewer FROM touched
  WHERE segment IN {segments:Array(UInt64)} AND viewer != 0 AND title NOT IN {titles:Array(String)} ${which}
  UNION DISTINCT
  SELECT title, viewer FROM play_state WHERE title IN {titles:Array(String)} ${which}
)`;

/** The (title, viewer) pairs of a piece of work, as a subquery over the parameters `segments` and `titles`. */
export const ALL_PAIRS = pairs('');

/** Those of a part of it: over the parameters of a {@link Part} too. */
export const PAIRS = pairs(
  'AND title IN {only:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}',
);

/** Titles whose catalogue rows came with these segments. */
export async function changedTitles(store: Store, segments: readonly number[]): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'rollup.changed-titles',
    lane: 'jobs',
    text: 'SELECT DISTINCT title FROM touched WHERE segment IN {segments:Array(UInt64)} AND viewer = 0 ORDER BY title',
    params: { segments },
  });
  return rows.map((row) => row.title);
}
