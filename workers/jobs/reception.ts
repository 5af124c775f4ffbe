import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../sql/clickhouse/store.ts';
import { markVerified } from '../../sql/rollup/reception/marks.ts';
import { rollUpReception } from '../../sql/rollup/reception/run.ts';
import { keepVersionsGrowing, nextVersion } from '../../sql/rollup/version.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { hearEverything } from '../reception/hear-everything.ts';
import { hearLoads } from '../reception/hear.ts';
import type { TextReader } from '../reception/text-reader.ts';
import { GivesWay } from './give-way.ts';

/**
 * Titles are counted whole, 0.25 s of CPU however little is said of them: a piece is followed by a rest of this many
 * times its length, so that it takes a fifth of a core at most however much is said, and says an older "as of" then.
 */
const REST = 4;
const MIN_REST_MS = 2_000;
const MAX_REST_MS = 60_000;
/** While much is being read, what was read is counted this often. */
const COUNT_EVERY_MS = 5_000;
/** How often it is looked whether reviewers have become starters since: their plays may come later. */
const VERIFIED_EVERY_MS = 20_000;
/** How often the store is asked for loads whose job was lost, and whether the scorer is another one. */
const SWEEP_MS = 15_000;
const RESCORE_MS = 60_000;
/** How often the log tells how far a reading of everything is. */
const TOLD_EVERY_MS = 10_000;

export interface ReceptionJobsOptions {
  store: Store;
  reader: TextReader;
  /** Called after titles were counted. */
  onCounted?: (titles: readonly string[]) => void;
  now?: () => number;
}

/** The jobs that read reviews and mentions and count what is said of titles. */
export function receptionJobs({ store, reader, onCounted, now = Date.now }: ReceptionJobsOptions): JobProcessors {
  let verifiedDueMs = 0;
  const markOtherStarters = async () => {
    if (performance.now() < verifiedDueMs) return;
    await keepVersionsGrowing(store);
    await markVerified(store, nextVersion(store, now()));
    verifiedDueMs = performance.now() + VERIFIED_EVERY_MS;
  };
  return {
    'reception.touched': async (_payload, { signal, log }) => {
      const way = new GivesWay(store, signal);
      let restUntilMs = 0;
      /** Counts one piece, if any is marked; false when none is. */
      const count = async (): Promise<boolean> => {
        const startedMs = performance.now();
        const restedMs = way.restedMs;
        const titles = await rollUpReception(store, { now, pause: () => way.rest() });
        if (titles.length === 0) return false;
        onCounted?.(titles);
        const durationMs = performance.now() - startedMs - (way.restedMs - restedMs);
        restUntilMs = performance.now() + Math.max(MIN_REST_MS, Math.min(durationMs * REST, MAX_REST_MS));
        log.debug({ titles: titles.length, durationMs }, 'what is said was counted');
        return true;
      };
      let countedMs = performance.now();
      const pause = async () => {
        await way.rest();
        const nowMs = performance.now();
        if (nowMs < Math.max(countedMs + COUNT_EVERY_MS, restUntilMs)) return;
        await count();
        countedMs = performance.now();
      };
      while (!signal.aborted) {
        const heard = await hearLoads({ store, reader, now, pause });
        if (heard.voices > 0) log.debug(heard, 'reviews and mentions were read');
        await markOtherStarters();
        if (heard.more) {
          await pause();
          continue;
        }
        if (!(await count())) return;
        await sleep(restUntilMs - performance.now(), undefined, { signal }).catch(() => undefined);
      }
    },
    'reception.rescore': async (_payload, { signal, log, progress }) => {
      const way = new GivesWay(store, signal);
      let toldMs = performance.now();
      const tell = (done: number, total: number) => {
        progress(done, total);
        if (performance.now() - toldMs < TOLD_EVERY_MS) return;
        toldMs = performance.now();
        log.info({ done, total }, 'reviews and mentions are being read anew; former scores are served meanwhile');
      };
      const hearing = { store, reader, now, pause: () => way.rest() };
      if (await hearEverything(hearing, tell)) log.info({ scorer: await reader.scorer() }, 'all texts were read');
    },
  };
}

/** Asks for the periodic turns; repeating it changes nothing. */
export async function scheduleReception(queues: Queues): Promise<void> {
  await queues.every('reception.touched', {}, SWEEP_MS);
  await queues.every('reception.rescore', {}, RESCORE_MS);
}
