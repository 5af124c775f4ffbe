import type { Store } from '../../clickhouse/store.ts';
import { dayOf, monday } from '../outcomes.ts';
import type { AudienceRun } from './run.ts';

/** Days that say what a viewer prefers. */
const PREFERENCE_DAYS = 90;
const DAY_MS = 86_400_000;

/** Empties the scratch tables: rows of viewers stand there only while a run counts. */
export async function clearScratch(store: Store): Promise<void> {
  for (const table of ['scratch_audience_pair', 'scratch_audience_viewer']) {
    await store.command({ name: 'audience.clear', text: `TRUNCATE TABLE ${table}` });
  }
}

/**
 * The viewers of some titles, each with the segments that plays tell (a viewer may be in several), the weeks they were
 * active in, what became of them, what they played by audio language and week, and in the 90 closed UTC days before as_of.
 */
export async function scratchTitles({ store, asOfMs }: AudienceRun, titles: readonly string[]): Promise<void> {
  const today = Math.floor(asOfMs / DAY_MS);
  await store.insertSelect({
    name: 'audience.pairs',
    text: `
      INSERT INTO scratch_audience_pair
      SELECT title, viewer,
        arraySort(arrayDistinct(arrayMap(d -> ${monday('d')}, v.days))),
        arraySort(arrayDistinct(arrayMap(s -> toString(s.1), v.slices))),
        arraySort(arrayDistinct(arrayMap(s -> s.2, v.slices))),
        p.regions, p.audio, p.recent_ms, v.start_hour, v.watch_hour, v.complete_hour, v.release_day, p.played
      FROM (
        SELECT title, viewer, days, slices, start_hour, watch_hour, complete_hour, release_day
        FROM viewer_title FINAL WHERE ${AMONG} AND viewed_hour > 0
      ) AS v
      INNER JOIN (
        SELECT title, viewer, arraySort(groupUniqArrayArray(regions)) AS regions, arraySort(groupArray(language)) AS audio, sum(recent_ms) AS recent_ms,
          arraySort(groupArrayArray(arrayConcat(
            arrayMap((week, ms) -> (language, week, ms, toUInt64(0)), by_week.1, by_week.2),
            arrayMap((week, starts) -> (language, week, toUInt64(0), starts), started.1, started.2)))) AS played
        FROM (
          SELECT title, viewer, toString(audio) AS language, groupUniqArray(toString(region)) AS regions,
            sum(arraySum(x -> if(x.1 >= {fromHour:UInt32} AND x.1 < {toHour:UInt32}, x.2, 0), hours)) AS recent_ms,
            sumMap(arrayMap(x -> ${monday(dayOf('x.1'))}, hours), arrayMap(x -> toUInt64(x.2), hours)) AS by_week,
            sumMap([${monday(dayOf('toUInt32(intDiv(toUnixTimestamp64Milli(started_at), 3600000))'))}], [toUInt64(1)]) AS started
          FROM play_fact FINAL
          WHERE ${AMONG} AND before_premiere = 0
          GROUP BY title, viewer, language
        )
        GROUP BY title, viewer
      ) AS p ON p.title = v.title AND p.viewer = v.viewer`,
    params: { titles, fromHour: Math.max(0, today - PREFERENCE_DAYS) * 24, toHour: today * 24 },
  });
}

const AMONG = 'title IN {titles:Array(String)}';

/** Every viewer of any title, with what their record says (its greatest version, unless deleted) and their hours by genre. */
export async function scratchViewers({ store, pause }: AudienceRun, slices: number): Promise<void> {
  for (let slice = 0; slice < slices; slice += 1) {
    await store.insertSelect({
      name: 'audience.viewers',
      text: `
        INSERT INTO scratch_audience_viewer
        SELECT p.viewer, r.age_band, r.gender, r.plan, p.countries, p.devices, p.regions, p.audio,
          arraySort(arrayFilter(x -> x.2 > 0, arrayZip(p.by_genre.1, p.by_genre.2))), p.recent_us
        FROM (
          SELECT viewer, groupUniqArrayArray(countries) AS countries, groupUniqArrayArray(devices) AS devices,
            groupUniqArrayArray(regions) AS regions, groupUniqArrayArray(audio) AS audio,
            sumMap(t.genres, arrayResize([]::Array(UInt64), length(t.genres), intDiv(recent_ms * 1000, greatest(length(t.genres), 1)))) AS by_genre,
            sum(recent_ms * 1000) AS recent_us
          FROM scratch_audience_pair AS s
          INNER JOIN (SELECT title, arrayDistinct(genres) AS genres FROM served_title FINAL WHERE deleted = 0) AS t ON t.title = s.title
          WHERE viewer % {slices:UInt32} = {slice:UInt32}
          GROUP BY viewer
        ) AS p
        LEFT JOIN (
          SELECT viewer, age_band, gender, plan FROM raw_viewer FINAL
          WHERE deleted = 0 AND test = 0 AND viewer % {slices:UInt32} = {slice:UInt32}
        ) AS r ON r.viewer = p.viewer`,
      params: { slice, slices },
    });
    await pause();
  }
}
