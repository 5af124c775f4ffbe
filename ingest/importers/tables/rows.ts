import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readCsv, readHead } from '../csv.ts';
import { ImportFileError } from '../types.ts';

/** A row of a file: its cells by column, or why it has none. */
export type FileRow =
  | { readonly row: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly row: number; readonly problem: string };

/** The only column of a file of plain lines. */
export const LINE_COLUMN = 'line';

/**
 * The rows of a CSV or TSV file with column names, of JSON (one object a line, or one array of objects), or with
 * `lines` of plain text, one a row. Row 1 is the first after the column names.
 *
 * @param what the file should be, as in "a file of reviews"
 * @throws ImportFileError when the file is missing, empty, or none of these.
 */
export async function* readRows(path: string, what: string, lines = false): AsyncGenerator<FileRow> {
  const head = (await readHead(path, { what })).trimStart();
  if (lines) yield* plainLines(path);
  else if (head.startsWith('[')) yield* jsonArray(path);
  else if (head.startsWith('{')) yield* jsonLines(path);
  else yield* csvRows(path, what);
}

async function* csvRows(path: string, what: string): AsyncGenerator<FileRow> {
  for await (const { row, names, get, cells, columns } of readCsv(path, { what, columns: [], hint: '' })) {
    if (cells < columns) yield { row, problem: 'the row is cut short' };
    // An unquoted comma in a text moves all cells after it.
    else if (cells > columns) yield { row, problem: 'the row has more cells than there are columns' };
    else yield { row, cells: Object.fromEntries(names.map((name) => [name, get(name)])) };
  }
}

async function* plainLines(path: string): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of linesOf(path)) yield { row: (row += 1), cells: { [LINE_COLUMN]: line } };
}

async function* jsonLines(path: string): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of linesOf(path)) {
    row += 1;
    const cells = cellsOf(parsed(line));
    if (cells !== null) yield { row, cells };
    else if (row > 1) yield { row, problem: 'the line is not a JSON object' };
    else throw new ImportFileError(`${path} is neither one JSON object a line nor an array of them.`);
  }
}

async function* jsonArray(path: string): AsyncGenerator<FileRow> {
  const rows = parsed(await readFile(path, 'utf8'));
  if (!Array.isArray(rows)) throw new ImportFileError(`${path} begins like a JSON array and is not one.`);
  for (const [index, value] of rows.entries()) {
    const cells = cellsOf(value);
    if (cells === null) yield { row: index + 1, problem: 'the entry is not a JSON object' };
    else yield { row: index + 1, cells };
  }
}

/** Lines that are not empty, without the byte order mark. Node's own reading of lines ends them at U+2028 too, which JSON may hold. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield cleaned(line);
  }
  if (rest.trim() !== '') yield cleaned(rest);
}

const cleaned = (line: string) => line.replace(/^\uFEFF/, '').trim();

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Fields with a value of their own as text; lists and objects are left out. */
function cellsOf(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const plain = Object.entries(value).filter(([, cell]) => ['string', 'number', 'boolean'].includes(typeof cell));
  return Object.fromEntries(plain.map(([name, cell]) => [name, String(cell).trim()]));
}
