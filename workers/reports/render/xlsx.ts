import { writeXlsx, type Cell, type CellStyle, type WriteSheet } from 'hucre/xlsx';
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
const FONT = { name: 'Calibri', size: 11 };
const TEXT: CellStyle = { alignment: { wrapText: true, vertical: 'top' } };
const HEAD: CellStyle = { ...TEXT, font: { ...FONT, bold: true } };
/** In characters: beyond this a column wraps. */
const WIDEST = 60;
const NARROWEST = 9;
/** In characters: a cell with more makes Excel mend the file. */
const LONGEST_TEXT = 32_767;
/** What XML must not hold, and control characters, which readers take for different things. */
const UNWRITABLE = /[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu;
/** The underscore of a text like `_x0041_`, which a spreadsheet takes for the letter with that code. */
const CODE = /_(?=x[0-9A-Fa-f]{4}_)/g;

/**
 * One sheet a table, its head frozen. Text is only ever text: a title called `=1+1` is no formula. The same report has the
 * same bytes.
 */
export async function xlsxOf(report: WholeReport): Promise<Buffer> {
  const { createdAt } = report;
  const bytes = await writeXlsx({
    sheets: tablesOf(report).map(sheetOf),
    properties: { creator: 'Ovation', created: createdAt, modified: createdAt },
    defaultFont: FONT,
  });
  return Buffer.from(bytes);
}

function sheetOf({ name, columns, rows }: Table): WriteSheet {
  const typed = rows.map((row) => row.map((entry, at) => typedCell(entry, columns[at]?.kind ?? 'text')));
  const cells = new Map<string, Partial<Cell>>(columns.map((_column, at) => [`0,${at}`, { style: HEAD }]));
  typed.forEach((row, index) =>
    row.forEach(({ kind }, at) => {
      if (kind !== columns[at]?.kind) cells.set(`${index + 1},${at}`, { style: styleOf(kind) });
    }),
  );
  return {
    name,
    columns: columns.map((column, at) => {
      const longest = Math.max(column.name.length, ...rows.map((row) => widthOf(row[at] ?? null)));
      return { width: Math.min(WIDEST, Math.max(NARROWEST, longest)) + 2, style: styleOf(column.kind) };
    }),
    rows: [columns.map((column) => textOf(column.name)), ...typed.map((row) => row.map(valueOf))],
    cells,
    freezePane: { rows: 1 },
  };
}

const styleOf = (kind: ColumnKind): CellStyle => (kind === 'text' ? TEXT : { numFmt: FORMATS[kind] });

/** A number is as wide as its format lets it be, and that is about its head. */
const widthOf = (entry: TableCell) => (typeof entry === 'string' ? entry.length : 0);

function valueOf({ value, kind }: ReturnType<typeof typedCell>): string | number | Date | null {
  if (value !== null && (kind === 'instant' || kind === 'day')) return new Date(value);
  return typeof value === 'string' ? textOf(value) : value;
}

/** A text as every reader of the file gets it back, but for what XML cannot tell. */
const textOf = (text: string) =>
  text.slice(0, LONGEST_TEXT).toWellFormed().replace(UNWRITABLE, '').replace(CODE, '_x005F_');
