import type { Store } from '../clickhouse/store.ts';
import type { Soundness } from './soundness.ts';

const FAMILIES = ['playback', 'impression', 'promo', 'promo_daily', 'mention', 'review', 'viewer', 'catalog'] as const;
const HOUR_MS = 3_600_000;
/** Loads are looked for again from a while before the last look: their times are the store's, and they overlap. */
const AGAIN_MS = 600_000;

/**
 * How many rows of each family there are, when the newest happened and when it came. The time of coming is that of its load:
 * raw rows are sorted by viewer, so that the newest among 100 million is found only by reading all of them.
 */
export async function freshnessOf(
  store: Store,
  before: { freshness: Soundness['freshness']; asOfMs: number } | null,
  nowMs: number,
): Promise<Soundness['freshness']> {
  const [rows, loads] = await Promise.all([rowsOf(store), loadsOf(store, before?.asOfMs ?? 0, nowMs)]);
  const known = new Map(before?.freshness.map((one) => [one.family, one]));
  return FAMILIES.map((family) => {
    const here = rows.find((row) => row.family === family);
    const load = loads.find((row) => row.family === family);
    const lastReceivedMs = load?.lastReceivedMs ?? known.get(family)?.lastReceivedMs ?? null;
    const some = here !== undefined && here.rows > 0;
    return {
      family,
      rows: here?.rows ?? 0,
      lastReceivedMs: some ? lastReceivedMs : null,
      lastAtMs: some ? here.lastAtMs : null,
      lastHourRows: load?.lastHourRows ?? 0,
    };
  });
}

/** Counts need no rows to be read, nor does the newest playback: it is known of each monthly partition. */
function rowsOf(store: Store): Promise<{ family: string; rows: number; lastAtMs: number }[]> {
  const one = (family: string) => {
    const at = ['promo_daily', 'viewer', 'catalog'].includes(family) ? 'updated_at' : 'at';
    return `SELECT '${family}' AS family, count() AS rows, toUnixTimestamp64Milli(max(${at})) AS lastAtMs FROM raw_${family}`;
  };
  return store.query({ name: 'soundness.rows', lane: 'jobs', text: FAMILIES.map(one).join(' UNION ALL ') });
}

/** A load that was repeated counts once. */
function loadsOf(
  store: Store,
  sinceMs: number,
  nowMs: number,
): Promise<{ family: string; lastReceivedMs: number; lastHourRows: number }[]> {
  return store.query({
    name: 'soundness.loads',
    lane: 'jobs',
    text: `
      SELECT family, max(at_ms) AS lastReceivedMs, sumIf(n, at_ms > {hourAgoMs:Int64}) AS lastHourRows
      FROM (
        SELECT segment, toUnixTimestamp64Milli(max(loaded_at)) AS at_ms, maxMap(families) AS by_family
        FROM loaded_segment WHERE loaded_at > fromUnixTimestamp64Milli({sinceMs:Int64})
        GROUP BY segment
      )
      ARRAY JOIN mapKeys(by_family) AS family, mapValues(by_family) AS n
      GROUP BY family`,
    params: { sinceMs: Math.max(0, Math.min(sinceMs - AGAIN_MS, nowMs - HOUR_MS)), hourAgoMs: nowMs - HOUR_MS },
  });
}
