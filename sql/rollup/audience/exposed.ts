import type { Store } from '../../clickhouse/store.ts';
import { titleSegmentsCounted } from '../../queries/audience-cells.ts';
import { DEVICES } from '../../queries/devices.ts';
import { LIFE } from '../../queries/lattice.ts';
import type { TitleSegment } from './slate.ts';

/** What every title publishes of its life, and what it withholds: the slate is decided after its titles. */
export async function publishedByTitle(
  store: Store,
  titles: readonly string[],
  nowMs: number,
): Promise<TitleSegment[]> {
  const all: TitleSegment[] = [];
  for (const title of titles) {
    const { segments } = await titleSegmentsCounted(store, title, nowMs);
    for (const { dimension, value, week, viewers, withheld } of segments) {
      if (week !== LIFE || dimension === 'preference') continue;
      // Served rows number devices; everybody else names them.
      const stored = dimension === 'device' ? String(DEVICES.indexOf(value as (typeof DEVICES)[number])) : value;
      all.push({ title, dimension, value: stored, viewers, withheld });
    }
  }
  return all;
}
