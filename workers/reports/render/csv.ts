import { strToU8, zipSync } from 'fflate';
import { csvText } from '../../../sql/queries/csv.ts';
import { roundedValue } from '../../../sql/queries/report/cell-text.ts';
import { tablesOf, typedCell, type Table, type TableCell, type WholeReport } from './tables.ts';

/** A zip of one CSV file a table. */
export function csvZipOf(report: WholeReport): Buffer {
  const files = tablesOf(report).map((table) => [`${table.name.toLowerCase()}.csv`, strToU8(csvOf(table))] as const);
  return Buffer.from(zipSync(Object.fromEntries(files), { mtime: report.createdAt }));
}

function csvOf({ columns, rows }: Table): string {
  const written = (entry: TableCell, at: number) => {
    const column = columns[at];
    const { value, kind } = typedCell(entry, column?.kind ?? 'text');
    if (typeof value !== 'number') return value;
    if (kind === 'instant') return new Date(value).toISOString();
    return column?.rounded ? roundedValue(value, kind) : value;
  };
  return csvText([columns.map((column) => column.name), ...rows.map((row) => row.map(written))]);
}
