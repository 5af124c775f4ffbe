import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../sql/clickhouse/store.ts';
import { markMatured, markStarted } from '../../sql/rollup/buzz/marks.ts';
import { rollUpBuzz } from '../../sql/rollup/buzz/run.ts';
import { takeInTold, type BuzzOptions } from '../../sql/rollup/buzz/take-in.ts';
import { serveUplifts } from '../../sql/rollup/buzz/uplifts.ts';
import { isVoiceOld, serveVoice } from '../../sql/rollup/buzz/voice.ts';
import { keepVersionsGrowing, nextVersion } from '../../sql/rollup/version.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { GivesWay } from './give-way.ts';

/**
 * A title is counted from all its exposed viewers, so a count is followed by a rest of this many times its length: it takes a
 * third of a core at most however much is told, and a campaign of some thousand events (0.5 s of CPU) moves every few seconds.
 */
const REST = 2;
const MIN_REST_MS = 2_000;
const MAX_REST_MS = 10_000;
/**
 * It is looked so seldom whether exposed viewers have started since, as a multiple of the last count: while people watch, the
 * titles of all campaigns would else be counted all the time, for conversions of days.
 */
const STARTED_REST = 10;
const MIN_STARTED_MS = 5_000;
const MAX_STARTED_MS = 60_000;
/** So long rests what looks at milestones, as a multiple of the last look (some ms a title of which a course has moved). */
const STIRRED_REST = 20;
const MIN_STIRRED_MS = 1_000;
/** How often the store is asked for loads whose job was lost, and for what has matured. */
const SWEEP_MS = 15_000;

export interface BuzzJobsOptions {
  store: Store;
  /** Called after titles were counted. */
  onCounted?: (titles: readonly string[]) => void;
  now?: () => number;
}

/** The job that turns what is told of campaigns into what is served of them. */
export function buzzJobs({ store, onCounted, now = Date.now }: BuzzJobsOptions): JobProcessors {
  let startedDueMs = 0;
  let stirredDueMs = 0;
  /** When all is counted, or now and then while there is always more to count. */
  async function lookAtMilestones(options: BuzzOptions): Promise<string[]> {
    const startedMs = performance.now();
    if (startedMs < stirredDueMs) return [];
    const titles = await serveUplifts(store, options);
    const endedMs = performance.now();
    stirredDueMs = endedMs + Math.max(MIN_STIRRED_MS, STIRRED_REST * (endedMs - startedMs));
    return titles;
  }
  return {
    'rollup.buzz': async (_payload, { signal, log }) => {
      for (let more = true; more && !signal.aborted;) {
        const way = new GivesWay(store, signal);
        const startedMs = performance.now();
        const options = { now, pause: () => way.rest() };
        const told = await takeInTold(store, options);
        const looksBack = performance.now() >= startedDueMs;
        if (looksBack) {
          await keepVersionsGrowing(store);
          await markStarted(store, nextVersion(store, now()));
          await markMatured(store, nextVersion(store, now()), now());
          if (await isVoiceOld(store, now())) await serveVoice(store, now(), nextVersion(store, now()));
        }
        const titles = await rollUpBuzz(store, options);
        const stirred = looksBack || titles.length === 0 ? await lookAtMilestones(options) : [];
        more = titles.length > 0 || told.loads > 0;
        const workedMs = performance.now() - startedMs - way.restedMs;
        if (looksBack)
          startedDueMs =
            performance.now() + Math.max(MIN_STARTED_MS, Math.min(workedMs * STARTED_REST, MAX_STARTED_MS));
        if (titles.length + stirred.length > 0) onCounted?.([...titles, ...stirred]);
        if (titles.length === 0) continue;
        log.debug({ ...told, titles: titles.length, workedMs }, 'campaigns were counted');
        const restMs = Math.max(MIN_REST_MS, Math.min(workedMs * REST, MAX_REST_MS));
        await sleep(restMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Asks for the periodic turns; repeating it changes nothing. */
export async function scheduleBuzz(queues: Queues): Promise<void> {
  await queues.every('rollup.buzz', {}, SWEEP_MS);
}
