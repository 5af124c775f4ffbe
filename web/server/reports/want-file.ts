import { askForFile } from '../../../sql/postgres/report-renderings.ts';
import type { ReportFormat } from '../../../sql/queries/report/files.ts';
import type { WebContext } from '../context.ts';

/** Has a file of a report made that is not there, also where the report is too old for it to be tried by itself. */
export async function wantFile(
  { control, now, reports, log }: Pick<WebContext, 'control' | 'now' | 'reports' | 'log'>,
  id: string,
  format: ReportFormat,
): Promise<void> {
  await askForFile(control, id, format, now());
  // It is noted; the workers find it within a minute.
  await reports.render().catch((error: unknown) => log.debug({ err: error }, 'a file could not be asked for at once'));
}
