import type { Store } from '../clickhouse/store.ts';
import { SLATE } from '../queries/shelf.ts';
import { leavesOf, depthOf, overlap, WHOLE, type Slice } from './slices.ts';
import { ALL_PAIRS, type Work } from './work.ts';

/** A slice that is not cut further, as the store has it. */
export interface Leaf {
  title: string;
  slice: Slice;
  dirty: boolean;
  /** Since when its viewers have changed without being summed; 0 while it is clean. */
  sinceMs: number;
  /** When its part was read; 0 while it has none. */
  asOfMs: number;
}

/** The leaves of some titles; a title that has none yet is one slice. */
export async function leavesOfTitles(store: Store, titles: readonly string[]): Promise<Map<string, Leaf[]>> {
  const rows = await store.query<Leaf>({
    name: 'rollup.leaves',
    lane: 'jobs',
    text: `
      SELECT l.title AS title, l.slice AS slice, toBool(dirty) AS dirty, toUnixTimestamp64Milli(since) AS sinceMs, p.as_of_ms AS asOfMs
      FROM (SELECT title, slice, dirty, since FROM title_slice FINAL WHERE title IN {titles:Array(String)}) AS l
      LEFT JOIN (
        SELECT title, slice, toUnixTimestamp64Milli(as_of) AS as_of_ms FROM title_part FINAL WHERE title IN {titles:Array(String)}
        UNION ALL
        SELECT {slate:String}, slice, toUnixTimestamp64Milli(as_of) FROM slate_part FINAL
      ) AS p ON p.title = l.title AND p.slice = l.slice
      ORDER BY title, slice`,
    params: { titles, slate: SLATE },
  });
  const byTitle = Map.groupBy(rows, (row) => row.title);
  return new Map(titles.map((title) => [title, leavesAmong(title, byTitle.get(title) ?? [])]));
}

function leavesAmong(title: string, rows: readonly Leaf[]): Leaf[] {
  if (rows.length === 0) return [{ title, slice: WHOLE, dirty: false, sinceMs: 0, asOfMs: 0 }];
  const leaves = new Set(leavesOf(rows.map((row) => row.slice)));
  return rows.filter((row) => leaves.has(row.slice));
}

/** Titles with a slice that has changed since it was summed, those that wait longest first. */
export async function dirtyTitles(store: Store, limit: number): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'rollup.dirty',
    lane: 'jobs',
    text: `
      SELECT title FROM title_slice FINAL
      WHERE dirty = 1 AND title != {slate:String}
      GROUP BY title ORDER BY min(since), title LIMIT {limit:UInt32}`,
    params: { slate: SLATE, limit },
  });
  return rows.map((row) => row.title);
}

/**
 * Marks that another process set on slices while this one cut them; they count for what those were cut into. With the
 * leaves that take them over.
 */
export async function strayMarks(store: Store): Promise<Omit<Mark, 'version'>[]> {
  const strays = await store.query<{ title: string; slice: Slice; sinceMs: number }>({
    name: 'rollup.strays',
    lane: 'jobs',
    text: `
      SELECT title, slice, toUnixTimestamp64Milli(since) AS sinceMs FROM title_slice FINAL
      WHERE dirty = 1 AND (title, slice) IN (SELECT title, intDiv(slice, 2) FROM title_slice WHERE slice > 1)`,
  });
  if (strays.length === 0) return [];
  const leaves = await leavesOfTitles(store, [...new Set(strays.map(({ title }) => title))]);
  return strays.flatMap(({ title, slice, sinceMs }) => [
    { title, slice, sinceMs: null },
    ...(leaves.get(title) ?? [])
      .filter((leaf) => overlap(leaf.slice, slice))
      .map((leaf) => ({ title, slice: leaf.slice, sinceMs: leaf.dirty ? Math.min(leaf.sinceMs, sinceMs) : sinceMs })),
  ]);
}

/** Whether anything is marked: then what is served is older than what was loaded. */
export async function anyDirty(store: Store): Promise<boolean> {
  const row = await store.one<{ n: number }>({
    name: 'rollup.any-dirty',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM title_slice FINAL WHERE dirty = 1',
  });
  return row.n > 0;
}

export interface Mark {
  title: string;
  slice: Slice;
  version: number;
  /** Since when it is dirty; null: it was summed. */
  sinceMs: number | null;
}

/** Sets marks or takes them away, all or none. What was marked after a version was taken stays marked. */
export async function writeMarks(store: Store, marks: readonly Mark[]): Promise<void> {
  const rows = marks.map(({ title, slice, version, sinceMs }) => ({
    ...{ title, slice, version, dirty: Number(sinceMs !== null) },
    since: new Date(sinceMs ?? 0).toISOString().slice(0, 23).replace('T', ' '),
  }));
  await store.insertRows('rollup.mark', 'title_slice', rows);
}

export interface TouchedSlice {
  title: string;
  slice: Slice;
  /** (title, viewer) pairs of the work in it. */
  pairs: number;
}

/** What a piece of work touches, by title and slice at the depth that the title is cut to; of the slate too. */
export async function touchedSlices(store: Store, work: Work): Promise<TouchedSlice[]> {
  const cut = await store.query<{ title: string; deepest: number }>({
    name: 'rollup.depths',
    lane: 'jobs',
    text: 'SELECT title, max(slice) AS deepest FROM title_slice GROUP BY title HAVING deepest > 1 ORDER BY title',
  });
  return store.query<TouchedSlice>({
    name: 'rollup.touched',
    lane: 'jobs',
    text: `
      SELECT scope AS title, toUInt32(bitShiftLeft(toUInt64(1), level) + bitShiftRight(bitShiftRight(viewer, 1), 63 - level)) AS slice, count() AS pairs
      FROM (
        SELECT arrayJoin([toString(title), {slate:String}]) AS scope, viewer,
          transform(scope, {cut:Array(String)}, {levels:Array(UInt8)}, toUInt8(0)) AS level
        FROM ${ALL_PAIRS}
      )
      GROUP BY scope, slice ORDER BY scope, slice`,
    params: {
      ...{ segments: work.segments, titles: work.titles, slate: SLATE },
      // With a list of nothing transform() has no type to answer in; no title has this name.
      cut: [...cut.map((row) => row.title), '\t'],
      levels: [...cut.map((row) => depthOf(row.deepest)), 0],
    },
  });
}

/** About how many viewers some titles have, to size their slices. */
export async function viewersByTitle(store: Store, titles: readonly string[]): Promise<Map<string, number>> {
  const rows = await store.query<{ title: string; viewers: number }>({
    name: 'rollup.sizes',
    lane: 'jobs',
    text: 'SELECT title, uniqCombined64(14)(viewer) AS viewers FROM viewer_title WHERE title IN {titles:Array(String)} GROUP BY title',
    params: { titles },
  });
  return new Map(rows.map((row) => [row.title, row.viewers]));
}

/** About how many people the whole slate has. */
export async function slatePeople(store: Store): Promise<number> {
  const row = await store.one<{ n: number }>({
    name: 'rollup.slate-size',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM slate_viewer',
  });
  return row.n;
}
