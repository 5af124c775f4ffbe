import type pg from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import { DAY_MS } from '../../sql/queries/time.ts';
import { NotYetError } from '../queues/not-yet.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
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
  /** A report is about to be sealed: what its files need can be got ready meanwhile. */
  onBegun?: () => void;
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
export function reportJobs({ onBegun, onMade, now = Date.now, ...sources }: ReportJobsOptions): JobProcessors {
  const depsOf = (signal: AbortSignal) => reportDeps({ ...sources, now }, signal);
  return {
    'report.build': async (order, { signal, log }) => {
      onBegun?.();
      const { id, hash, provisional } = await sealReport(depsOf(signal), order);
      log.info({ report: id, hash, provisional }, 'the report is there');
      onMade();
    },
    'report.restate': async ({ of }, { signal, log }) => {
      const deps = depsOf(signal);
      const corrections =
        of === undefined || of === 'due'
          ? await restateReports(deps, of && dueSince(now())).catch((error: unknown) => {
              // It is looked again soon; there is nothing wrong.
              if (of === undefined || !(error instanceof NotYetError)) throw error;
              log.info({ why: error.message }, 'sealed reports are held against the data later');
              return [];
            })
          : [await restateReport(deps, of)].filter((id) => id !== null);
      if (of !== 'due' || corrections.length > 0) log.info({ corrections }, 'held sealed reports against the data');
      onMade();
    },
  };
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
