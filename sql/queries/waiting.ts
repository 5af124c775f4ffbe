import type { Store } from '../clickhouse/store.ts';
import { whileUnwritten } from './answers.ts';

/** Roll-ups follow a load within seconds; what waits longer is behind, and says little of what has happened. */
const BEHIND_AFTER_MS = 30_000;

/**
 * Since when titles wait to be counted anew: loads that name them and no roll-up has taken in, and slices of theirs that are
 * to be summed again. Asked again after anything was written, loads among it, in small questions: as one statement it took
 * 15 ms of every page, most of them for a join that mostly has nothing to join.
 */
export async function waitingTitles(store: Store): Promise<ReadonlyMap<string, number>> {
  const rows = await whileUnwritten(store, 'waiting.titles', async () => [...(await readWaiting(store))]);
  return new Map(rows);
}

async function readWaiting(store: Store): Promise<ReadonlyMap<string, number>> {
  const [slices, loads] = await Promise.all([dirtySlices(store), waitingLoads(store)]);
  const waiting = new Map<string, number>();
  for (const { title, sinceMs } of [...slices, ...(await titlesOf(store, loads))])
    waiting.set(title, Math.min(sinceMs, waiting.get(title) ?? sinceMs));
  return waiting;
}

const dirtySlices = (store: Store) =>
  store.query<{ title: string; sinceMs: number }>({
    name: 'waiting.slices',
    text: `
        SELECT toString(title) AS title, toUnixTimestamp64Milli(min(since)) AS sinceMs
        FROM title_slice FINAL
        WHERE dirty = 1 AND title != ''
        GROUP BY title`,
  });

interface Pending {
  segment: number;
  sinceMs: number;
}

const waitingLoads = (store: Store) =>
  store.query<Pending>({
    name: 'waiting.loads',
    text: `
        SELECT segment, toUnixTimestamp64Milli(min(loaded_at)) AS sinceMs
        FROM loaded_segment
        WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
        GROUP BY segment`,
  });

/** The titles that loads name; `touched` is sorted by segment. */
async function titlesOf(store: Store, loads: readonly Pending[]): Promise<{ title: string; sinceMs: number }[]> {
  if (loads.length === 0) return [];
  const since = new Map(loads.map(({ segment, sinceMs }) => [segment, sinceMs]));
  const touched = await store.query<{ segment: number; title: string }>({
    name: 'waiting.titles',
    text: `
        SELECT DISTINCT segment, toString(title) AS title
        FROM touched WHERE segment IN {segments:Array(UInt64)}`,
    params: { segments: [...since.keys()] },
  });
  return touched.map(({ segment, title }) => ({ title, sinceMs: since.get(segment) ?? Infinity }));
}

/** Whether what waits has waited so long that the figures are no finding. */
export const isBehind = (sinceMs: number | undefined, nowMs: number) =>
  sinceMs !== undefined && nowMs - sinceMs > BEHIND_AFTER_MS;
