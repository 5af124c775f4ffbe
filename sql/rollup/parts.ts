import type { Store } from '../clickhouse/store.ts';
import { COUNTED_IN_PERIOD, dayOf, monday, OUTCOMES, PERIODS } from './outcomes.ts';
import { rangeOf, type Slice } from './slices.ts';

/** The plays and the viewers of some titles that lie in one slice. Both tables are sorted by (title, viewer): a range of each is read. */
const IN_SLICE = 'title IN {titles:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';

/**
 * Sums one slice of some titles from play facts and viewer rows: what the served rows would be, had the title no other
 * viewers. Titles that are not (or no longer) in the catalogue get no part.
 *
 * @param asOfMs when the state was read.
 */
export async function sumSlice(
  store: Store,
  titles: readonly string[],
  slice: Slice,
  version: number,
  asOfMs: number,
): Promise<void> {
  await store.insertSelect({
    name: 'rollup.slice',
    params: { titles, slice, version, asOfMs, ...rangeOf(slice) },
    text: `
      INSERT INTO title_part
      WITH toUInt32(intDiv({asOfMs:Int64}, 86400000)) AS today
      SELECT t.title, {slice:UInt32}, {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'),
        p.ms, p.starts, v.viewers, v.starters, v.watchers, v.completers, p.pre_plays, p.pre_ms, p.derived_plays,
        h.rows, r.rows, c.rows, s.rows
      FROM (SELECT title FROM served_title FINAL WHERE deleted = 0 AND title IN {titles:Array(String)}) AS t
      LEFT JOIN (
        SELECT title, sumIf(arraySum(x -> x.2, hours), before_premiere = 0) AS ms, countIf(before_premiere = 0) AS starts,
          countIf(before_premiere = 1) AS pre_plays, sumIf(arraySum(x -> x.2, hours), before_premiere = 1) AS pre_ms, countIf(derived = 1) AS derived_plays
        FROM play_fact FINAL WHERE ${IN_SLICE} GROUP BY title
      ) AS p ON p.title = t.title
      LEFT JOIN (
        SELECT title, countIf(viewed_hour > 0) AS viewers, countIf(start_hour > 0) AS starters, countIf(watch_hour > 0) AS watchers, countIf(complete_hour > 0) AS completers
        FROM viewer_title FINAL WHERE ${IN_SLICE} GROUP BY title
      ) AS v ON v.title = t.title
      LEFT JOIN (${HOURS}) AS h ON h.title = t.title
      LEFT JOIN (${REACH}) AS r ON r.title = t.title
      LEFT JOIN (${COHORTS}) AS c ON c.title = t.title
      LEFT JOIN (${SEGMENTS}) AS s ON s.title = t.title`,
  });
}

const HOURS = `
  SELECT title, groupArray((hour, ms, starts, viewers, starters, watchers, completers)) AS rows
  FROM (
    SELECT title, hour, sum(ms) AS ms, sum(starts) AS starts, sum(viewers) AS viewers, sum(starters) AS starters, sum(watchers) AS watchers, sum(completers) AS completers
    FROM (
      SELECT title, part.1 AS hour, sum(part.2) AS ms, 0 AS starts, 0 AS viewers, 0 AS starters, 0 AS watchers, 0 AS completers
      FROM play_fact FINAL ARRAY JOIN hours AS part WHERE ${IN_SLICE} AND before_premiere = 0 GROUP BY title, hour
      UNION ALL
      SELECT title, toUInt32(intDiv(toUnixTimestamp64Milli(started_at), 3600000)) AS hour, 0, count(), 0, 0, 0, 0
      FROM play_fact FINAL WHERE ${IN_SLICE} AND before_premiere = 0 GROUP BY title, hour
      UNION ALL
      SELECT title, event.1 AS hour, 0, 0, countIf(event.2 = 1), countIf(event.2 = 2), countIf(event.2 = 3), countIf(event.2 = 4)
      FROM viewer_title FINAL
      ARRAY JOIN [(viewed_hour, 1), (start_hour, 2), (watch_hour, 3), (complete_hour, 4)] AS event
      WHERE ${IN_SLICE} AND event.1 > 0 GROUP BY title, hour
    )
    GROUP BY title, hour
  )
  GROUP BY title`;

const REACH = `
  SELECT title, groupArray((day, previous_day, n)) AS rows
  FROM (
    SELECT title, pair.1 AS day, pair.2 AS previous_day, count() AS n
    FROM viewer_title FINAL
    ARRAY JOIN arrayZip(days, arrayPopBack(arrayPushFront(days, 0))) AS pair
    WHERE ${IN_SLICE} AND viewed_hour > 0
    GROUP BY title, day, previous_day
  )
  GROUP BY title`;

const COHORTS = `
  SELECT title, groupArray((first, base, n, watched_7d, watched_28d, completed_7d, completed_28d)) AS rows
  FROM (
    WITH ${dayOf('start_hour')} AS first,
      greatest(first, toUInt32(release_day)) AS base,
      ${dayOf('watch_hour')} AS watched, ${dayOf('complete_hour')} AS completed
    SELECT title, first, base, count() AS n,
      countIf(watch_hour > 0 AND watched <= first + 7) AS watched_7d, countIf(watch_hour > 0 AND watched <= first + 28) AS watched_28d,
      countIf(complete_hour > 0 AND completed <= base + 7) AS completed_7d, countIf(complete_hour > 0 AND completed <= base + 28) AS completed_28d
    FROM viewer_title FINAL
    WHERE ${IN_SLICE} AND start_hour > 0
    GROUP BY title, first, base
  )
  GROUP BY title`;

/** A country and device, alone and together: '' and -1 mean all. */
const ALONE_AND_TOGETHER = (country: string, device: string) =>
  `(${country}, toInt8(-1)), ('', ${device}), (${country}, ${device})`;

/**
 * What is alike is summed before it is told for each country, device and week it belongs to: plays by week, country and
 * device, people by the week and the set of countries and devices they played on. That halves the cost of a slice.
 */
const SEGMENTS = `
  SELECT title, groupArray((week, country, device, ms, starts, viewers, starters, watchers, completers, e7, c7, w7, e28, c28, w28)) AS rows
  FROM (
    SELECT title, week, slice.1 AS country, slice.2 AS device,
      sum(ms) AS ms, sum(starts) AS starts, sum(viewers) AS viewers, sum(starters) AS starters, sum(watchers) AS watchers, sum(completers) AS completers,
      sum(e7) AS e7, sum(c7) AS c7, sum(w7) AS w7, sum(e28) AS e28, sum(c28) AS c28, sum(w28) AS w28
    FROM (
      SELECT title, [toUInt16(0), played_in] AS weeks, [(toString(country), device)] AS slices,
        sum(part.2) AS ms, sum(part.3) AS starts, 0 AS viewers, 0 AS starters, 0 AS watchers, 0 AS completers, 0 AS e7, 0 AS c7, 0 AS w7, 0 AS e28, 0 AS c28, 0 AS w28
      FROM (
        SELECT title, country, device,
          arrayConcat(arrayMap(x -> (x.1, x.2, 0), hours), [(toUInt32(intDiv(toUnixTimestamp64Milli(started_at), 3600000)), toUInt32(0), 1)]) AS parts
        FROM play_fact FINAL WHERE ${IN_SLICE} AND before_premiere = 0
      )
      ARRAY JOIN parts AS part
      GROUP BY title, country, device, ${monday(dayOf('part.1'))} AS played_in
      UNION ALL
      -- people: a viewer belongs to every country and device they played the title on
      SELECT title, [one], slices, 0, 0,
        ${COUNTED_IN_PERIOD.map((condition) => `countIf(${condition})`).join(', ')}
      FROM (
        SELECT title, arrayMap(x -> (toString(x.1), x.2), slices) AS slices, start_hour, watch_hour, complete_hour,
          ${OUTCOMES},
          arrayMap(d -> ${monday('d')}, days) AS active
        FROM viewer_title FINAL
        WHERE ${IN_SLICE} AND viewed_hour > 0
      )
      ARRAY JOIN ${PERIODS} AS one
      GROUP BY title, slices, one
    )
    ARRAY JOIN weeks AS week
    ARRAY JOIN arrayDistinct(arrayFlatten(arrayMap(x -> [${ALONE_AND_TOGETHER('x.1', 'x.2')}], slices))) AS slice
    WHERE slice.1 != '' OR slice.2 >= 0
    GROUP BY title, week, country, device
  )
  GROUP BY title`;

/** Sums one slice of the slate: distinct people of all titles, by UTC day and the day they were active before. */
export async function sumSlateSlice(store: Store, slice: Slice, version: number, asOfMs: number): Promise<void> {
  await store.insertSelect({
    name: 'rollup.slate-slice',
    params: { slice, version, asOfMs, ...rangeOf(slice) },
    text: `
      INSERT INTO slate_part
      SELECT {slice:UInt32}, {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), groupArray((day, previous_day, n))
      FROM (
        SELECT pair.1 AS day, pair.2 AS previous_day, count() AS n
        FROM slate_viewer FINAL
        ARRAY JOIN arrayZip(days, arrayPopBack(arrayPushFront(days, 0))) AS pair
        WHERE viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}
        GROUP BY day, previous_day
      )`,
  });
}
