import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCsvRows, readCsv } from './csv.ts';

const SHAPE = { what: 'a list of plays', columns: ['Title', 'Duration'], hint: 'Import plays.csv.' };
let folder = '';

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'ovation-csv-'))));
afterAll(() => rm(folder, { recursive: true }));

async function write(content: string | Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}.csv`);
  await writeFile(path, content);
  return path;
}

async function titles(content: string | Buffer): Promise<string[]> {
  const found = [];
  for await (const row of readCsv(await write(content), SHAPE))
    found.push(`${row.row} ${row.get('Title')} ${row.get('Duration')}`);
  return found;
}

describe('reading', () => {
  it.each([
    ['line feeds', 'Title,Duration\nOne,1\nTwo,2\n'],
    ['CRLF and no end of line at the end', 'Title,Duration\r\nOne,1\r\nTwo,2'],
    ['a byte order mark and quotes', '\uFEFF"Title","Duration"\n"One","1"\nTwo,2\n'],
    ['semicolons', 'Title;Duration\nOne;1\nTwo;2\n'],
    ['tabs', 'Title\tDuration\nOne\t1\nTwo\t2\n'],
    ['columns in another order, others between, empty lines', 'Duration,Extra,Title\n\n1,,One\n\n2,x, Two \n'],
  ])('takes %s', async (_, content) => {
    expect(await titles(content)).toEqual(['1 One 1', '2 Two 2']);
  });

  it('keeps quoted commas and line ends inside a cell', async () => {
    expect(await titles('Title,Duration\n"One, two\nthree",3\n')).toEqual(['1 One, two\nthree 3']);
  });

  it('yields a short row, for its reader to judge', async () => {
    const rows = [];
    for await (const row of readCsv(await write('Title,Duration\nOne\n'), SHAPE))
      rows.push([row.cells, row.columns, row.get('Duration')]);
    expect(rows).toEqual([[1, 2, '']]);
  });

  it('counts rows, not lines', async () => {
    expect(await countCsvRows(await write('Title;Duration\n"One\nmore";3\n\nTwo;2\n'))).toBe(2);
  });
});

describe('a wrong file', () => {
  it.each([
    ['is empty', '', /is empty\.$/],
    [
      'has other columns',
      'Name,Age\nx,3\n',
      /does not look like a list of plays: the columns 'Title', 'Duration' are missing; found: Name, Age\. Import plays\.csv\.$/,
    ],
    ['lacks one column', 'Title,Length\nx,3\n', /the column 'Duration' is missing; found: Title, Length\./],
    ['is a ZIP archive', 'PK\u0003\u0004rest', /is a ZIP archive or a spreadsheet: unpack it/],
    ['is saved as UTF-16', Buffer.from('\uFEFFTitle,Duration\nx,1\n', 'utf16le'), /UTF-16: save it as CSV \(UTF-8\)/],
    ['is binary', Buffer.from([1, 0, 2, 0, 3]), /is not a text file/],
    ['never closes a quote', 'Title,Duration\n"One,1\nTwo,2\n', /cannot be read as CSV after row 0: Quote Not Closed/],
  ])('that %s is refused in one sentence', async (_, content, message) => {
    await expect(titles(content)).rejects.toThrow(message);
  });

  it('that does not exist, or is a folder, is named', async () => {
    const read = async (path: string) => readCsv(path, SHAPE).next();
    await expect(read(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv does not exist\.$/);
    await expect(read(folder)).rejects.toThrow(/is a folder: name the CSV file in it\.$/);
  });
});
