import type { Store } from '../clickhouse/store.ts';
import { SLICES, upFrom } from '../queries/deep-slices.ts';
import { sliceOf, WHOLE } from './slices.ts';
import type { Work } from './work.ts';

/** Retention counts who began at least a day ago: until all have, a slice is counted anew this often. */
const MATURING_EVERY_MS = 3_600_000;

/** A slice that has to be counted anew. */
export interface StaleSlice {
  title: string;
  slice: number;
  /** Its newest mark. */
  mark: number;
  /** Version of its present row; 0: there is none. */
  version: number;
  /** Its title changes to another depth, decided with a version that the slice's must be newer than. */
  changing: boolean;
  changed: number;
}

/**
 * Slices with changes that they have not seen, whose viewers have come of age meanwhile, or whose viewers have had another
 * episode to watch since: the oldest first.
 */
export function staleSlices(
  store: Store,
  nowMs: number,
  limit: number,
  titles: readonly string[] = [],
): Promise<StaleSlice[]> {
  return store.query<StaleSlice>({
    name: 'rollup.deep-stale',
    lane: 'jobs',
    text: `
      SELECT title, slice, mark, version, changing, changed
      FROM ${SLICES} AS s
      LEFT JOIN (
        SELECT title AS known, arrayMax(arrayMap(x -> if(x.2 <= fromUnixTimestamp64Milli({nowMs:Int64}), x.2, toDateTime64(0, 3, 'UTC')), episodes)) AS released_at
        FROM served_title FINAL WHERE notEmpty(episodes)
      ) AS t ON known = s.title
      WHERE if(changing, version <= changed, mark > seen) OR (mature_at > as_of AND as_of <= fromUnixTimestamp64Milli({ripeMs:Int64}))
        OR (version > 0 AND released_at > as_of)
      ORDER BY as_of, title, slice
      LIMIT {limit:UInt32}`,
    params: { titles, limit, nowMs, ripeMs: nowMs - MATURING_EVERY_MS },
  });
}

/**
 * Marks what a roll-up has changed: the slices of the viewers that the segments touched, and titles as a whole. Called when
 * its play facts and viewers are written and before anything says that they are: a crash before it repeats the work.
 *
 * @param sinceMs when the oldest of the changes was loaded: who drains waits for what was loaded before a moment.
 *
 * A mark's version is greater than any before, whatever the clock of this process says: a slice compares marks, not clocks.
 */
export async function markSlices(store: Store, work: Work, version: number, sinceMs: number): Promise<void> {
  await store.insertSelect({
    name: 'rollup.deep-mark',
    text: `
      INSERT INTO deep_mark
      WITH (SELECT max(version) + 1 FROM deep_mark) AS following, fromUnixTimestamp64Milli({sinceMs:Int64}, 'UTC') AS changed_at
      SELECT n.title, n.slice, greatest(following, {version:UInt64}), if(m.version > s.seen, least(m.since, changed_at), changed_at)
      FROM (
        SELECT DISTINCT title, slice
        FROM (
          SELECT w.title AS title, ${sliceOf('viewer', 'depth')} AS slice
          FROM (
            SELECT DISTINCT title, viewer FROM touched
            WHERE segment IN {segments:Array(UInt64)} AND viewer != 0 AND title NOT IN {titles:Array(String)}
          ) AS w
          LEFT JOIN (SELECT title, depth FROM deep_title FINAL) AS t ON t.title = w.title
          UNION ALL
          SELECT arrayJoin({titles:Array(String)}), toUInt32(${WHOLE})
        )
        WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
      ) AS n
      LEFT JOIN (SELECT * FROM deep_mark FINAL) AS m ON m.title = n.title AND m.slice = n.slice
      LEFT JOIN (
        -- what all slices that are served have seen, and so everything that they are parts of
        SELECT d.title AS title, arrayJoin(${upFrom('d.slice', 't.depth')}) AS above, min(d.seen) AS seen
        FROM (SELECT title, slice, seen FROM deep_slice FINAL) AS d
        LEFT JOIN (SELECT title, depth FROM deep_title FINAL) AS t ON t.title = d.title
        WHERE d.slice >= exp2(t.depth) AND d.slice < exp2(t.depth + 1)
        GROUP BY title, above
      ) AS s ON s.title = n.title AND s.above = n.slice`,
    params: { segments: work.segments, titles: work.titles, version, sinceMs: Math.floor(sinceMs) },
  });
}
