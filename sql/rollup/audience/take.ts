import type { AudienceRun } from './run.ts';

/** A start counts for the impressions of the day before it. */
const WITHIN_MS = 24 * 3_600_000;
const DAY_MS = 86_400_000;
/** Impressions of this many days: what a surface takes changes with what it shows. */
const WINDOW_DAYS = 28;
/** Impressions that one statement joins with starts. */
const IMPRESSIONS_A_SLICE = 500_000;

/**
 * Impressions by surface and how many were taken: followed within 24 hours by a start of that viewer of that title from
 * that surface. Younger impressions are not counted yet. Where a play came from stands only in its start record. As
 * everywhere, titles that nobody described count nowhere, and plays before a premiere are no starts.
 */
export async function countTake({ store, version, asOfMs, pause }: AudienceRun): Promise<void> {
  const toMs = asOfMs - WITHIN_MS;
  const fromMs = Math.floor(toMs / DAY_MS) * DAY_MS - WINDOW_DAYS * DAY_MS;
  const { rows } = await store.one<{ rows: number }>({
    name: 'audience.impressions',
    lane: 'jobs',
    text: `SELECT count() AS rows FROM raw_impression WHERE at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')`,
    params: { fromMs },
  });
  const slices = Math.max(1, Math.ceil(rows / IMPRESSIONS_A_SLICE));
  const sums = new Map<string, Sums>();
  for (let slice = 0; slice < slices; slice += 1) {
    for (const { surface, ...part } of await store.query<Sums & { surface: string }>({
      name: 'audience.take',
      lane: 'jobs',
      text: SLICE,
      params: { fromMs, toMs, slice, slices },
    })) {
      const sum = sums.get(surface) ?? NOTHING;
      sums.set(surface, Object.fromEntries(KEYS.map((key) => [key, sum[key] + part[key]])) as unknown as Sums);
    }
    await pause();
  }
  await store.insertRows(
    'audience.take',
    'served_take',
    [...sums].map(([surface, sum]) => ({ surface, version, ...sum })),
  );
}

const KEYS = [
  'viewers',
  'impressions',
  'taken',
  'taken_squares',
  'impression_squares',
  'taken_by_impressions',
] as const;
type Sums = Record<(typeof KEYS)[number], number>;
const NOTHING = Object.fromEntries(KEYS.map((key) => [key, 0])) as unknown as Sums;

/** One slice of viewers: per viewer and surface the impressions n and the taken ones y, then their sums and squares. */
const SLICE = `
  SELECT surface, count() AS viewers, sum(n) AS impressions, sum(y) AS taken, sum(y * y) AS taken_squares, sum(n * n) AS impression_squares,
    sum(y * n) AS taken_by_impressions
  FROM (
    SELECT i.surface AS surface, i.viewer AS viewer, count() AS n,
      countIf(arrayExists(x -> x >= i.at_ms AND x <= i.at_ms + ${WITHIN_MS}, s.starts)) AS y
    FROM (
      SELECT toString(surface) AS surface, viewer, toString(title) AS title, toUnixTimestamp64Milli(at) AS at_ms
      FROM raw_impression FINAL
      WHERE test = 0 AND viewer % {slices:UInt32} = {slice:UInt32} AND viewer != 0
        AND at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
        AND title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
    ) AS i
    LEFT JOIN (
      SELECT toString(surface) AS surface, viewer, toString(p.title) AS title, groupUniqArray(toUnixTimestamp64Milli(at)) AS starts
      FROM raw_playback AS p
      INNER JOIN (SELECT title, premiere FROM served_title FINAL WHERE deleted = 0) AS t ON t.title = p.title
      WHERE action = 'start' AND test = 0 AND viewer % {slices:UInt32} = {slice:UInt32}
        AND at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND at <= fromUnixTimestamp64Milli({toMs:Int64} + ${WITHIN_MS}, 'UTC')
        AND (isNull(t.premiere) OR started_at >= t.premiere)
      GROUP BY surface, viewer, title
    ) AS s ON s.surface = i.surface AND s.viewer = i.viewer AND s.title = i.title
    GROUP BY i.surface, i.viewer
  )
  GROUP BY surface
  ORDER BY surface`;
