import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeColumn, placeColumns, placeRows, thinTicks } from './labels.ts';
import { fitted, textWidth } from './textwidth.ts';

describe('labels at the end of lines', () => {
  it('stay where they are when nothing touches', () => {
    const places = placeColumn(
      [
        { id: 'a', y: 10, priority: 1 },
        { id: 'b', y: 60, priority: 1 },
      ],
      14,
      0,
      100,
    );
    expect([...places]).toEqual([
      ['a', 10],
      ['b', 60],
    ]);
  });

  it('part evenly when they touch', () => {
    const places = placeColumn(
      [
        { id: 'a', y: 50, priority: 1 },
        { id: 'b', y: 52, priority: 1 },
      ],
      14,
      0,
      100,
    );
    expect(places.get('a')).toBe(44);
    expect(places.get('b')).toBe(58);
  });

  it('part only where they stand over each other', () => {
    const label = (id: string, x: number, y: number) => ({ id, x, y, width: 50, priority: 0 });
    const places = placeColumns([label('c', 200, 50), label('a', 0, 50), label('b', 40, 52)], 14, 0, 100);
    expect(Object.fromEntries(places)).toEqual({ a: 44, b: 58, c: 50 });
  });

  it('never overlap, never leave the frame, keep their order, and drop the least important first', () => {
    const label = fc.record({ y: fc.integer({ min: -50, max: 250 }), priority: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 20 }), (wishes) => {
        const labels = wishes.map((wish, index) => ({ ...wish, id: String(index) }));
        const places = placeColumn(labels, 14, 0, 200);
        const ys = [...places.values()].sort((a, b) => a - b);
        for (const [index, y] of ys.entries()) {
          expect(y).toBeGreaterThanOrEqual(-1e-6);
          expect(y).toBeLessThanOrEqual(200 + 1e-6);
          if (index > 0) expect(y - (ys[index - 1] ?? 0)).toBeGreaterThanOrEqual(14 - 1e-6);
        }
        expect(places.size).toBe(Math.min(labels.length, 15));
        const gone = labels.filter((one) => !places.has(one.id));
        const least = Math.min(...labels.filter((one) => places.has(one.id)).map((one) => one.priority));
        for (const one of gone) expect(one.priority).toBeLessThanOrEqual(least);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('labels over an axis', () => {
  it('stack, turn left at the edge, and give up rather than collide', () => {
    const places = placeRows(
      [
        { id: 'premiere', x: 0, width: 60 },
        { id: 'trailer', x: 40, width: 60 },
        { id: 'week', x: 50, width: 60 },
        { id: 'end', x: 290, width: 60 },
      ],
      300,
      2,
    );
    expect(places.get('premiere')).toEqual({ row: 0, anchor: 'start' });
    expect(places.get('trailer')).toEqual({ row: 1, anchor: 'start' });
    expect(places.has('week')).toBe(false);
    expect(places.get('end')).toEqual({ row: 0, anchor: 'end' });
  });

  it('thin out ticks, keeping the major ones', () => {
    const ticks = [0, 30, 60, 90].map((x) => ({ x, width: 40, major: x === 60 }));
    expect(thinTicks(ticks).map((tick) => tick.x)).toEqual([0, 60]);
  });
});

describe('text width', () => {
  it('grows with the text and cuts with an ellipsis', () => {
    expect(textWidth('median', 12)).toBeGreaterThan(textWidth('P10', 12));
    expect(fitted('The Salt Road', 200, 12)).toBe('The Salt Road');
    // Signs of direction and accents on top take no room.
    expect(textWidth('\u2068ok\u2069', 12)).toBe(textWidth('ok', 12));
    expect(textWidth('e\u0301', 12)).toBe(textWidth('e', 12));
    expect(fitted('The Salt Road', 50, 12)).toMatch(/^The.*…$/);
  });
});
