import type { Store } from '../clickhouse/store.ts';
import { figure, withheld } from './figure.ts';
import { withheldParts } from './privacy.ts';
import type { SlateAudience } from './read-model.ts';
import { aroundShare, clusteredError } from './statistics.ts';

interface Row {
  surface: string;
  viewers: number;
  impressions: number;
  taken: number;
  nn: number;
  yy: number;
  ny: number;
  asOfMs: number;
}

/** Take fraction by surface, the most shown one first. */
export async function takeBySurface(store: Store, nowMs: number): Promise<SlateAudience['take']> {
  const rows = await store.query<Row>({
    name: 'audience.take-fractions',
    text: `
      SELECT surface, t.viewers AS viewers, impressions, taken, impression_squares AS nn, taken_squares AS yy, taken_by_impressions AS ny,
        toUnixTimestamp64Milli(r.as_of) AS asOfMs
      FROM served_take AS t FINAL
      CROSS JOIN (SELECT version, as_of FROM served_audience_run FINAL WHERE title = '') AS r
      WHERE t.version >= r.version
      ORDER BY impressions DESC, surface`,
  });
  const hidden = withheldParts(
    rows.map(({ surface, viewers }) => ({ key: surface, viewers })),
    false,
  );
  return rows.map(({ surface, viewers, impressions, taken, nn, yy, ny, asOfMs = nowMs }) => {
    if (hidden.has(surface)) return { surface, fraction: withheld('take_fraction', asOfMs) };
    const error = clusteredError({ k: viewers, n: impressions, y: taken, nn, yy, ny });
    return {
      surface,
      fraction: figure('take_fraction', taken / impressions, asOfMs, {
        n: impressions,
        interval: aroundShare(taken / impressions, error),
      }),
    };
  });
}
