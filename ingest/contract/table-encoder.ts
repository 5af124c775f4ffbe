import { COLUMNS, type Column } from './columns.ts';
import { isCountry } from './country.ts';
import type { EncodeContext, Refusal } from './encode-context.ts';
import type { FamilyRows } from './family-rows.ts';
import type { Family } from './families.ts';
import { LIST_LABEL_MAX_CHARACTERS, type Field } from './fields.ts';
import { parseDay, parseInstant } from './instant.ts';
import { canonicalLanguage } from './language.ts';
import { MAX_DEPTH, nestedDeeperThan } from './nesting.ts';
import { hashOf, hashedPerson, type People, type Role } from './people.ts';
import * as refuse from './refuse.ts';
import { playbackRules, timeRules } from './rules.ts';
import { shapeOf, type ShapeName } from './shapes.ts';
import { TOO_LONG, checkId, checkLabel, putInt64, putLength } from './slab.ts';

/** A value as the row has it: numbers in the column's unit, hashes as 64-bit numbers. */
type Stored = string | number | bigint | readonly string[] | null;
type Row = Map<string, Stored>;
type Sent = Readonly<Record<string, unknown>>;

/** Said of a field that is refused. */
const REFUSED = Symbol('refused');

/**
 * Validates records of one shape field by field as the table says, and writes their rows. Slower than by hand, and
 * enough for everything but playback; for playback it is the reference that the hand-written encoder is tested against.
 */
export class TableEncoder {
  readonly rows: FamilyRows;
  /** Whether the last accepted record has fields that the contract does not know. */
  hasUnknown = false;
  readonly #family: Family;
  readonly #fields: readonly [string, Field][];
  readonly #people: People;
  readonly #refusal: Refusal;
  readonly #ownId: boolean;
  readonly #atIsContent: boolean;

  /** @param rows where the rows go; shapes of one family share it */
  constructor(shapeName: ShapeName, rows: FamilyRows, people: People, refusal: Refusal) {
    const shape = shapeOf(shapeName);
    this.rows = rows;
    this.#family = shape.family;
    this.#fields = Object.entries(shape.fields);
    this.#people = people;
    this.#refusal = refusal;
    this.#ownId = shapeName === 'catalog.title';
    this.#atIsContent = shape.fields.at?.column !== undefined;
  }

  /** Writes the row, or writes nothing, says why in the refusal, and is false. */
  add(record: Sent, context: EncodeContext): boolean {
    const row: Row = new Map();
    let known = 1;
    for (const [name, field] of this.#fields) {
      const value = record[name];
      if (value !== undefined) known++;
      const stored = this.#parse(name, field, value, context);
      if (stored === REFUSED) return false;
      if (stored !== null) row.set(field.column ?? name, stored);
    }
    if (!this.#complete(row, record, context)) return false;
    const hasUnknown = Object.keys(record).length !== known;
    if (hasUnknown && nestedDeeperThan(record, MAX_DEPTH)) return refuse.tooDeep(this.#refusal);
    this.#write(row);
    const title = row.get('title');
    this.rows.count(typeof title === 'string' ? title : '', numberOf(row, 'at') ?? numberOf(row, 'updated_at') ?? 0);
    this.hasUnknown = hasUnknown;
    return true;
  }

  #parse(name: string, field: Field, value: unknown, context: EncodeContext): Stored | typeof REFUSED {
    const refusal = this.#refusal;
    const required = field.required === true;
    if (value === undefined || value === null) {
      if (!required) return null;
      refuse.absent(refusal, name);
      return REFUSED;
    }
    switch (field.kind) {
      case 'id':
        return this.#id(name, value, required);
      case 'play':
        return this.#person(name, 'play', value);
      case 'person':
        if (typeof value !== 'string') return this.#hashed(name, value, context);
        return this.#person(name, field.role, value);
      case 'label':
        return this.#label(name, field.maxCharacters, value, required);
      case 'text':
        return this.#text(name, field.maxBytes, value);
      case 'language':
        return this.#language(name, value);
      case 'country':
        return this.#country(name, value);
      case 'word': {
        const number = typeof value === 'string' && Object.hasOwn(field.words, value) ? field.words[value] : undefined;
        if (number === undefined) return refused(refuse.badWord(refusal, name, value, required, field.words));
        return number;
      }
      case 'flag':
        return typeof value === 'boolean' ? Number(value) : refused(refuse.notFlag(refusal, name));
      case 'instant': {
        const ms = parseInstant(value);
        return ms < 0 ? refused(refuse.badInstant(refusal, name, value, required, ms)) : ms;
      }
      case 'day': {
        const day = parseDay(value);
        if (day >= 0) return day;
        if (typeof value !== 'string') return refused(refuse.notText(refusal, name, value, required));
        return refused(refusal.because('format', `${name} must be a day such as 2026-02-28.`));
      }
      case 'seconds':
      case 'number':
        if (typeof value !== 'number') return refused(refuse.notNumber(refusal, name, value, required));
        if (!(value >= field.min && value <= field.max)) return refused(refuse.badRange(refusal, name, field));
        return field.kind === 'seconds' ? Math.round(value * 1000) : value;
      case 'integer':
        if (typeof value !== 'number') return refused(refuse.notNumber(refusal, name, value, required));
        if (!Number.isInteger(value) || value < field.min || value > field.max)
          return refused(refuse.badInteger(refusal, name, value, field));
        return value;
      case 'list':
        return this.#list(name, field, value);
      case 'scale':
        // Checked with the rating, in #review.
        return null;
    }
  }

  #id(name: string, value: unknown, required: boolean): Stored | typeof REFUSED {
    if (typeof value !== 'string') return refused(refuse.notText(this.#refusal, name, value, required));
    const wrong = checkId(value);
    return wrong < 0 ? refused(refuse.badText(this.#refusal, name, wrong)) : value;
  }

  #person(name: string, role: Role, value: unknown): Stored | typeof REFUSED {
    const id = this.#id(name, value, true);
    if (typeof id !== 'string') return id;
    return hashOf(this.#people, role, id);
  }

  #hashed(name: string, value: unknown, context: EncodeContext): bigint | typeof REFUSED {
    const hash = hashedPerson(value);
    if (hash === null) return refused(refuse.notText(this.#refusal, name, value, true));
    return context.hashedPeople ? hash : refused(refuse.hashNotAllowed(this.#refusal, name));
  }

  #label(name: string, maxCharacters: number, value: unknown, required: boolean): Stored | typeof REFUSED {
    if (typeof value !== 'string') return refused(refuse.notText(this.#refusal, name, value, required));
    const wrong = required && value === '' ? TOO_LONG : checkLabel(value, maxCharacters);
    return wrong < 0 ? refused(refuse.badText(this.#refusal, name, wrong)) : value;
  }

  #text(name: string, maxBytes: number, value: unknown): Stored | typeof REFUSED {
    if (typeof value !== 'string') return refused(refuse.notText(this.#refusal, name, value, false));
    if (!value.isWellFormed())
      return refused(this.#refusal.because('characters', `${name} has half a surrogate pair: send valid Unicode.`));
    if (Buffer.byteLength(value) > maxBytes)
      return refused(this.#refusal.because('length', `${name} is longer than ${maxBytes} bytes of UTF-8.`));
    return value;
  }

  #language(name: string, value: unknown): Stored | typeof REFUSED {
    if (typeof value !== 'string') return refused(refuse.notText(this.#refusal, name, value, false));
    if (value === '') return null;
    return canonicalLanguage(value) ?? refused(refuse.badLanguage(this.#refusal, name));
  }

  #country(name: string, value: unknown): Stored | typeof REFUSED {
    if (typeof value !== 'string') return refused(refuse.notText(this.#refusal, name, value, false));
    if (value === '') return null;
    return isCountry(value) ? value.toUpperCase() : refused(refuse.badCountry(this.#refusal, name));
  }

  #list(name: string, field: Field & { kind: 'list' }, value: unknown): Stored | typeof REFUSED {
    if (!Array.isArray(value)) return refused(this.#refusal.because('type', `${name} must be a list of strings.`));
    if (value.length > field.maxItems)
      return refused(this.#refusal.because('length', `${name} may have ${field.maxItems} entries at most.`));
    const items: string[] = [];
    for (const entry of value as readonly unknown[]) {
      const item =
        field.of === 'language'
          ? this.#language(name, entry)
          : field.of === 'country'
            ? this.#country(name, entry)
            : this.#label(name, LIST_LABEL_MAX_CHARACTERS, entry, false);
      if (item === REFUSED) return REFUSED;
      if (typeof item === 'string' && item !== '' && !items.includes(item)) items.push(item);
    }
    return items;
  }

  /** The rules between fields, and the columns that no single field fills. */
  #complete(row: Row, record: Sent, context: EncodeContext): boolean {
    const refusal = this.#refusal;
    row.set('received_at', context.receivedAtMs);
    if (this.#family === 'playback' && !this.#playback(row)) return false;
    if (this.#family === 'review' && !this.#review(row, record.scale)) return false;
    if (this.#ownId) row.set('title', row.get('id') ?? '');
    if (typeof record.stage === 'string' && row.has('stage')) row.set('stage', record.stage);

    const atMs = this.#atIsContent ? undefined : numberOf(row, 'at');
    if (atMs !== undefined && !timeRules(this.#family, atMs, context, refusal)) return false;
    const updatedAtMs = numberOf(row, 'updated_at');
    if (updatedAtMs === undefined) {
      const day = numberOf(row, 'date');
      // A count without a time of its own is as old as its day: two exports then order by content, never by arrival.
      row.set('updated_at', atMs ?? (day === undefined ? context.receivedAtMs : day * 86_400_000));
      return true;
    }
    return timeRules(this.#family, Math.max(updatedAtMs, atMs ?? 0), context, refusal);
  }

  #playback(row: Row): boolean {
    const clockOffsetMs = numberOf(row, 'clock_offset_ms') ?? 0;
    const atMs = (numberOf(row, 'at') ?? 0) - clockOffsetMs;
    const startedAtMs = (numberOf(row, 'started_at') ?? 0) - clockOffsetMs;
    row.set('at', atMs);
    row.set('started_at', startedAtMs);
    const positionMs = numberOf(row, 'position_ms') ?? 0;
    const fromMs = numberOf(row, 'from_ms') ?? -1;
    const playedMs = numberOf(row, 'played_ms') ?? -1;
    return playbackRules(atMs, startedAtMs, positionMs, fromMs, playedMs, this.#refusal);
  }

  #review(row: Row, scale: unknown): boolean {
    const refusal = this.#refusal;
    const rating = numberOf(row, 'rating');
    if (scale === undefined || scale === null) {
      if (rating === undefined) return true;
      return refusal.because('required', 'scale is required with a rating: [lowest, highest].');
    }
    const [lowest, highest] = Array.isArray(scale) ? (scale as readonly unknown[]) : [];
    if (!Array.isArray(scale) || scale.length !== 2 || typeof lowest !== 'number' || typeof highest !== 'number')
      return refusal.because('type', 'scale must be two numbers: [lowest, highest].');
    if (!(lowest < highest && Math.abs(lowest) <= 1e6 && Math.abs(highest) <= 1e6))
      return refusal.because('range', 'scale must rise and stay within a million either way.');
    if (rating === undefined) return true;
    if (rating < lowest || rating > highest) return refusal.because('rating_off_scale', 'rating is not on its scale.');
    row.set('has_rating', 1);
    row.set('scale_min', lowest);
    row.set('scale_max', highest);
    return true;
  }

  #write(row: Row): void {
    const slab = this.rows.slab;
    let o = slab.at;
    for (const column of COLUMNS[this.#family]) {
      const value = row.get(column.name) ?? column.absent ?? null;
      slab.reserve(reserveFor(value), o);
      o = put(slab.bytes, slab.view, o, column, value);
    }
    slab.at = o;
  }
}

function refused(_: false): typeof REFUSED {
  return REFUSED;
}

function numberOf(row: Row, column: string): number | undefined {
  const value = row.get(column);
  return typeof value === 'number' ? value : undefined;
}

/** Room a value may take, from above: three bytes of UTF-8 a UTF-16 unit, five of length. */
function reserveFor(value: Stored): number {
  if (typeof value === 'string') return value.length * 3 + 5;
  if (typeof value === 'object' && value !== null) return value.reduce((bytes, item) => bytes + item.length * 3 + 5, 5);
  return 9;
}

/** Writes one value in the column's RowBinary form and returns the offset behind it. */
function put(bytes: Buffer, view: DataView, o: number, column: Column, value: Stored): number {
  const storage = column.storage;
  const number = typeof value === 'number' ? value : 0;
  if (typeof storage === 'object') {
    bytes[o] = number;
    return o + 1;
  }
  switch (storage) {
    case 'string':
      return putString(bytes, o, typeof value === 'string' ? value : '');
    case 'strings': {
      const items = typeof value === 'object' && value !== null ? value : [];
      return items.reduce((at, item) => putString(bytes, at, item), putLength(bytes, o, items.length));
    }
    case 'u8':
      bytes[o] = number;
      return o + 1;
    case 'u16':
    case 'day':
      view.setUint16(o, number, true);
      return o + 2;
    case 'u32':
      view.setUint32(o, number, true);
      return o + 4;
    case 'i32':
      view.setInt32(o, number, true);
      return o + 4;
    case 'f32':
      view.setFloat32(o, number, true);
      return o + 4;
    case 'f64':
      view.setFloat64(o, number, true);
      return o + 8;
    case 'u64':
      if (typeof value !== 'bigint') return putInt64(view, o, number);
      view.setBigUint64(o, value, true);
      return o + 8;
    case 'i64':
    case 'instant':
      return putInt64(view, o, number);
    case 'instant?':
      bytes[o] = value === null ? 1 : 0;
      return value === null ? o + 1 : putInt64(view, o + 1, number);
  }
}

function putString(bytes: Buffer, o: number, value: string): number {
  const at = putLength(bytes, o, Buffer.byteLength(value));
  return at + bytes.write(value, at, 'utf8');
}
