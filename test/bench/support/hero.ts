import { setTimeout as sleep } from 'node:timers/promises';
import type { Statement, Store } from '../../../sql/clickhouse/store.ts';
import { rollUp } from '../../../sql/rollup/run.ts';
import { HERO, HERO_VIEWERS, loadCatalogue, loadHero } from './scale-audience.ts';

const PARTS = 50;

/** Builds a title of a million viewers (or of the first of them) and rolls it up. Returns the seconds it took. */
export async function buildHero(store: Store, nowMs: number, viewers = HERO_VIEWERS): Promise<number> {
  const startedMs = performance.now();
  const parts = Math.max(1, Math.round((viewers / HERO_VIEWERS) * PARTS));
  await loadCatalogue(store, [HERO], nowMs);
  for (let part = 0; part < parts; part += 1) {
    await loadHero(store, part, PARTS, nowMs);
    if (part % 10 === 9) process.send?.({ progress: `hero: ${part + 1} of ${parts} parts loaded` });
  }
  for (let more = true; more;) ({ more } = await rollUp(store, { budget: 200_000 }));
  const seconds = (performance.now() - startedMs) / 1000;
  process.send?.({ progress: `hero: built and rolled up in ${seconds.toFixed(0)} s` });
  return seconds;
}

/** The longest run of each statement with a name that begins so from now on, ms. */
export function watchStatements(store: Store, prefix: string): Map<string, number> {
  const longest = new Map<string, number>();
  const timed =
    <Result>(run: (statement: Statement) => Promise<Result>) =>
    async (statement: Statement): Promise<Result> => {
      const startedMs = performance.now();
      const result = await run(statement);
      if (statement.name.startsWith(prefix))
        longest.set(statement.name, Math.max(longest.get(statement.name) ?? 0, performance.now() - startedMs));
      return result;
    };
  store.insertSelect = timed(store.insertSelect.bind(store));
  store.query = timed(store.query.bind(store)) as Store['query'];
  return longest;
}

/** The greatest memory of a statement of the jobs, MiB, asked for often enough to meet each of them. */
export async function watchMemory(store: Store, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    const { bytes } = await store.one<{ bytes: number }>({
      name: 'bench.memory',
      lane: 'tick',
      text: "SELECT max(peak_memory_usage) AS bytes FROM system.processes WHERE query NOT LIKE '%system.processes%' AND query NOT LIKE '%landing_playback%'",
    });
    peak = Math.max(peak, bytes / 2 ** 20);
    await sleep(25);
  }
  return peak;
}
