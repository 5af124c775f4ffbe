import { ImportFileError } from '../types.ts';
import { LINE_COLUMN } from './rows.ts';

/** Names that columns of a field go by, without case, spaces and signs; the sooner one wins. */
export type FieldNames<Field extends string> = Readonly<Record<Field, readonly string[]>>;
/** Which column of a file is which field. */
export type Columns<Field extends string> = Readonly<Partial<Record<Field, string>>>;
/** As given with `--map`; '' says that the file has no such column. */
export type ColumnMap<Field extends string> = Readonly<Partial<Record<Field, string>>>;

export function words(text: string): string[] {
  return text.split(' ');
}

/**
 * Which column is what: as the mapping says, else by its name. Fields take their columns in the order of `known`.
 * @throws ImportFileError when the mapping names a column that the file lacks.
 */
export function chooseColumns<Field extends string>(
  path: string,
  names: readonly string[],
  known: FieldNames<Field>,
  map: ColumnMap<Field>,
): Columns<Field> {
  const chosen: Partial<Record<Field, string>> = {};
  const taken = new Set<unknown>(Object.values(map));
  for (const field of Object.keys(known) as Field[]) {
    const given = map[field];
    if (given === '') continue;
    if (given !== undefined && !names.includes(given))
      throw new ImportFileError(`${path} has no column '${given}' for ${field}; it has: ${listed(names)}.`);
    const found = known[field]
      .map((name) => names.find((candidate) => plain(candidate) === name && !taken.has(candidate)))
      .find((name) => name !== undefined);
    const column = given ?? found;
    if (column !== undefined) chosen[field] = column;
  }
  return chosen;
}

/** `text=review` pairs. @throws ImportFileError for a field that does not exist. */
export function readColumnMap<Field extends string>(
  pairs: readonly string[],
  known: FieldNames<Field>,
): ColumnMap<Field> {
  const map: Partial<Record<Field, string>> = {};
  const fields = Object.keys(known) as Field[];
  for (const pair of pairs) {
    const [name = '', ...column] = pair.split('=');
    const field = fields.find((candidate) => candidate === name.trim());
    if (field === undefined || column.length === 0)
      throw new ImportFileError(`--map takes FIELD=COLUMN with a field of: ${fields.join(', ')}; not '${pair}'.`);
    map[field] = column.join('=').trim();
  }
  return map;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The columns of a file, as an error names them. */
export const listed = (names: readonly string[]): string =>
  names.length === 1 && names[0] === LINE_COLUMN
    ? 'plain lines'
    : names
        .slice(0, 15)
        .map((name) => `'${name.slice(0, 40)}'`)
        .join(', ');
