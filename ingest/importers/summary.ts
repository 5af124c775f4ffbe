import type { WireRecord } from './types.ts';

/** A rejected record, and the row it came from (null: a catalogue record made from the whole file). */
export interface RejectedRow {
  readonly file: string;
  readonly row: number | null;
  readonly code: string;
  readonly message: string;
}

export interface ImportSummary {
  readonly kind: string;
  readonly files: readonly string[];
  readonly dryRun: boolean;
  /** Data rows of the files, counted apart from the import itself: taken + promo + rejected rows + skipped. */
  rows: number;
  /** Rows all of whose records were accepted. */
  taken: number;
  promo: number;
  skipped: Record<string, number>;
  /** Rows with a rejected record, by the collector's code. */
  rejectedRows: number;
  rejected: Record<string, number>;
  /** The first of them, to show. */
  rejections: RejectedRow[];
  remarks: Record<string, number>;
  /** Catalogue records made from the files. */
  catalog: number;
  records: number;
  /** Sum of the durations of the taken rows. */
  playedSeconds: number;
  hoursViewed: number;
  durationMs: number;
  /** A few records as they are sent. */
  firstRecords: WireRecord[];
}

/** 0 when every row is accounted for and something was taken; 1 when nothing was, or a record was rejected. */
export function exitCodeOf(summary: ImportSummary): 0 | 1 {
  const nothing = summary.taken + summary.promo === 0;
  const hasRejected = Object.keys(summary.rejected).length > 0;
  return nothing || hasRejected || unaccountedRows(summary) !== 0 ? 1 : 0;
}

export function unaccountedRows(summary: ImportSummary): number {
  return summary.rows - summary.taken - summary.promo - summary.rejectedRows - sum(summary.skipped);
}

/** The summary as lines for a terminal. */
export function formatSummary(summary: ImportSummary): string {
  const files = summary.files.length === 1 ? (summary.files[0] ?? '') : `${summary.files.length} files`;
  const lines = [
    `${summary.dryRun ? 'Would import' : 'Imported'} ${files} (${summary.kind}) in ${(summary.durationMs / 1000).toFixed(1)} s`,
    line('rows', summary.rows),
    line(
      'taken',
      summary.taken,
      summary.playedSeconds > 0 ? `${clock(summary.playedSeconds)} played, ${hours(summary)} hours viewed` : '',
    ),
  ];
  if (summary.promo > 0) lines.push(line('promo', summary.promo, 'trailers and clips, kept apart from viewing'));
  lines.push(line('skipped', sum(summary.skipped)), ...reasons(summary.skipped));
  if (Object.keys(summary.rejected).length > 0)
    lines.push(line('rejected', summary.rejectedRows), ...reasons(summary.rejected));
  for (const { file, row, code, message } of summary.rejections)
    lines.push(`    ${file}${row === null ? '' : ` row ${row}`}: ${message} (${code})`);
  if (unaccountedRows(summary) !== 0) lines.push(line('not accounted', unaccountedRows(summary), 'please report this'));
  if (summary.catalog > 0)
    lines.push(line('catalogue', summary.catalog, 'titles, episodes and assets described by the file'));
  for (const [remark, count] of Object.entries(summary.remarks))
    lines.push(`  note: ${number(count)} ${count === 1 ? 'row' : 'rows'} ${remark}`);
  if (summary.dryRun)
    lines.push('Nothing was sent. The first records:', ...summary.firstRecords.map((record) => JSON.stringify(record)));
  return lines.join('\n');
}

const line = (name: string, count: number, about = '') =>
  `  ${name.padEnd(13)} ${number(count).padStart(10)}${about === '' ? '' : `  ${about}`}`;

const reasons = (counts: Record<string, number>) =>
  Object.entries(counts)
    .toSorted((a, b) => b[1] - a[1])
    .map(([reason, count]) => `    ${number(count).padStart(10)}  ${reason}`);

const number = (value: number) => value.toLocaleString('en-US');
const hours = (summary: ImportSummary) => summary.hoursViewed.toLocaleString('en-US', { maximumFractionDigits: 2 });
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

function clock(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
}
