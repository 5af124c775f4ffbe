import type { Family } from './families.ts';
import {
  CATALOG_KINDS,
  DEVICES,
  MEDIA_KINDS,
  ORIGINS,
  PLAYBACK_ACTIONS,
  PROMO_ACTIONS,
  type Vocabulary,
} from './vocabulary.ts';

/** How a value of a column is written in RowBinary. */
export type Storage =
  | 'string'
  | 'strings'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'day'
  | 'instant'
  | 'instant?'
  | Vocabulary;

export interface Column {
  readonly name: string;
  readonly storage: Storage;
  /** What is stored when the record does not say; without it the type's zero ('' , 0, [], null). */
  readonly absent?: number;
}

function column(name: string, storage: Storage, absent?: number): Column {
  return absent === undefined ? { name, storage } : { name, storage, absent };
}

const RECEIVED: readonly Column[] = [
  column('source', 'string'),
  column('test', 'u8'),
  column('received_at', 'instant'),
];
const CORRECTED: readonly Column[] = [column('updated_at', 'instant'), column('deleted', 'u8'), ...RECEIVED];

/** Columns of each family in RowBinary order: what the collector writes and the landing tables of the store read. */
export const COLUMNS: Readonly<Record<Family, readonly Column[]>> = {
  playback: [
    column('title', 'string'),
    column('viewer', 'u64'),
    column('account', 'u64'),
    column('episode', 'string'),
    column('play', 'u64'),
    column('seq', 'u32'),
    column('action', PLAYBACK_ACTIONS),
    column('at', 'instant'),
    column('started_at', 'instant'),
    column('clock_offset_ms', 'i32'),
    column('position_ms', 'u32'),
    column('from_ms', 'i32', -1),
    column('played_ms', 'i64', -1),
    column('country', 'string'),
    column('region', 'string'),
    column('device', DEVICES),
    column('audio', 'string'),
    column('subtitles', 'string'),
    column('app_version', 'string'),
    column('origin', ORIGINS),
    column('surface', 'string'),
    column('rate', 'f32', 1),
    ...RECEIVED,
  ],
  impression: [
    column('impression_id', 'string'),
    column('viewer', 'u64'),
    column('title', 'string'),
    column('surface', 'string'),
    column('row', 'u16'),
    column('rank', 'u16'),
    column('artwork_id', 'string'),
    column('at', 'instant'),
    ...RECEIVED,
  ],
  promo: [
    column('event_id', 'string'),
    column('asset', 'string'),
    column('title', 'string'),
    column('viewer', 'u64'),
    column('action', PROMO_ACTIONS),
    column('channel', 'string'),
    column('paid_owned_earned', MEDIA_KINDS),
    column('country', 'string'),
    column('holdout', 'u8'),
    column('at', 'instant'),
    ...RECEIVED,
  ],
  promo_daily: [
    column('asset', 'string'),
    column('channel', 'string'),
    column('country', 'string'),
    column('date', 'day'),
    column('metric', 'string'),
    column('value', 'f64'),
    column('updated_at', 'instant'),
    ...RECEIVED,
    column('paid_owned_earned', MEDIA_KINDS),
  ],
  mention: [
    column('mention_id', 'string'),
    column('title', 'string'),
    column('channel', 'string'),
    column('text', 'string'),
    column('lang', 'string'),
    column('author', 'u64'),
    column('reach', 'u64'),
    column('country', 'string'),
    column('at', 'instant'),
    ...CORRECTED,
  ],
  review: [
    column('review_id', 'string'),
    column('title', 'string'),
    column('episode', 'string'),
    column('viewer', 'u64'),
    column('author', 'u64'),
    column('has_rating', 'u8'),
    column('rating', 'f32'),
    column('scale_min', 'f32'),
    column('scale_max', 'f32'),
    column('text', 'string'),
    column('lang', 'string'),
    column('country', 'string'),
    column('at', 'instant'),
    ...CORRECTED,
  ],
  viewer: [
    column('viewer', 'u64'),
    column('age_band', 'string'),
    column('gender', 'string'),
    column('plan', 'string'),
    column('joined_at', 'instant?'),
    column('country', 'string'),
    column('language', 'string'),
    ...CORRECTED,
  ],
  catalog: [
    column('kind', CATALOG_KINDS),
    column('id', 'string'),
    column('title', 'string'),
    column('name', 'string'),
    column('form', 'string'),
    column('show', 'string'),
    column('season', 'u16'),
    column('number', 'u16'),
    column('genres', 'strings'),
    column('languages', 'strings'),
    column('countries', 'strings'),
    column('hub', 'string'),
    column('creators', 'strings'),
    column('stage', 'string'),
    column('premiere', 'instant?'),
    column('territories', 'strings'),
    column('runtime_ms', 'u32'),
    column('runtime_estimated', 'u8'),
    column('channel', 'string'),
    column('view_rule', 'string'),
    column('note', 'string'),
    column('simulated', 'u8'),
    column('effective_from', 'instant?'),
    ...CORRECTED,
  ],
};

/**
 * How many columns a family had before it got its last ones, where a collector of then may have left rows in the spool. What
 * was added came behind the others, one byte each, and 0 says that nothing is known.
 */
export const FORMER_WIDTHS: Readonly<Partial<Record<Family, number>>> = { promo_daily: 10 };

const CLICKHOUSE_TYPES = {
  string: 'String',
  strings: 'Array(String)',
  u8: 'UInt8',
  u16: 'UInt16',
  u32: 'UInt32',
  u64: 'UInt64',
  i32: 'Int32',
  i64: 'Int64',
  f32: 'Float32',
  f64: 'Float64',
  day: 'Date',
  instant: "DateTime64(3, 'UTC')",
  'instant?': "Nullable(DateTime64(3, 'UTC'))",
} as const;

function clickhouseType(storage: Storage): string {
  if (typeof storage === 'string') return CLICKHOUSE_TYPES[storage];
  return `Enum8(${Object.entries(storage)
    .map(([word, number]) => `'${word}' = ${number}`)
    .join(', ')})`;
}

/** The columns of a family with their ClickHouse types, in the order they are written. */
export function columnsOf(family: Family): { name: string; type: string }[] {
  return COLUMNS[family].map(({ name, storage }) => ({ name, type: clickhouseType(storage) }));
}

/**
 * The structure argument of `file(path, RowBinary, structure)` for rows of a family. It contains single quotes: write it
 * as an escaped literal or a heredoc.
 */
export function structureOf(family: Family): string {
  return columnsOf(family)
    .map(({ name, type }) => `${name} ${type}`)
    .join(', ');
}
