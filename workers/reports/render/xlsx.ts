import ExcelJS from 'exceljs';
import type { ColumnKind } from '../../../sql/queries/report/model.ts';
import { tablesOf, typedCell, type Table, type TableCell, type WholeReport } from './tables.ts';

/** How a spreadsheet writes what the cells hold, which is what the report holds: a share is 0…1, as everywhere. */
const FORMATS: Record<Exclude<ColumnKind, 'text'>, string> = {
  count: '#,##0',
  hours: '#,##0.0',
  share: '0.0%',
  change: '+0.0%;-0.0%;0.0%',
  points: '+0.0%;-0.0%;0.0%',
  index: '0',
  multiple: '0.00"×"',
  number: '#,##0.##',
  rating: '0.0',
  net: '+0.0%;-0.0%;0.0%',
  rank: '0',
  days: '#,##0',
  money: '#,##0.00',
  instant: 'yyyy-mm-dd hh:mm',
  day: 'yyyy-mm-dd',
};
/** In characters: beyond this a column wraps. */
const WIDEST = 60;
const NARROWEST = 9;

/** One sheet a table, its head frozen. Text is only ever text: a title called `=1+1` is no formula. */
export async function xlsxOf(report: WholeReport): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Ovation';
  workbook.created = workbook.modified = report.createdAt;
  for (const table of tablesOf(report)) addSheet(workbook, table);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, { name, columns, rows }: Table): void {
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map((column, at) => {
    const longest = Math.max(column.name.length, ...rows.map((row) => widthOf(row[at] ?? null)));
    return {
      header: column.name.toWellFormed(),
      width: Math.min(WIDEST, Math.max(NARROWEST, longest)) + 2,
      style: styleOf(column.kind),
    };
  });
  sheet.getRow(1).font = { bold: true };
  rows.forEach((row, index) =>
    row.forEach((entry, at) => {
      const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
      const cell = sheet.getCell(index + 2, at + 1);
      cell.value = valueOf(value, kind);
      if (kind !== columns[at]?.kind) cell.style = styleOf(kind);
    }),
  );
}

const styleOf = (kind: ColumnKind): Partial<ExcelJS.Style> =>
  kind === 'text' ? { alignment: { wrapText: true, vertical: 'top' } } : { numFmt: FORMATS[kind] };

/** A number is as wide as its format lets it be, and that is about its head. */
const widthOf = (entry: TableCell) => (typeof entry === 'string' ? entry.length : 0);

/** Half a character of a cut text would make the file unreadable. */
function valueOf(value: string | number | null, kind: ColumnKind): string | number | Date | null {
  if (value !== null && (kind === 'instant' || kind === 'day')) return new Date(value);
  return typeof value === 'string' ? value.toWellFormed() : value;
}
