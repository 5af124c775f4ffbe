import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { HOSTILE_TITLES, hostileReport } from '../../../test/support/hostile-report.ts';
import { readWorkbook, type ReadSheet } from '../../../test/support/workbook.ts';
import { roundedValue } from '../../../sql/queries/report/cell-text.ts';
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
  {
    ...{ at: 'ranking/t0/share', name: 'Salt: Share of hours', cause: 'records' as const },
    ...{ before: 0.123456789, after: 0.2345678901 },
  },
  // Of a title that is not ranked any more: told as its column is.
  {
    ...{ at: 'ranking/gone/viewers', name: 'Peat: Viewers', cause: 'records' as const },
    ...{ before: 4321.000000001, after: null },
  },
  {
    ...{ at: 'kpis/net/value', name: 'Net sentiment: This week', cause: 'definition' as const },
    ...{ before: -0.2000000001, after: 0.3817 },
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
  const bytes = await xlsxOf(report);
  const { creator, created, sheets } = readWorkbook(bytes);
  const sheet = (name: string) => sheets.find((one) => one.name === name) ?? expect.fail(`no sheet ${name}`);

  it('has a sheet a table, whose head is bold and stays in sight', () => {
    expect(sheets.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    for (const { name, columns } of tables) {
      expect(sheet(name).frozenRows).toBe(1);
      const head = columns.map((_column, at) => cellAt(sheet(name), 0, at));
      expect(head.map((cell) => cell?.value)).toEqual(columns.map((one) => one.name));
      expect(head.every((cell) => cell?.bold && cell.wrapped)).toBe(true);
    }
  });

  it('holds every cell as what it is: numbers as numbers, dates as dates, text as text and never as a formula', () => {
    for (const { name, columns, rows } of tables)
      rows.forEach((row, index) =>
        row.forEach((entry, at) => {
          const cell = cellAt(sheet(name), index + 1, at);
          const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
          const date = value !== null && (kind === 'instant' || kind === 'day');
          expect(cell?.value ?? null).toEqual(date ? new Date(value) : value);
          expect(cell?.formula ?? null).toBeNull();
        }),
      );
    expect(column('Ranking', 'Title')).toEqual(expect.arrayContaining([...HOSTILE_TITLES]));
  });

  it('writes each number in the format of its kind, also where a column has several', () => {
    const format = (name: string, ...addresses: string[]) =>
      addresses.map((address) => sheet(name).cells.get(address)?.format);
    expect(format('Figures', 'B2', 'B3', 'B4')).toEqual(['#,##0.0', '#,##0', '+0.0%;-0.0%;0.0%']);
    expect(format('Launch', 'B2')).toEqual(['yyyy-mm-dd']);
    expect(format('Quality', 'B2', 'B3')).toEqual(['yyyy-mm-dd hh:mm', '0.0%']);
    expect(format('Changes', 'B2', 'C2', 'B3', 'C3', 'B4', 'B5', 'C5')).toEqual([
      ...['#,##0.0', '#,##0.0', '0.0%', '0.0%', '#,##0', '+0.0%;-0.0%;0.0%', '+0.0%;-0.0%;0.0%'],
    ]);
    expect(sheet('Changes').cells.get('B3')?.value).toBe(0.123456789);
    expect(sheet('Territories').cells.get('E2')).toMatchObject({ value: 1.42, format: '0.00"×"', bold: false });
  });

  it('is as wide as its texts, up to where they wrap', () => {
    expect(sheet('Drivers').widths).toEqual([11, 11, 11]);
    // `Weekly report` is the longest of the first; a hash has 64 characters.
    expect(sheet('Overview').widths).toEqual([15, 62]);
    const hash = [...sheet('Overview').cells.values()].find(({ value }) => value === report.hash);
    expect(hash).toMatchObject({ wrapped: true, bold: false });
  });

  it('says who made it and when, in the same bytes whenever it is made', async () => {
    expect({ creator, created }).toEqual({ creator: 'Ovation', created: report.createdAt });
    vi.setSystemTime('2031-05-06T07:08:09Z');
    const again = await xlsxOf(report).finally(() => vi.useRealTimers());
    expect(again.equals(bytes)).toBe(true);
  });

  it('can be read whatever a text is', async () => {
    const texts = [
      // Names that every object of JavaScript has.
      ...['constructor', '__proto__', 'toString'],
      // A letter by its code, which is told by codes itself.
      ...['_x0041_', '_x005F_', '__x0041__x0042_'],
      // Not for XML, or not to be relied on in it.
      ...['a\u0000b\u001f\u007f\u0085', 'half \ud83c', '\udf7f half', 'none \ufffe\uffff', 'two\r\nlines', ' \t '],
      ...[']]>', '&#0;&amp;<b>', '', 'x'.repeat(32_766) + '🍿'],
    ];
    const told = CHANGES.flatMap((change) => texts.map((name) => ({ ...change, name })));
    const workbook = readWorkbook(await xlsxOf(hostileReport(told)));
    const changes = workbook.sheets.find((one) => one.name === 'Changes') ?? expect.fail('no sheet of changes');
    expect(texts.map((_text, index) => cellAt(changes, index + 1, 0)?.value)).toEqual([
      ...texts.slice(0, 6),
      ...['ab', 'half \ufffd', '\ufffd half', 'none ', 'two\nlines', ' \t '],
      ...[']]>', '&#0;&amp;<b>', '', 'x'.repeat(32_766) + '\ufffd'],
    ]);
  });
});

/** Both from 0, as nothing has more columns than the alphabet letters. */
const cellAt = ({ cells }: ReadSheet, row: number, column: number) =>
  cells.get(`${String.fromCharCode(65 + column)}${row + 1}`);

describe('the CSV files', () => {
  const files = Object.entries(unzipSync(csvZipOf(report)));

  it('are one a table, in UTF-8 with its mark, as RFC 4180 has it', () => {
    expect(files.map(([name]) => name)).toEqual(tables.map(({ name }) => `${name.toLowerCase()}.csv`));
    for (const [, bytes] of files) {
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect(strFromU8(bytes).endsWith('\r\n')).toBe(true);
    }
  });

  it('tell what a restatement changed as rough as the report does', () => {
    const changes = files.find(([name]) => name === 'changes.csv')?.[1] ?? expect.fail('no changes');
    const [, ...read] = parse(Buffer.from(changes), { bom: true }) as string[][];
    expect(read.map(([, before, after]) => [before, after])).toEqual([
      ['1200000', '1234567.9'],
      ['0.123', '0.235'],
      ['4321', ''],
      ['-0.2', '0.382'],
    ]);
  });

  it('read back as what was written, with every formula disarmed and every other number as it was', () => {
    files.forEach(([, bytes], index) => {
      const { columns, rows } = tables[index] ?? expect.fail();
      const [, ...read] = parse(Buffer.from(bytes), { bom: true }) as string[][];
      const wanted = rows.map((row) =>
        row.map((entry, at) => {
          const { value, kind } = typedCell(entry, columns[at]?.kind ?? 'text');
          if (value === null) return '';
          if (typeof value === 'number' && kind === 'instant') return new Date(value).toISOString();
          if (typeof value === 'number') return String(columns[at]?.rounded ? roundedValue(value, kind) : value);
          return /^[=+\-@]/.test(value) ? `'${value}` : value;
        }),
      );
      expect(read).toEqual(wanted);
      expect(read.flat().filter((field) => /^[=+@\t]/.test(field))).toEqual([]);
    });
  });
});
