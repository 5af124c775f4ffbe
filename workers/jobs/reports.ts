import type pg from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { restateReports } from '../reports/restate.ts';
import { sealReport, type ReportDeps } from '../reports/seal.ts';
import { GivesWay } from './give-way.ts';

/** Of UTC: after the audit, and before most people of the western week look. */
const RESTATED_AT_HOUR = 6;

export interface ReportJobsOptions {
  store: Store;
  control: pg.Pool;
  /** A report was made, or corrected. */
  onMade: () => void;
  now?: () => number;
}

/** What a job makes reports with: loading goes first. The work begins with the call. */
export function reportDeps(sources: Omit<ReportDeps, 'pause'>, signal: AbortSignal): ReportDeps {
  const way = new GivesWay(sources.store, signal);
  return { ...sources, pause: () => way.rest() };
}

/** The jobs that seal weekly reports and correct them. */
export function reportJobs({ store, control, onMade, now = Date.now }: ReportJobsOptions): JobProcessors {
  const depsOf = (signal: AbortSignal) => reportDeps({ store, control, now }, signal);
  return {
    'report.build': async (order, { signal, log }) => {
      const { id, hash, provisional } = await sealReport(depsOf(signal), order);
      log.info({ report: id, hash, provisional }, 'the report is there');
      onMade();
    },
    'report.restate': async (_payload, { signal, log }) => {
      const corrections = await restateReports(depsOf(signal));
      log.info({ corrections }, 'held sealed reports against the data');
      if (corrections.length > 0) onMade();
    },
  };
}

/** Asks for the daily look at sealed reports; repeating it changes nothing. */
export async function scheduleReports(queues: Queues): Promise<void> {
  await queues.daily('report.restate', {}, RESTATED_AT_HOUR);
}
