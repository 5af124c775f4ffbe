import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplesGrid, partsOf } from './grid.ts';

describe('parts of a series', () => {
  it('are means, a value on a border counting for both by its share', () => {
    expect(partsOf([1, 2, 3, 4], 2)).toEqual([1.5, 3.5]);
    expect(partsOf([0, 3, 6], 2)).toEqual([1, 5]);
    expect(partsOf([1, 0], 4)).toEqual([1, 1, 0, 0]);
    expect(partsOf([], 2)).toEqual([null, null]);
    expect(partsOf([1, null, 3, 4], 2)).toEqual([null, 3.5]);
  });
  it('have the mean of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 60 }),
        (values, count) => {
          const mean = (all: readonly (number | null)[]) =>
            all.reduce((sum: number, one) => sum + (one ?? 0), 0) / all.length;
          expect(mean(partsOf(values, count))).toBeCloseTo(mean(values), 9);
        },
      ),
    );
  });
});

describe('small multiples', () => {
  const CELL = { least: 128, height: 100, gap: 8 };
  it('fill their rows evenly', () => {
    expect(multiplesGrid(9, 1170, CELL)).toMatchObject({ columns: 5, rows: 2, height: 208 });
    expect(multiplesGrid(8, 1170, CELL)).toMatchObject({ columns: 8, rows: 1 });
    expect(multiplesGrid(1, 1170, CELL)).toMatchObject({ columns: 1, rows: 1, cellWidth: 1170 });
  });
  it('never overlap or leave the chart, and are never narrower than they may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 260, max: 2560 }), (count, width) => {
        const grid = multiplesGrid(count, width, CELL);
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        expect(grid.cellWidth).toBeGreaterThanOrEqual(CELL.least);
        const right = Math.max(...Array.from({ length: count }, (_, index) => grid.at(index).x)) + grid.cellWidth;
        expect(right).toBeLessThanOrEqual(width + 1e-6);
        expect(grid.at(count - 1).y + CELL.height).toBe(grid.height);
        if (grid.columns > 1) expect(grid.at(1).x - grid.at(0).x).toBeCloseTo(grid.cellWidth + CELL.gap);
      }),
    );
  });
});
