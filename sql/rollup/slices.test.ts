import { describe, expect, it } from 'vitest';
import { cut, leavesOf, levelsToCut, overlap, rangeOf } from './slices.ts';

const LAST = 2n ** 64n - 1n;

describe('slices of people', () => {
  it('cover every viewer once, at any depth', () => {
    for (const levels of [0, 1, 3, 7]) {
      let next = 0n;
      for (const slice of cut(1, levels).leaves) {
        const { fromViewer, toViewer } = rangeOf(slice);
        expect(BigInt(fromViewer)).toBe(next);
        next = BigInt(toViewer) + 1n;
      }
      expect(next - 1n).toBe(LAST);
    }
  });

  it('are cut without touching their neighbours', () => {
    const { inner, leaves } = cut(3, 2);
    expect(inner).toEqual([3, 6, 7]);
    expect(leaves).toEqual([12, 13, 14, 15]);
    expect(leavesOf([1, 2, 3, ...inner.slice(1), ...leaves])).toEqual([2, 12, 13, 14, 15]);
  });

  it('are cut until each part has no more than some', () => {
    expect(levelsToCut(1, 24_000, 24_000)).toBe(0);
    expect(levelsToCut(1, 24_001, 24_000)).toBe(1);
    expect(levelsToCut(5, 1_000_000, 24_000)).toBe(6);
    expect(levelsToCut(2 ** 24, 1_000_000, 24_000)).toBe(0);
  });

  it('know what they are part of', () => {
    expect(overlap(1, 13)).toBe(true);
    expect(overlap(13, 3)).toBe(true);
    expect(overlap(13, 2)).toBe(false);
    expect(overlap(6, 7)).toBe(false);
    expect(overlap(6, 6)).toBe(true);
  });
});
