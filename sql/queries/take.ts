import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import { figure, withheld } from './figure.ts';
import { withheldParts } from './privacy.ts';
import type { SlateAudience } from './read-model.ts';
import { shelf, SLATE } from './shelf.ts';
import { clusteredInterval } from './statistics.ts';

interface Row {
  surface: string;
  viewers: number;
  impressions: number;
  taken: number;
  nn: number;
  yy: number;
  ny: number;
}

/** Take fraction by surface, the most shown one first. */
export async function takeBySurface(store: Store): Promise<SlateAudience['take']> {
  const run = (await shelf(store)).audience.get(SLATE);
  if (!run) return [];
  const { version, asOfMs } = run;
  const rows = await whileVersion(store, 'audience.take', version, () => takenOf(store, version));
  const hidden = withheldParts(
    rows.map(({ surface, viewers }) => ({ key: surface, viewers })),
    false,
  );
  return rows.map(({ surface, viewers, impressions, taken, nn, yy, ny }) => {
    if (hidden.has(surface)) return { surface, fraction: withheld('take_fraction', asOfMs) };
    const interval = clusteredInterval({ k: viewers, n: impressions, y: taken, nn, yy, ny });
    return {
      surface,
      fraction: figure('take_fraction', taken / impressions, asOfMs, {
        n: impressions,
        ...(interval && { interval }),
      }),
    };
  });
}

function takenOf(store: Store, version: number): Promise<Row[]> {
  return store.query<Row>({
    name: 'audience.take-fractions',
    text: `
      SELECT surface, viewers, impressions, taken, impression_squares AS nn, taken_squares AS yy, taken_by_impressions AS ny
      FROM served_take FINAL
      WHERE version >= {version:UInt64}
      ORDER BY impressions DESC, surface`,
    params: { version },
  });
}
