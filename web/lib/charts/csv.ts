/** The table behind a chart: what its table view shows and its CSV holds. */
import { csvText } from '../../../sql/queries/csv.ts';

export type Cell = string | number | null;

export interface ChartTable {
  columns: readonly {
    label: string;
    /** How a number of this column is shown; the CSV keeps all digits. */ format?: (value: number) => string;
  }[];
  rows: readonly (readonly Cell[])[];
}

/** The file of a table: every digit, and safe to open in a spreadsheet. */
export function toCsv(table: ChartTable): string {
  return csvText([table.columns.map((column) => column.label), ...table.rows]);
}

/** A cell as the table view writes it. */
export function shown(cell: Cell, format?: (value: number) => string): string {
  if (cell === null) return '–';
  return typeof cell === 'number' ? (format ? format(cell) : String(cell)) : cell;
}
