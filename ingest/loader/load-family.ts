import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Family } from '../contract/families.ts';
import { completedRows, readRow, walkRows } from '../spool/rows.ts';
import { remedyFor } from './failure.ts';
import type { LoadableFile } from './load-file.ts';

/** A row that the store refuses, as plain values: it goes to the dead letters. */
export interface RefusedRow {
  readonly segment: string;
  readonly family: Family;
  readonly row: Record<string, unknown>;
  readonly error: Error;
}

/** Bytes of a damaged file in which no row can be made out; the loader keeps them aside. */
export interface UnreadableRest {
  readonly segment: string;
  readonly family: Family;
  readonly bytes: Buffer;
  readonly error: Error;
}

export interface FamilyLoad {
  /** Inserts a file; throws what the store says. */
  readonly load: (file: LoadableFile) => Promise<void>;
  /** True once the loader is to stop: a search for bad rows is then given up and repeated at the next start. */
  readonly stopping: () => boolean;
}

/** What was left out of a family's file, and the file without it. */
export interface LeftOut {
  readonly refused: RefusedRow[];
  readonly rest: UnreadableRest | null;
  readonly good: { readonly bytes: Buffer; readonly rows: number };
}

/** Finding one row takes two inserts a halving, 34 of 150,000 rows: behind so many bad ones the data as a whole is at fault. */
const MAX_SEARCHED_ROWS = 20;

/** A store that can not take so few rows is ill, and smaller files would not help it. */
const MIN_HALVED_ROWS = 500;

/**
 * Loads a family's file whole, or, when the store refuses some of it, by halves down to the rows at fault; every other row
 * is loaded. Beyond 20 refused rows failing stretches are refused as they are. Null when nothing was left out. Rows of an older
 * version, from before its family got its last columns, are refused by the store as a whole, and are loaded when completed.
 * @throws what the store says when trying again later may help.
 */
export async function loadFamily(file: LoadableFile, { load, stopping }: FamilyLoad): Promise<LeftOut | null> {
  try {
    await load(file);
    return null;
  } catch (error) {
    if (remedyFor(error) === 'later') throw error;
  }

  const { segment, family } = file;
  const read = await readFile(file.path);
  const bytes = completedRows(family, read) ?? read;
  const { starts, error: unreadable } = walkRows(family, bytes);
  const part = `${file.path}.part`;
  const refused: RefusedRow[] = [];
  const good: Buffer[] = [];
  const rowAt = (index: number) => bytes.subarray(starts[index], starts[index + 1]);

  const loadRange = async (from: number, to: number): Promise<void> => {
    if (from === to) return;
    if (stopping()) throw new Error('The loader stopped while it looked for a bad row; the next start repeats it.');
    const range = bytes.subarray(starts[from], starts[to]);
    await writeFile(part, range);
    try {
      await load({ segment, family, path: part });
      good.push(range);
    } catch (error) {
      const remedy = remedyFor(error);
      if (remedy === 'later' || (remedy === 'size' && to - from <= MIN_HALVED_ROWS)) throw error;
      if (remedy === 'data' && (to - from === 1 || refused.length >= MAX_SEARCHED_ROWS)) {
        for (let index = from; index < to; index++) {
          refused.push({ segment, family, row: readRow(family, rowAt(index)), error: asError(error) });
        }
        return;
      }
      const middle = (from + to) >>> 1;
      await loadRange(from, middle);
      await loadRange(middle, to);
    }
  };

  try {
    await loadRange(0, starts.length - 1);
  } finally {
    await rm(part, { force: true });
  }
  const rest =
    unreadable === null ? null : { segment, family, bytes: bytes.subarray(unreadable.offset), error: unreadable };
  if (rest === null && refused.length === 0) return null;
  return { refused, rest, good: { bytes: Buffer.concat(good), rows: starts.length - 1 - refused.length } };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
