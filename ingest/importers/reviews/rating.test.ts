import { describe, expect, it } from 'vitest';
import { RatingFacts } from './rating-facts.ts';
import { readRating, readScale } from './rating.ts';

function factsOf(cells: readonly (string | number)[]): RatingFacts {
  const facts = new RatingFacts();
  for (const cell of cells) {
    const rating = readRating(String(cell));
    if (rating != null) facts.add(rating);
  }
  return facts;
}
const scaleOf = (cells: readonly (string | number)[]) => factsOf(cells).scale(null);

describe('a rating', () => {
  it.each([
    ['8', { value: 8 }],
    ['7,5', { value: 7.5 }],
    ['4 stars', { value: 4 }],
    ['4/5', { value: 4, highest: 5 }],
    ['3.5 out of 5', { value: 3.5, highest: 5 }],
    ['80 %', { value: 80, highest: 100 }],
    ['★★★★☆', { value: 4, highest: 5 }],
    ['★★★½', { value: 3.5, highest: 5 }],
    ['⭐️⭐️', { value: 2, highest: 5 }],
    ['👍', { value: 1, verdict: true }],
    ['Not Recommended', { value: 0, verdict: true }],
    ['mixed', { value: 0.5, verdict: true }],
  ])('%s', (cell, rating) => {
    expect(readRating(cell)).toEqual(rating);
  });

  it('is absent in an empty cell, and unreadable in a foreign one', () => {
    expect(['', '-', 'N/A', 'null'].map(readRating)).toEqual([undefined, undefined, undefined, undefined]);
    expect(['great', '5 apples', '1/2/3', '0/0'].map(readRating)).toEqual([null, null, null, null]);
  });
});

describe('the scale', () => {
  it('follows from the ratings', () => {
    expect(scaleOf([1, 3, 5])).toEqual([1, 5]);
    expect(scaleOf([0.5, 3, 5])).toEqual([0.5, 5]);
    expect(scaleOf([0, 5])).toEqual([0, 5]);
    expect(scaleOf([1, 9])).toEqual([1, 10]);
    expect(scaleOf([0, 7.5, 10])).toEqual([0, 10]);
    expect(scaleOf([10, 30, 50])).toEqual([10, 50]);
    expect(scaleOf([35, 92])).toEqual([0, 100]);
    expect(scaleOf([0, 1, 1])).toEqual([0, 1]);
  });

  const many = Array.from({ length: 40 }, (_, i) => 1 + (i % 5));

  it('is not decided by a few that no scale of the others has', () => {
    expect(scaleOf([...many, 100])).toEqual([1, 5]);
    expect(scaleOf([...many.map((rating) => 2 * rating), 100, 95])).toEqual([1, 10]);
    expect(scaleOf([...many, -1])).toEqual([1, 5]);
    expect(factsOf([...many, 100, -1]).seenOn([1, 5])).toBe('1 to 5; left out: 2 rows, as with -1');
    // Of a hundred, few may have rated low.
    expect(scaleOf([2, 5, ...many.map((rating) => 20 * rating)])).toEqual([0, 100]);
  });

  it('is found as fast where nearly every rating is another', () => {
    const readings = Array.from({ length: 60_000 }, (_, i) => i / 600);
    const facts = factsOf(readings);
    expect(facts.scale(null)).toEqual([0, 100]);
    expect(facts.seenOn([0, 50])).toBe('0 to 50; left out: 29999 rows, as with 50.001666666666665');
  });

  it('is asked for where one rating alone decides it', () => {
    for (const [odd, given] of [
      [10, '1..5'],
      [0, '1..5'],
    ] as const)
      expect(() => scaleOf([...many, odd])).toThrow(
        `All ratings but 1 row with ${odd} run from 1 to 5: say --scale ${given} to leave that out, or the scale that has it too.`,
      );
    expect(() => scaleOf([1, 3, 5, 100])).toThrow('All ratings but 1 row with 100');
    expect(scaleOf([...many, 0, 0])).toEqual([0, 5]);
  });

  it('is asked for where the ratings leave a doubt', () => {
    for (const ratings of [[1, 4], [1, 2, 6], [7], [1, 1], [3, 15], [0, 10, 50], [-1, 1]])
      expect(() => scaleOf(ratings)).toThrow(/fits several scales: say which it is, as in --scale 1\.\.5/);
    expect(factsOf([1, 4]).scale([1, 5])).toEqual([1, 5]);
  });

  it('is each rating’s own where it says of how many', () => {
    expect(scaleOf(['4/5', '80 %'])).toBeNull();
    expect(factsOf(['4/5', '1/5']).lowestOf(5)).toBe(1);
    expect(factsOf(['4/5', '0/5']).lowestOf(5)).toBe(0);
    expect(factsOf(['½', '★★★★']).lowestOf(5)).toBe(0.5);
    expect(factsOf(['80%']).lowestOf(100)).toBe(0);
    // Nothing of a hundred says that somebody gave none of five stars.
    expect(factsOf(['4/5', '0 %', '0/10']).lowestOf(5)).toBe(1);
    expect(factsOf(['1/1']).lowestOf(1)).toBe(0);
  });

  it('is given as its ends', () => {
    expect(readScale('1..5')).toEqual([1, 5]);
    expect(readScale('0..100')).toEqual([0, 100]);
    for (const text of ['5', '5..1', '..5', 'a..b']) expect(() => readScale(text)).toThrow('--scale takes');
  });
});
