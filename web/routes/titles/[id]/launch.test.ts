import { describe, expect, it } from 'vitest';
import type { Figure, Launch, TitleSummary } from '../../../../sql/queries/read-model.ts';
import { launchFindings } from './findings.ts';
import { bandOf, bandValueAt, curveOf, horizonHours, standing } from './launch-shape.ts';

const point = (ageHours: number, hours: number) => ({
  ageHours,
  hours,
  views: null,
  viewers: 1,
  starters: 1,
  watchers: 0,
  completers: 0,
});
const launch = (hours: number): Launch => ({
  asOfMs: 0,
  premiereMs: 0,
  ageHours: 240,
  points: [point(24, hours / 2), point(240, hours)],
  comparables: {
    chosen: { by: 'rule', rule: 'drama series' },
    waiting: [],
    titles: Array.from({ length: 14 }, (_, index) => ({ id: String(index), name: 'x', season: 1, ageHours: 1000 })),
    kind: 'quantiles',
    band: {
      hours: [
        { ageHours: 120, low: 50, mid: 70, high: 90 },
        { ageHours: 360, low: 150, mid: 170, high: 190 },
      ],
    },
    curves: [],
    solidToAgeHours: 360,
  },
  hold: [
    { week: 1, hours: 100, hold: null, open: false },
    { week: 2, hours: 62, hold: 0.62, open: false },
    { week: 3, hours: 10, hold: 0.16, open: true },
  ],
});
const figure = (change: Partial<Figure>): Figure => ({
  metric: 'completion_7d',
  version: 1,
  value: null,
  asOfMs: 0,
  ...change,
});
const summary = (completion7d: Figure): TitleSummary =>
  ({ figures: { completion7d, completion28d: figure({ metric: 'completion_28d' }) } }) as TitleSummary;
const text = (title: Launch, completion: Figure) =>
  launchFindings('t', title, summary(completion)).map((finding) => finding.parts.map((part) => part.text).join(''));

describe('the shape of a launch', () => {
  it('looks as far as the title has not yet gone', () => {
    expect([null, 3, 168, 169, 5000].map(horizonHours)).toEqual([672, 168, 168, 672, 2184]);
  });
  it('has what its first hour has so far, at the premiere', () => {
    expect(curveOf([point(0, 1.6)], 'hours', 168)).toEqual([{ x: 0, y: 1.6 }]);
  });
  it('begins with nothing at the premiere', () => {
    expect(curveOf(launch(100).points, 'hours', 100)).toEqual([
      { x: 0, y: 0 },
      { x: 24, y: 50 },
    ]);
    expect(curveOf([], 'hours', 100)).toEqual([]);
    expect(bandOf(launch(1).comparables.band.hours, 200)[0]).toEqual({ x: 0, low: 0, mid: 0, high: 0 });
  });
  it('compares at the title’s own age, between the ages of the band', () => {
    expect(standing(launch(157), 'hours')).toEqual({ ageHours: 240, value: 157, low: 100, mid: 120, high: 140 });
    expect(standing(launch(157), 'views')).toBeNull();
    expect(bandValueAt(bandOf(launch(1).comparables.band.hours, 999), 500)).toBeNull();
  });
});

describe('launch findings', () => {
  const sure = figure({ value: 0.382, interval: [0.377, 0.387], n: 2796 });
  it('say how it stands, who finishes and what a closed week kept', () => {
    expect(text(launch(157.2), sure)).toEqual([
      'At day 10 its hours are 1.31× the median of 14 comparable titles, above the P90.',
      '38.2\u202f% of starters finish within 7 days (±0.5, of 2,796 viewers).',
      'Week 2 kept 62\u202f% of the hours of week 1.',
    ]);
  });
  it('call what is neither high nor low “within the band”', () => {
    expect(text(launch(121), sure)[0]).toContain('within the band');
  });
  it('say nothing on an interval too wide, or a withheld number', () => {
    expect(text(launch(121), figure({ value: 0.4, interval: [0.2, 0.6], n: 20 }))).toHaveLength(2);
    expect(text(launch(121), figure({ value: 0.4, interval: [0.39, 0.41], withheld: true }))).toHaveLength(2);
  });
});
