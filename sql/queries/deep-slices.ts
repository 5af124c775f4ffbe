import type { Lane, Store } from '../clickhouse/store.ts';

/** Slices of a depth, and those above one. */
const slicesAt = (depth: string) => `range(toUInt32(exp2(${depth})), toUInt32(exp2(${depth} + 1)))`;
export const upFrom = (slice: string, depth: string) =>
  `arrayMap(j -> toUInt32(bitShiftRight(${slice}, j)), range(toUInt8(${depth} + 1)))`;

/**
 * Every slice that a title with marks is served from, or is to be: its newest mark, what its row has seen of them, and since
 * when there is one that it has not. `changing`: to a new depth, decided with version `changed`.
 * Titles that left the catalogue have none. Over the parameter `titles`; empty means all.
 */
export const SLICES = `(
  SELECT g.title AS title, g.slice AS slice, g.changing AS changing, g.changed AS changed, d.version AS version, d.seen AS seen, d.as_of AS as_of,
    d.mature_at AS mature_at, arrayMax(arrayMap(x -> x.1, g.marks)) AS mark, arrayMin(arrayMap(x -> x.2, arrayFilter(x -> x.1 > d.seen, g.marks))) AS since
  FROM (
    SELECT p.title AS title, p.slice AS slice, any(toBool(p.changing)) AS changing, any(p.changed) AS changed,
      groupArrayIf((m.version, m.since), m.version > 0) AS marks
    FROM (
      SELECT marked.title AS title, greatest(depth, next_depth) AS goal, next_depth > depth AS changing, t.version AS changed,
        arrayJoin(${slicesAt('goal')}) AS slice, arrayJoin(${upFrom('slice', 'goal')}) AS above
      FROM (
        SELECT DISTINCT title FROM deep_mark
        WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0) AND (empty({titles:Array(String)}) OR title IN {titles:Array(String)})
      ) AS marked
      LEFT JOIN (SELECT * FROM deep_title FINAL) AS t ON t.title = marked.title
    ) AS p
    LEFT JOIN (SELECT * FROM deep_mark FINAL) AS m ON m.title = p.title AND m.slice = p.above
    GROUP BY p.title, p.slice
  ) AS g
  LEFT JOIN (SELECT title, slice, version, seen, as_of, mature_at FROM deep_slice FINAL) AS d ON d.title = g.title AND d.slice = g.slice
)`;

/** How many slices have changes that what is served has not, and since when the oldest does (by the store's clock). */
export function waitingSlices(store: Store, lane: Lane = 'jobs'): Promise<{ slices: number; sinceMs: number | null }> {
  return store.one({
    name: 'rollup.deep-waiting',
    lane,
    text: `SELECT count() AS slices, toUnixTimestamp64Milli(minOrNull(since)) AS sinceMs FROM ${SLICES} WHERE changing OR mark > seen`,
    params: { titles: [] },
  });
}
