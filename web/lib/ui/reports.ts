/** How reports are addressed, and told apart. */
import type { SealedReport } from '../../../sql/postgres/reports.ts';
import type { ReportFormat } from '../../../sql/queries/report/files.ts';
import type { ReportWeek } from '../../../sql/queries/report/model.ts';
import { weekday } from '../format/time.ts';

const DAY_MS = 24 * 3_600_000;

export const reportPath = (id: string) => `/reports/${encodeURIComponent(id)}`;
export const reportFilePath = (id: string, format: ReportFormat) => `${reportPath(id)}/files/${format}`;

/** `Mon 16 Nov to Sun 22 Nov 2026, UTC`; with both years where they are two. */
export function weekText({ monday, zone }: Pick<ReportWeek, 'monday' | 'zone'>): string {
  const fromMs = Date.parse(monday);
  const toMs = fromMs + 6 * DAY_MS;
  const [from, to] = [fromMs, toMs].map((atMs) => new Date(atMs).getUTCFullYear());
  return `${weekday(fromMs, 'UTC')}${from === to ? '' : ` ${from}`} to ${weekday(toMs, 'UTC')} ${to}, ${zone}`;
}

/** Enough of a hash to tell two reports apart at a glance. */
export const shortHash = ({ hash }: Pick<SealedReport, 'hash'>) => hash.slice(0, 12);
