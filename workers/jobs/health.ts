import { audit } from '../../sql/audit/run.ts';
import type { Store } from '../../sql/clickhouse/store.ts';
import { collectSoundness } from '../../sql/soundness/collect.ts';
import { GivesWay } from './give-way.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';

/** The look reads a sample of bounded size: some 50 ms at any number of events. */
const LOOK_MS = 20_000;
/** Of UTC: a calm hour for most of the people whose plays are counted. */
const NIGHT_HOUR = 5;

/** The jobs that look whether the data is sound and whether the numbers hold. */
export function healthJobs({ store, now = Date.now }: { store: Store; now?: () => number }): JobProcessors {
  return {
    'health.look': () => collectSoundness(store, now()),
    'audit.nightly': async (_payload, { signal, log }) => {
      const way = new GivesWay(store, signal);
      const { differences, ...found } = await audit(store, { nowMs: now(), pause: () => way.rest() });
      for (const difference of differences) log.error({ ...difference }, 'a served number differs from its records');
      log.info({ ...found, differing: differences.length }, 'audited');
    },
  };
}

/** Asks for the periodic looks; repeating it changes nothing. */
export async function scheduleHealth(queues: Queues): Promise<void> {
  await queues.every('health.look', {}, LOOK_MS);
  await queues.daily('audit.nightly', {}, NIGHT_HOUR);
}
