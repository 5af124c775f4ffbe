/** The table behind a chart: what its table view shows and its CSV holds. */

export type Cell = string | number | null;

export interface ChartTable {
  columns: readonly {
    label: string;
    /** How a number of this column is shown; the CSV keeps all digits. */ format?: (value: number) => string;
  }[];
  rows: readonly (readonly Cell[])[];
}

/** A spreadsheet runs a cell that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 with a byte order mark, without which spreadsheets read UTF-8 as Latin-1. Null is an empty field. */
export function toCsv(table: ChartTable): string {
  const lines = [table.columns.map((column) => field(column.label)), ...table.rows.map((row) => row.map(field))];
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/** A cell as the table view writes it. */
export function shown(cell: Cell, format?: (value: number) => string): string {
  if (cell === null) return '–';
  return typeof cell === 'number' ? (format ? format(cell) : String(cell)) : cell;
}
