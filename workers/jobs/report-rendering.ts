import { renderingsDue } from '../../sql/postgres/report-renderings.ts';
import { readReport, TamperedReportError, writeReportFile } from '../../sql/postgres/reports.ts';
import { renderReport, type RenderOptions } from '../reports/render/render.ts';
import type { JobProcessors, Queues } from '../queues/queues.ts';

/** A report that is sealed asks for its files at once; this is for those that failed, were lost or are asked for. */
const LOOK_MS = 60_000;
const AT_ONCE = 20;

/** The job that makes the files of sealed reports: PDF, XLSX and CSV. */
export function reportRenderingJobs({
  now = Date.now,
  ...options
}: Omit<RenderOptions, 'log' | 'signal'> & { now?: () => number }): JobProcessors {
  const { control } = options;
  return {
    'report.render': async (_payload, { signal, log }) => {
      for (const { id, formats } of await renderingsDue(control, now(), AT_ONCE)) {
        if (signal.aborted) return;
        const report = await readReport(control, id).catch(async (error: unknown) => {
          if (!(error instanceof TamperedReportError)) throw error;
          log.error({ err: error, report: id }, 'a report is not what was sealed');
          for (const format of formats) await writeReportFile(control, id, format, { error: error.message });
          return null;
        });
        if (report) await renderReport({ ...options, log, signal }, report, formats);
      }
    },
  };
}

/** Asks for the periodic looks; repeating it changes nothing. */
export async function scheduleReportRendering(queues: Queues): Promise<void> {
  await queues.every('report.render', {}, LOOK_MS);
}
