import { readReport } from '../../sql/postgres/reports.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';
import { renderReport, type RenderOptions } from '../reports/render/render.ts';
import { sendReports, type DeliveryOptions, type Reports } from '../reports/send/deliver.ts';
import { mailBy } from '../reports/send/mail.ts';
import { Asking, settledReport } from './settled-report.ts';

/** A look is one statement; a report is sent so long after its minute at most, and one sent by hand after it was asked for. */
const LOOK_MS = 10_000;

type Sources = Omit<RenderOptions, 'log' | 'signal'>;

export interface ReportSendingOptions extends Sources, Pick<DeliveryOptions, 'publicUrl'> {
  queues: Pick<Queues, 'enqueue' | 'find'>;
  smtpUrl: string | undefined;
  now?: () => number;
}

/** The job that sends weekly reports by their schedules. */
export function reportSendingJobs({
  queues,
  smtpUrl,
  publicUrl,
  now = Date.now,
  ...sources
}: ReportSendingOptions): JobProcessors {
  const { control } = sources;
  const mail = smtpUrl === undefined ? null : mailBy(smtpUrl);
  const asking = new Asking(queues);
  return {
    'report.send': (_payload, { signal, log }) => {
      const reports: Reports = {
        seal: (due) => settledReport(control, asking, due, now()),
        read: (id) => readReport(control, id),
        files: (...wanted) => renderReport({ ...sources, log, signal }, ...wanted),
      };
      return sendReports({ control, reports, mail, publicUrl, now, log }, signal);
    },
  };
}

/** Asks for the periodic looks; repeating it changes nothing. */
export async function scheduleReportSending(queues: Queues): Promise<void> {
  await queues.every('report.send', {}, LOOK_MS);
}
