import type pg from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import { DAY_MS } from '../../sql/queries/time.ts';
import { JOBS } from '../queues/jobs.ts';
import { NotYetError } from '../queues/not-yet.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { receivedByNow, type Received } from '../reports/counted.ts';
import { restateReport, restateReports } from '../reports/restate.ts';
import { sealReport, type ReportDeps } from '../reports/seal.ts';
import { GivesWay } from './give-way.ts';

/** Of UTC: after the audit, and before most people of the western week look. A machine that is off then catches up. */
const RESTATED_AT_HOUR = 6;
/** How often it is looked which reports are due; most looks are one statement. */
const LOOK_MS = 10 * 60_000;

export interface ReportJobsOptions {
  store: Store;
  control: pg.Pool;
  spool: ReportDeps['spool'];
  /** A report was made, corrected, or held against the data. */
  onMade: () => void;
  now?: () => number;
}

/** What a job makes reports with: loading goes first. The work begins with the call. */
export function reportDeps(sources: Omit<ReportDeps, 'pause' | 'signal'>, signal: AbortSignal): ReportDeps {
  const way = new GivesWay(sources.store, signal);
  return { ...sources, signal, pause: () => way.rest() };
}

/** The jobs that seal weekly reports and correct them. */
export function reportJobs({ onMade, now = Date.now, ...sources }: ReportJobsOptions): JobProcessors {
  /** What the jobs that were tried wait for; one that has failed leaves it here until it is asked for again. */
  const waits = new Map<string, Wait>();
  /** One try of what has a key and was asked for at an instant. */
  async function tried<T>(
    key: string,
    askedMs: number,
    signal: AbortSignal,
    work: (deps: ReportDeps) => Promise<T>,
  ): Promise<T> {
    const before = waits.get(key);
    const wait: Wait = before?.askedMs === askedMs ? before : { askedMs };
    waits.set(key, wait);
    const deps = reportDeps({ ...sources, now }, signal);
    const made = await work({ ...deps, received: () => (wait.received ??= receivedByNow(sources.spool, now())) });
    waits.delete(key);
    return made;
  }
  return {
    'report.build': async (order, { askedMs, signal, log }) => {
      const key = JOBS['report.build'].keyOf(order);
      const { id, hash, provisional } = await tried(key, askedMs, signal, (deps) => sealReport(deps, order));
      log.info({ report: id, hash, provisional }, 'the report is there');
      onMade();
    },
    'report.restate': async ({ of }, { askedMs, signal, log }) => {
      const since = of === 'due' ? dueSince(now()) : undefined;
      const corrections = await tried(
        JOBS['report.restate'].keyOf({ of }),
        // All looks of a day are tries of what was due at its hour.
        since?.getTime() ?? askedMs,
        signal,
        async (deps) => {
          if (of === undefined || of === 'due') return restateReports(deps, since);
          return [await restateReport(deps, of)].filter((id) => id !== null);
        },
      ).catch((error: unknown) => {
        // It is looked again soon; there is nothing wrong.
        if (of !== 'due' || !(error instanceof NotYetError)) throw error;
        log.info({ why: error.message }, 'sealed reports are held against the data later');
        return [];
      });
      if (of !== 'due' || corrections.length > 0) log.info({ corrections }, 'held sealed reports against the data');
      onMade();
    },
  };
}

interface Wait {
  readonly askedMs: number;
  /** From the first try that has to wait. */
  received?: Received;
}

/** The hour of the day that came last: what was not looked at since then is due. */
function dueSince(nowMs: number): Date {
  const hour = new Date(nowMs).setUTCHours(RESTATED_AT_HOUR, 0, 0, 0);
  return new Date(hour <= nowMs ? hour : hour - DAY_MS);
}

/** Asks for the daily look at sealed reports, at once after a start that comes late; repeating it changes nothing. */
export async function scheduleReports(queues: Queues): Promise<void> {
  await queues.every('report.restate', { of: 'due' }, LOOK_MS);
}
