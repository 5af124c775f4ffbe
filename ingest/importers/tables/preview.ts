import { excerpt } from './excerpt.ts';
import { type FileRow, readRows } from './rows.ts';
import type { TableFile } from './survey.ts';

const SHOWN_ROWS = 4;

export interface PreviewOptions<Field extends string> {
  readonly fields: readonly Field[];
  readonly what: string;
  readonly lines?: boolean;
  /** Where a field is from and how it is read; '' says nothing of it. */
  about(field: Field, file: TableFile<Field>): string;
  /** A row as it is going to be taken, or why it is not. */
  shown(row: FileRow, file: TableFile<Field>): string;
}

/** How the files are going to be read, with the first rows, for a person to agree to. Files alike are shown once. */
export async function previewFiles<Field extends string>(
  files: readonly TableFile<Field>[],
  { fields, what, lines = false, about, shown }: PreviewOptions<Field>,
): Promise<string[]> {
  const said: string[] = [];
  for (const group of Object.values(Object.groupBy(files, ({ columns }) => JSON.stringify(columns)))) {
    const [first] = group ?? [];
    if (group === undefined || first === undefined) continue;
    const rows = group.reduce((sum, file) => sum + file.rows, 0);
    const name = group.length === 1 ? first.path : `${first.path} and ${group.length - 1} more alike`;
    const width = Math.max(8, ...fields.map((field) => field.length));
    said.push(`${name}: ${rows.toLocaleString('en-US')} rows`);
    for (const field of fields) {
      const words = about(field, first);
      if (words !== '') said.push(`  ${field.padEnd(width)} ${words}`);
    }
    if (first.unread.length > 0)
      said.push(`  not read ${first.unread.map((column) => `'${excerpt(column)}'`).join(', ')}`);
    let left = SHOWN_ROWS;
    for await (const row of readRows(first.path, what, lines)) {
      if (left === 0) break;
      left -= 1;
      said.push(`  row ${row.row}: ${shown(row, first)}`);
    }
  }
  return said;
}

export const dayOf = (instantMs: number): string => new Date(instantMs).toISOString().slice(0, 10);
