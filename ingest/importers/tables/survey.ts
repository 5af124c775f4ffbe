import { stat } from 'node:fs/promises';
import { ImportFileError } from '../types.ts';
import type { Columns } from './columns.ts';
import { type FileRow, readRows } from './rows.ts';
import { refuseOtherEncodings } from './utf8.ts';

/** How one file is read. */
export interface TableFile<Field extends string> {
  readonly path: string;
  readonly columns: Columns<Field>;
  readonly unread: readonly string[];
  readonly rows: number;
  /** When the file was saved: of two editions of a row the later file's counts. */
  readonly savedAtMs: number;
}

export interface SurveyOptions<Field extends string> {
  /** What the file should be, as in "a file of reviews". */
  readonly what: string;
  /** The file has no columns: each line is a row. */
  readonly lines?: boolean;
  /** @throws ImportFileError */
  choose(names: readonly string[]): Columns<Field>;
  /** Sees each row that has cells. */
  learn(get: (field: Field) => string, row: number): void;
}

/** Columns are known once this many rows were seen: JSON objects may leave some out. */
const ROWS_FOR_COLUMNS = 100;

/**
 * Reads a file once to find out how it is to be read.
 * @throws ImportFileError for a wrong file, and what `choose` throws.
 */
export async function surveyFile<Field extends string>(
  path: string,
  { what, lines = false, choose, learn }: SurveyOptions<Field>,
): Promise<TableFile<Field>> {
  const first: FileRow[] = [];
  for await (const row of readRows(path, what, lines)) if (first.push(row) >= ROWS_FOR_COLUMNS) break;
  await refuseOtherEncodings(path);
  if (first.length === 0) throw new ImportFileError(`${path} has column names but no rows.`);
  const names = [...new Set(first.flatMap((row) => ('cells' in row ? Object.keys(row.cells) : [])))];
  const columns = choose(names);
  let rows = 0;
  for await (const row of readRows(path, what, lines)) {
    rows = row.row;
    if ('cells' in row) learn((field) => row.cells[columns[field] ?? ''] ?? '', row.row);
  }
  const used = new Set<unknown>(Object.values(columns));
  const savedAtMs = Math.round((await stat(path)).mtimeMs);
  return { path, columns, unread: names.filter((name) => !used.has(name)), rows, savedAtMs };
}
