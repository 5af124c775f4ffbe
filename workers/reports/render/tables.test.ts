import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { HOSTILE_TITLES, hostileReport } from '../../../test/support/hostile-report.ts';
import { csvZipOf } from './csv.ts';
import { tablesOf, typedCell, type Table } from './tables.ts';
import { xlsxOf } from './xlsx.ts';

const CHANGES = [
  {
    at: 'kpis/hours/value',
    name: 'Hours viewed, this week',
    before: 1_200_000,
    after: 1_234_567.891,
    cause: 'records' as const,
  },
];
const report = hostileReport(CHANGES);
const tables = tablesOf(report);

const table = (name: string): Table => tables.find((one) => one.name === name) ?? expect.fail(`no table ${name}`);
const column = (name: string, head: string) => {
  const { columns, rows } = table(name);
  const at = columns.findIndex((one) => one.name === head);
  return rows.map((row) => typedCell(row[at] ?? null, columns[at]?.kind ?? 'text').value);
};

describe('the tables of a report', () => {
  it('are overview, findings, changes, one of each section with rows, quotes and definitions', () => {
    expect(tables.map(({ name }) => name)).toEqual([
      ...['Overview', 'Findings', 'Changes', 'Figures', 'Ranking', 'Launch', 'Funnel', 'Drivers', 'Territories'],
      ...['Quality', 'Quotes', 'Notes', 'Definitions'],
    ]);
  });

  it('tell every number of the snapshot, and beside it its interval, its n and why one is not there', () => {
    for (const section of report.snapshot.sections) {
      const numbers = section.rows
        .flatMap(({ cells }) => cells.flatMap(({ value, interval = [], n }) => [value, ...interval, n]))
        .filter((value) => typeof value === 'number');
      const told = tables
        .flatMap(({ rows }) => rows.flat())
        .map((cell) => typedCell(cell, 'text').value)
        .filter((value) => typeof value === 'number');
      expect(told).toEqual(expect.arrayContaining(numbers));
    }
    expect(column('Notes', 'Note')).toEqual(
      expect.arrayContaining(report.snapshot.sections.map(({ note }) => note).filter((note) => note !== '')),
    );
    const completion = 'Completion within 7 days';
    expect(column('Ranking', completion)[6]).toBeNull();
    expect(column('Ranking', `${completion}, remark`)[6]).toBe('withheld: fewer than 50 people');
    expect(column('Ranking', `${completion}, n`)[0]).toBe(report.snapshot.sections[1]?.rows[0]?.cells[10]?.n);
    expect(column('Ranking', 'Hours viewed, remark')[2]).toBe('estimated');
  });
});

describe('the spreadsheet', async () => {
  const book = new ExcelJS.Workbook();
  // Its types know an older Buffer.
  await book.xlsx.load((await xlsxOf(report)) as unknown as ExcelJS.Buffer);
  const sheet = (name: string) => book.getWorksheet(name) ?? expect.fail(`no sheet ${name}`);

  it('has a sheet a table, whose head stays in sight', () => {
    expect(book.worksheets.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    for (const { views } of book.worksheets) expect(views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
  });

  it('holds every cell as what it is: numbers as numbers, dates as dates, text as text and never as a formula', () => {
    for (const { name, columns, rows } of tables)
      rows.forEach((row, index) =>
        row.forEach((entry, at) => {
          const cell = sheet(name).getCell(index + 2, at + 1);
          const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
          const date = value !== null && (kind === 'instant' || kind === 'day');
          expect(cell.value).toEqual(date ? new Date(value) : value);
          expect(cell.formula).toBeUndefined();
        }),
      );
    expect(column('Ranking', 'Title')).toEqual(expect.arrayContaining([...HOSTILE_TITLES]));
  });

  it('writes each number in the format of its kind, also where a column has several', () => {
    expect([2, 3, 4].map((row) => sheet('Figures').getCell(row, 2).numFmt)).toEqual([
      '#,##0.0',
      '#,##0',
      '+0.0%;-0.0%;0.0%',
    ]);
  });
});

describe('the CSV files', () => {
  const files = Object.entries(unzipSync(csvZipOf(report)));

  it('are one a table, in UTF-8 with its mark, as RFC 4180 has it', () => {
    expect(files.map(([name]) => name)).toEqual(tables.map(({ name }) => `${name.toLowerCase()}.csv`));
    for (const [, bytes] of files) {
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect(strFromU8(bytes).endsWith('\r\n')).toBe(true);
    }
  });

  it('read back as what was written, with every formula disarmed and every number as it was', () => {
    files.forEach(([, bytes], index) => {
      const { columns, rows } = tables[index] ?? expect.fail();
      const [, ...read] = parse(Buffer.from(bytes), { bom: true }) as string[][];
      const wanted = rows.map((row) =>
        row.map((entry, at) => {
          const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
          if (value === null) return '';
          if (typeof value === 'number') return kind === 'instant' ? new Date(value).toISOString() : String(value);
          return /^[=+\-@]/.test(value) ? `'${value}` : value;
        }),
      );
      expect(read).toEqual(wanted);
      expect(read.flat().filter((field) => /^[=+@\t]/.test(field))).toEqual([]);
    });
  });
});
