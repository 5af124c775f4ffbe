import type { Store } from '../../sql/clickhouse/store.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { GivesWay } from './give-way.ts';

/** Who watches what changes slowly, and a run looks at every viewer of every title. */
const EVERY_MS = 3_600_000;

export interface AudienceJobsOptions {
  store: Store;
  now?: () => number;
}

/** The job that counts the audience: segments, preferences, overlaps, take fractions. */
export function audienceJobs({ store, now }: AudienceJobsOptions): JobProcessors {
  return {
    'rollup.audience': async (_payload, { signal, log }) => {
      const startedMs = performance.now();
      const way = new GivesWay(store, signal);
      const titles = await rollUpAudience(store, { ...(now && { now }), pause: () => way.rest() });
      const durationMs = performance.now() - startedMs;
      log.debug({ titles: titles.length, durationMs, restedMs: way.restedMs }, 'audience counted');
    },
  };
}

/** Asks for a run every hour, the first one now; repeating it changes nothing. */
export async function scheduleAudience(queues: Queues): Promise<void> {
  await queues.every('rollup.audience', {}, EVERY_MS);
}
