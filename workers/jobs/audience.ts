import type { Store } from '../../sql/clickhouse/store.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { GivesWay } from './give-way.ts';

/** How often it is looked whether a run is due. */
const LOOK_MS = 60_000;
/**
 * A run looks at every viewer of every title, and who watches what changes slowly: it is followed by a rest of this many
 * times its length, an hour at most. So it takes 3 % of a core, and a small audience is counted every minute.
 */
const REST = 30;
const MAX_REST_MS = 3_600_000;

export interface AudienceJobsOptions {
  store: Store;
  now?: () => number;
}

/** The job that counts the audience: segments, preferences, overlaps, take fractions. */
export function audienceJobs({ store, now }: AudienceJobsOptions): JobProcessors {
  let dueMs = 0;
  return {
    'rollup.audience': async (_payload, { signal, log }) => {
      const startedMs = performance.now();
      if (startedMs < dueMs) return;
      const way = new GivesWay(store, signal);
      const titles = await rollUpAudience(store, { ...(now && { now }), pause: () => way.rest() });
      const endedMs = performance.now();
      const durationMs = endedMs - startedMs;
      dueMs = endedMs + Math.min((durationMs - way.restedMs) * REST, MAX_REST_MS);
      log.debug({ titles: titles.length, durationMs, restedMs: way.restedMs }, 'audience counted');
    },
  };
}

/** Asks for the periodic turns, the first one now; repeating it changes nothing. */
export async function scheduleAudience(queues: Queues): Promise<void> {
  await queues.every('rollup.audience', {}, LOOK_MS);
}
