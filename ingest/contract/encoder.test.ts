import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal, type EncodeContext } from './encode-context.ts';
import { RecordEncoder } from './encoder.ts';
import { FamilyRows } from './family-rows.ts';
import type { Field } from './fields.ts';
import { hashHex, hashOf, openPeople } from './people.ts';
import type { PlaybackRecord } from './records.ts';
import { SHAPES, SHAPE_NAMES, shapeOf } from './shapes.ts';
import { TableEncoder } from './table-encoder.ts';

const people = openPeople(Buffer.alloc(32, 3));
const NOW = Date.parse('2026-03-01T20:00:00Z');
const context: EncodeContext = { receivedAtMs: NOW, anyTime: false, hashedPeople: false, retentionMs: {} };

const PLAY: PlaybackRecord = {
  type: 'playback',
  play_id: 'p1',
  seq: 3,
  viewer_id: 'v1',
  title_id: 't1',
  action: 'ping',
  at: NOW,
  started_at: NOW - 60_000,
  position_s: 90.0005,
};

/** What an encoder makes of a record: its bytes, or why not. */
function verdict(value: unknown, in_: EncodeContext = context): string {
  const encoder = new RecordEncoder(people);
  encoder.begin(in_);
  if (!encoder.add(value)) return `${encoder.rejection.code}: ${encoder.rejection.message}`;
  return encoder.batch().chunks[0]?.bytes.toString('hex') ?? '';
}

function verdictOfTable(value: Record<string, unknown>): string {
  const refusal = new Refusal();
  const table = new TableEncoder('playback', new FamilyRows('playback', 1024), people, refusal);
  return table.add(value, context) ? table.rows.chunk().bytes.toString('hex') : `${refusal.code}: ${refusal.message}`;
}

const codeOf = (value: unknown, in_?: EncodeContext) => /^\w+(?=:)/.exec(verdict(value, in_))?.[0];

/** Values a field may be sent with: good ones of its kind, and everything else JSON has. */
function sent(field: Field): fc.Arbitrary<unknown> {
  const junk = fc.oneof(
    fc.constantFrom(
      null,
      undefined,
      true,
      false,
      '',
      ' ',
      ' x',
      'x ',
      '\u0000',
      '\ud800',
      'a\u2028b',
      'ж',
      '名前',
      '😀'.repeat(100),
    ),
    fc.constantFrom(
      -1,
      0,
      0.5,
      1e3,
      Infinity,
      -Infinity,
      4294967295,
      4294967296,
      86400,
      86400.001,
      Number.MAX_SAFE_INTEGER,
    ),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.double(),
    fc.jsonValue({ maxDepth: 2 }),
  );
  return fc.oneof({ weight: 60, arbitrary: good(field) }, { weight: 1, arbitrary: junk });
}

function good(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'instant':
      return fc
        .integer({ min: NOW - 120_000, max: NOW + 700_000 })
        .chain((ms) =>
          fc.constantFrom<unknown>(ms, new Date(ms).toISOString(), new Date(ms).toISOString().replace('Z', '+00:00')),
        );
    case 'word':
      return fc.constantFrom(...Object.keys(field.words));
    case 'seconds':
      return fc.double({ min: 0, max: 200, noNaN: true });
    case 'integer':
      return fc.integer({ min: Math.max(field.min, -100_000), max: Math.min(field.max, 100_000) });
    case 'number':
      return fc.double({ min: field.min, max: field.max, noNaN: true });
    case 'flag':
      return fc.boolean();
    case 'country':
      return fc.constantFrom('br', 'JP', '');
    case 'language':
      return fc.constantFrom('pt-br', 'ZH-hant-TW', 'en', '', 'x', 'en_US');
    default:
      return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((s) => s.trim() || 'x');
  }
}

/** Playback records, mostly valid: optional fields come and go, and now and then a field is wrong or unknown. */
const playback = fc
  .record(Object.fromEntries(Object.entries(shapeOf('playback').fields).map(([name, field]) => [name, sent(field)])), {
    requiredKeys: Object.entries(shapeOf('playback').fields).flatMap(([name, { required }]) =>
      required ? [name] : [],
    ),
  })
  .chain((record) =>
    fc.constantFrom({ ...record, type: 'playback' }, { ...record, type: 'playback', mood: { deep: [1] } }),
  );

describe('the playback encoder', () => {
  it('agrees with the table, byte for byte and refusal for refusal', () => {
    let accepted = 0;
    fc.assert(
      fc.property(playback, (record) => {
        const ours = verdict(record);
        expect(ours).toBe(verdictOfTable(record));
        if (!ours.includes(':')) accepted++;
      }),
      { seed: 1, numRuns: 4000 },
    );
    // The property says little if nearly everything is refused.
    expect(accepted).toBeGreaterThan(400);
  });

  it('leaves nothing behind of a refused record', () => {
    const encoder = new RecordEncoder(people);
    encoder.begin(context);
    encoder.add(PLAY);
    const before = encoder.batch().chunks[0]?.bytes.toString('hex');
    for (const name of Object.keys(PLAY)) if (name !== 'type') expect(encoder.add({ ...PLAY, [name]: {} })).toBe(false);
    expect(encoder.batch().chunks).toHaveLength(1);
    expect(encoder.batch().chunks[0]?.bytes.toString('hex')).toBe(before);
  });

  it('gives a batch its titles and its earliest and latest corrected time', () => {
    const encoder = new RecordEncoder(people);
    encoder.begin(context);
    encoder.add({ ...PLAY, clock_offset_ms: 5000 });
    encoder.add({ ...PLAY, title_id: 't2' });
    encoder.add(PLAY);
    expect(encoder.batch().chunks).toMatchObject([
      { family: 'playback', rows: 3, minAtMs: NOW - 5000, maxAtMs: NOW, titles: new Set(['t1', 't2']) },
    ]);
    encoder.begin(context);
    expect(encoder.batch().chunks).toEqual([]);
  });
});

describe('rules of playback', () => {
  it.each<[string, Partial<Record<keyof PlaybackRecord, unknown>>, string | undefined]>([
    ['played as much as four times the time and a minute', { played_s: 300 }, undefined],
    ['played more than that', { played_s: 300.001 }, 'played_too_fast'],
    ['a play of 60 days', { started_at: NOW - 60 * 86_400_000 }, undefined],
    ['a longer one', { started_at: NOW - 60 * 86_400_000 - 1 }, 'play_too_long'],
    ['from at the position', { from_s: 90.0005 }, undefined],
    ['from beyond the position', { from_s: 91 }, 'from_after_position'],
    ['a minute before the start', { at: NOW - 120_000 }, undefined],
    ['more than a minute before the start', { at: NOW - 120_001 }, 'at_before_start'],
    ['nothing played yet, just before the start', { at: NOW - 120_000, played_s: 0 }, undefined],
    ['a position of 24 hours', { position_s: 86_400 }, undefined],
    ['a position beyond', { position_s: 86_400.1 }, 'range'],
    ['ten minutes ahead', { at: NOW + 600_000 }, undefined],
    ['further ahead', { at: NOW + 600_001 }, 'too_far_in_future'],
    [
      'ahead by a clock that says so',
      { at: NOW + 3_600_000, started_at: NOW + 3_600_000, clock_offset_ms: 3_600_000 },
      undefined,
    ],
    ['a whole number written otherwise', { seq: 1e3 }, undefined],
    ['half a number', { seq: 1.5 }, 'integer'],
    ['an id of 128 characters', { play_id: '😀'.repeat(128) }, undefined],
    ['an id of 129', { play_id: 'x'.repeat(129) }, 'length'],
    ['an empty id', { viewer_id: '' }, 'length'],
    ['an id with a space at its end', { title_id: 't1 ' }, 'characters'],
    ['an id with a mark of direction', { title_id: '\u202ee1' }, 'characters'],
    ['a viewer id with a mark of direction', { viewer_id: 'a\u2066b' }, 'characters'],
    ['an id written from right to left', { title_id: '\u05d0\u05d1' }, undefined],
    ['an id with a no-break space before it', { title_id: '\u00a0t1' }, 'characters'],
    ['a text where a number must be', { position_s: '90' }, 'type'],
  ])('%s', (_, change, code) => {
    expect(codeOf({ ...PLAY, ...change })).toBe(code);
  });

  it('takes people already hashed where that is allowed, as the same people', () => {
    const local = { ...context, hashedPeople: true };
    const hash = hashHex(hashOf(people, 'viewer', 'v1') ?? 0n);
    expect(verdict({ ...PLAY, viewer_id: { hash } }, local)).toBe(verdict(PLAY));
    expect(codeOf({ ...PLAY, viewer_id: { hash } })).toBe('hash_not_allowed');
    expect(codeOf({ ...PLAY, viewer_id: { hash: '0'.repeat(16) } }, local)).toBe('type');
  });

  it('refuses what is older than is kept, unless an importer brings it', () => {
    const short = { ...context, retentionMs: { playback: 1000 } };
    expect(codeOf({ ...PLAY, at: NOW - 1001 }, short)).toBe('too_old');
    expect(codeOf({ ...PLAY, at: NOW - 1001 }, { ...short, anyTime: true })).toBeUndefined();
  });
});

describe('rules of the others', () => {
  const review = { type: 'review', review_id: 'r1', title_id: 't1', at: NOW };
  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['a review without a rating', review, undefined],
    ['a rating without its scale', { ...review, rating: 5 }, 'required'],
    ['a rating on its scale', { ...review, rating: 5, scale: [1, 5] }, undefined],
    ['a rating off its scale', { ...review, rating: 6, scale: [1, 5] }, 'rating_off_scale'],
    ['a scale that falls', { ...review, rating: 6, scale: [10, 1] }, 'range'],
    ['a scale of three', { ...review, rating: 6, scale: [1, 5, 10] }, 'type'],
    ['a text of 64 KiB', { ...review, text: 'é'.repeat(32_768) }, undefined],
    ['a longer text', { ...review, text: `${'é'.repeat(32_768)}!` }, 'length'],
    ['a text with half a surrogate pair', { ...review, text: '\udc00' }, 'characters'],
    ['a correction dated far ahead', { ...review, updated_at: NOW + 3_600_000 }, 'too_far_in_future'],
    ['a milestone ahead', { type: 'catalog', kind: 'milestone', id: 'm', title_id: 't', at: NOW + 9e9 }, undefined],
    ['a premiere ahead', { type: 'catalog', kind: 'title', id: 't', premiere_at: NOW + 9e9 }, undefined],
    ['a catalogue record of no kind', { type: 'catalog', id: 't' }, 'required'],
    ['a catalogue record of an unknown kind', { type: 'catalog', kind: 'person', id: 't' }, 'vocabulary'],
    ['too many genres', { type: 'catalog', kind: 'title', id: 't', genres: Array(65).fill('x') }, 'length'],
    ['a genre that is a number', { type: 'catalog', kind: 'title', id: 't', genres: [1] }, 'type'],
    [
      'a day',
      { type: 'promo_daily', asset_id: 'a', channel: 'c', date: '2026-02-28', metric: 'views', value: 3 },
      undefined,
    ],
    [
      'a day that is none',
      { type: 'promo_daily', asset_id: 'a', channel: 'c', date: '2026-02-29', metric: 'views', value: 3 },
      'format',
    ],
  ])('%s', (_, record, code) => {
    expect(codeOf(record)).toBe(code);
  });

  it('counts unknown fields and accepts the record', () => {
    const seen: string[] = [];
    const encoder = new RecordEncoder(people, (family, field) => seen.push(`${family}.${field}`));
    encoder.begin(context);
    expect(encoder.add({ ...review, mood: 1 })).toBe(true);
    expect(encoder.add({ ...PLAY, mood: 1, country: null })).toBe(true);
    expect(seen).toEqual(['review.mood', 'playback.mood']);
  });

  it('every required field of every shape is missed by name', () => {
    for (const shapeName of SHAPE_NAMES) {
      const fields: Readonly<Record<string, Field>> = SHAPES[shapeName].fields;
      const kind = shapeName.split('.')[1];
      const [first] = Object.entries(fields).find(([name, field]) => field.required === true && name !== 'kind') ?? [];
      expect(verdict({ type: SHAPES[shapeName].family, ...(kind === undefined ? {} : { kind }) })).toBe(
        `required: ${String(first)} is required.`,
      );
    }
  });
});
