import type { ReportDesk } from '../contract/reports.ts';
import type { Queues } from '../queues/queues.ts';

/** How pages ask for reports: the queues know what became of it. */
export const reportDesk = (queues: Queues, { mails }: { mails: boolean }): ReportDesk => ({
  build: (order) => queues.enqueue('report.build', order),
  progress: async (order, sinceMs) => {
    const job = await queues.find('report.build', order, sinceMs);
    if (job === null) return { state: 'lost' };
    if (job.state === 'open') return { state: 'building' };
    // What anything else says of itself is for the log.
    return { state: 'failed', why: job.error === 'ReportError' ? job.message : null };
  },
  mails,
});
