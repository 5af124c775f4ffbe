import { describe, expect, it } from 'vitest';
import { changeScale, dotLayout, indexScale, shareScale, toneOf, type DotRow } from './dots.ts';
import { textWidth } from './textwidth.ts';

const row = (id: string, value: number | null, interval?: [number, number], more: Partial<DotRow> = {}): DotRow => ({
  id,
  label: id,
  value,
  ...(interval && { interval }),
  ...more,
});
const ROWS = [
  row('mystery lovers', 164, [151, 178]),
  row('television', 103, [98, 108]),
  row('mobile', 61, [55, 68]),
  row('iceland', 240, [20, 2900], { withheld: true }),
  row('tablet', null),
];
const whole = (value: number) => value.toFixed(0);

describe('rows of dots', () => {
  it('are over, under, or not told apart from the reference', () => {
    expect(ROWS.map((one) => toneOf(one, 100))).toEqual(['over', 'same', 'under', 'same', 'same']);
    expect(toneOf(row('x', 120), 100)).toBe('over');
    expect(toneOf(row('x', 120), undefined)).toBe('same');
  });

  it('stand on an axis of ratios: half is as far as twice', () => {
    const layout = dotLayout(ROWS, indexScale(ROWS), 600, whole);
    expect(layout.x(200) - layout.x(100)).toBeCloseTo(layout.x(100) - layout.x(50));
    expect(layout.rows[0]?.dot).toBeCloseTo(layout.x(164));
    expect(layout.rows[0]?.whisker?.[1]).toBeCloseTo(layout.x(178));
  });

  it('show nothing of a withheld row, not even by the length of the axis', () => {
    const layout = dotLayout(ROWS, indexScale(ROWS), 600, whole);
    expect(layout.rows[3]).toMatchObject({ dot: null, whisker: null, text: null });
    expect(indexScale(ROWS)).toEqual(indexScale(ROWS.filter((one) => !one.withheld)));
  });

  it('keep an interval without end from squeezing the rest, and leave it open where it is cut', () => {
    const rows = [row('many', 120, [110, 130]), row('few', 150, [3, 9000])];
    const scale = indexScale(rows);
    expect(scale.domain[1]).toBeLessThan(700);
    const layout = dotLayout(rows, scale, 600, whole);
    expect(layout.rows.map((one) => one.ends)).toEqual([
      { low: true, high: true },
      { low: false, high: false },
    ]);
  });

  it('are shares from none up, or changes to both sides of what was expected, whatever is withheld', () => {
    const shares = [row('a', 0.12, [0.1, 0.147]), row('b', 0.9, [0.8, 1], { withheld: true }), row('c', null)];
    expect(shareScale(shares).domain[1]).toBeCloseTo(0.15);
    expect(shareScale([]).domain).toEqual([0, 0.04]);
    const changes = changeScale([row('a', 0.2, [-0.1, 0.6]), row('b', 0.4, [-0.9, 40])]);
    expect(changes.domain[0]).toBe(-0.9);
    expect(changes.domain[1]).toBeLessThan(2);
    expect(changes.ticks.map(({ label }) => label)).toContain('0');
  });

  it.each([280, 358, 700, 2000])('has room for every word at %i px', (width) => {
    const rows = [...ROWS, row('viewers of documentaries about the sea', 1599, [1400, 1800])];
    const layout = dotLayout(rows, indexScale(rows), width, whole);
    rows.forEach((one, index) => {
      const at = layout.rows[index];
      expect(textWidth(at?.label ?? '', 13)).toBeLessThanOrEqual(layout.from);
      if (!at?.text || one.value === null) return;
      expect(at.text.x).toBeGreaterThan(at.whisker?.[1] ?? 0);
      expect(at.text.x + textWidth(whole(one.value), 13, 600)).toBeLessThanOrEqual(width);
    });
    expect(layout.height).toBeGreaterThan(layout.bottom);
  });
});
