import { describe, expect, it } from 'vitest';
import { flaggedPeriods, type ReviewHour } from './bomb.ts';

const FIRST = 400_000;

/** Reviews of an hour: some of starters, some of others, of whom some show the signs. */
function hour(at: number, starters: number, outsiders: number, more: Partial<ReviewHour> = {}): ReviewHour {
  const reviews = starters + outsiders;
  return {
    ...{ hour: FIRST + at, reviews, outsiders, ratings: reviews, lowest: 0, highest: Math.floor(reviews / 3) },
    ...{ newcomers: 0, texts: reviews, duplicates: 0, suspectsLow: 0, suspectsHigh: 0, ...more },
  };
}
/** Ten days with a review of a starter every four hours, and one of somebody else every day. */
const calm = Array.from({ length: 60 }, (_, i) => hour(i * 4, 1, i % 6 === 0 ? 1 : 0));
const END = 240;
const bomb = (at: number, reviews: number) =>
  hour(at, 0, reviews, { lowest: reviews, newcomers: reviews, duplicates: reviews, suspectsLow: reviews });

describe('reviews that look coordinated', () => {
  it('are flagged hour by hour with what raised the flag, its number and what is usual', () => {
    const [period, ...others] = flaggedPeriods([...calm, bomb(END, 40), bomb(END + 1, 35), hour(END + 2, 1, 0)]);
    expect(others).toEqual([]);
    expect(period).toMatchObject({ hours: [FIRST + END, FIRST + END + 1], end: 'lowest', reviews: 75, suspects: 75 });
    expect(period?.reasons.map(({ reason }) => reason)).toEqual([
      ...['volume', 'extreme', 'non-viewers', 'new-accounts', 'duplicates'],
    ]);
    const [volume, extreme] = period?.reasons ?? [];
    // Its fullest hour: told over a day it would read as three an hour.
    expect(volume?.value).toBe(40);
    expect(volume?.usual).toBeLessThan(0.05);
    expect(extreme).toMatchObject({ reason: 'extreme', usual: 0 });
  });

  it('are flagged as soon as they are a dozen', () => {
    expect(flaggedPeriods([...calm, bomb(END, 11)])).toEqual([]);
    expect(flaggedPeriods([...calm, bomb(END, 12)])).toHaveLength(1);
  });

  it('may be praise', () => {
    const praise = hour(END, 0, 30, { highest: 30, newcomers: 30, suspectsHigh: 30 });
    expect(flaggedPeriods([...calm, praise])[0]).toMatchObject({ end: 'highest', suspects: 30 });
  });

  it('are none of viewers, however many and however disappointed', () => {
    expect(
      flaggedPeriods([...calm, hour(END, 200, 1, { lowest: 180 }), hour(END + 1, 150, 0, { lowest: 140 })]),
    ).toEqual([]);
  });

  it('are none with one sign only: people elsewhere who are disappointed, each in words of their own', () => {
    const elsewhere = Array.from({ length: 60 }, (_, i) => hour(i * 4, 0, 1));
    expect(flaggedPeriods([...elsewhere, hour(END, 0, 60, { lowest: 55 })])).toEqual([]);
  });

  it('are flagged of ratings alone where every author was always new, when far more and more extreme than usual', () => {
    const unknown = Array.from({ length: 20 }, (_, i) => hour(i * 24, 0, 1, { newcomers: 1, texts: 0 }));
    const ratings = (n: number, lowest: number) =>
      hour(480, 0, n, { newcomers: n, texts: 0, lowest, suspectsLow: lowest });
    const [period] = flaggedPeriods([...unknown, ratings(60, 60)]);
    expect(period).toMatchObject({ end: 'lowest', reviews: 60, suspects: 60 });
    expect(period?.reasons.map(({ reason }) => reason)).toEqual(['volume', 'extreme']);
    expect(flaggedPeriods([...unknown, ratings(29, 29)])).toEqual([]);
    expect(flaggedPeriods([...unknown, ratings(60, 25)])).toEqual([]);
  });

  it('do not take in a lone review hours before or after the wave', () => {
    const lone = (at: number) => hour(at, 0, 1, { lowest: 1, newcomers: 1, suspectsLow: 1 });
    const periods = flaggedPeriods([...calm, lone(END), bomb(END + 7, 40), lone(END + 14)]);
    expect(periods.map(({ hours }) => hours)).toEqual([[FIRST + END + 7]]);
  });

  it('leave what is usual as it was: neither their reviews nor their hours are counted', () => {
    const waves = [60, 61, 62, 63, 64, 65].map((at) => bomb(END + at - 60, 40));
    const flagged = flaggedPeriods([...calm, ...waves, bomb(END + 100, 40)]);
    // Nine reviews of outsiders in 14 days, of which six hours were flagged.
    expect(flagged.at(-1)?.reasons[0]?.usual).toBeCloseTo(9 / (336 - 6), 10);
  });

  it('are none of a title without a before', () => {
    expect(flaggedPeriods([bomb(0, 60)])).toEqual([]);
    expect(flaggedPeriods([hour(0, 3, 0), bomb(60, 60)])).toEqual([]);
  });

  it('make two periods with quiet between them, and the first is not usual for the second', () => {
    const [one, two] = flaggedPeriods([...calm, bomb(END, 40), hour(END + 20, 1, 0), bomb(END + 60, 40)]);
    expect([one?.hours, two?.hours]).toEqual([[FIRST + END], [FIRST + END + 60]]);
    expect(two?.reasons[0]?.usual).toBeLessThan(0.05);
  });
});
