import type { Store } from '../clickhouse/store.ts';
import type { Soundness } from './soundness.ts';

/** A ping comes at least every 30 s; half a minute over that is a gap. */
const GAP_MS = 60_000;

/**
 * What is asked of the players: the viewers of the first slice of the hash, one in so many, and what was received since an
 * instant. Raw rows are sorted by viewer within a title, so that a sample costs its share of a full read.
 */
export interface Sample {
  oneIn: number;
  sinceMs: number;
}

const sampled = (sample: Sample) => ({
  sinceMs: sample.sinceMs,
  toViewer: String(((1n << 64n) - 1n) / BigInt(sample.oneIn)),
});
const IN_SAMPLE = 'viewer <= {toViewer:UInt64} AND received_at > fromUnixTimestamp64Milli({sinceMs:Int64})';

export async function heartbeatOf(store: Store, sample: Sample): Promise<Omit<Soundness['heartbeat'], 'window'>> {
  const row = await store.one<{ plays: number; withGaps: number; longestMs: number }>({
    name: 'soundness.heartbeat',
    lane: 'jobs',
    text: `
      SELECT count() AS plays, countIf(gap > ${GAP_MS}) AS withGaps, max(gap) AS longestMs
      FROM (
        SELECT title, viewer, play, max(if(playing, gap, 0)) AS gap
        FROM (
          SELECT title, viewer, play,
            toInt64(toUnixTimestamp64Milli(at) - lagInFrame(toUnixTimestamp64Milli(at), 1, toUnixTimestamp64Milli(at)) OVER w) AS gap,
            lagInFrame(toInt8(action), 1, toInt8(6)) OVER w NOT IN (3, 6) AS playing
          FROM raw_playback
          WHERE ${IN_SAMPLE} AND at > fromUnixTimestamp64Milli({sinceMs:Int64})
          WINDOW w AS (PARTITION BY title, viewer, play ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        )
        GROUP BY title, viewer, play
      )`,
    params: sampled(sample),
  });
  return { plays: row.plays, withGaps: row.withGaps, longestGapSeconds: Math.round(row.longestMs / 1000) };
}

/** How far players' clocks are off, by play. */
export function clockSkewOf(store: Store, sample: Sample): Promise<Soundness['clockSkew']> {
  return store.query({
    name: 'soundness.clock-skew',
    lane: 'jobs',
    text: `
      SELECT bucket, uniqExact(play) AS plays
      FROM (
        SELECT play, abs(clock_offset_ms) AS off,
          multiIf(off = 0, 'none reported', off < 1000, 'under 1 s', off < 10000, '1–10 s', off < 60000, '10–60 s', off < 600000, '1–10 min', 'over 10 min') AS bucket,
          multiIf(off = 0, 0, off < 1000, 1, off < 10000, 2, off < 60000, 3, off < 600000, 4, 5) AS position
        FROM raw_playback WHERE ${IN_SAMPLE}
      )
      GROUP BY bucket, position ORDER BY position`,
    params: sampled(sample),
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
export async function lateArrivalOf(store: Store, sample: Sample): Promise<Soundness['lateArrival']> {
  const row = await store.one<{ shares: number[]; n: number }>({
    name: 'soundness.late-arrival',
    lane: 'jobs',
    text: `
      SELECT count() AS n, [${LATENESS.map(([seconds]) => `countIf(late <= ${seconds}) / greatest(n, 1)`).join(', ')}] AS shares
      FROM (
        SELECT (toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(at)) / 1000 AS late
        FROM raw_playback
        WHERE ${IN_SAMPLE} AND at > (SELECT min(ran_at) FROM schema_migration)
      )`,
    params: sampled(sample),
  });
  return row.n === 0
    ? []
    : LATENESS.map(([withinSeconds, label], i) => ({ withinSeconds, label, share: row.shares[i] ?? 0 }));
}
