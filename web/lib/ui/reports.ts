/** How reports are named and addressed. */
import type { ReportFormat, SealedReport } from '../../../sql/postgres/reports.ts';
import { parseScope, type ReportWeek } from '../../../sql/queries/report/model.ts';
import { day, weekday } from '../format/time.ts';

const DAY_MS = 24 * 3_600_000;

export const reportPath = (id: string) => `/reports/${encodeURIComponent(id)}`;
export const reportFilePath = (id: string, format: ReportFormat) => `${reportPath(id)}/files/${format}`;

export const FORMAT_NAMES: Record<ReportFormat, string> = { pdf: 'PDF', xlsx: 'XLSX', csv: 'CSV', json: 'JSON' };

/** `The slate`, `First Light`, `Campaign of First Light`. */
export const reportName = ({ scope, subject }: Pick<SealedReport, 'scope' | 'subject'>) =>
  parseScope(scope)?.kind === 'campaign' ? `Campaign of ${subject}` : subject;

/** `16–22 Nov 2026`, `28 Sep – 4 Oct 2026`: the days that a week has in its own zone. */
export function weekName(monday: string): string {
  const fromMs = Date.parse(monday);
  const toMs = fromMs + 6 * DAY_MS;
  const [first, last] = [day(fromMs, 'UTC'), day(toMs, 'UTC', true)];
  const [firstDay, month] = first.split(' ');
  return last.includes(` ${month} `) ? `${firstDay}–${last}` : `${first} – ${last}`;
}

/** `Mon 16 to Sun 22 Nov 2026, UTC`. */
export function weekText({ monday, zone }: Pick<ReportWeek, 'monday' | 'zone'>): string {
  const fromMs = Date.parse(monday);
  const toMs = fromMs + 6 * DAY_MS;
  return `${weekday(fromMs, 'UTC')} to ${weekday(toMs, 'UTC')} ${new Date(toMs).getUTCFullYear()}, ${zone}`;
}

/** Enough of a hash to tell two reports apart at a glance. */
export const shortHash = ({ hash }: Pick<SealedReport, 'hash'>) => hash.slice(0, 12);
