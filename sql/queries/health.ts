import type { Store } from '../clickhouse/store.ts';
import { waitingSlices } from '../rollup/deep-marks.ts';
import type { Health } from './read-model.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

const FAMILIES = ['playback', 'impression', 'promo', 'promo_daily', 'mention', 'review', 'viewer', 'catalog'] as const;
/** Sound data is judged on what was received lately. */
const WINDOW_MS = DAY_MS;
/** A ping comes at least every 30 s; half a minute over that is a gap. */
const GAP_MS = 60_000;

/** Is the data sound? What the analytics store knows about it. */
export async function health(store: Store, nowMs: number): Promise<Health> {
  const sinceMs = nowMs - WINDOW_MS;
  const [freshness, unmatched, heartbeat, clockSkew, lateArrival, rollup, tables] = await Promise.all([
    freshnessOf(store, nowMs),
    unmatchedOf(store),
    heartbeatOf(store, sinceMs),
    clockSkewOf(store, sinceMs),
    lateArrivalOf(store, sinceMs),
    rollupOf(store),
    store.query<Health['store'][number]>({
      name: 'health.tables',
      text: `
        SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
        FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY sum(bytes_on_disk) DESC`,
    }),
  ]);
  return { asOfMs: nowMs, freshness, unmatched, heartbeat, clockSkew, lateArrival, rollup, store: tables };
}

function freshnessOf(store: Store, nowMs: number): Promise<Health['freshness']> {
  const one = (family: string) => {
    const at = ['promo_daily', 'viewer', 'catalog'].includes(family) ? 'updated_at' : 'at';
    return `
      SELECT '${family}' AS family, count() AS rows,
        if(rows = 0, NULL, toUnixTimestamp64Milli(max(received_at))) AS lastReceivedMs, if(rows = 0, NULL, toUnixTimestamp64Milli(max(${at}))) AS lastAtMs,
        countIf(received_at > fromUnixTimestamp64Milli({sinceMs:Int64})) AS lastHourRows
      FROM raw_${family}`;
  };
  return store.query({
    name: 'health.freshness',
    text: FAMILIES.map(one).join(' UNION ALL '),
    params: { sinceMs: nowMs - HOUR_MS },
  });
}

/** Titles that people play and the catalogue does not know: kept, and left out of every number until it does. */
function unmatchedOf(store: Store): Promise<Health['unmatched']> {
  return store.query({
    name: 'health.unmatched',
    text: `
      SELECT title AS titleId, uniqExact(play) AS plays, uniqExact(viewer) AS viewers,
        toUnixTimestamp64Milli(min(at_min)) AS firstMs, toUnixTimestamp64Milli(max(at_max)) AS lastMs
      FROM play_state
      WHERE title NOT IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
      GROUP BY title ORDER BY plays DESC LIMIT 50`,
  });
}

async function heartbeatOf(store: Store, sinceMs: number): Promise<Health['heartbeat']> {
  const row = await store.one<{ plays: number; withGaps: number; longestMs: number }>({
    name: 'health.heartbeat',
    text: `
      SELECT count() AS plays, countIf(gap > ${GAP_MS}) AS withGaps, max(gap) AS longestMs
      FROM (
        SELECT title, viewer, play, max(if(playing, gap, 0)) AS gap
        FROM (
          SELECT title, viewer, play,
            toInt64(toUnixTimestamp64Milli(at) - lagInFrame(toUnixTimestamp64Milli(at), 1, toUnixTimestamp64Milli(at)) OVER w) AS gap,
            lagInFrame(toInt8(action), 1, toInt8(6)) OVER w NOT IN (3, 6) AS playing
          FROM raw_playback
          WHERE received_at > fromUnixTimestamp64Milli({sinceMs:Int64}) AND at > fromUnixTimestamp64Milli({sinceMs:Int64})
          WINDOW w AS (PARTITION BY title, viewer, play ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
          LIMIT 500000
        )
        GROUP BY title, viewer, play
      )`,
    params: { sinceMs },
  });
  return {
    plays: row.plays,
    withGaps: row.withGaps,
    longestGapSeconds: Math.round(row.longestMs / 1000),
    window: 'received in the last 24 hours',
  };
}

/** How far players' clocks are off, by play. */
function clockSkewOf(store: Store, sinceMs: number): Promise<Health['clockSkew']> {
  return store.query({
    name: 'health.clock-skew',
    text: `
      SELECT bucket, uniqExact(play) AS plays
      FROM (
        SELECT play, abs(clock_offset_ms) AS off,
          multiIf(off = 0, 'none reported', off < 1000, 'under 1 s', off < 10000, '1–10 s', off < 60000, '10–60 s', off < 600000, '1–10 min', 'over 10 min') AS bucket,
          multiIf(off = 0, 0, off < 1000, 1, off < 10000, 2, off < 60000, 3, off < 600000, 4, 5) AS position
        FROM raw_playback WHERE received_at > fromUnixTimestamp64Milli({sinceMs:Int64})
      )
      GROUP BY bucket, position ORDER BY position`,
    params: { sinceMs },
  });
}

const LATENESS: readonly (readonly [seconds: number, label: string])[] = [
  [1, '1 s'],
  [5, '5 s'],
  [30, '30 s'],
  [120, '2 min'],
  [600, '10 min'],
  [3600, '1 h'],
  [21600, '6 h'],
  [86400, '1 day'],
  [604800, '1 week'],
];

/** Share of records that were received within so long of happening; of those that happened since this store is there, or a history told at first would pass for lateness. */
async function lateArrivalOf(store: Store, sinceMs: number): Promise<Health['lateArrival']> {
  const row = await store.one<{ shares: number[]; n: number }>({
    name: 'health.late-arrival',
    text: `
      SELECT count() AS n, [${LATENESS.map(([seconds]) => `countIf(late <= ${seconds}) / greatest(n, 1)`).join(', ')}] AS shares
      FROM (
        SELECT (toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(at)) / 1000 AS late
        FROM raw_playback
        WHERE received_at > fromUnixTimestamp64Milli({sinceMs:Int64}) AND at > (SELECT min(ran_at) FROM schema_migration)
      )`,
    params: { sinceMs },
  });
  return row.n === 0
    ? []
    : LATENESS.map(([withinSeconds, label], i) => ({ withinSeconds, label, share: row.shares[i] ?? 0 }));
}

/** How far the roll-up is behind what was loaded: loads that it has not taken in, and slices of titles that it has not summed or counted. */
async function rollupOf(store: Store): Promise<Health['rollup']> {
  const [loads, slices] = await Promise.all([behindLoads(store), unsummedSlices(store)]);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [deep, { asOfMs }] = await Promise.all([
    waitingSlices(store, 'pages'),
    store.one<{ asOfMs: number | null }>({
      name: 'health.deep',
      text: 'SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) AS asOfMs FROM deep_slice',
    }),
  ]);
  return [
    { name: 'titles', cursor: '', ...loads },
    { name: 'slices', cursor: '', asOfMs: loads.asOfMs, behindSegments: 0, behindRows: 0, ...slices },
    {
      name: 'completion',
      cursor: '',
      asOfMs,
      behindSegments: deep.slices,
      behindRows: 0,
      oldestWaitingMs: deep.sinceMs,
    },
  ];
}

function unsummedSlices(store: Store): Promise<{ oldestWaitingMs: number | null }> {
  return store.one({
    name: 'health.slices',
    text: 'SELECT toUnixTimestamp64Milli(minOrNull(since)) AS oldestWaitingMs FROM title_slice FINAL WHERE dirty = 1',
  });
}

async function behindLoads(store: Store): Promise<Omit<Health['rollup'][number], 'name' | 'cursor'>> {
  return store.one({
    name: 'health.rollup',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, toUnixTimestamp64Milli(minOrNull(loaded_at)) AS oldestWaitingMs,
        (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_rollup) AS asOfMs
      FROM (
        SELECT loaded_at, segment, max(rows) AS rows FROM loaded_segment
        WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}
