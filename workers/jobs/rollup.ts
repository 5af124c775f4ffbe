import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../sql/clickhouse/store.ts';
import { recomputeBuzz } from '../../sql/rollup/buzz/run.ts';
import { rollUpAllDeep, rollUpDeep } from '../../sql/rollup/deep.ts';
import { markEveryReception, markReceptions } from '../../sql/rollup/reception/marks.ts';
import { recompute, rollUp, rollUpEveryTitle } from '../../sql/rollup/run.ts';
import { nextVersion } from '../../sql/rollup/version.ts';
import { GivesWay } from './give-way.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';

/**
 * A run is followed by a rest of this many times its length, so that roll-ups take at most 40 % of the time: under load the
 * figures get older (they say how old), and the pages stay fast. A run costs 0.3 s of CPU however little is new, so that a
 * calm stream must not ask for one every second; and one that sums many slices of a large title may not rest for so long
 * that the title's figures get older than a minute.
 */
const REST = 1.5;
const MIN_REST_MS = 1_000;
const MAX_REST_MS = 4_500;
/** The same after a piece of the deep metrics, which then take at most 40 % of one core; and once nothing is left of them. */
const DEEP_REST = 1.5;
const MIN_DEEP_REST_MS = 3_000;
/**
 * People whose slices are summed by one run, so that new viewers don't wait behind a title of a million: that one's slices
 * take several runs, the longest waiting first, and its figures say as of when.
 */
const PEOPLE_A_RUN = 600_000;
/** How often the store is asked for loads whose job was lost. */
const SWEEP_MS = 15_000;
/** How often it is looked whether a UTC day has begun; all looks but the first of a day find nothing to do. */
const LOOK_FOR_DAY_MS = 3_600_000;

export interface RollUpJobsOptions {
  store: Store;
  /** Called after each run that changed served rows. */
  onRolledUp?: (titles: readonly string[]) => void;
  /** Called after each piece of the deep metrics: their figures of these titles changed. */
  onDeepCounted?: (titles: readonly string[]) => void;
  now?: () => number;
}

/** The jobs that turn what was loaded into what is served. */
export function rollUpJobs({ store, onRolledUp, onDeepCounted, now }: RollUpJobsOptions): JobProcessors {
  const clock = now ? { now } : {};
  return {
    'rollup.touched': async (_payload, { signal, log }) => {
      for (let more = true; more && !signal.aborted;) {
        const way = new GivesWay(store, signal);
        const result = await rollUp(store, { ...clock, budget: PEOPLE_A_RUN, pause: () => way.rest() });
        more = result.more;
        if (result.loads === 0 && result.titles.length === 0) continue;
        log.debug({ ...result, titles: result.titles.length }, 'rolled up');
        onRolledUp?.(result.titles);
        const workedMs = result.durationMs - way.restedMs;
        const restMs = Math.max(MIN_REST_MS, Math.min(workedMs * REST, MAX_REST_MS));
        await sleep(restMs, undefined, { signal }).catch(() => undefined);
      }
    },
    'rollup.recompute': async ({ titles, anew }, { signal, progress, attempt }) => {
      const way = new GivesWay(store, signal);
      const result = await recompute(store, titles, {
        ...clock,
        // A try that failed has begun anew already.
        anew: anew === true && attempt === 1,
        onProgress: progress,
        pause: () => way.rest(),
      });
      await rollUpAllDeep(store, {
        ...clock,
        ...(titles && { titles }),
        pause: (piece) => {
          onDeepCounted?.(piece.titles);
          return way.rest();
        },
      });
      // What is said is counted anew too, by its own job.
      const version = nextVersion(store, (now ?? Date.now)());
      await (titles ? markReceptions(store, titles, version) : markEveryReception(store, version));
      onDeepCounted?.(await recomputeBuzz(store, titles, { ...clock, pause: () => way.rest() }));
      onRolledUp?.(result.titles);
    },
    'rollup.deep': async (_payload, { signal, log }) => {
      let restMs = 0;
      while (!signal.aborted) {
        const way = new GivesWay(store, signal);
        const piece = await rollUpDeep(store, clock);
        if (!piece) break;
        log.debug({ ...piece, titles: piece.titles.length }, 'a slice was counted');
        onDeepCounted?.(piece.titles);
        await way.rest();
        restMs = piece.durationMs * DEEP_REST;
        await sleep(restMs, undefined, { signal }).catch(() => undefined);
      }
      // Where events keep coming each run would else be followed by another one at once.
      if (restMs > 0) await sleep(Math.max(0, MIN_DEEP_REST_MS - restMs), undefined, { signal }).catch(() => undefined);
    },
    'rollup.daily': async (_payload, { signal }) => {
      const way = new GivesWay(store, signal);
      onRolledUp?.(await rollUpEveryTitle(store, { ...clock, pause: () => way.rest() }));
    },
  };
}

/** Asks for the periodic turns; repeating it changes nothing. */
export async function scheduleRollUps(queues: Queues): Promise<void> {
  await queues.every('rollup.touched', {}, SWEEP_MS);
  await queues.every('rollup.deep', {}, SWEEP_MS);
  await queues.every('rollup.daily', {}, LOOK_FOR_DAY_MS);
}

/** A function to call after every load: asks for a job at once, and at most every `everyMs` while loads keep coming. */
export function loadTrigger(
  queues: Queues,
  job: 'rollup.touched' | 'rollup.buzz' | 'reception.touched',
  everyMs: number,
  onError: (error: unknown) => void,
): () => void {
  let waiting = false;
  let lastMs = 0;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(
      () => {
        waiting = false;
        lastMs = Date.now();
        // Lost only until the next sweep: what is to be done stands in the store.
        queues.enqueue(job, {}).catch(onError);
      },
      Math.max(0, lastMs + everyMs - Date.now()),
    );
  };
}
