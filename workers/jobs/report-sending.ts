import type { Store } from '../../sql/clickhouse/store.ts';
import { readReport } from '../../sql/postgres/reports.ts';
import type { JobContext, JobProcessors, Queues } from '../queues/queues.ts';
import { renderReport, type RenderOptions } from '../reports/render/render.ts';
import { sealReport } from '../reports/seal.ts';
import { sendReports, type DeliveryOptions, type Reports } from '../reports/send/deliver.ts';
import { mailBy } from '../reports/send/mail.ts';
import { reportDeps } from './reports.ts';

/** A look is one statement; a report is sent so long after its minute at most, and one sent by hand after it was asked for. */
const LOOK_MS = 10_000;

type Sources = Omit<RenderOptions, 'log' | 'signal'> & { store: Store; now: () => number };

export interface ReportSendingOptions extends Omit<Sources, 'now'>, Pick<DeliveryOptions, 'publicUrl'> {
  smtpUrl: string | undefined;
  now?: () => number;
}

/** The job that sends weekly reports by their schedules. */
export function reportSendingJobs({
  smtpUrl,
  publicUrl,
  now = Date.now,
  ...sources
}: ReportSendingOptions): JobProcessors {
  const { control } = sources;
  const mail = smtpUrl === undefined ? null : mailBy(smtpUrl);
  return {
    'report.send': (_payload, context) => {
      const { signal, log } = context;
      const reports = sealedReports({ ...sources, now }, context);
      return sendReports({ control, reports, mail, publicUrl, now, log }, signal);
    },
  };
}

/** Reports as they are sealed and rendered, by whoever needs one first. */
function sealedReports({ store, control, now, ...pages }: Sources, { signal, log }: JobContext): Reports {
  return {
    seal: async ({ scope, week, zone }) =>
      (await sealReport(reportDeps({ store, control, now }, signal), { scope, week, zone })).id,
    read: (id) => readReport(control, id),
    files: (report, formats) => renderReport({ control, ...pages, log, signal }, report, formats),
  };
}

/** Asks for the periodic looks; repeating it changes nothing. */
export async function scheduleReportSending(queues: Queues): Promise<void> {
  await queues.every('report.send', {}, LOOK_MS);
}
