import type { Store } from '../../../../sql/clickhouse/store.ts';
import { titleRollup } from '../../../../sql/queries/hours.ts';
import { shelf, SLATE } from '../../../../sql/queries/shelf.ts';
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

/** The same of the audience of a title, or of the slate, which is counted every hour: `first` until a count has found anybody. */
export async function audienceCountingOf(store: Store, nowMs: number, title = SLATE): Promise<Counting> {
  const [{ rollups, audience }, waiting] = await Promise.all([shelf(store), waitingTitles(store)]);
  const ids = title === SLATE ? [...new Set([...rollups.keys(), ...waiting.keys()])] : [title];
  const sinceMs = ids.flatMap((id) => waiting.get(id) ?? []);
  const hasPlays = sinceMs.length > 0 || ids.some((id) => (rollups.get(id)?.viewers ?? 0) > 0);
  if ((audience.get(title)?.viewers ?? 0) === 0) return hasPlays ? 'first' : null;
  return sinceMs.some((since) => isBehind(since, nowMs)) ? 'behind' : null;
}
