import type { Store } from '../clickhouse/store.ts';

/** Roll-ups follow a load within seconds; what waits longer is behind, and says little of what has happened. */
const BEHIND_AFTER_MS = 30_000;

/**
 * Since when titles wait to be counted anew: loads that name them and no roll-up has taken in, and slices of theirs that are
 * to be summed again. Both tables are small while roll-ups keep up; `touched` is sorted by segment.
 */
export async function waitingTitles(store: Store): Promise<ReadonlyMap<string, number>> {
  // Asked each time: what is kept while nothing changes does not hear of loads.
  const rows = await store.query<{ title: string; sinceMs: number }>({
    name: 'waiting.titles',
    text: `
        WITH pending AS (
          SELECT segment, min(loaded_at) AS since FROM loaded_segment
          WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
          GROUP BY segment
        )
        SELECT title, toUnixTimestamp64Milli(min(since)) AS sinceMs
        FROM (
          SELECT toString(t.title) AS title, p.since AS since
          FROM (SELECT DISTINCT segment, title FROM touched WHERE segment IN (SELECT segment FROM pending)) AS t
          INNER JOIN pending AS p ON p.segment = t.segment
          UNION ALL
          SELECT toString(title) AS title, since FROM title_slice FINAL WHERE dirty = 1 AND title != ''
        )
        GROUP BY title`,
  });
  return new Map(rows.map(({ title, sinceMs }) => [title, sinceMs]));
}

/** Whether what waits has waited so long that the figures are no finding. */
export const isBehind = (sinceMs: number | undefined, nowMs: number) =>
  sinceMs !== undefined && nowMs - sinceMs > BEHIND_AFTER_MS;
