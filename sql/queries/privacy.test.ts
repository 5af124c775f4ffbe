import { describe, expect, it } from 'vitest';
import { cellKey, roundPeople, withheldCells, type SegmentCell } from './privacy.ts';

const lattice = (counts: Record<string, Record<string, number>>): SegmentCell[] => {
  const devices = ['tv', 'mobile', 'web'];
  const cells: SegmentCell[] = [];
  const total = new Map<number, number>();
  for (const [country, byDevice] of Object.entries(counts)) {
    let sum = 0;
    for (const [device, viewers] of Object.entries(byDevice)) {
      const number = devices.indexOf(device) + 1;
      cells.push({ country, device: number, viewers });
      total.set(number, (total.get(number) ?? 0) + viewers);
      sum += viewers;
    }
    cells.push({ country, device: -1, viewers: sum });
  }
  for (const [device, viewers] of total) cells.push({ country: '', device, viewers });
  return cells;
};
const key = (country: string, device: string | null) =>
  cellKey({ country, device: device === null ? -1 : ['tv', 'mobile', 'web'].indexOf(device) + 1 });

describe('withheldCells', () => {
  it('withholds nothing where every segment is large', () => {
    expect(withheldCells(lattice({ PT: { tv: 500, mobile: 300 }, BR: { tv: 400, mobile: 90 } })).size).toBe(0);
  });

  it('never leaves one withheld cell on a line: the total would give it away', () => {
    const withheld = withheldCells(
      lattice({ PT: { tv: 500, mobile: 300 }, BR: { tv: 400, mobile: 10 }, JP: { tv: 200, mobile: 200 } }),
    );
    expect(withheld).toContain(key('BR', 'mobile'));
    // The other device of Brazil, and another country on mobile, and then that country's other device.
    expect(withheld).toContain(key('BR', 'tv'));
    expect(withheld).toContain(key('JP', 'mobile'));
    expect(withheld).toContain(key('JP', 'tv'));
    expect(withheld).not.toContain(key('PT', 'tv'));
  });

  it('goes on until the withheld ones of a line number two and sum to the floor', () => {
    const cells: SegmentCell[] = [3, 4, 20, 400, 900].map((viewers, i) => ({ country: `C${i}`, device: -1, viewers }));
    expect([...withheldCells(cells)].sort()).toEqual(['C0|-1', 'C1|-1', 'C2|-1', 'C3|-1']);
  });

  it('does not depend on the order of cells', () => {
    const cells = lattice({ PT: { tv: 51, mobile: 49 }, BR: { tv: 60, mobile: 60, web: 8 }, JP: { tv: 70 } });
    expect([...withheldCells(cells)].sort()).toEqual([...withheldCells(cells.toReversed())].sort());
  });
});

it('publishes people in tens', () => expect([0, 4, 5, 63, 96].map(roundPeople)).toEqual([0, 0, 10, 60, 100]));
