import type { Store } from '../clickhouse/store.ts';
import type { Scope } from './scope.ts';

/** No play is longer than sixty days, nor is a step of it spread over more. */
const LONGEST_MS = 60 * 86_400_000;
const DEADLINE_MS = 28 * 86_400_000;

const TABLES = ['play', 'cell', 'step', 'amount', 'asked', 'outcome'];

const IN_RANGE =
  'test = 0 AND title = {title:String} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';

const CATALOGUE = `(
  SELECT ifNull(toUnixTimestamp64Milli(premiere), 0) AS premiere_ms, episodes, changes FROM served_title FINAL WHERE title = {title:String}
)`;
/** Every length of an episode, each with from when it is in force: the present one from ever, unless it changed. */
const LENGTHS = `(
  SELECT one.1 AS episode, toInt64(-1) AS from_ms, one.3 AS runtime_ms, one.4 AS cells FROM ${CATALOGUE} ARRAY JOIN episodes AS one
  UNION ALL
  SELECT one.1, one.2, one.3, one.4 FROM ${CATALOGUE} ARRAY JOIN changes AS one
)`;
/** The hour in which each viewer became a starter; 0: in none. */
const STARTS = `(
  SELECT viewer, ifNull(minOrNullIf(hour, total >= bar), 0) AS start_hour
  FROM (
    SELECT viewer, episode, hour, bar, sum(ms) OVER (PARTITION BY viewer, episode ORDER BY hour) AS total
    FROM (SELECT viewer, episode, hour, sum(ms) AS ms FROM scratch_audit_amount WHERE told = 1 GROUP BY viewer, episode, hour) AS a
    INNER JOIN (
      SELECT viewer, episode, if(any(runtime_ms) > 0, least(120000, intDiv(any(runtime_ms), 2)), 120000) AS bar FROM scratch_audit_play GROUP BY viewer, episode
    ) AS b USING (viewer, episode)
  )
  GROUP BY viewer
)`;
/** Cells that a viewer had not watched before, by the hour. */
const FIRST_SEEN = `(
  SELECT viewer, episode, hour, count() AS n
  FROM (SELECT viewer, episode, cell, min(hour) AS hour FROM scratch_audit_cell WHERE inside = 1 GROUP BY viewer, episode, cell)
  GROUP BY viewer, episode, hour
)`;

/** Each step rests on raw records and on those before it. */
const STEPS: readonly (readonly [name: string, text: string])[] = [
  [
    'play',
    `
    INSERT INTO scratch_audit_play
    SELECT viewer, p.episode, play, start_ms, end_ms, cells_only, context.7, context.2, context.3, context.4, context.5, first_ms,
      argMaxIf(l.runtime_ms, l.from_ms, l.from_ms <= first_ms), argMaxIf(l.cells, l.from_ms, l.from_ms <= first_ms)
    FROM (
      SELECT *, min(start_ms) OVER (PARTITION BY viewer, episode) AS first_ms
      FROM (
        SELECT viewer, toString(episode) AS episode, play, min(toUnixTimestamp64Milli(started_at)) AS start_ms, max(toUnixTimestamp64Milli(at)) AS end_ms,
          max(played_ms) < 0 AS cells_only, min((seq, toString(country), toInt8(device), toString(region), toString(audio), toInt8(origin), rate)) AS context
        FROM raw_playback
        WHERE ${IN_RANGE} AND ({quietSinceMs:Int64} = 0 OR viewer NOT IN (
          SELECT viewer FROM raw_playback WHERE ${IN_RANGE} AND received_at >= fromUnixTimestamp64Milli({quietSinceMs:Int64})
        ))
        GROUP BY viewer, episode, play
        HAVING start_ms >= (SELECT premiere_ms FROM ${CATALOGUE})
      )
    ) AS p
    LEFT JOIN ${LENGTHS} AS l ON l.episode = p.episode
    GROUP BY viewer, p.episode, play, start_ms, end_ms, cells_only, context, first_ms`,
  ],
  [
    // every cell whose middle, 10i + 5 s, lies in a stretch
    'cell',
    `
    INSERT INTO scratch_audit_cell
    SELECT DISTINCT viewer, episode, play, hour, cell, cell < p.cells
    FROM (
      SELECT viewer, toString(episode) AS episode, play, toUInt32(intDiv(toUnixTimestamp64Milli(at), 3600000)) AS hour,
        arrayJoin(range(toUInt32(intDiv(from_ms + 4999, 10000)), toUInt32(intDiv(position_ms + 4999, 10000)))) AS cell
      FROM raw_playback WHERE ${IN_RANGE} AND from_ms >= 0 AND position_ms > from_ms
    ) AS c
    INNER JOIN scratch_audit_play AS p USING (viewer, episode, play)`,
  ],
  [
    'step',
    `
    INSERT INTO scratch_audit_step
    SELECT viewer, episode, play, hour, hi - lo, at_lo, at_hi,
      greatest(lo - lagInFrame(hi, 1, toInt64(0)) OVER before, 0) AS step_ms,
      if(at_lo - left_ms <= 120000, least(left_ms, at_lo), greatest(left_ms, at_lo - toInt64(least(step_ms / if(speed > 0, speed, 1), ${LONGEST_MS}.))))
    FROM (
      SELECT viewer, episode, play, speed, hour, lo, hi, at_lo, at_hi, lagInFrame(at_hi, 1, start_ms) OVER before AS left_ms
      FROM (
        SELECT viewer, toString(episode) AS episode, play, toUInt32(intDiv(toUnixTimestamp64Milli(at), 3600000)) AS hour,
          -- a record without the counter says when it was all the same
          minIf(played_ms, played_ms >= 0) AS lo, max(played_ms) AS hi, min(toUnixTimestamp64Milli(at)) AS at_lo, max(toUnixTimestamp64Milli(at)) AS at_hi
        FROM raw_playback WHERE ${IN_RANGE} GROUP BY viewer, episode, play, hour HAVING hi >= 0
      ) AS c
      INNER JOIN scratch_audit_play AS p USING (viewer, episode, play)
      WINDOW before AS (PARTITION BY viewer, episode, play ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    WINDOW before AS (PARTITION BY viewer, episode, play ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`,
  ],
  [
    // a stretch is cut at the hours it crosses, in whole milliseconds that add up
    'amount',
    `
    INSERT INTO scratch_audit_amount
    SELECT * FROM (
      SELECT 1 AS told, viewer, episode, play, hour, inner_ms + step_ms AS ms FROM scratch_audit_step
      UNION ALL
      SELECT 0, viewer, episode, play, toUInt32(at_hour),
        if(to_at <= from_at, ms,
          intDiv(ms * (least((at_hour + 1) * 3600000, to_at) - from_at), to_at - from_at) - intDiv(ms * (greatest(at_hour * 3600000, from_at) - from_at), to_at - from_at))
      FROM (
        SELECT viewer, episode, play, ms, from_at, to_at, toInt64(arrayJoin(range(toUInt32(intDiv(least(from_at, to_at), 3600000)), toUInt32(intDiv(to_at, 3600000) + 1)))) AS at_hour
        FROM (
          SELECT viewer, episode, play, inner_ms AS ms, at_lo AS from_at, at_hi AS to_at FROM scratch_audit_step
          UNION ALL
          SELECT viewer, episode, play, step_ms, step_from, at_lo FROM scratch_audit_step
        )
      )
      WHERE to_at > from_at OR at_hour = intDiv(to_at, 3600000)
      UNION ALL
      -- a play without a counter is told by its cells alone
      SELECT told, viewer, episode, play, hour, toInt64(count() * 10000)
      FROM scratch_audit_cell INNER JOIN (SELECT viewer, episode, play FROM scratch_audit_play WHERE cells_only) AS p USING (viewer, episode, play)
      ARRAY JOIN [0, 1] AS told
      GROUP BY told, viewer, episode, play, hour
    )
    WHERE ms > 0`,
  ],
  [
    // the episodes out by 28 days after the start or after the release before; one that comes later asks for nothing, nor does any after it
    'asked',
    `
    INSERT INTO scratch_audit_asked
    SELECT viewer, episode, available_ms, cells
    FROM (
      SELECT viewer, episode, available_ms, cells, min(in_reach) OVER so_far AS required
      FROM (
        SELECT viewer, episode, available_ms, cells,
          available_ms <= greatest(start_ms, lagInFrame(available_ms, 1, start_ms) OVER so_far) + ${DEADLINE_MS} AS in_reach
        FROM (
          SELECT b.viewer AS viewer, b.episode AS episode, available_ms, start_ms, if(own.cells > 0, own.cells, b.cells) AS cells
          FROM (
            SELECT viewer, episode, any(available_ms) AS available_ms, start_ms, argMax(l.cells, l.from_ms) AS cells
            FROM (
              SELECT viewer, toInt64(if(s.start_hour > 0, s.start_hour, h.hour)) * 3600000 AS start_ms
              FROM (
                SELECT viewer, min(hour) AS hour
                FROM (SELECT viewer, hour FROM scratch_audit_amount WHERE told = 1 UNION ALL SELECT viewer, hour FROM scratch_audit_cell WHERE inside = 1)
                GROUP BY viewer
              ) AS h
              LEFT JOIN ${STARTS} AS s USING (viewer)
            ) AS v
            CROSS JOIN (
              SELECT l.episode AS episode, l.from_ms AS from_ms, l.cells AS cells, toUnixTimestamp64Milli(e.available) AS available_ms
              FROM ${LENGTHS} AS l
              INNER JOIN (SELECT one.1 AS episode, one.2 AS available FROM ${CATALOGUE} ARRAY JOIN episodes AS one) AS e ON e.episode = l.episode
            ) AS l
            WHERE l.from_ms <= start_ms
            GROUP BY viewer, episode, start_ms
          ) AS b
          LEFT JOIN (SELECT viewer, episode, any(cells) AS cells FROM scratch_audit_play GROUP BY viewer, episode) AS own
            ON own.viewer = b.viewer AND own.episode = b.episode
        )
        WINDOW so_far AS (PARTITION BY viewer ORDER BY available_ms, episode ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
      )
      WINDOW so_far AS (PARTITION BY viewer ORDER BY available_ms, episode ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    WHERE required = 1`,
  ],
  [
    'outcome',
    `
    INSERT INTO scratch_audit_outcome
    SELECT viewer, viewed_hour, start_hour, watch_hour, complete_hour, release_day
    FROM (SELECT DISTINCT viewer FROM scratch_audit_play) AS p
    LEFT JOIN (
      SELECT viewer, ifNull(minOrNullIf(hour, total >= 1000), 0) AS viewed_hour
      FROM (SELECT viewer, hour, sum(sum(ms)) OVER (PARTITION BY viewer ORDER BY hour) AS total FROM scratch_audit_amount WHERE told = 1 GROUP BY viewer, hour)
      GROUP BY viewer
    ) AS v USING (viewer)
    LEFT JOIN ${STARTS} AS s USING (viewer)
    LEFT JOIN (
      SELECT viewer, ifNull(minOrNullIf(hour, seen >= cells * 0.7), 0) AS watch_hour
      FROM (
        SELECT viewer, episode, hour, cells, sum(n) OVER (PARTITION BY viewer, episode ORDER BY hour) AS seen
        FROM ${FIRST_SEEN} AS f
        INNER JOIN (SELECT viewer, episode, any(cells) AS cells FROM scratch_audit_play GROUP BY viewer, episode HAVING any(cells) > 0) AS e USING (viewer, episode)
      )
      GROUP BY viewer
    ) AS w USING (viewer)
    LEFT JOIN (
      SELECT viewer, ifNull(minOrNullIf(hour, seen >= all_cells * 0.9), 0) AS complete_hour
      FROM (
        SELECT viewer, hour, all_cells, sum(n) OVER (PARTITION BY viewer ORDER BY hour) AS seen
        FROM (
          SELECT viewer, hour, sum(n) AS n FROM ${FIRST_SEEN}
          WHERE (viewer, episode) IN (SELECT viewer, episode FROM scratch_audit_asked) GROUP BY viewer, hour
        ) AS f
        -- of a season of which a length is not known nothing can be completed
        INNER JOIN (SELECT viewer, sum(cells) AS all_cells FROM scratch_audit_asked GROUP BY viewer HAVING min(cells) > 0) AS a USING (viewer)
      )
      GROUP BY viewer
    ) AS c USING (viewer)
    LEFT JOIN (SELECT viewer, toUInt32(intDiv(max(available_ms), 86400000)) AS release_day FROM scratch_audit_asked GROUP BY viewer) AS r USING (viewer)`,
  ],
];

/** Computes the steps for the viewers of a scope, with a pause behind each; what was there is gone. */
export async function fillScratch(store: Store, scope: Scope, pause: () => Promise<void>): Promise<void> {
  await clearScratch(store);
  for (const [name, text] of STEPS) {
    await store.insertSelect({
      ...{ name: `audit.${name}`, scratch: true, text, params: { ...scope } },
      settings: { max_threads: 1 },
    });
    await pause();
  }
}

/** Between pieces no row of a viewer stands there. */
export async function clearScratch(store: Store): Promise<void> {
  for (const table of TABLES)
    await store.command({ name: 'audit.clear', scratch: true, text: `TRUNCATE TABLE scratch_audit_${table}` });
}
