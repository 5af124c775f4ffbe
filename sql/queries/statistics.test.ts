import { describe, expect, it } from 'vitest';
import {
  clusteredInterval,
  meanOf,
  medianOfCounts,
  netOf,
  newcombe,
  productInterval,
  quantile,
  ratioOf,
  ratioOfCounts,
  ratioOfShares,
  sureAmong,
  tQuantile,
  wilson,
} from './statistics.ts';

describe('wilson', () => {
  // Newcombe 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, n, low, high) => {
    const [gotLow, gotHigh] = wilson(successes, n);
    expect(gotLow).toBeCloseTo(low, 4);
    expect(gotHigh).toBeCloseTo(high, 4);
  });

  it('ends at exactly 0 of none and 1 of all', () => {
    for (let n = 1; n < 400; n += 1) expect([wilson(0, n)[0], wilson(n, n)[1]]).toEqual([0, 1]);
  });
  it('knows nothing of nobody', () => expect(wilson(0, 0)).toEqual([0, 1]));
});

describe('netOf', () => {
  it('does not take three who agree for everybody', () => {
    const net = netOf(3, 0, 3);
    expect(net?.value).toBe(1);
    // 0.8 − 0.2, and 1.96 standard errors of √((1 − 0.36) ÷ 5).
    expect(net?.interval[0]).toBeCloseTo(-0.1012, 4);
    expect(net?.interval[1]).toBe(1);
  });
  it('is the same the other way round, and nothing of no text', () => {
    const [low = 0, high = 0] = netOf(40, 25, 90)?.interval ?? [];
    const turned = netOf(25, 40, 90)?.interval ?? [];
    expect([-(turned[1] ?? 0), -(turned[0] ?? 0)]).toEqual([low, high]);
    expect(low).toBeLessThan(15 / 90);
    expect(high).toBeGreaterThan(15 / 90);
    expect(netOf(0, 0, 0)).toBeNull();
  });
});

it.each([
  [6, 2.4469],
  [9, 2.2622],
  [20, 2.086],
  [120, 1.9799],
])('tQuantile of %i degrees', (degrees, value) => {
  expect(Math.abs(tQuantile(degrees) / value - 1)).toBeLessThan(0.001);
});

describe('newcombe', () => {
  // Newcombe 1998 (interval estimation for the difference), table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i less %i of %i', (a, n, b, m, low, high) => {
    const [gotLow, gotHigh] = newcombe(a, n, b, m);
    expect(gotLow).toBeCloseTo(low, 4);
    expect(gotHigh).toBeCloseTo(high, 4);
  });
});

describe('ratioOfCounts', () => {
  it('is wide where few are counted', () => {
    // exp(ln 1.2 ± 1.96 √(1/120 + 1/100)).
    const [low, high] = ratioOfCounts(120, 100);
    expect([low, high].map((end) => Number(end.toFixed(3)))).toEqual([0.92, 1.565]);
    expect(ratioOfCounts(12_000, 10_000)[0]).toBeGreaterThan(1.16);
  });
});

describe('sureAmong', () => {
  // Quantiles of the normal distribution at 1 − 0.025 ÷ looks.
  it.each([
    [1, 1.96],
    [5, 2.5758],
    [10, 2.807],
    [50, 3.2905],
  ])('%i looks', (looks, z) => expect(Math.abs(sureAmong(looks) - z)).toBeLessThan(0.0006));
});

describe('ratioOfShares', () => {
  it('comes to the interval of the logarithm where there are many', () => {
    const [low, high] = ratioOfShares(3_000, 10_000, 2_000, 10_000);
    const error = 1.959964 * Math.sqrt(1 / 3_000 - 1 / 10_000 + 1 / 2_000 - 1 / 10_000);
    expect(low).toBeCloseTo(1.5 * Math.exp(-error), 3);
    expect(high).toBeCloseTo(1.5 * Math.exp(error), 3);
  });

  it('turns over with the two sides', () => {
    const [low, high] = ratioOfShares(12, 80, 5, 60);
    const [turnedLow, turnedHigh] = ratioOfShares(5, 60, 12, 80);
    expect(1 / turnedHigh).toBeCloseTo(low, 10);
    expect(1 / turnedLow).toBeCloseTo(high, 10);
  });

  it('is open where there is next to nobody to divide by', () => {
    expect(ratioOfShares(0, 40, 0, 40)).toEqual([0, Infinity]);
    const [low, high] = ratioOfShares(20, 40, 0, 40);
    expect(high).toBe(Infinity);
    expect(low).toBeGreaterThan(1);
    expect(ratioOfShares(0, 40, 20, 40)[0]).toBe(0);
    expect(ratioOfShares(0, 40, 20, 40)[1]).toBeLessThan(1);
  });
});

describe('quantile', () => {
  it('interpolates between neighbours', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.1)).toBeCloseTo(1.3);
    expect(quantile([7], 0.9)).toBe(7);
  });
});

describe('meanOf', () => {
  it('is the mean with the interval of its standard error', () => {
    // 2, 4, 4, 6: variance 8/3, standard error 0.8165.
    const { mean, interval } = meanOf(4, 16, 72) ?? { mean: 0, interval: [0, 0] };
    expect(mean).toBe(4);
    expect(interval[0]).toBeCloseTo(4 - 1.96 * 0.8165, 3);
    expect(interval[1]).toBeCloseTo(4 + 1.96 * 0.8165, 3);
  });

  it('has no spread to tell of one', () => expect(meanOf(1, 3, 9)).toBeNull());
});

describe('ratioOf', () => {
  it('is certain where everybody has the same', () => {
    expect(ratioOf({ n: 10, x: 20, y: 10, xx: 40, xy: 20, yy: 10 })).toEqual({ ratio: 2, interval: [2, 2] });
  });

  it('spreads as people do', () => {
    // x 1 and 3, y 1 and 1: ratio 2, residuals ±1, relative standard error √(2 · 2/1) / 2 / 2 = 0.5.
    const { ratio, interval } = ratioOf({ n: 2, x: 4, y: 2, xx: 10, xy: 4, yy: 2 }) ?? { ratio: 0, interval: [0, 0] };
    expect(ratio).toBe(2);
    expect(interval[0]).toBeCloseTo(2 * Math.exp(-0.98), 3);
    expect(interval[1]).toBeCloseTo(2 * Math.exp(0.98), 3);
  });
});

describe('medianOfCounts', () => {
  it.each([
    [[[0, 1]], 0],
    [
      [
        [0, 2],
        [5, 2],
      ],
      2.5,
    ],
    [
      [
        [0, 2],
        [5, 3],
      ],
      5,
    ],
    [
      [
        [1, 1],
        [3, 1],
        [9, 1],
      ],
      3,
    ],
  ] as [number[][], number][])('of %j is %d', (counts, median) => {
    expect(medianOfCounts(counts.map(([at = 0, n = 0]) => ({ at, n })))?.median).toBe(median);
  });

  it('has the interval by ranks', () => {
    // 100 values 1…100: ranks 40 and 61.
    const counts = Array.from({ length: 100 }, (_, i) => ({ at: i + 1, n: 1 }));
    expect(medianOfCounts(counts)).toEqual({ median: 50.5, interval: [40, 61] });
  });

  it('is none of nobody', () => expect(medianOfCounts([])).toBeNull());
});

describe('clusteredInterval', () => {
  const people = (...each: [n: number, y: number][]) =>
    each.reduce(
      (sums, [n, y]) => ({
        ...{ k: sums.k + 1, n: sums.n + n, y: sums.y + y },
        ...{ nn: sums.nn + n * n, yy: sums.yy + y * y, ny: sums.ny + n * y },
      }),
      { k: 0, n: 0, y: 0, nn: 0, yy: 0, ny: 0 },
    );

  it('is of the spread between people', () => {
    // 1 of 2, 0 of 2, 2 of 2: share ½, √(3/2 · (0 + 1 + 1)) ÷ 6.
    const [low, high] = clusteredInterval(people([2, 1], [2, 0], [2, 2])) ?? [NaN, NaN];
    expect(low).toBeCloseTo(Math.max(0, 0.5 - 1.96 * (Math.sqrt(3) / 6)), 4);
    expect(high).toBeCloseTo(Math.min(1, 0.5 + 1.96 * (Math.sqrt(3) / 6)), 4);
  });

  it('claims no certainty where all agree, and nothing of one', () => {
    expect(clusteredInterval(people([9, 0], [3, 0], [1, 0]))).toEqual(wilson(0, 3));
    expect(clusteredInterval(people([9, 9], [3, 3]))).toEqual(wilson(2, 2));
    expect(clusteredInterval(people([9, 3]))).toBeNull();
  });
});

describe('productInterval', () => {
  it('is Greenwood’s on the log-log scale', () => {
    // 100 → 80 → 60: S 0.6, Σ (1 − c) / (c n) = 0.0025 + 0.25 / 60.
    const [low, high] = productInterval([
      { atRisk: 100, wentOn: 80 },
      { atRisk: 80, wentOn: 60 },
    ]);
    const spread = (1.96 * Math.sqrt(20 / 8_000 + 20 / 4_800)) / Math.abs(Math.log(0.6));
    expect(low).toBeCloseTo(0.6 ** Math.exp(spread), 4);
    expect(high).toBeCloseTo(0.6 ** Math.exp(-spread), 4);
  });

  it('is a step’s own where nobody or everybody was lost', () => {
    expect(productInterval([{ atRisk: 20, wentOn: 20 }])).toEqual(wilson(20, 20));
    const [low, high] = productInterval([
      { atRisk: 40, wentOn: 20 },
      { atRisk: 20, wentOn: 0 },
    ]);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.5 * wilson(0, 20)[1], 12);
  });
});
