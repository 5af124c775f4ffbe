import type { ReportDesk } from '../contract/reports.ts';
import { TamperedReportError } from '../../sql/postgres/reports.ts';
import type { Queues } from '../queues/queues.ts';
import { NotYetError } from '../queues/not-yet.ts';
import { ReportError } from '../reports/error.ts';

/** Failures whose message is for whoever asked: in it stands what to do. */
const SAID: readonly string[] = [ReportError.name, NotYetError.name, TamperedReportError.name];

const openProgress = ({ waits }: { waits: string | null }) =>
  waits === null ? { state: 'building' as const } : { state: 'waiting' as const, why: waits };

/** How pages ask for reports: the queues know what became of it. */
export const reportDesk = (queues: Queues, { mails }: { mails: boolean }): ReportDesk => ({
  build: (order) => queues.enqueue('report.build', order),
  progress: async (order, sinceMs) => {
    const job = await queues.find('report.build', order, sinceMs);
    if (job === null) return { state: 'lost' };
    if (job.state === 'open') return openProgress(job);
    // What anything else says of itself is for the log.
    return { state: 'failed', why: SAID.includes(job.error) ? job.message : null };
  },
  open: async () => (await queues.open('report.build')).map((job) => ({ ...job.payload, ...openProgress(job) })),
  render: () => queues.enqueue('report.render', {}),
  mails,
});
