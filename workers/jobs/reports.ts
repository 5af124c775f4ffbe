import type pg from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import { parseScope } from '../../sql/queries/report/model.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { restateReports } from '../reports/restate.ts';
import { ReportError, sealReport } from '../reports/seal.ts';
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

/** The jobs that seal weekly reports and correct them. */
export function reportJobs({ store, control, onMade, now = Date.now }: ReportJobsOptions): JobProcessors {
  const depsOf = (signal: AbortSignal) => {
    const way = new GivesWay(store, signal);
    return { store, control, now, pause: () => way.rest() };
  };
  return {
    'report.build': async ({ scope: text, week, zone }, { signal, log }) => {
      const scope = parseScope(text);
      if (!scope) throw new ReportError(`${text} is no scope: slate, title:ID or campaign:ID.`);
      const { id, hash, provisional } = await sealReport(depsOf(signal), { scope, week, zone });
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
