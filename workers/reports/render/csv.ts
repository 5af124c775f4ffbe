import { strToU8, zipSync } from 'fflate';
import { csvText } from '../../../sql/queries/csv.ts';
import { tablesOf, typedCell, type Table, type TableCell, type WholeReport } from './tables.ts';

/** A zip of one CSV file a table. */
export function csvZipOf(report: WholeReport): Buffer {
  const files = tablesOf(report).map((table) => [`${table.name.toLowerCase()}.csv`, strToU8(csvOf(table))] as const);
  return Buffer.from(zipSync(Object.fromEntries(files), { mtime: report.createdAt }));
}

function csvOf({ columns, rows }: Table): string {
  const written = (entry: TableCell, at: number) => {
    const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
    return typeof value === 'number' && kind === 'instant' ? new Date(value).toISOString() : value;
  };
  return csvText([columns.map((column) => column.name), ...rows.map((row) => row.map(written))]);
}
