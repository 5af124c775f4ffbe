import { COLUMNS, FORMER_WIDTHS, type Column } from '../contract/columns.ts';
import type { Family } from '../contract/families.ts';

/** The bytes at this offset are no row of the family. */
export class UnreadableRowError extends Error {
  readonly offset: number;

  constructor(family: Family, offset: number, reason: string) {
    super(`${family} rows are unreadable from byte ${offset} on: ${reason}.`);
    this.name = 'UnreadableRowError';
    this.offset = offset;
  }
}

/** Fixed widths in bytes; `strings` and `string` are counted, `instant?` has a flag before its eight bytes. */
const WIDTHS: Partial<Record<Exclude<Column['storage'], object>, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
  day: 2,
  instant: 8,
};

/**
 * Where each row of a RowBinary file starts, and where the readable part ends: row i is `rows[i]` to `rows[i + 1]`. A
 * broken length can swallow what follows, so everything behind the first unreadable row is given up: `error` says where.
 */
export function walkRows(
  family: Family,
  bytes: Buffer,
  columns: readonly Column[] = COLUMNS[family],
): { starts: number[]; error: UnreadableRowError | null } {
  const starts = [0];
  let offset = 0;
  try {
    while (offset < bytes.length) {
      offset = skipRow(columns, bytes, offset);
      starts.push(offset);
    }
  } catch (error) {
    if (error instanceof RangeError) {
      return { starts, error: new UnreadableRowError(family, starts[starts.length - 1] ?? 0, error.message) };
    }
    throw error;
  }
  return { starts, error: null };
}

/**
 * Rows that were spooled before their family got its last columns, as rows of now; null where they are no such rows. Rows of one
 * width are never rows of another as well: what is left of the last one tells.
 */
export function completedRows(family: Family, bytes: Buffer): Buffer | null {
  const width = FORMER_WIDTHS[family];
  if (width === undefined || walkRows(family, bytes).error === null) return null;
  const { starts, error } = walkRows(family, bytes, COLUMNS[family].slice(0, width));
  if (error !== null) return null;
  const added = Buffer.alloc(COLUMNS[family].length - width);
  return Buffer.concat(starts.slice(1).flatMap((end, row) => [bytes.subarray(starts[row], end), added]));
}

/** One row as plain values by column name, for a person to read: 64-bit numbers as decimal text, instants as ISO 8601. */
export function readRow(family: Family, bytes: Buffer): Record<string, unknown> {
  const reader = new Reader(bytes, 0);
  return Object.fromEntries(COLUMNS[family].map(({ name, storage }) => [name, reader.value(storage)]));
}

function skipRow(columns: readonly Column[], bytes: Buffer, offset: number): number {
  const reader = new Reader(bytes, offset);
  for (const { storage } of columns) reader.skip(storage);
  return reader.offset;
}

class Reader {
  readonly #bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  skip(storage: Column['storage']): void {
    if (storage === 'string') this.#take(this.#count());
    else if (storage === 'strings') for (let left = this.#count(); left > 0; left--) this.#take(this.#count());
    else if (storage === 'instant?') this.#take(this.#flag() ? 0 : 8);
    else this.#take(typeof storage === 'string' ? (WIDTHS[storage] ?? 0) : 1);
  }

  value(storage: Column['storage']): unknown {
    if (typeof storage !== 'string') return this.#word(storage);
    if (storage === 'string') return this.#text();
    if (storage === 'strings') return Array.from({ length: this.#count() }, () => this.#text());
    if (storage === 'instant?') return this.#flag() ? null : this.value('instant');
    const at = this.#take(WIDTHS[storage] ?? 0);
    switch (storage) {
      case 'u8':
        return this.#bytes.readUInt8(at);
      case 'u16':
        return this.#bytes.readUInt16LE(at);
      case 'u32':
        return this.#bytes.readUInt32LE(at);
      case 'u64':
        return String(this.#bytes.readBigUInt64LE(at));
      case 'i32':
        return this.#bytes.readInt32LE(at);
      case 'i64':
        return String(this.#bytes.readBigInt64LE(at));
      case 'f32':
        return this.#bytes.readFloatLE(at);
      case 'f64':
        return this.#bytes.readDoubleLE(at);
      case 'day':
        return isoInstant(this.#bytes.readUInt16LE(at) * 86_400_000).slice(0, 10);
      case 'instant':
        return isoInstant(Number(this.#bytes.readBigInt64LE(at)));
    }
  }

  #word(vocabulary: Readonly<Record<string, number>>): string | number {
    const number = this.#bytes.readInt8(this.#take(1));
    return Object.entries(vocabulary).find(([, value]) => value === number)?.[0] ?? number;
  }

  #text(): string {
    const length = this.#count();
    const at = this.#take(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  #flag(): boolean {
    return this.#bytes[this.#take(1)] !== 0;
  }

  /** An unsigned LEB128 number. */
  #count(): number {
    let count = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      count += (byte & 0x7f) * factor;
      if (byte < 0x80) return count;
      if (factor > 2 ** 42) throw new RangeError('a length of more than 49 bits');
    }
  }

  /** The offset of the next bytes, which are then behind the reader. */
  #take(bytes: number): number {
    const at = this.offset;
    if (at + bytes > this.#bytes.length)
      throw new RangeError(`a value of ${bytes} bytes ends behind the end of the file`);
    this.offset = at + bytes;
    return at;
  }
}

/** ISO 8601, or the bare milliseconds when no date has that number: a refused row may hold anything. */
function isoInstant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
