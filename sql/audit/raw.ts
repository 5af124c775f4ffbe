import type { Store } from '../clickhouse/store.ts';

/** No play is longer than sixty days, nor is a step of it spread over more. */
const LONGEST_MS = 60 * 86_400_000;

/** What is audited: a title's viewers in a range of the hash, and one UTC day of them (a day number). */
export interface Scope {
  title: string;
  fromViewer: string;
  toViewer: string;
  day: number;
  /** Viewers with a record received since are left out: what they did may not be counted yet. 0: nobody. */
  quietSinceMs: number;
}

/** Each number that the audit compares. Hours are in milliseconds. */
export const COMPARED = [
  'hours',
  'starts',
  'viewers',
  'starters',
  'watchers',
  'completers',
  'hours_of_day',
  'starts_of_day',
  'viewers_of_day',
] as const;
export type Compared = Record<(typeof COMPARED)[number], number>;

export const IN_SCOPE = `title = {title:String} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}
  AND ({quietSinceMs:Int64} = 0 OR viewer NOT IN (
    SELECT viewer FROM raw_playback
    WHERE title = {title:String} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64} AND received_at >= fromUnixTimestamp64Milli({quietSinceMs:Int64})
  ))`;

/**
 * The numbers straight from raw rows, written down once more from the definitions: windows and joins over plain rows, where
 * the roll-up folds arrays over bitmaps and sums slices. Only the catalogue is taken as it is served. A record that is there
 * twice changes nothing: all is least, greatest or distinct.
 */
export function fromRaw(store: Store, scope: Scope): Promise<Compared> {
  return store.one<Compared>({
    name: 'audit.raw',
    lane: 'jobs',
    params: { ...scope },
    settings: { max_threads: 1 },
    text: `
      WITH
      catalogue AS (
        SELECT ifNull(toUnixTimestamp64Milli(premiere), 0) AS premiere_ms, episodes, changes FROM served_title FINAL WHERE title = {title:String}
      ),
      episode AS (SELECT one.1 AS episode, one.3 AS runtime_ms, one.4 AS cells FROM catalogue ARRAY JOIN episodes AS one),
      record AS (
        SELECT viewer, toString(episode) AS episode, play, toUnixTimestamp64Milli(at) AS at_ms, intDiv(at_ms, 3600000) AS hour, toUnixTimestamp64Milli(started_at) AS began_ms,
          played_ms, from_ms, position_ms, (seq, toString(country), toInt8(device), toString(region), toString(audio), toInt8(origin), rate) AS context
        FROM raw_playback
        WHERE test = 0 AND ${IN_SCOPE}
      ),
      play AS (
        SELECT viewer, episode, play, min(began_ms) AS start_ms, max(played_ms) < 0 AS cells_only, min(context).7 AS speed
        FROM record GROUP BY viewer, episode, play
        HAVING start_ms >= (SELECT premiere_ms FROM catalogue)
      ),
      -- an episode as it was when a viewer first played it: its present length, or the last that had come into force by then
      length_of AS (
        SELECT viewer, episode, argMax(runtime_ms, from_ms) AS runtime_ms, argMax(cells, from_ms) AS cells
        FROM (SELECT viewer, episode, min(start_ms) AS first_ms FROM play GROUP BY viewer, episode) AS first
        INNER JOIN (
          SELECT episode, -1 AS from_ms, runtime_ms, cells FROM episode
          UNION ALL
          SELECT one.1, one.2, one.3, one.4 FROM catalogue ARRAY JOIN changes AS one
        ) AS lengths USING (episode)
        WHERE from_ms <= first_ms GROUP BY viewer, episode
      ),
      -- every cell of a play that was watched in an hour: those whose middle, 10i + 5 s, lies in a stretch
      cell AS (
        SELECT DISTINCT viewer, episode, play, hour, arrayJoin(range(toUInt32(intDiv(from_ms + 4999, 10000)), toUInt32(intDiv(position_ms + 4999, 10000)))) AS cell
        FROM record WHERE from_ms >= 0 AND position_ms > from_ms
      ),
      -- what the counter of a play did in each hour that has records
      counter AS (
        SELECT viewer, episode, play, hour, min(played_ms) AS lo, max(played_ms) AS hi, min(at_all) AS at_lo, max(at_all) AS at_hi
        FROM (SELECT viewer, episode, play, hour, played_ms, at_ms, min(at_ms) OVER hours AS at_first, max(at_ms) OVER hours AS at_last, arrayJoin([at_first, at_last]) AS at_all
              FROM record WINDOW hours AS (PARTITION BY viewer, episode, play, hour))
        WHERE played_ms >= 0
        GROUP BY viewer, episode, play, hour
      ),
      step AS (
        SELECT viewer, episode, play, hi - lo AS inner_ms, at_lo, at_hi,
          greatest(lo - lagInFrame(hi, 1, toInt64(0)) OVER before, 0) AS step_ms,
          lagInFrame(at_hi, 1, start_ms) OVER before AS left_ms,
          if(at_lo - left_ms <= 120000, least(left_ms, at_lo), greatest(left_ms, at_lo - toInt64(least(step_ms / if(speed > 0, speed, 1), ${LONGEST_MS}.)))) AS step_from
        FROM counter INNER JOIN play USING (viewer, episode, play)
        WINDOW before AS (PARTITION BY viewer, episode, play ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
      ),
      stretch AS (
        SELECT viewer, episode, play, inner_ms AS ms, at_lo AS from_at, at_hi AS to_at FROM step WHERE inner_ms > 0
        UNION ALL
        SELECT viewer, episode, play, step_ms, step_from, at_lo FROM step WHERE step_ms > 0
      ),
      -- content played by the hour it was played in, in whole milliseconds that add up
      played AS (
        SELECT viewer, episode, play, at_hour,
          if(to_at <= from_at, ms,
            intDiv(ms * (least((at_hour + 1) * 3600000, to_at) - from_at), to_at - from_at) - intDiv(ms * (greatest(at_hour * 3600000, from_at) - from_at), to_at - from_at)) AS ms
        FROM (SELECT *, toInt64(arrayJoin(range(toUInt32(intDiv(least(from_at, to_at), 3600000)), toUInt32(intDiv(to_at, 3600000) + 1)))) AS at_hour FROM stretch)
        WHERE to_at > from_at OR at_hour = intDiv(to_at, 3600000)
        UNION ALL
        SELECT viewer, episode, play, toInt64(hour), toInt64(count() * 10000) FROM cell INNER JOIN play USING (viewer, episode, play) WHERE cells_only GROUP BY viewer, episode, play, hour
      ),
      -- what the counter came to; one that was reset between two hours in parts
      told AS (
        SELECT viewer, episode, play, sum(inner_ms + step_ms) AS ms FROM step GROUP BY viewer, episode, play
        UNION ALL
        SELECT viewer, episode, play, toInt64(count() * 10000) FROM cell INNER JOIN play USING (viewer, episode, play) WHERE cells_only GROUP BY viewer, episode, play
      ),
      -- one viewer and episode
      seen AS (
        SELECT viewer, episode, sum(ms) AS ms FROM told INNER JOIN play USING (viewer, episode, play) GROUP BY viewer, episode
      ),
      watched AS (
        SELECT viewer, episode, uniqExact(cell) AS n, any(length_of.cells) AS of
        FROM cell INNER JOIN play USING (viewer, episode, play) INNER JOIN length_of USING (viewer, episode)
        WHERE cell < length_of.cells GROUP BY viewer, episode
      ),
      viewer_of AS (SELECT viewer FROM seen GROUP BY viewer HAVING sum(ms) >= 1000)
      SELECT
        (SELECT sum(ms) FROM played) AS hours,
        (SELECT count() FROM play) AS starts,
        (SELECT count() FROM viewer_of) AS viewers,
        (SELECT uniqExact(viewer) FROM seen LEFT JOIN length_of USING (viewer, episode) WHERE seen.ms >= if(runtime_ms > 0, least(120000, intDiv(runtime_ms, 2)), 120000)) AS starters,
        (SELECT uniqExact(viewer) FROM watched WHERE n >= of * 0.7) AS watchers,
        (SELECT count() FROM (
           SELECT viewer FROM watched GROUP BY viewer HAVING sum(n) >= (SELECT sum(cells) FROM episode) * 0.9 AND (SELECT min(cells) FROM episode) > 0
        )) AS completers,
        (SELECT sum(ms) FROM played WHERE intDiv(at_hour, 24) = {day:Int64}) AS hours_of_day,
        (SELECT count() FROM play WHERE intDiv(start_ms, 86400000) = {day:Int64}) AS starts_of_day,
        (SELECT uniqExact(viewer) FROM played WHERE intDiv(at_hour, 24) = {day:Int64} AND ms > 0 AND viewer IN (SELECT viewer FROM viewer_of)) AS viewers_of_day`,
  });
}
