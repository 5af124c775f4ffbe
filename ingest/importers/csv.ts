import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { ImportFileError } from './types.ts';

export interface CsvShape {
  /** What the file should be, as in "a Netflix viewing export". */
  readonly what: string;
  readonly columns: readonly string[];
  /** Where to get the right file, said after "the column … is missing". */
  readonly hint: string;
}

export interface CsvRow {
  /** 1 for the first row after the header. */
  readonly row: number;
  readonly cells: number;
  readonly columns: number;
  /** Of the columns, in the file's order. */
  readonly names: readonly string[];
  /** The trimmed cell under a column's name, '' when the row is too short. */
  readonly get: (column: string) => string;
  /** The cell as it stands in the file. */
  readonly raw: (column: string) => string;
}

const HEAD_BYTES = 64 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * The rows of a CSV file with a header, streamed. Takes a byte order mark, CRLF, and the semicolon or tab that spreadsheet
 * programs write in some countries.
 * @throws ImportFileError when the file is missing, empty, not text, or lacks one of `shape.columns`.
 */
export async function* readCsv(path: string, shape: CsvShape): AsyncGenerator<CsvRow> {
  const delimiter = chooseDelimiter(await readHead(path, shape), shape, path);
  const source = createReadStream(path);
  const parser = parse({ bom: true, delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let header: Map<string, number> | null = null;
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (header === null) {
        header = headerOf(cells, shape, path);
        continue;
      }
      row += 1;
      yield rowOf(row, cells, header);
    }
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new ImportFileError(`${path} cannot be read as CSV after row ${row}: ${cause}`, { cause: error });
  } finally {
    source.destroy();
  }
}

/** How many data rows the file has: what the outcomes of an import must add up to. */
export async function countCsvRows(path: string): Promise<number> {
  let rows = 0;
  for await (const row of readCsv(path, { what: 'a CSV file', columns: [], hint: '' })) rows = row.row;
  return rows;
}

function rowOf(row: number, cells: readonly string[], header: ReadonlyMap<string, number>): CsvRow {
  const raw = (column: string) => cells[header.get(column) ?? -1] ?? '';
  return {
    row,
    cells: cells.length,
    columns: header.size,
    names: [...header.keys()],
    raw,
    get: (column) => raw(column).trim(),
  };
}

function headerOf(cells: readonly string[], shape: CsvShape, path: string): Map<string, number> {
  const header = new Map(cells.map((cell, index) => [cell.trim(), index]));
  const missing = shape.columns.filter((column) => !header.has(column));
  if (missing.length === 0) return header;
  const found = cells
    .slice(0, 12)
    .map((cell) => cell.trim().slice(0, 40))
    .join(', ');
  const columns = missing.map((column) => `'${column}'`).join(', ');
  const verb = missing.length === 1 ? `the column ${columns} is missing` : `the columns ${columns} are missing`;
  throw new ImportFileError(`${path} does not look like ${shape.what}: ${verb}; found: ${found}. ${shape.hint}`.trim());
}

function chooseDelimiter(head: string, shape: CsvShape, path: string): string {
  const line = head.slice(0, head.search(/\r|\n|$/));
  const fits = (delimiter: string) =>
    shape.columns.filter((column) => splitHeader(line, delimiter).includes(column)).length;
  let best: string = ',';
  for (const delimiter of DELIMITERS) if (fits(delimiter) > fits(best)) best = delimiter;
  if (shape.columns.length === 0)
    best = DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ',';
  if (line.trim() === '')
    throw new ImportFileError(`${path} begins with an empty line where ${shape.what} has its column names.`);
  return best;
}

const splitHeader = (line: string, delimiter: string) =>
  line.split(delimiter).map((cell) =>
    cell
      .replace(/^\uFEFF/, '')
      .replaceAll('"', '')
      .trim(),
  );

/**
 * How a text file begins.
 * @throws ImportFileError when it is missing, empty, a folder, or no text.
 */
export async function readHead(path: string, shape: Pick<CsvShape, 'what'>): Promise<string> {
  let handle;
  try {
    handle = await open(path, 'r');
    if ((await handle.stat()).isDirectory()) throw new ImportFileError(`${path} is a folder: name the CSV file in it.`);
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
    return textOf(buffer.subarray(0, bytesRead), shape, path);
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new ImportFileError(`${path} does not exist.`, { cause: error });
    if (code === 'EACCES') throw new ImportFileError(`${path} may not be read by this user.`, { cause: error });
    throw error;
  } finally {
    await handle?.close();
  }
}

function textOf(head: Buffer, shape: Pick<CsvShape, 'what'>, path: string): string {
  if (head.length === 0) throw new ImportFileError(`${path} is empty.`);
  if (head.subarray(0, 2).toString('latin1') === 'PK')
    throw new ImportFileError(`${path} is a ZIP archive or a spreadsheet: unpack it, or save it as CSV (UTF-8).`);
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16) throw new ImportFileError(`${path} is saved as UTF-16: save it as CSV (UTF-8) and import that.`);
  if (head.includes(0)) throw new ImportFileError(`${path} is not a text file, and so not ${shape.what}.`);
  return head.toString('utf8').replace(/^\uFEFF/, '');
}
