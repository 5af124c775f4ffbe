import { describe, expect, it } from 'vitest';
import { axisNumber, bytes, compact, percent, plural, signedPercent, signedPoints } from './numbers.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [7.25, '7.25'],
    [42.34, '42.3'],
    [18_412, '18,412'],
    [99_999, '99,999'],
    [184_306, '184\u202fk'],
    [999_700, '1.00\u202fM'],
    [9_840_000, '9.84\u202fM'],
    [2.5e9, '2.50\u202fbn'],
  ])('writes %d as %s', (value, text) => expect(compact(value)).toBe(text));

  it.each([
    [0, '0'],
    [0.25, '0.25'],
    [500, '500'],
    [2500, '2.5\u202fk'],
    [20e6, '20\u202fM'],
  ])('writes the tick %d as %s', (value, text) => expect(axisNumber(value)).toBe(text));

  it('shows a share with one decimal, and whole at its ends', () => {
    expect(percent(0.3817)).toBe('38.2\u202f%');
    expect(percent(1)).toBe('100\u202f%');
    expect(percent(0)).toBe('0\u202f%');
  });

  it('signs a change, with a real minus, and calls a rounded zero neither', () => {
    expect(signedPercent(0.31)).toBe('+31\u202f%');
    expect(signedPercent(-0.042)).toBe('−4\u202f%');
    expect(signedPercent(-0.002)).toBe('±0\u202f%');
  });

  it('signs the points of a share', () => {
    expect([0.3817, -0.04, 0.0004, 0.5].map((share) => signedPoints(share))).toEqual([
      '+38.2',
      '−4.0',
      '±0.0',
      '+50.0',
    ]);
    expect(signedPoints(0.386, 0)).toBe('+39');
  });

  it('names sizes and counts', () => {
    expect(bytes(1_420_000_000)).toBe('1.42\u202fGB');
    expect(bytes(999)).toBe('999\u202fbytes');
    expect(plural(1, 'title')).toBe('1 title');
    expect(plural(1200, 'title')).toBe('1,200 titles');
  });
});
