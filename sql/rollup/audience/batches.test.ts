import { describe, expect, it } from 'vitest';
import { batchesOf, batchesOverAll } from './batches.ts';

const LIMITS = { titles: 3, viewers: 100, products: 1_000, slice: 10 };
const titles = (viewers: readonly number[]) => viewers.map((n, i) => ({ title: `t${i}`, viewers: n }));

const names = (batches: readonly { titles: string[] }[]) => batches.map((batch) => batch.titles);

describe('titles taken together', () => {
  it('keep their order, each in one batch, up to so many and so many viewers', () => {
    expect(batchesOf(titles([1, 1, 1, 1, 60, 40, 1]), LIMITS)).toEqual([
      { titles: ['t0', 't1', 't2'], viewers: 3 },
      { titles: ['t3', 't4'], viewers: 61 },
      { titles: ['t5', 't6'], viewers: 41 },
    ]);
  });

  it('leave a title that is larger than a batch alone', () => {
    expect(names(batchesOf(titles([5, 5_000, 5]), LIMITS))).toEqual([['t0'], ['t1'], ['t2']]);
  });

  it('are fewer where every one is held against a large slate, and never none', () => {
    expect(names(batchesOverAll(titles([1, 1, 1]), 500, LIMITS))).toEqual([['t0', 't1'], ['t2']]);
    expect(names(batchesOverAll(titles([1, 1]), 1_000_000, LIMITS))).toEqual([['t0'], ['t1']]);
    expect(batchesOverAll([], 0, LIMITS)).toEqual([]);
  });
});
