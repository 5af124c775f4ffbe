import { describe, expect, it } from 'vitest';
import type { EventRecord, MentionRecord, ReviewRecord } from '../contract/records.ts';
import { wilson } from '../../sql/queries/statistics.ts';
import {
  bayesianRating,
  countBy,
  countsOf,
  dayOfVoice,
  type Judge,
  knownVoices,
  netSentiment,
  positiveShare,
  priorOf,
  type ReceptionCounts,
} from './oracle-reception.ts';
import { perturb } from './perturb.ts';
import type { Mood } from './words/told.ts';

const DAY_MS = 86_400_000;
const T = Date.UTC(2026, 4, 2, 12);

const review = (id: string, more: Partial<ReviewRecord> = {}): ReviewRecord => ({
  type: 'review',
  review_id: id,
  title_id: 'peat',
  at: T,
  updated_at: T,
  text: 'positive',
  ...more,
});
const mention = (id: string, more: Partial<MentionRecord> = {}): MentionRecord => ({
  type: 'mention',
  mention_id: id,
  title_id: 'peat',
  channel: 'x',
  at: T,
  updated_at: T,
  text: 'positive',
  ...more,
});
/** The text is the mood. */
const judge: Judge = ({ text }) =>
  text === 'positive' || text === 'neutral' || text === 'negative' ? (text satisfies Mood) : null;

const idsOf = (records: readonly EventRecord[]) =>
  knownVoices(records)
    .counted.map((voice) => voice.id)
    .sort();
const counted = (records: readonly EventRecord[]) => countsOf(knownVoices(records).counted, judge);
const NONE: ReceptionCounts = {
  ...{ voices: 0, positive: 0, neutral: 0, negative: 0, unscored: 0 },
  ...{ ratings: 0, ratingSum: 0, highRatings: 0 },
};

describe('who counts', () => {
  it('is the newest body of an identity, unless it is withdrawn or a test', () => {
    const records = [
      review('edited', { text: 'negative', updated_at: T + 2 }),
      review('edited'),
      review('deleted'),
      review('deleted', { deleted: true, updated_at: T + 1 }),
      review('restored', { deleted: true }),
      review('restored', { updated_at: new Date(T + 1).toISOString() }),
      review('test', { test: true }),
    ];
    expect(idsOf(records)).toEqual(['edited', 'restored']);
    expect(counted(records)).toMatchObject({ voices: 2, positive: 1, negative: 1 });
    expect(knownVoices(records).leftOut).toEqual({ deleted: 1, test: 1, older: 0 });
    expect(() => knownVoices([review('r'), review('r', { text: 'neutral' })])).toThrow('have the same updated_at');
  });

  it('is each person once a title: the newest review, and the newest mention', () => {
    const records = [
      review('first', { viewer_id: 'anna' }),
      review('second', { viewer_id: 'anna', at: T + 5, updated_at: T + 5 }),
      // Edited later, and yet about an earlier time.
      review('third', { viewer_id: 'anna', updated_at: T + 9 }),
      review('elsewhere', { viewer_id: 'anna', title_id: 'salt' }),
      review('author', { author: 'anna' }),
      mention('spoken', { author: 'anna' }),
      mention('spoken again', { author: 'anna' }),
    ];
    expect(idsOf(records)).toEqual(['author', 'elsewhere', 'second', 'spoken again']);
    expect(knownVoices(records).leftOut.older).toBe(3);
  });

  it('is everybody who did not sign', () => {
    expect(idsOf([review('one'), review('two'), mention('three'), mention('four')])).toHaveLength(4);
  });

  it('does not depend on the order of the records or how often they come', () => {
    const records = Array.from({ length: 300 }, (_, i) =>
      review(`r${i % 120}`, {
        viewer_id: `v${i % 70}`,
        text: ['positive', 'neutral', 'negative'][i % 3] ?? '',
        at: T + (i % 120),
        updated_at: T + i,
        deleted: i % 13 === 0,
      }),
    );
    const mixed = perturb(records, { seed: 3, shuffle: true, duplicateShare: 0.3, replay: true });
    expect(knownVoices(mixed).leftOut).toEqual(knownVoices(records).leftOut);
    expect(counted(mixed)).toEqual(counted(records));
    expect(idsOf(mixed)).toEqual(idsOf(records));
  });
});

describe('counts', () => {
  it('are of voices, of scored texts and of ratings on 0–10', () => {
    const records = [
      review('a', { rating: 5, scale: [1, 5] }),
      review('b', { rating: 1, scale: [1, 5], text: 'negative' }),
      review('c', { rating: 64, scale: [10, 100], text: '' }),
      review('d', { rating: 63, scale: [10, 100], text: 'something else' }),
      mention('e', { text: 'neutral' }),
    ];
    expect(counted(records)).toEqual({
      voices: 5,
      positive: 1,
      neutral: 1,
      negative: 1,
      unscored: 1,
      ratings: 4,
      ratingSum: 10 + 6 + (53 / 90) * 10,
      highRatings: 2,
    });
  });

  it('are told apart by day, language, channel and whoever started the title', () => {
    const { counted: voices } = knownVoices([
      review('a', { viewer_id: 'anna', lang: 'pt-br' }),
      review('b', { viewer_id: 'ben', lang: 'pt-BR', at: T + DAY_MS }),
      mention('c', { text: 'negative' }),
    ]);
    const started = new Set(['anna']);
    const sizes = <K>(keyOf: Parameters<typeof countBy<K>>[2]) =>
      [...countBy(voices, judge, keyOf)].map(([key, counts]) => [key, counts.voices]);
    expect(sizes(dayOfVoice)).toEqual([
      [Date.UTC(2026, 4, 2), 2],
      [Date.UTC(2026, 4, 3), 1],
    ]);
    expect(sizes(({ language }) => language)).toEqual([
      ['pt-BR', 2],
      ['', 1],
    ]);
    expect(sizes(({ channel }) => channel)).toEqual([
      ['', 2],
      ['x', 1],
    ]);
    expect(sizes(({ viewerId }) => viewerId !== null && started.has(viewerId))).toEqual([
      [true, 1],
      [false, 2],
    ]);
  });
});

describe('figures', () => {
  it('net sentiment is of the scored texts, and never surer than they are many', () => {
    expect(netSentiment(NONE)).toBeNull();
    expect(netSentiment({ ...NONE, unscored: 5 })).toBeNull();
    const some = netSentiment({ ...NONE, positive: 60, neutral: 20, negative: 20, unscored: 50 });
    expect(some).toMatchObject({ value: 0.4, n: 100 });
    // By hand: p = 61/102, q = 21/102.
    expect(some?.interval[0]).toBeCloseTo(40 / 102 - 1.96 * Math.sqrt((82 / 102 - (40 / 102) ** 2) / 102), 4);
    const agreed = netSentiment({ ...NONE, positive: 10 });
    expect(agreed?.value).toBe(1);
    expect(agreed?.interval[0]).toBeLessThan(0.75);
    expect(agreed?.interval[1]).toBe(1);
  });

  it('the positive share has Wilson’s interval', () => {
    expect(positiveShare(NONE)).toBeNull();
    const share = positiveShare({ ...NONE, ratings: 40, highRatings: 30 });
    expect(share).toMatchObject({ value: 0.75, n: 40 });
    const [low, high] = wilson(30, 40);
    expect(share?.interval[0]).toBeCloseTo(low, 12);
    expect(share?.interval[1]).toBeCloseTo(high, 12);
  });

  it('m is the median number of ratings of the titles that have any, and C the mean of all ratings', () => {
    const rated = (ratings: number, mean: number) => ({ ...NONE, ratings, ratingSum: ratings * mean });
    const slate = new Map([
      ['a', rated(2, 9)],
      ['b', rated(10, 8)],
      ['c', rated(40, 5)],
      ['none', NONE],
    ]);
    const prior = priorOf(slate);
    expect(prior).toEqual({ ratings: 10, mean: (18 + 80 + 200) / 52 });
    expect(priorOf(new Map([...slate].slice(0, 2))).ratings).toBe(6);
    expect(priorOf(new Map([['none', NONE]]))).toEqual({ ratings: 0, mean: null });
    const mean = prior.mean ?? NaN;
    expect(bayesianRating(rated(2, 9), prior)).toBeCloseTo((2 / 12) * 9 + (10 / 12) * mean, 12);
    expect(bayesianRating(rated(40, 5), prior)).toBeCloseTo((40 / 50) * 5 + (10 / 50) * mean, 12);
    expect(bayesianRating(NONE, prior)).toBeNull();
    expect(bayesianRating(rated(2, 9), { ratings: 0, mean: null })).toBeNull();
  });
});
