import { COLUMNS, type Column } from '../contract/columns.ts';
import type { Family } from '../contract/families.ts';
import type { EncodedBatch } from './batch.ts';

/** A day of 2026, for rows that do not say when. */
export const SAMPLE_AT_MS = Date.UTC(2026, 2, 1);

/**
 * One RowBinary row from plain values, straight from the column table; what is not given is absent. For tests: slow, and
 * independent of the collector's encoder.
 */
export function sampleRow(family: Family, values: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.concat(COLUMNS[family].map((column) => encode(column.storage, values[column.name] ?? column.absent)));
}

/** A batch of one family, with the titles and instants its rows speak of. */
export function sampleBatch(family: Family, rows: readonly Readonly<Record<string, unknown>>[]): EncodedBatch {
  const at = rows.map((row) => Number(row['at'] ?? row['updated_at'] ?? SAMPLE_AT_MS));
  return {
    chunks: [
      {
        family,
        rows: rows.length,
        bytes: Buffer.concat(rows.map((row) => sampleRow(family, row))),
        titles: new Set(rows.map((row) => String(row['title'] ?? ''))),
        minAtMs: Math.min(...at),
        maxAtMs: Math.max(...at),
      },
    ],
  };
}

/** `count` records of distinct plays of one title; `first` numbers them. */
export function samplePlays(first: number, count: number, title = 'night-train'): EncodedBatch {
  return sampleBatch(
    'playback',
    Array.from({ length: count }, (_, index) => {
      const number = first + index;
      const at = SAMPLE_AT_MS + number * 1000;
      return {
        title,
        viewer: number + 1,
        play: number + 1,
        seq: 1,
        action: 'ping',
        at,
        started_at: at,
        position_ms: 0,
        received_at: at,
      };
    }),
  );
}

function encode(storage: Column['storage'], value: unknown): Buffer {
  if (typeof storage !== 'string') return Buffer.from([storage[String(value)] ?? Number(value ?? 0)]);
  switch (storage) {
    case 'string':
      return text(String(value ?? ''));
    case 'strings': {
      const items = (value ?? []) as readonly string[];
      return Buffer.concat([count(items.length), ...items.map(text)]);
    }
    case 'instant?':
      return value === undefined || value === null
        ? Buffer.from([1])
        : Buffer.concat([Buffer.from([0]), encode('instant', value)]);
    case 'instant':
      return encode('i64', value ?? SAMPLE_AT_MS);
    case 'u8':
      return Buffer.from([Number(value ?? 0)]);
    case 'u64':
    case 'i64':
      return fixed(8, (bytes) => bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(String(value ?? 0)))));
    case 'i32':
    case 'u32':
      return fixed(4, (bytes) => bytes.writeUInt32LE(Number(value ?? 0) >>> 0));
    case 'u16':
    case 'day':
      return fixed(2, (bytes) => bytes.writeUInt16LE(Number(value ?? 0)));
    case 'f32':
      return fixed(4, (bytes) => bytes.writeFloatLE(Number(value ?? 0)));
    case 'f64':
      return fixed(8, (bytes) => bytes.writeDoubleLE(Number(value ?? 0)));
  }
}

function fixed(width: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(width);
  write(bytes);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([count(bytes.length), bytes]);
}

function count(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Buffer.from([...bytes, left]);
}
