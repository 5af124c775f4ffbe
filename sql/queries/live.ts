import type { Store } from '../clickhouse/store.ts';
import { HOUR_MS } from './time.ts';

/** Concurrents count viewers with a record in this long before now: two heartbeats of 30 s and some delay. */
export const CONCURRENT_WINDOW_MS = 75_000;

export interface LiveNow {
  title: string;
  concurrents: number;
  starts: number;
  lastAtMs: number;
}

/** Who watches which title now, and the plays begun in the last full 60 s. One query for the whole slate; title '' is all of it. */
export function liveNow(store: Store, nowMs: number): Promise<LiveNow[]> {
  return store.query<LiveNow>({
    name: 'live.now',
    lane: 'tick',
    text: `
      SELECT title,
        uniqCombined64MergeIf(12)(viewers, slot > fromUnixTimestamp64Milli({nowMs:Int64} - ${CONCURRENT_WINDOW_MS})) AS concurrents,
        uniqExactMergeIf(starts, slot > fromUnixTimestamp64Milli({nowMs:Int64} - 60000)) AS starts,
        toUnixTimestamp64Milli(max(last_at)) AS lastAtMs
      FROM live_slot
      WHERE slot > fromUnixTimestamp64Milli({nowMs:Int64} - 90000) AND slot <= fromUnixTimestamp64Milli({nowMs:Int64})
      GROUP BY GROUPING SETS ((title), ())
      HAVING title != '' OR lastAtMs > 0`,
    params: { nowMs },
  });
}

export interface LiveMinute {
  title: string;
  minuteMs: number;
  concurrents: number;
  starts: number;
  hours: number;
}

/** The minutes since an instant, by title; title '' is the whole slate. */
export function liveMinutes(store: Store, sinceMs: number, nowMs: number): Promise<LiveMinute[]> {
  return store.query<LiveMinute>({
    name: 'live.minutes',
    lane: 'tick',
    text: `
      SELECT title, toUnixTimestamp(toStartOfMinute(slot)) * 1000 AS minuteMs,
        uniqCombined64Merge(12)(viewers) AS concurrents, uniqExactMerge(starts) AS starts, uniqCombined64Merge(12)(cells) * 10 / 3600 AS hours
      FROM live_slot
      WHERE slot >= fromUnixTimestamp64Milli({sinceMs:Int64}) AND slot <= fromUnixTimestamp64Milli({nowMs:Int64})
      GROUP BY GROUPING SETS ((title, minuteMs), (minuteMs))
      ORDER BY title, minuteMs`,
    params: { sinceMs, nowMs },
  });
}

export interface ServedFigures {
  title: string;
  version: number;
  asOfMs: number;
  hours: number;
  hoursToday: number;
  startsToday: number;
  views: number | null;
  viewers: number;
  starters: number;
  watchers: number | null;
  completers: number | null;
}

/** The totals of titles that were rolled up after a version, with today's hours (UTC). */
export function servedSince(store: Store, version: number, nowMs: number): Promise<ServedFigures[]> {
  return store.query<ServedFigures>({
    name: 'live.served',
    lane: 'tick',
    text: `
      SELECT r.title AS title, r.version AS version, toUnixTimestamp64Milli(r.as_of) AS asOfMs, r.hours_ms / 3600000 AS hours, h.today_ms / 3600000 AS hoursToday, h.today_starts AS startsToday,
        if(t.out_ms = 0 OR t.unknown, NULL, r.hours_ms / t.out_ms) AS views, r.viewers AS viewers, r.starters AS starters,
        if(t.runtime_ms = 0, NULL, r.watchers) AS watchers, if(t.runtime_ms = 0, NULL, r.completers) AS completers
      FROM (SELECT * FROM served_rollup FINAL WHERE version > {version:UInt64}) AS r
      INNER JOIN (
        SELECT title, runtime_ms,
          arraySum(x -> if(x.2 < fromUnixTimestamp64Milli({nowMs:Int64}), x.3, 0), episodes) AS out_ms,
          arrayExists(x -> x.2 < fromUnixTimestamp64Milli({nowMs:Int64}) AND x.3 = 0, episodes) AS unknown
        FROM served_title FINAL WHERE deleted = 0
      ) AS t ON t.title = r.title
      LEFT JOIN (
        SELECT s.title AS title, sum(s.hours_ms) AS today_ms, sum(s.starts) AS today_starts
        FROM served_title_hour AS s FINAL
        INNER JOIN (SELECT title, version FROM served_rollup FINAL) AS c ON c.title = s.title
        WHERE s.hour >= {today:UInt32} AND s.version >= c.version
        GROUP BY s.title
      ) AS h ON h.title = r.title
      ORDER BY version`,
    params: { version, nowMs, today: Math.floor(nowMs / (24 * HOUR_MS)) * 24 },
  });
}

/** Titles that have left the catalogue: what was served of them counts no more. */
export async function goneTitles(store: Store): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'live.gone',
    lane: 'tick',
    text: 'SELECT title FROM served_title FINAL WHERE deleted = 1',
  });
  return rows.map((row) => row.title);
}
