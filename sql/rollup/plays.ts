import type { Store } from '../clickhouse/store.ts';
import { PAIRS, type Part, type Work } from './work.ts';

/** No play is longer (ingest/contract/rules.ts); what stands in the store from elsewhere is not spread over more hours either. */
const LONGEST_STEP_MS = 60 * 86_400_000;

/**
 * What each play played in which UTC hour.
 *
 * Within an hour it is max − min of the play's cumulative counter. The step from one hour's last record to the next one's
 * first (and from the play's start, where nothing was played, to its first record) is spread over the wall time between
 * them if that is at most 120 s; a longer one (a pause, a lost connection) lies in the last step ÷ rate seconds before
 * the later record. Whole milliseconds, apportioned so that the parts add up to the step.
 * A play that never sent the counter is derived from its distinct cells, ten seconds each, and marked.
 */
export async function rollUpPlays(store: Store, work: Work, part: Part, version: number): Promise<void> {
  await store.insertSelect({
    name: 'rollup.plays',
    text: `
      INSERT INTO play_fact
      WITH
        -- per hour with records: (hour start, least and greatest counter, first and last record, cells), all in ms
        arraySort(groupArray((toUnixTimestamp(hour) * 1000, played_lo, played_hi, at_lo, at_hi, cell_count))) AS h,
        max(played_hi) < 0 AS no_counter,
        argMin(context, context) AS ctx,
        min(started) AS start_ms,
        -- (amount, from, to): the inner part of each hour, then each step
        arrayMap(x -> (greatest(x.3 - x.2, 0), x.4, x.5), arrayFilter(x -> x.3 >= 0, h)) AS inner,
        arrayFilter(x -> x.3 >= 0, h) AS counted,
        arrayMap((x, previous) -> (
            greatest(x.2 - previous.1, 0),
            if(x.4 - previous.2 <= 120000, least(previous.2, x.4),
               greatest(previous.2, x.4 - toInt64(least(greatest(x.2 - previous.1, 0) / if(ctx.7 > 0, ctx.7, 1), toFloat64(${LONGEST_STEP_MS}))))),
            x.4),
          counted, arrayPopBack(arrayPushFront(arrayMap(x -> (x.3, x.5), counted), (toInt64(0), start_ms)))) AS steps,
        arrayFilter(x -> x.1 > 0, arrayConcat(inner, steps)) AS stretches,
        -- each stretch cut at the hours it crosses; one with no length lies in the hour of its end
        arrayFlatten(arrayMap(s -> arrayMap(k -> (
            toUInt32(k),
            if(s.3 <= s.2, s.1,
               intDiv(s.1 * (least((k + 1) * 3600000, s.3) - s.2), s.3 - s.2) - intDiv(s.1 * (greatest(k * 3600000, s.2) - s.2), s.3 - s.2))),
          range(toUInt32(intDiv(if(s.3 <= s.2, s.3, s.2), 3600000)), toUInt32(intDiv(s.3, 3600000) + 1))), stretches)) AS parts,
        arrayMap(x -> (toUInt32(intDiv(x.1, 3600000)), toInt64(x.6) * 10000), h) AS from_cells,
        if(no_counter, from_cells, parts) AS by_hour,
        -- by hour, ascending; not one pass an hour: a play may have very many
        arrayReduce('sumMap', arrayMap(x -> [x.1], by_hour), arrayMap(x -> [x.2], by_hour)) AS sums,
        -- what was played by the records of each hour: the counter's growth, in parts where it was reset between hours
        arrayMap((x, step) -> (toUInt32(intDiv(x.1, 3600000)), toUInt32(greatest(x.3 - x.2, 0) + step.1)), counted, steps) AS growth
      SELECT
        p.title, viewer, episode, play, {version:UInt64},
        fromUnixTimestamp64Milli(start_ms, 'UTC'), ctx.2, ctx.3, ctx.4, ctx.5, ctx.6,
        isNotNull(any(t.premiere)) AND start_ms < toUnixTimestamp64Milli(assumeNotNull(any(t.premiere))) AS before_premiere,
        no_counter,
        arrayFilter(x -> x.2 > 0, arrayMap((k, ms) -> (k, toUInt32(ms)), sums.1, sums.2)),
        arrayFilter(x -> x.2 > 0, if(no_counter, arrayMap(x -> (x.1, toUInt32(x.2)), from_cells), growth))
      FROM (
        SELECT title, viewer, episode, play, hour,
          min(played_lo) AS played_lo, max(played_hi) AS played_hi, min(at_lo) AS at_lo, max(at_hi) AS at_hi, min(started) AS started,
          min(context) AS context, sum(bitCount(mask)) AS cell_count
        FROM (
          SELECT title, viewer, episode, play, hour, word,
            min(played_min) AS played_lo, max(played_max) AS played_hi,
            min(toUnixTimestamp64Milli(at_min)) AS at_lo, max(toUnixTimestamp64Milli(at_max)) AS at_hi, min(toUnixTimestamp64Milli(started_at)) AS started,
            min((seq_min, toString(country), device, toString(region), toString(audio), origin, rate)) AS context,
            groupBitOr(cells) AS mask
          FROM play_state
          WHERE (title, viewer) IN ${PAIRS}
          GROUP BY title, viewer, episode, play, hour, word
        )
        GROUP BY title, viewer, episode, play, hour
      ) AS p
      INNER JOIN (SELECT title, premiere FROM served_title FINAL WHERE deleted = 0) AS t ON t.title = p.title
      GROUP BY p.title, viewer, episode, play`,
    params: { segments: work.segments, titles: work.titles, version, ...part },
  });
}
