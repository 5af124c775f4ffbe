import { describe, expect, it } from 'vitest';
import type { PointVoices, ReceptionPoint } from '../../../../../sql/queries/reception-model.ts';
import {
  barDomain,
  courseDomain,
  courseOf,
  olderText,
  pointsOf,
  runAt,
  runsOf,
  saidInAll,
  saidTable,
  sentimentBars,
  spanOf,
  spansOf,
  voicesOf,
  type SaidPoint,
} from './timeline.ts';

const DAY_MS = 86_400_000;
const said = (positive: number, neutral = 0, negative = 0): PointVoices => ({
  ...{ positive, neutral, negative, unscored: 0 },
  net: null,
  ratings: 0,
  meanRating: null,
  ratingSquares: 0,
});
const rated = (...ratings: number[]): PointVoices => ({
  ...said(0),
  ratings: ratings.length,
  meanRating: ratings.length === 0 ? null : ratings.reduce((sum, one) => sum + one, 0) / ratings.length,
  ratingSquares: ratings.reduce((sum, one) => sum + one * one, 0),
});
const days = (...points: PointVoices[]): ReceptionPoint[] =>
  points.map((voices, index) => ({
    atMs: index * DAY_MS,
    endMs: (index + 1) * DAY_MS,
    open: false,
    groups: { all: voices, reviews: voices, mentions: said(0), verified: voices },
  }));
const drawn = (...points: PointVoices[]): SaidPoint[] =>
  pointsOf({ days: days(...points), hours: [] }, null, 'days', 'all');

describe('net sentiment over time', () => {
  it('has a point for each day that holds enough texts, and one for several that do so together', () => {
    const runs = runsOf(drawn(said(30, 0, 10), said(5, 1, 4), said(0), said(8, 0, 6), said(20, 0, 0)), 'net');
    expect(runs.map((run) => [run.fromMs / DAY_MS, run.endMs / DAY_MS, run.n])).toEqual([
      [0, 1, 40],
      [1, 4, 24],
      [4, 5, 20],
    ]);
    expect(runs.map((run) => run.value)).toEqual([0.5, 3 / 24, 1]);
    expect(runs[1]?.x).toBe(2.5 * DAY_MS);
    expect(runAt(runs, 2.2 * DAY_MS)?.n).toBe(24);
    expect(runs.every((run) => run.low < run.value && run.value <= run.high)).toBe(true);
  });
  it('gives what is left over at the end to the last point, and stands alone where there is no other', () => {
    expect(runsOf(drawn(said(20), said(3), said(0, 0, 4)), 'net')).toMatchObject([{ n: 27, endMs: 3 * DAY_MS }]);
    expect(runsOf(drawn(said(2), said(0), said(1)), 'net').map((run) => run.n)).toEqual([3]);
    expect(runsOf(drawn(said(0), said(0)), 'net')).toEqual([]);
  });
  it('is drawn from quarter to quarter with zero in view', () => {
    expect(courseDomain([], 'net')).toEqual([-0.25, 0.25]);
    expect(courseDomain(runsOf(drawn(said(400, 300, 100)), 'net'), 'net')).toEqual([0, 0.5]);
  });
  it('is followed by the mean rating too, of its own days, with an interval that a few who agree do not close', () => {
    const nines = rated(...Array.from({ length: 20 }, () => 9));
    const runs = runsOf(
      drawn(nines, said(50), rated(2, 4, 6), rated(...Array.from({ length: 30 }, () => 4))),
      'rating',
    );
    expect(runs.map((run) => [run.fromMs / DAY_MS, run.endMs / DAY_MS, run.n, run.value])).toEqual([
      [0, 1, 20, 9],
      [2, 4, 33, 4],
    ]);
    const [first] = runs;
    expect(first?.low).toBeGreaterThan(7);
    expect(first?.low).toBeLessThan(8.5);
    expect(first?.high).toBeGreaterThan(9);
    expect(courseDomain(runs, 'rating')[1]).toBe(10);
    expect(courseDomain([], 'rating')).toEqual([0, 10]);
  });
  it('says what is too old to be drawn', () => {
    expect(olderText(0)).toBe('');
    expect(olderText(1_200)).toBe('400 days at most: 1,200 older voices are in the figures only');
  });
  it('stands over bars that reach as far as what is on their side', () => {
    const bars = sentimentBars(drawn(said(6, 4, 1), said(2, 0, 9)));
    expect(bars[0]).toEqual({ from: 0, to: DAY_MS, up: 6, middle: 4, down: 1, open: false });
    const [low, high] = barDomain(bars);
    expect(low).toBeLessThanOrEqual(-9);
    expect(high).toBeGreaterThanOrEqual(8);
    expect(barDomain(sentimentBars(drawn(said(3))))[0]).toBe(-0);
    expect(barDomain([])).toEqual([-0, 1]);
  });
  it('begins a week before the premiere where talk began earlier, and with all there is elsewhere', () => {
    const long = { days: days(...Array.from({ length: 40 }, () => said(1))), hours: days(said(2)) };
    expect(spansOf(long, 30 * DAY_MS)).toEqual(['launch', 'days', 'hours']);
    expect(spansOf(long, 5 * DAY_MS)).toEqual(['days', 'hours']);
    expect(spansOf(long, 60 * DAY_MS)).toEqual(['days', 'hours']);
    expect(spansOf(long, null)).toEqual(['days', 'hours']);
    expect(pointsOf(long, 30 * DAY_MS, 'launch', 'all')[0]?.atMs).toBe(23 * DAY_MS);
    expect(pointsOf(long, 30 * DAY_MS, 'days', 'all')).toHaveLength(40);
    expect(pointsOf(long, null, 'hours', 'mentions').map((point) => point.positive)).toEqual([0]);
  });
  it('is a table with each day’s own numbers, as few texts as it has', () => {
    const [first, second] = drawn(said(6, 4, 2), said(0));
    const points = [{ ...first, net: { value: 1 / 3, interval: [-0.1, 0.6] as const, n: 12 } }, second] as SaidPoint[];
    const table = saidTable(points, 'Day, UTC', (atMs) => `day ${atMs / DAY_MS}`);
    expect(table.rows).toEqual([
      ['day 0', 6, 4, 2, 0, 1 / 3, -0.1, 0.6, 0, null],
      ['day 1', 0, 0, 0, 0, null, null, null, 0, null],
    ]);
    expect(table.columns).toHaveLength(10);
    expect(saidInAll(points)).toEqual({ positive: 6, neutral: 4, negative: 2 });
  });
  it('is asked for by an address, and anything else is what is shown unasked', () => {
    expect([voicesOf('mentions'), voicesOf('verified'), voicesOf('toString'), voicesOf(null)]).toEqual([
      ...['mentions', 'verified', 'all', 'all'],
    ]);
    const figuresOf = (n: number, ratings: number) =>
      ({ figures: { all: { netSentiment: { n }, ratings } } }) as Parameters<typeof courseOf>[1];
    expect([
      courseOf('rating', figuresOf(9, 0)),
      courseOf(null, figuresOf(9, 9)),
      courseOf(null, figuresOf(0, 9)),
    ]).toEqual(['rating', 'net', 'rating']);
    expect(spanOf('hours', ['launch', 'days', 'hours'])).toBe('hours');
    expect(spanOf('launch', ['days', 'hours'])).toBe('days');
  });
});
