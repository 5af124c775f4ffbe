import { describe, expect, it } from 'vitest';
import { completedRows, readRow, walkRows } from './rows.ts';
import { sampleRow } from './sample-rows.ts';

const AT_MS = Date.UTC(2026, 2, 1, 12, 30, 0, 250);

const review = sampleRow('review', {
  review_id: 'r-1',
  title: 'night-train',
  viewer: '18446744073709551615',
  has_rating: 1,
  rating: 7.5,
  scale_max: 10,
  text: '夜'.repeat(100),
  at: AT_MS,
  updated_at: AT_MS,
  received_at: AT_MS,
});
const catalog = sampleRow('catalog', {
  kind: 'title',
  id: 'night-train',
  genres: ['drama', ''],
  premiere: AT_MS,
  season: 2,
});

describe('completedRows', () => {
  const day = (asset: string, kind?: string) =>
    sampleRow('promo_daily', {
      asset,
      channel: 'tube',
      metric: 'views',
      value: 5,
      date: 20_500,
      paid_owned_earned: kind,
    });

  it('gives rows from before the last column what that holds of nothing', () => {
    // Short ids, too: their length could be taken for a kind.
    const rows = ['trailer', 'a', 'abc', 'x'.repeat(128)].map((asset) => day(asset));
    const former = Buffer.concat(rows.map((row) => row.subarray(0, -1)));
    expect(completedRows('promo_daily', former)).toEqual(Buffer.concat(rows));
    expect(completedRows('promo_daily', day('a').subarray(0, -1))).toEqual(day('a'));
  });

  it('leaves rows of now, broken ones and those of other families', () => {
    expect(completedRows('promo_daily', Buffer.concat([day('a', 'paid'), day('', 'earned'), day('b')]))).toBeNull();
    expect(completedRows('promo_daily', Buffer.concat([day('a'), day('b').subarray(0, -3)]))).toBeNull();
    expect(completedRows('review', review.subarray(0, -1))).toBeNull();
  });
});

describe('walkRows', () => {
  it('finds every row of a file', () => {
    expect(walkRows('review', Buffer.concat([review, review, review]))).toEqual({
      starts: [0, review.length, 2 * review.length, 3 * review.length],
      error: null,
    });
    expect(walkRows('catalog', catalog).starts).toEqual([0, catalog.length]);
    expect(walkRows('catalog', Buffer.alloc(0)).starts).toEqual([0]);
  });

  it('keeps the rows before the first unreadable one and says where it is', () => {
    for (let length = 1; length < review.length; length++) {
      const { starts, error } = walkRows('review', Buffer.concat([review, review.subarray(0, length)]));
      expect(starts).toEqual([0, review.length]);
      expect(error?.offset).toBe(review.length);
    }
  });

  it('is not led astray by an absurd length', () => {
    const { starts, error } = walkRows('review', Buffer.concat([review, Buffer.alloc(64, 0xff)]));
    expect(starts).toEqual([0, review.length]);
    expect(error?.message).toMatch(/review rows are unreadable from byte \d+ on/);
  });
});

describe('readRow', () => {
  it('gives plain values that lose nothing', () => {
    expect(readRow('review', review)).toMatchObject({
      review_id: 'r-1',
      viewer: '18446744073709551615',
      rating: 7.5,
      text: '夜'.repeat(100),
      at: '2026-03-01T12:30:00.250Z',
      deleted: 0,
    });
    expect(readRow('catalog', catalog)).toMatchObject({
      kind: 'title',
      genres: ['drama', ''],
      languages: [],
      season: 2,
      premiere: '2026-03-01T12:30:00.250Z',
      effective_from: null,
    });
    expect(readRow('playback', sampleRow('playback', { title: 't', action: 'seek', device: 99 }))).toMatchObject({
      action: 'seek',
      device: 99,
      from_ms: -1,
      played_ms: '-1',
      rate: 1,
    });
  });
});
