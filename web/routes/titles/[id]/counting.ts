import type { Store } from '../../../../sql/clickhouse/store.ts';
import { titleRollup } from '../../../../sql/queries/hours.ts';
import { isBehind, waitingTitles } from '../../../../sql/queries/waiting.ts';

/** `first`: events of the title are there, and no figure is yet. `behind`: figures are older than what waits to be counted. */
export type Counting = 'first' | 'behind' | null;

/** Whether the figures of a title are still being counted, so that they are no findings. */
export async function countingOf(store: Store, title: string, nowMs: number): Promise<Counting> {
  const [rollup, waiting] = await Promise.all([titleRollup(store, title), waitingTitles(store)]);
  const sinceMs = waiting.get(title);
  if (sinceMs === undefined) return null;
  if (rollup === null || rollup.viewers === 0) return 'first';
  return isBehind(sinceMs, nowMs) ? 'behind' : null;
}
