import { describe, expect, it } from 'vitest';
import { divergingReach } from './DivergingBars.svelte';
import { textWidth } from './textwidth.ts';
import { divergingLayout, type DivergingRow } from './diverging.ts';

const rows: DivergingRow[] = [
  { id: 'story', label: 'Story', left: 10, right: 40 },
  { id: 'pacing', label: 'Pacing', left: 30, right: 5 },
  { id: 'dubbing', label: 'Dubbing', left: 0, right: 0 },
];
const text = (value: number) => String(value);
const names = { left: 'blame', right: 'praise' };

describe('rows to both sides of a middle', () => {
  const { middle, rows: placed } = divergingLayout(rows, 600, text, names);
  it('measure both sides on one scale', () => {
    const [story, pacing, dubbing] = placed;
    const unit = ((story?.right ?? 0) - middle) / 40;
    expect(unit).toBeGreaterThan(1);
    expect(middle - (story?.left ?? 0)).toBeCloseTo(10 * unit);
    expect(middle - (pacing?.left ?? 0)).toBeCloseTo(30 * unit);
    expect([dubbing?.left, dubbing?.right]).toEqual([middle, middle]);
  });
  it.each([240, 348, 600, 1400])('stay inside %d pixels with their numbers and words', (width) => {
    const layout = divergingLayout(
      [...rows, { id: 'long', label: 'What nobody would ever call anything so long', left: 99_999, right: 88_888 }],
      width,
      text,
      names,
    );
    for (const row of layout.rows) {
      expect(row.left - 50).toBeGreaterThan(0);
      expect(row.right + 48).toBeLessThanOrEqual(width);
    }
    expect(8 + textWidth(layout.rows.at(-1)?.label ?? '', 13)).toBeLessThan((layout.rows.at(-1)?.left ?? 0) - 40);
  });
  it('give the side nobody is on no room', () => {
    const praised = divergingLayout(
      rows.map((row) => ({ ...row, left: 0 })),
      600,
      text,
      names,
    );
    expect(praised.middle).toBeLessThan(middle);
  });
  it.each([
    [0, 7],
    [7, 0],
    [1, 60],
    [60, 1],
  ])('have room for the names of their sides, be it one row of %d and %d', (left, right) => {
    const layout = divergingLayout([{ id: 'look', label: 'Look', left, right }], 320, text, names);
    expect(layout.middle - 8 - textWidth('blame', 12)).toBeGreaterThanOrEqual(0);
    expect(layout.middle + 8 + textWidth('praise', 12)).toBeLessThanOrEqual(320);
    expect((layout.rows[0]?.right ?? 0) + 5 + textWidth(text(right), 13, 600)).toBeLessThanOrEqual(320.01);
  });
});

describe('bars to both sides of zero', () => {
  it('reach as far as their part of the middle and what is on their side', () => {
    const bars = [
      { from: 0, to: 1, up: 6, middle: 4, down: 1 },
      { from: 1, to: 2, up: 2, middle: 0, down: 5 },
    ];
    expect(divergingReach(bars)).toEqual({ up: 8, down: 5 });
    expect(divergingReach([])).toEqual({ up: 0, down: 0 });
  });
});
