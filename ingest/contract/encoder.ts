import { Refusal, type EncodeContext } from './encode-context.ts';
import { FamilyRows } from './family-rows.ts';
import { FAMILIES, isFamily, type Family } from './families.ts';
import type { EncodedBatch } from '../spool/batch.ts';
import type { People } from './people.ts';
import { PlaybackEncoder } from './playback-encoder.ts';
import type { Rejection } from './rejection.ts';
import { badWord } from './refuse.ts';
import { SHAPES, SHAPE_NAMES, shapeOf, type ShapeName } from './shapes.ts';
import { TableEncoder } from './table-encoder.ts';
import { CATALOG_KINDS } from './vocabulary.ts';

type Sent = Readonly<Record<string, unknown>>;

/**
 * Turns the records of one request into rows. One for each running request, used again afterwards: `begin`, then `add`
 * for every record, then `batch`, and `begin` again once the batch's bytes are no longer needed.
 */
export class RecordEncoder {
  readonly playback: PlaybackEncoder;
  readonly #refusal = new Refusal();
  readonly #tables = new Map<ShapeName, TableEncoder>();
  readonly #rows: readonly FamilyRows[];
  readonly #onUnknownField: (family: Family, field: string) => void;
  #context: EncodeContext = { receivedAtMs: 0, anyTime: false, hashedPeople: false, retentionMs: {} };

  constructor(people: People, onUnknownField: (family: Family, field: string) => void = () => undefined) {
    this.playback = new PlaybackEncoder(people, this.#refusal);
    this.#onUnknownField = onUnknownField;
    const rowsOf = new Map<Family, FamilyRows>(FAMILIES.map((family) => [family, new FamilyRows(family, 1024)]));
    rowsOf.set('playback', this.playback.rows);
    this.#rows = [...rowsOf.values()];
    for (const shapeName of SHAPE_NAMES) {
      const rows = rowsOf.get(SHAPES[shapeName].family);
      if (rows === undefined || shapeName === 'playback') continue;
      this.#tables.set(shapeName, new TableEncoder(shapeName, rows, people, this.#refusal));
    }
  }

  /** Forgets the rows of the request before. */
  begin(context: EncodeContext): void {
    this.#context = context;
    for (const rows of this.#rows) rows.clear();
  }

  /** Takes one parsed JSON value in. False: it is not accepted, `rejection` says why, and nothing was written. */
  add(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#refusal.because('not_a_record', 'A record must be a JSON object.');
    const record = value as Sent;
    const type = record.type;
    if (type === 'playback') {
      if (!this.playback.add(record, this.#context)) return false;
      if (this.playback.hasUnknown) this.#countUnknown('playback', record);
      return true;
    }
    const shapeName = this.#shapeName(type, record.kind);
    const table = shapeName === null ? undefined : this.#tables.get(shapeName);
    if (shapeName === null || table === undefined) return false;
    if (!table.add(record, this.#context)) return false;
    if (table.hasUnknown) this.#countUnknown(shapeName, record);
    return true;
  }

  /** Which shape a record that is no playback has; null after refusing. */
  #shapeName(type: unknown, kind: unknown): ShapeName | null {
    if (type === undefined || type === null) this.#refusal.because('required', 'type is required.');
    else if (typeof type !== 'string') this.#refusal.because('type', 'type must be a string.');
    else if (!isFamily(type)) this.#refusal.because('unknown_type', `type must be one of ${FAMILIES.join(', ')}.`);
    else if (type !== 'catalog') return type;
    else if (typeof kind === 'string' && Object.hasOwn(CATALOG_KINDS, kind))
      return `catalog.${kind as keyof typeof CATALOG_KINDS}`;
    else badWord(this.#refusal, 'kind', kind, true, CATALOG_KINDS);
    return null;
  }

  #countUnknown(shapeName: ShapeName, record: Sent): void {
    const { family, fields } = shapeOf(shapeName);
    for (const name of Object.keys(record)) {
      if (name !== 'type' && !Object.hasOwn(fields, name)) this.#onUnknownField(family, name);
    }
  }

  get rejection(): Rejection {
    return this.#refusal;
  }

  get rows(): number {
    return this.#rows.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** The accepted rows; their memory belongs to this encoder and is used again after the next `begin`. */
  batch(): EncodedBatch {
    return { chunks: this.#rows.filter(({ rows }) => rows > 0).map((rows) => rows.chunk()) };
  }
}
