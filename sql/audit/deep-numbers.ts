import type { Store } from '../clickhouse/store.ts';
import { SLICES } from '../queries/deep-slices.ts';
import { AT, COUNTED, PLACE, VIEWERS_COUNTED, WHAT } from '../rollup/deep-viewers.ts';
import { rangeOf, type Slice } from '../rollup/slices.ts';
import { IN_SCOPE, type Numbers, type Scope } from './scope.ts';

/** A cell of an episode, drawn from those that a title has. */
export interface CellAsked {
  episode: string;
  /** The episode's place in the title's list, from 1 on. */
  place: number;
  cell: number;
  /** Cells of its present runtime. */
  cells: number;
}

/** A slice of a title's viewers as it is served. */
export interface ServedSlice {
  slice: Slice;
  asOfMs: number;
  version: number;
}

/** The slices that a title is served from; none while one of them has changes that it has not seen. */
export async function servedSlices(store: Store, title: string): Promise<ServedSlice[]> {
  return store.query<ServedSlice>({
    name: 'audit.deep-slices',
    lane: 'jobs',
    params: { title, titles: [title] },
    text: `
      SELECT slice, toUnixTimestamp64Milli(as_of) AS asOfMs, version FROM deep_slice FINAL
      WHERE title = {title:String} AND slice >= exp2((SELECT max(depth) FROM deep_title FINAL WHERE title = {title:String}))
        AND slice < exp2((SELECT max(depth) FROM deep_title FINAL WHERE title = {title:String}) + 1)
        AND (SELECT count() FROM ${SLICES} WHERE changing OR mark > seen) = 0
      ORDER BY slice`,
  });
}

/** Over rows of counts: what, the cell or day it is of, how many; and whether it is of the episode that is asked for. */
const SUMS = (what: string, isEpisode: string) => {
  const of = (name: keyof typeof COUNTED, more = '1') => `${what} = ${COUNTED[name]} AND ${more}`;
  return `
    sumIf(n, ${of('measured')}) AS average_watched_of, sumIf(n, ${of('content')}) AS average_watched_ppm,
    sumIf(n, ${of('viewers', isEpisode)}) AS retention_viewers, sumIf(n, ${of('watched', isEpisode)} AND at <= {cell:UInt32}) AS retention_of_cell,
    sumIf(n, ${of('played', isEpisode)} AND at <= {cell:UInt32}) AS plays_of_cell,
    sumIf(n * (toInt64({cells:UInt32}) - at), ${of('watched', isEpisode)} AND at < {cells:UInt32}) AS retention_of_cells,
    sumIf(n, ${of('bingers')}) AS bingers, sumIf(n * at, ${of('daysToComplete')}) AS days_to_complete,
    sumIf(n, ${of('activeDays')}) AS active_days, sumIf(n, ${of('dayEpisodes')}) AS episodes_on_days, sumIf(n, ${of('ms')}) AS played_ms`;
};

/** What pages read of some slices. */
export function deepServed(
  store: Store,
  title: string,
  slices: readonly ServedSlice[],
  asked: CellAsked,
): Promise<Numbers> {
  return store.one<Numbers>({
    name: 'audit.deep-served',
    lane: 'jobs',
    params: { title, slices: slices.map(({ slice }) => slice), ...asked },
    text: `
      SELECT ${SUMS('what', 'episode = {episode:String}')}
      FROM (
        SELECT CAST(x.1, 'Int8') AS what, x.2 AS episode, x.3 AS at, x.4 AS n
        FROM (SELECT counts FROM deep_slice FINAL WHERE title = {title:String} AND slice IN {slices:Array(UInt32)}) ARRAY JOIN counts AS x
      )`,
  });
}

/** The same counted again by the roll-up's own statement. */
export function deepOfFacts(store: Store, scope: Scope, asked: CellAsked, asOfMs: number): Promise<Numbers> {
  return store.one<Numbers>({
    name: 'audit.deep-facts',
    lane: 'jobs',
    params: { ...scope, ...asked, titles: [scope.title], asOfMs },
    settings: { max_threads: 1 },
    text: `
      SELECT ${SUMS('what', 'place = {place:UInt16}')}
      FROM (
        SELECT ${WHAT('code')} AS what, ${PLACE('code')} AS place, ${AT('code')} AS at, sum(m) AS n
        FROM (SELECT * FROM ${VIEWERS_COUNTED} WHERE viewer IN (SELECT viewer FROM viewer_title WHERE ${IN_SCOPE}))
        ARRAY JOIN codes AS code, ns AS m
        GROUP BY code
      )`,
  });
}

export const scopeOfSlice = (title: string, slice: Slice): Scope => ({ title, quietSinceMs: 0, ...rangeOf(slice) });

/** The same from what the scratch tables hold. All are additive over viewers. */
export function deepOfRecords(store: Store, asked: CellAsked, asOfMs: number): Promise<Numbers> {
  const started = 'viewer IN (SELECT viewer FROM scratch_audit_outcome WHERE start_hour > 0)';
  const inOrder = 'PARTITION BY viewer ORDER BY start_ms, end_ms, episode, play ROWS BETWEEN UNBOUNDED PRECEDING AND';
  return store.one<Numbers>({
    name: 'audit.deep-records',
    lane: 'jobs',
    params: { ...asked, asOfMs },
    settings: { max_threads: 1 },
    text: `
      WITH
        -- whose first play of the episode is a day old
        old_enough AS (
          SELECT viewer FROM scratch_audit_play WHERE episode = {episode:String} AND cells > 0 AND first_ms <= {asOfMs:Int64} - 86400000
            AND viewer IN (SELECT viewer FROM scratch_audit_amount WHERE told = 0 AND episode = {episode:String} GROUP BY viewer HAVING sum(ms) >= 1000)
        ),
        curve AS (
          SELECT viewer, play, cell FROM scratch_audit_cell
          WHERE episode = {episode:String} AND inside = 1 AND cell < {cells:UInt32} AND viewer IN old_enough
        ),
        sittings AS (
          SELECT viewer, episode, play, cells, sum(begins) OVER (${inOrder} CURRENT ROW) AS sitting
          FROM (
            SELECT viewer, episode, play, cells, start_ms, end_ms, start_ms - max(end_ms) OVER (${inOrder} 1 PRECEDING) >= 1800000 AS begins FROM scratch_audit_play
          )
        )
      SELECT * FROM
        (
          SELECT count() AS average_watched_of, sum(intDiv(seen * 1000000 + intDiv(asked_cells, 2), asked_cells)) AS average_watched_ppm
          FROM (
            SELECT viewer, sum(a.cells) AS asked_cells, sum(s.seen) AS seen
            FROM (SELECT viewer, episode, cells FROM scratch_audit_asked WHERE available_ms <= {asOfMs:Int64} AND ${started}) AS a
            LEFT JOIN (
              SELECT viewer, episode, uniqExact(cell) AS seen FROM scratch_audit_cell WHERE inside = 1 GROUP BY viewer, episode
            ) AS s ON s.viewer = a.viewer AND s.episode = a.episode
            GROUP BY viewer HAVING min(a.cells) > 0
          )
        ) AS w
        CROSS JOIN (SELECT uniqExact(viewer) AS retention_viewers FROM old_enough) AS r
        CROSS JOIN (
          SELECT uniqExactIf(viewer, cell = {cell:UInt32}) AS retention_of_cell, uniqExactIf((viewer, play), cell = {cell:UInt32}) AS plays_of_cell,
            uniqExact(viewer, cell) AS retention_of_cells
          FROM curve
        ) AS c
        CROSS JOIN (
          SELECT uniqExact(viewer) AS bingers
          FROM (
            SELECT viewer, sitting
            FROM (
              SELECT s.viewer AS viewer, sitting, s.episode AS episode, any(s.cells) AS cells, uniqExact(cell) AS seen
              FROM sittings AS s
              INNER JOIN (SELECT viewer, episode, play, cell FROM scratch_audit_cell WHERE inside = 1) AS c
                ON c.viewer = s.viewer AND c.episode = s.episode AND c.play = s.play
              GROUP BY viewer, sitting, episode
            )
            WHERE cells > 0 AND seen >= cells * 0.7 AND ${started}
            GROUP BY viewer, sitting HAVING count() >= 3
          )
        ) AS b
        CROSS JOIN (
          SELECT sum(greatest(toInt64(intDiv(complete_hour, 24)) - toInt64(intDiv(start_hour, 24)), 0)) AS days_to_complete
          FROM scratch_audit_outcome WHERE start_hour > 0 AND complete_hour > 0
        ) AS d
        CROSS JOIN (
          SELECT uniqExact(viewer, intDiv(hour, 24)) AS active_days, uniqExact(viewer, episode, intDiv(hour, 24)) AS episodes_on_days, sum(ms) AS played_ms
          FROM scratch_audit_amount WHERE told = 0
        ) AS p`,
  });
}
