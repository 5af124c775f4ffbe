import { describe, expect, it } from 'vitest';
import { funnelLayout, type FunnelRow } from './funnel.ts';
import { textWidth } from './textwidth.ts';

const step = (id: string, share: number | null, more: Partial<FunnelRow> = {}): FunnelRow => ({
  id,
  label: `Episode ${id}`,
  share,
  ...more,
});
const STEPS = [
  step('1', 1),
  step('2', 0.8, { interval: [0.75, 0.84], lost: 0.2 }),
  step('3', 0.1, { interval: [0.07, 0.14], lost: 0.875 }),
];

describe('a funnel', () => {
  it('draws each share of the same whole, and what was lost since the step before', () => {
    const { rows, from, to } = funnelLayout(STEPS, 600);
    const part = (x: number | null | undefined) => ((x ?? 0) - from) / (to - from);
    expect(rows.map((row) => Number(part(row.end).toFixed(6)))).toEqual([1, 0.8, 0.1]);
    expect(rows.map((row) => row.before)).toEqual([null, rows[0]?.end, rows[1]?.end]);
    expect(part(rows[1]?.whisker?.[0])).toBeCloseTo(0.75);
    expect(part(rows[1]?.whisker?.[1])).toBeCloseTo(0.84);
  });

  it('writes a share into its bar, clear of the whisker, or after both when the bar is short', () => {
    const { rows, from } = funnelLayout(STEPS, 600);
    expect(rows.map((row) => row.text?.inside)).toEqual([true, true, false]);
    expect(rows[1]?.text?.x).toBe(from + 8);
    expect(rows[2]?.text?.x).toBeGreaterThan(rows[2]?.whisker?.[1] ?? Infinity);
  });

  it('draws no bar for what is withheld or not known, and goes on from the last known one', () => {
    const { rows } = funnelLayout(
      [step('1', 1), step('2', null), step('3', 0.4, { withheld: true }), step('4', 0.3)],
      600,
    );
    expect(rows.map((row) => row.end !== null)).toEqual([true, false, false, true]);
    expect(rows[3]?.before).toBe(rows[0]?.end);
  });

  it.each([280, 358, 440, 700, 2000])('keeps names, bars and losses apart at %i px', (width) => {
    const long = 'Interlude in blue, or how the harbour froze over';
    const layout = funnelLayout([step('1', 1), step('2', 0.9, { label: long, tag: 'hooked' })], width);
    const row = layout.rows[1];
    const named = textWidth(row?.label ?? '', 13) + 8 + textWidth('hooked', 12);
    expect(named).toBeLessThanOrEqual(layout.stacked ? width : layout.from);
    expect(layout.to).toBeLessThanOrEqual(width - textWidth('−100.0 %', 13, 600) + 4);
    expect(layout.rows[0]?.end).toBeLessThanOrEqual(layout.to);
    expect(layout.height).toBeGreaterThanOrEqual((row?.top ?? 0) + layout.rowHeight);
    // Stacked, the bar stands under its name and over the next one.
    if (layout.stacked) expect((row?.barTop ?? 0) + layout.barHeight).toBeLessThan((row?.top ?? 0) + layout.rowHeight);
  });
});
