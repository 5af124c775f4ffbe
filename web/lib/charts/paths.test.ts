import { describe, expect, it } from 'vitest';
import { nearest, stepFrom, upTo } from './hover.ts';
import { areaPath, bandPath, linePath, runsOf, splitAt, withGaps } from './paths.ts';

const to = { x: (value: number) => value, y: (value: number) => 100 - value };

describe('paths', () => {
  it('know their unbroken stretches', () => {
    expect(runsOf([0, 1, 2, 0, 3, 0], (one) => one > 0)).toEqual([[1, 2], [3]]);
    expect(runsOf([0], (one) => one > 0)).toEqual([]);
  });
  it('break at a gap', () => {
    const points = withGaps(
      [0, 1, 2, 6, 7].map((x) => ({ x, y: 10 })),
      1,
    );
    expect(points.filter((point) => point.y === null)).toEqual([{ x: 3, y: null }]);
    expect(linePath(points, to)).toBe('M0,90L1,90L2,90M6,90L7,90');
    expect(areaPath(points, to, 0).split('Z').length - 1).toBe(2);
  });

  it('close a band', () => {
    expect(
      bandPath(
        [
          { x: 0, low: 1, high: 2 },
          { x: 10, low: 2, high: 4 },
        ],
        to,
      ),
    ).toBe('M0,98L10,96L10,98L0,99Z');
  });

  it('draw nothing from nothing', () => expect(linePath([], to)).toBe(''));

  it('cut a series where it stops being certain, and both parts meet there', () => {
    const mid = (left: { x: number; y: number }, right: { x: number; y: number }, share: number) => ({
      x: left.x + (right.x - left.x) * share,
      y: left.y + (right.y - left.y) * share,
    });
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 10 },
      { x: 20, y: 20 },
    ];
    expect(splitAt(points, 15, mid)).toEqual({
      before: [
        { x: 0, y: 0 },
        { x: 10, y: 10 },
        { x: 15, y: 15 },
      ],
      after: [
        { x: 15, y: 15 },
        { x: 20, y: 20 },
      ],
    });
    expect(splitAt(points, 10, mid).after[0]).toEqual({ x: 10, y: 10 });
    expect(splitAt(points, 99, mid).after).toEqual([]);
    expect(splitAt(points, -1, mid).before).toEqual([]);
  });
});

describe('hover', () => {
  const points = [{ x: 0 }, { x: 10 }, { x: 30 }];
  it('finds the nearest point, and the last one known', () => {
    expect(nearest(points, 21)?.x).toBe(30);
    expect(nearest(points, 19)?.x).toBe(10);
    expect(nearest([], 1)).toBeUndefined();
    expect(upTo(points, 29)?.x).toBe(10);
    expect(upTo(points, -1)).toBeUndefined();
  });
  it('steps from point to point and stops at the ends', () => {
    const xs = [0, 10, 30];
    expect(stepFrom(xs, 10, 1)).toBe(30);
    expect(stepFrom(xs, 30, 1)).toBe(30);
    expect(stepFrom(xs, null, -1)).toBe(30);
    expect(stepFrom(xs, null, 1)).toBe(0);
    expect(stepFrom([], null, 1)).toBeUndefined();
  });
});
