import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flow } from './flow.ts';
import { placeRanks } from './ranks.ts';

const box = () => ({ width: 20, height: 16 });

describe('ranks on a map', () => {
  it('give way to better ones, and stay off the edge', () => {
    const kept = placeRanks(
      [
        { id: 'b', rank: 2, x: 55, y: 50 },
        { id: 'a', rank: 1, x: 50, y: 50 },
        { id: 'c', rank: 3, x: 80, y: 50 },
        { id: 'edge', rank: 4, x: 3, y: 20 },
      ],
      100,
      100,
      box,
    );
    expect(kept.map((one) => one.id)).toEqual(['a', 'c']);
  });
  it('never touch', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 200 }) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 40 }), (places) => {
        const labels = places.map((one, index) => ({ ...one, id: String(index), rank: index + 1 }));
        const kept = placeRanks(labels, 400, 200, box);
        for (const one of kept) {
          for (const other of kept) {
            if (one !== other) expect(Math.abs(one.x - other.x) > 20 || Math.abs(one.y - other.y) > 16).toBe(true);
          }
        }
      }),
    );
  });
});

describe('a legend', () => {
  it('wraps, and lets what is too wide stand alone', () => {
    expect(flow([40, 40, 40], 100, 10)).toEqual([
      { x: 0, row: 0 },
      { x: 50, row: 0 },
      { x: 0, row: 1 },
    ]);
    expect(flow([200, 40], 100, 10)).toEqual([
      { x: 0, row: 0 },
      { x: 0, row: 1 },
    ]);
  });
});
