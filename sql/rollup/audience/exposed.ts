import type { Store } from '../../clickhouse/store.ts';
import { titlesSegmentsCounted } from '../../queries/audience-cells.ts';
import { DEVICES } from '../../queries/devices.ts';
import { LIFE } from '../../queries/lattice.ts';
import type { Batch } from './batches.ts';
import type { TitleSegment } from './slate.ts';

/** What every title publishes of its life, and what it withholds. */
export async function publishedByTitle(
  store: Store,
  batches: readonly Batch[],
  nowMs: number,
): Promise<TitleSegment[]> {
  const all: TitleSegment[] = [];
  for (const { titles } of batches) {
    for (const [title, { segments }] of await titlesSegmentsCounted(store, titles, nowMs, 'jobs')) {
      for (const { dimension, value, week, viewers, withheld } of segments) {
        if (week !== LIFE) continue;
        // Served rows number devices; everybody else names them.
        const stored = dimension === 'device' ? String(DEVICES.indexOf(value as (typeof DEVICES)[number])) : value;
        all.push({ title, dimension, value: stored, viewers, withheld });
      }
    }
  }
  return all;
}
