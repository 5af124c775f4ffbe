import { describe, expect, it } from 'vitest';
import { indexClass, INDEX_LEGEND, INDEX_SHADES, SHADES, shadeOf, tenths } from './shade.ts';

describe('the shades of a heat map', () => {
  it('are more for more, and every one of them is used', () => {
    expect([...SHADES]).toEqual([...SHADES].sort((a, b) => a - b));
    const used = Array.from({ length: 101 }, (_, index) => shadeOf(index / 100, [0, 1]));
    expect(new Set(used).size).toBe(SHADES.length);
    expect(used).toEqual([...used].sort((a, b) => a - b));
    expect([shadeOf(-1, [0, 1]), shadeOf(2, [0, 1])]).toEqual([0, SHADES.length - 1]);
  });
  it('span whole tenths that hold all values', () => {
    expect(tenths([0.7, 0.93])).toEqual([0.7, 1]);
    expect(tenths([0.21, 0.3])).toEqual([0.2, 0.3]);
    expect(tenths([0.5, 0.5])).toEqual([0.4, 0.5]);
    expect(tenths([0])).toEqual([0, 0.1]);
    expect(tenths([])).toEqual([0, 1]);
  });
});

describe('the class of an index', () => {
  it('goes as far down by a ratio as up', () => {
    expect([200, 150, 115, 104, 96, 87, 67, 50].map((index) => indexClass(index))).toEqual([
      { tone: 'over', step: 3 },
      { tone: 'over', step: 2 },
      { tone: 'over', step: 1 },
      { tone: 'same', step: 0 },
      { tone: 'same', step: 0 },
      { tone: 'under', step: 1 },
      { tone: 'under', step: 2 },
      { tone: 'under', step: 3 },
    ]);
    expect(indexClass(0)).toEqual({ tone: 'under', step: 3 });
  });
  it('is no difference when the interval holds 100', () => {
    expect(indexClass(180, [96, 320])).toEqual({ tone: 'same', step: 0 });
    expect(indexClass(180, [140, 220])).toEqual({ tone: 'over', step: 2 });
  });
  it('has a place in the legend and a shade, stronger the further', () => {
    for (const index of [10, 70, 90, 100, 120, 150, 300]) {
      const { tone, step } = indexClass(index);
      expect(INDEX_LEGEND.some((one) => one.tone === tone && one.step === step)).toBe(true);
    }
    // The first is of another hue: grey.
    const hue = INDEX_SHADES.slice(1);
    expect(hue).toEqual([...hue].sort((a, b) => a - b));
  });
});
