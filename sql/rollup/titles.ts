import type { Store } from '../clickhouse/store.ts';

/** The Monday (as a day number since the epoch) of the week that a day number lies in. */
const monday = (day: string) => `toUInt16(intDiv(${day} + 3, 7) * 7 - 3)`;
const dayOf = (hour: string) => `intDiv(${hour}, 24)`;
const TITLES = '{titles:Array(String)}';

/**
 * Rewrites the served rows of some titles from play facts and viewer rows, all with one version, and last the row of
 * `served_rollup` that makes it the current one. Titles that are not (or no longer) in the catalogue get no rows.
 *
 * @param asOfMs when the state was read: every figure carries it.
 */
export async function rollUpTitles(
  store: Store,
  titles: readonly string[],
  version: number,
  asOfMs: number,
): Promise<void> {
  const params = { titles, version, asOfMs };
  const run = (name: string, text: string) => store.insertSelect({ name, text, params });

  await run(
    'rollup.title-hours',
    `INSERT INTO served_title_hour
     SELECT title, hour, {version:UInt64}, sum(ms), sum(starts), sum(viewers), sum(starters), sum(watchers), sum(completers)
     FROM (
       SELECT title, part.1 AS hour, sum(part.2) AS ms, 0 AS starts, 0 AS viewers, 0 AS starters, 0 AS watchers, 0 AS completers
       FROM play_fact FINAL ARRAY JOIN hours AS part WHERE title IN ${TITLES} AND before_premiere = 0 GROUP BY title, hour
       UNION ALL
       SELECT title, toUInt32(intDiv(toUnixTimestamp64Milli(started_at), 3600000)) AS hour, 0, count(), 0, 0, 0, 0
       FROM play_fact FINAL WHERE title IN ${TITLES} AND before_premiere = 0 GROUP BY title, hour
       UNION ALL
       SELECT title, event.1 AS hour, 0, 0, countIf(event.2 = 1), countIf(event.2 = 2), countIf(event.2 = 3), countIf(event.2 = 4)
       FROM viewer_title FINAL
       ARRAY JOIN [(viewed_hour, 1), (start_hour, 2), (watch_hour, 3), (complete_hour, 4)] AS event
       WHERE title IN ${TITLES} AND event.1 > 0 GROUP BY title, hour
     )
     GROUP BY title, hour`,
  );
  await run(
    'rollup.title-reach',
    `INSERT INTO served_title_reach
     SELECT title, pair.1, pair.2, {version:UInt64}, count()
     FROM viewer_title FINAL
     ARRAY JOIN arrayZip(days, arrayPopBack(arrayPushFront(days, 0))) AS pair
     WHERE title IN ${TITLES} AND viewed_hour > 0
     GROUP BY title, pair.1, pair.2`,
  );
  await run(
    'rollup.title-cohorts',
    `INSERT INTO served_title_cohort
     WITH ${dayOf('start_hour')} AS first,
       greatest(first, toUInt32(release_day)) AS base,
       ${dayOf('watch_hour')} AS watched, ${dayOf('complete_hour')} AS completed
     SELECT title, first, {version:UInt64}, base, count(),
       countIf(watch_hour > 0 AND watched <= first + 7), countIf(watch_hour > 0 AND watched <= first + 28),
       countIf(complete_hour > 0 AND completed <= base + 7), countIf(complete_hour > 0 AND completed <= base + 28)
     FROM viewer_title FINAL
     WHERE title IN ${TITLES} AND start_hour > 0
     GROUP BY title, first, base`,
  );
  await run(
    'rollup.title-segments',
    `INSERT INTO served_title_segment
     WITH toUInt32(intDiv({asOfMs:Int64}, 86400000)) AS today
     SELECT title, week, country, device, {version:UInt64},
       sum(ms), sum(starts), sum(viewers), sum(starters), sum(watchers), sum(completers), sum(e7), sum(c7), sum(w7), sum(e28), sum(c28), sum(w28)
     FROM (
       SELECT title, arrayJoin([0, ${monday(dayOf('part.1'))}]) AS week, slice.1 AS country, slice.2 AS device,
         sum(part.2) AS ms, 0 AS starts, 0 AS viewers, 0 AS starters, 0 AS watchers, 0 AS completers, 0 AS e7, 0 AS c7, 0 AS w7, 0 AS e28, 0 AS c28, 0 AS w28
       FROM play_fact FINAL
       ARRAY JOIN hours AS part
       ARRAY JOIN arrayDistinct([(toString(country), toInt8(-1)), ('', device), (toString(country), device)]) AS slice
       WHERE title IN ${TITLES} AND before_premiere = 0
       GROUP BY title, week, slice.1, slice.2
       UNION ALL
       SELECT title, arrayJoin([0, ${monday('intDiv(toUnixTimestamp64Milli(started_at), 86400000)')}]) AS week, slice.1, slice.2,
         0, count(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
       FROM play_fact FINAL
       ARRAY JOIN arrayDistinct([(toString(country), toInt8(-1)), ('', device), (toString(country), device)]) AS slice
       WHERE title IN ${TITLES} AND before_premiere = 0
       GROUP BY title, week, slice.1, slice.2
       UNION ALL
       -- people: a viewer belongs to every country and device they played the title on
       SELECT title, event.1 AS week, slice.1, slice.2, 0, 0,
         countIf(event.2 = 1), countIf(event.2 = 2), countIf(event.2 = 3), countIf(event.2 = 4),
         countIf(event.2 = 5), countIf(event.2 = 6), countIf(event.2 = 7), countIf(event.2 = 8), countIf(event.2 = 9), countIf(event.2 = 10)
       FROM (
         SELECT title, slices, start_hour, watch_hour, complete_hour, viewed_hour, days,
           ${dayOf('start_hour')} AS first, greatest(first, toUInt32(release_day)) AS base,
           ${dayOf('watch_hour')} AS watched, ${dayOf('complete_hour')} AS completed,
           start_hour > 0 AND base + 7 <= today AS is_e7, start_hour > 0 AND base + 28 <= today AS is_e28
         FROM viewer_title FINAL
         WHERE title IN ${TITLES} AND viewed_hour > 0
       )
       ARRAY JOIN
         arrayDistinct(arrayFlatten(arrayMap(s -> [(toString(s.1), toInt8(-1)), ('', s.2), (toString(s.1), s.2)], slices))) AS slice
       ARRAY JOIN
         arrayConcat(
           [(toUInt16(0), 1), (toUInt16(0), if(start_hour > 0, 2, 0)), (toUInt16(0), if(watch_hour > 0, 3, 0)), (toUInt16(0), if(complete_hour > 0, 4, 0)),
            (toUInt16(0), if(is_e7, 5, 0)), (toUInt16(0), if(is_e7 AND complete_hour > 0 AND completed <= base + 7, 6, 0)), (toUInt16(0), if(is_e7 AND watch_hour > 0 AND watched <= first + 7, 7, 0)),
            (toUInt16(0), if(is_e28, 8, 0)), (toUInt16(0), if(is_e28 AND complete_hour > 0 AND completed <= base + 28, 9, 0)), (toUInt16(0), if(is_e28 AND watch_hour > 0 AND watched <= first + 28, 10, 0)),
            (${monday('first')}, if(start_hour > 0, 2, 0)), (${monday('watched')}, if(watch_hour > 0, 3, 0)), (${monday('completed')}, if(complete_hour > 0, 4, 0))],
           arrayMap(w -> (w, 1), arrayDistinct(arrayMap(d -> ${monday('d')}, days)))) AS event
       WHERE event.2 > 0
       GROUP BY title, week, slice.1, slice.2
     )
     WHERE country != '' OR device >= 0
     GROUP BY title, week, country, device`,
  );
  await run(
    'rollup.title-current',
    `INSERT INTO served_rollup
     SELECT t.title, {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'),
       p.ms, p.starts, v.viewers, v.starters, v.watchers, v.completers, p.pre_plays, p.pre_ms, p.derived_plays
     FROM (SELECT title FROM served_title FINAL WHERE deleted = 0 AND title IN ${TITLES}) AS t
     LEFT JOIN (
       SELECT title, sumIf(arraySum(x -> x.2, hours), before_premiere = 0) AS ms, countIf(before_premiere = 0) AS starts,
         countIf(before_premiere = 1) AS pre_plays, sumIf(arraySum(x -> x.2, hours), before_premiere = 1) AS pre_ms, countIf(derived = 1) AS derived_plays
       FROM play_fact FINAL WHERE title IN ${TITLES} GROUP BY title
     ) AS p ON p.title = t.title
     LEFT JOIN (
       SELECT title, countIf(viewed_hour > 0) AS viewers, countIf(start_hour > 0) AS starters, countIf(watch_hour > 0) AS watchers, countIf(complete_hour > 0) AS completers
       FROM viewer_title FINAL WHERE title IN ${TITLES} GROUP BY title
     ) AS v ON v.title = t.title`,
  );
}

/** Distinct people of the whole slate, by UTC day and the day they were active before. */
export async function rollUpSlate(store: Store, version: number): Promise<void> {
  await store.insertSelect({
    name: 'rollup.slate',
    text: `
      INSERT INTO served_slate_reach
      SELECT pair.1, pair.2, {version:UInt64}, count()
      FROM (
        SELECT arraySort(groupUniqArrayArray(days)) AS active
        FROM viewer_title FINAL
        WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
        GROUP BY viewer
      )
      ARRAY JOIN arrayZip(active, arrayPopBack(arrayPushFront(active, 0))) AS pair
      GROUP BY pair.1, pair.2`,
    params: { version },
  });
}
