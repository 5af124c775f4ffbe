/** The files that a report is handed out as: which there are, and what they are called. */
import type { ScopeText } from './model.ts';

/** Kept with a report, made when it is sealed. The JSON is the snapshot itself. */
export const REPORT_FORMATS = ['pdf', 'xlsx', 'csv', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What people call them, and what programs know them by. The CSVs, one a table, are in one archive. */
export const REPORT_FILES: Readonly<
  Record<ReportFormat, { readonly name: string; readonly ending: string; readonly contentType: string }>
> = {
  pdf: { name: 'PDF', ending: 'pdf', contentType: 'application/pdf' },
  xlsx: {
    name: 'XLSX',
    ending: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  csv: { name: 'CSV', ending: 'csv.zip', contentType: 'application/zip' },
  json: { name: 'JSON', ending: 'json', contentType: 'application/json' },
};

/** Ids may have 128 signs of four bytes; file systems take names of 255 bytes. */
const LONGEST_SCOPE = 50;

/**
 * `ovation-slate-2026-11-16.pdf`, `ovation-title-夜の物語-2026-11-16-Asia-Tokyo.csv.zip`. Two reports never have one name: signs
 * that file systems may not take stand as their number, weeks of a zone other than UTC say which, and what is cut says its id.
 */
export function reportFileName(
  { id, scope, week, zone }: { id: string; scope: ScopeText; week: string; zone: string },
  format: ReportFormat,
): string {
  const numbered = (sign: string) => `~${sign.codePointAt(0)?.toString(16)}`;
  const about = [...scope.replace(':', '-').replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, numbered)];
  const name = about.length > LONGEST_SCOPE ? `${about.slice(0, LONGEST_SCOPE).join('')}~${id}` : about.join('');
  const days = zone === 'UTC' ? week : `${week}-${zone.replaceAll('/', '-')}`;
  return `ovation-${name}-${days}.${REPORT_FILES[format].ending}`;
}

/** How HTTP says under which name a file is to be kept (RFC 6266); old programs get its ASCII signs. */
export function attachmentHeader(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]+/g, '-');
  const exact = ascii === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
  return `attachment; filename="${ascii}"${exact}`;
}
