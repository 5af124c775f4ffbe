import type { Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import { hoursByTitle } from './hours.ts';
import { shelf } from './shelf.ts';
import { dayNumber, HOUR_MS } from './time.ts';
import { Viewed } from './views.ts';

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
export async function servedSince(store: Store, version: number, nowMs: number): Promise<ServedFigures[]> {
  const { titles, rollups } = await shelf(store);
  const since = [...titles.values()].flatMap(({ detail }) => {
    const rollup = rollups.get(detail.id);
    return rollup && rollup.version > version ? [{ detail, rollup }] : [];
  });
  const today = await answersByTitle<{ title: string; ms: number; starts: number }>(
    store,
    {
      name: 'live.today',
      text: `
        SELECT title, sum(hours_ms) AS ms, sum(starts) AS starts FROM served_title_hour FINAL
        WHERE ${CURRENT} AND hour >= {today:UInt32}
        GROUP BY title`,
      params: { today: dayNumber(nowMs) * 24 },
    },
    since.map(({ detail }) => detail.id),
  );
  // Of titles whose runtime changed it counts in which hours they were viewed.
  const changed = since.filter(({ detail }) => detail.runtimeChanges.length > 0).map(({ detail }) => detail.id);
  const hours = await hoursByTitle(store, changed);
  return since.map(({ detail, rollup }) => {
    const [day] = today.get(detail.id) ?? [];
    const rows = hours.get(detail.id) ?? [{ hour: 0, hoursMs: rollup.hoursMs }];
    const known = detail.runtimeSeconds !== null;
    return {
      title: detail.id,
      version: rollup.version,
      asOfMs: rollup.asOfMs,
      hours: rollup.hoursMs / HOUR_MS,
      hoursToday: (day?.ms ?? 0) / HOUR_MS,
      startsToday: day?.starts ?? 0,
      views: new Viewed(detail, rows).views(nowMs),
      viewers: rollup.viewers,
      starters: rollup.starters,
      watchers: known ? rollup.watchers : null,
      completers: known ? rollup.completers : null,
    };
  });
}

/** Titles that have left the catalogue: what was served of them counts no more. */
export async function goneTitles(store: Store): Promise<ReadonlySet<string>> {
  return (await shelf(store)).gone;
}

/**
 * The newest version of what was counted of some titles beside their roll-up (cell by cell, of their campaigns, and of what people say of them); titles of
 * which nothing was are absent. Title '' is the newest of all campaigns.
 */
export function deepVersions(store: Store, titles: readonly string[]): Promise<{ title: string; version: number }[]> {
  return store.query({
    name: 'live.deep',
    lane: 'tick',
    text: `
      SELECT title, max(version) AS version
      FROM (
        SELECT title, version FROM deep_slice WHERE title IN {titles:Array(String)}
        UNION ALL SELECT title, version FROM served_reception WHERE title IN {titles:Array(String)}
        UNION ALL SELECT title, version FROM served_buzz WHERE title IN {titles:Array(String)}
        UNION ALL SELECT title, version FROM served_uplift WHERE title IN {titles:Array(String)}
        UNION ALL SELECT '', max(version) FROM served_buzz HAVING max(version) > 0
      )
      GROUP BY title`,
    params: { titles },
  });
}
