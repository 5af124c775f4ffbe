import { mailBy } from '../reports/send/mail.ts';
import { sendReports, type DeliveryOptions } from '../reports/send/deliver.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';

/** A look is one statement; a report is sent so long after its minute at most, and one sent by hand after it was asked for. */
const LOOK_MS = 10_000;

export interface ReportSendingOptions extends Pick<DeliveryOptions, 'control' | 'reports' | 'publicUrl'> {
  readonly smtpUrl: string | undefined;
  readonly now?: () => number;
}

/** The job that sends weekly reports by their schedules. */
export function reportSendingJobs({ smtpUrl, now = Date.now, ...options }: ReportSendingOptions): JobProcessors {
  const mail = smtpUrl === undefined ? null : mailBy(smtpUrl);
  return {
    'report.send': (_payload, { signal, log }) => sendReports({ ...options, mail, now, log }, signal),
  };
}

/** Asks for the periodic looks; repeating it changes nothing. */
export async function scheduleReportSending(queues: Queues): Promise<void> {
  await queues.every('report.send', {}, LOOK_MS);
}
