import { describe, expect, it } from 'vitest';
import type { ComparedTitle, Comparison, Figure } from '../../../sql/queries/read-model.ts';
import { wilson } from '../../../sql/queries/statistics.ts';
import { comparisonFindings } from './findings.ts';
import { barsOf, moved, namesOf, youngestOf } from './shape.ts';

const none = (metric: Figure['metric']): Figure => ({ metric, version: 1, value: null, asOfMs: 0 });
const share = (metric: Figure['metric'], hits: number, n: number): Figure => ({
  ...none(metric),
  value: hits / n,
  n,
  interval: wilson(hits, n),
});

interface Said {
  hours?: number | null;
  within7?: [hits: number, n: number];
  within28?: [hits: number, n: number];
  hold?: number;
}
const title = (id: string, { hours = null, within7, within28, hold }: Said): ComparedTitle =>
  ({
    title: { id, name: id, season: null },
    asOfMs: 0,
    ageHours: 240,
    points: [],
    figures: {
      hours: { ...none('hours'), value: hours },
      completion7d: within7 ? share('completion_7d', ...within7) : none('completion_7d'),
      completion28d: within28 ? share('completion_28d', ...within28) : none('completion_28d'),
      holdWeek2: { ...none('hold'), value: hold ?? null },
    },
  }) as unknown as ComparedTitle;
const comparison = (titles: ComparedTitle[], ageHours: number | null = 240): Comparison => ({
  asOfMs: 0,
  filter: {},
  horizonHours: 672,
  ageHours,
  titles,
});
const text = (all: Comparison) =>
  comparisonFindings(all, 'hours', namesOf(all.titles.map((one) => one.title))).map((finding) =>
    finding.parts.map((part) => part.text).join(''),
  );

describe('what a comparison says', () => {
  it('is who is ahead at the same age, and by how much', () => {
    const all = [title('A', { hours: 100 }), title('B', { hours: 400 }), title('C', { hours: 250 })];
    expect(text(comparison(all))).toEqual([
      'At day 10, B is ahead with 400 hours viewed: 1.60× those of C, 4.00× those of A.',
    ]);
  });
  it('calls amounts within two percent level', () => {
    expect(text(comparison([title('A', { hours: 1000 }), title('B', { hours: 1010 })]))[0]).toBe(
      'At day 10, B and A are level with 1,010 and 1,000 hours viewed.',
    );
  });
  it('says nothing of one title, of titles without numbers, and in the first hours', () => {
    expect(text(comparison([title('A', { hours: 10 })]))).toEqual([]);
    expect(text(comparison([title('A', { hours: 10 }), title('B', { hours: 0 }), title('C', {})]))).toEqual([]);
    const two = [title('A', { hours: 10 }), title('B', { hours: 20 })];
    expect(text(comparison(two, 5))).toEqual([]);
    expect(text(comparison(two, null))).toEqual([]);
  });
  it('tells completions apart only where intervals do not meet', () => {
    const apart = [
      title('A', { within7: [400, 1000] }),
      title('B', { within7: [385, 1000] }),
      title('C', { within7: [200, 1000] }),
    ];
    expect(text(comparison(apart))).toEqual([
      'A keeps more of its starters: 40.0\u202f% (±3.0) finish within 7 days, against 20.0\u202f% (±2.5) of C.',
    ]);
    expect(text(comparison([...apart, title('D', { within7: [100, 1000] })]))[0]).toMatch(
      /against 20\.0\u202f% \(±2\.5\) of C and less of 1 other\.$/,
    );
    expect(text(comparison(apart.slice(0, 2)))).toEqual([
      'Completion within 7 days does not tell them apart: their intervals meet.',
    ]);
  });
  it('takes 28 days when two titles have them', () => {
    const all = [
      title('A', { within7: [10, 1000], within28: [700, 1000] }),
      title('B', { within7: [900, 1000], within28: [300, 1000] }),
    ];
    expect(text(comparison(all))[0]).toMatch(/^A keeps .* within 28 days/);
  });
  it('says at most two things, and the hold when completion says nothing', () => {
    const all = [title('A', { hours: 10, hold: 0.62 }), title('B', { hours: 40, hold: 0.41 })];
    expect(text(comparison(all))).toEqual([
      'At day 10, B is ahead with 40 hours viewed: 4.00× those of A.',
      'Week 2 kept 62\u202f% of the hours of week 1 for A, 41\u202f% for B.',
    ]);
  });
});

describe('the shape of a comparison', () => {
  it('puts a row of figures on one scale, up to the ends of its intervals', () => {
    const figures = [share('completion_7d', 50, 100), { ...none('completion_7d'), withheld: true as const }];
    const [first, second] = barsOf(figures);
    expect(first?.interval?.[1]).toBe(1);
    expect(first?.value).toBeCloseTo(0.5 / wilson(50, 100)[1], 9);
    expect(second).toBeNull();
    expect(barsOf([{ ...none('hours'), value: 0 }])).toEqual([null]);
  });
  it('moves a title within the list', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  });
  it('names titles of one name by their ids too', () => {
    const same = [
      { id: 'x', name: 'Tide', season: null },
      { id: 'y', name: 'Tide', season: null },
      { id: 'z', name: 'Tide', season: 1 },
    ];
    expect([...namesOf(same).values()]).toEqual(['Tide (x)', 'Tide (y)', 'Tide, Season 1']);
  });
  it('knows who decides the age', () => {
    const all = [title('A', {}), { ...title('B', {}), ageHours: 900 }];
    expect(youngestOf(comparison(all, 240))).toBe('A');
    expect(youngestOf(comparison(all, 672))).toBeNull();
  });
});
