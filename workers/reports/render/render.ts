import { once as nextEvent } from 'node:events';
import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import type { Logger } from 'pino';
import { formatsFailedSince, readReportFile, writeReportFile } from '../../../sql/postgres/reports.ts';
import { canonicalJson } from '../../../sql/queries/report/canonical.ts';
import type { ReportFormat } from '../../../sql/queries/report/files.ts';
import { RenderError } from './error.ts';
import { printPage } from './pdf.ts';
import type { TablesTask } from './tables-thread.ts';
import type { WholeReport } from './tables.ts';

export interface RenderOptions {
  readonly control: pg.Pool;
  /** Where the pages are for this process, once they are up: PDFs are printed from there. Null: nobody said. */
  readonly pagesUrl: Promise<string | null>;
  /** Instead of the Chromium that comes along, which is unpacked into the folder. */
  readonly chromiumPath: string | undefined;
  readonly chromiumFolder: string;
  readonly log: Logger;
  readonly signal?: AbortSignal;
}

/**
 * Files of a sealed report, made where they are not there yet, and kept. What could not be made is not in the answer: why is
 * noted for the pages, and the job tries again.
 *
 * @param failedSince what failed since then, whoever tried it, is not tried again
 */
export async function renderReport(
  options: RenderOptions,
  report: WholeReport,
  formats: readonly ReportFormat[],
  failedSince?: Date,
): Promise<Map<ReportFormat, Buffer>> {
  const failed = failedSince ? await formatsFailedSince(options.control, report.id, failedSince) : [];
  const files = new Map<ReportFormat, Buffer>();
  for (const format of formats) {
    if (failed.includes(format)) continue;
    const there = format === 'json' ? null : await readReportFile(options.control, report.id, format);
    const bytes = there ?? (await once(options, report, format));
    if (bytes) files.set(format, bytes);
  }
  return files;
}

const making = new Map<string, Promise<Buffer | null>>();

/** Who asks for a file that is being made waits for that one: on Monday the job and the sending ask at once. */
function once(...[options, report, format]: Parameters<typeof keep>): Promise<Buffer | null> {
  const key = `${report.id} ${format}`;
  const made = making.get(key) ?? keep(options, report, format).finally(() => making.delete(key));
  making.set(key, made);
  return made;
}

async function keep(options: RenderOptions, report: WholeReport, format: ReportFormat): Promise<Buffer | null> {
  const { control, log, signal } = options;
  try {
    const bytes = await renderFile(options, report, format);
    if (format !== 'json') await writeReportFile(control, report.id, format, bytes);
    return bytes;
  } catch (error) {
    // At a stop it is nobody's fault.
    signal?.throwIfAborted();
    log.warn({ err: error, report: report.id, format }, 'a report could not be rendered');
    const why = error instanceof RenderError ? error.message : 'It could not be made; the log of the server says why.';
    await writeReportFile(control, report.id, format, { error: why });
    return null;
  }
}

/** A file of a report, not kept. */
async function renderFile(
  options: Omit<RenderOptions, 'control' | 'log'>,
  report: WholeReport,
  format: ReportFormat,
): Promise<Buffer> {
  switch (format) {
    case 'json':
      return Buffer.from(canonicalJson(report.snapshot));
    case 'pdf':
      return printed(options, report.id);
    case 'xlsx':
    case 'csv':
      return written({ report, format });
  }
}

async function printed(options: Omit<RenderOptions, 'control' | 'log'>, id: string): Promise<Buffer> {
  const { chromiumPath, chromiumFolder, signal } = options;
  const url = await options.pagesUrl;
  if (url === null)
    throw new RenderError('The pages are elsewhere: set PUBLIC_URL to their address for the workers too.');
  return printPage(`${url}/reports/${encodeURIComponent(id)}/print`, { chromiumPath, chromiumFolder, signal });
}

/** On a thread of its own, so that no page waits for it; what it loads goes with it. */
async function written(task: TablesTask): Promise<Buffer> {
  const thread = new Worker(new URL('./tables-thread.ts', import.meta.url), { workerData: task });
  // It rejects with what the thread could not do.
  const [bytes] = (await nextEvent(thread, 'message')) as [Uint8Array];
  return Buffer.from(bytes);
}
