import { describe, expect, it } from 'vitest';
import {
  ageLabel,
  ageTicks,
  contentTicks,
  countTicks,
  niceTop,
  pointTicks,
  sidesTicks,
  timeTicks,
  valueTicks,
} from './ticks.ts';

const HOUR = 3_600_000;
const labels = (ticks: { label: string }[]) => ticks.map((tick) => tick.label);

describe('value ticks', () => {
  it('are round and carry their unit', () => {
    expect(labels(valueTicks(0, 20_000_000, 4))).toEqual(['0', '5\u202fM', '10\u202fM', '15\u202fM', '20\u202fM']);
  });
  it('never halve a viewer', () => {
    expect(labels(countTicks(0, 2, 5))).toEqual(['0', '1', '2']);
    expect(labels(countTicks(0, 1, 5))).toEqual(['0', '1']);
  });
  it('count to both sides of zero, and sign what is signed', () => {
    expect(labels(sidesTicks(-20, 10, 4))).toEqual(['20', '10', '0', '10']);
    expect(labels(sidesTicks(-1.5, 1.5, 6))).toEqual(['1', '0', '1']);
    expect(labels(pointTicks(-1, 1, 4))).toEqual(['−100', '−50', '0', '+50', '+100']);
  });
  it('leave room above the greatest value', () => {
    expect(niceTop(9.84)).toBe(10);
    expect(niceTop(101)).toBe(120);
    expect(niceTop(0)).toBe(1);
  });
});

describe('time ticks', () => {
  it('stand on the midnights of the zone, 23 hours apart over a clock change', () => {
    const ticks = timeTicks(Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 2, 31, 12), 'Europe/Lisbon', 8);
    const midnights = ticks.filter((tick) => tick.major).map((tick) => tick.value);
    expect(midnights).toEqual([
      Date.UTC(2026, 2, 28),
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 2, 29, 23),
      Date.UTC(2026, 2, 30, 23),
    ]);
  });
  it('stand on half hours of UTC where the zone does', () => {
    const ticks = timeTicks(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 6), 'Asia/Kolkata', 8);
    expect(labels(ticks)).toEqual(['06:00', '07:00', '08:00', '09:00', '10:00', '11:00']);
  });
  it('start weeks on Monday and name months', () => {
    const weeks = timeTicks(Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 20), 'UTC', 9);
    expect(labels(weeks)).toEqual(['5 Oct', '12 Oct', '19 Oct', '26 Oct', '2 Nov', '9 Nov', '16 Nov']);
    const months = timeTicks(Date.UTC(2026, 10, 3), Date.UTC(2027, 1, 20), 'UTC', 4);
    expect(labels(months)).toEqual(['Dec', '2027', 'Feb']);
  });
  it('name the last hour by its minutes', () => {
    const ticks = timeTicks(Date.UTC(2026, 0, 1, 13, 32), Date.UTC(2026, 0, 1, 14, 32), 'UTC', 4);
    expect(labels(ticks)).toEqual(['13:45', '14:00', '14:15', '14:30']);
  });
  it('never exceed the count by more than the one at the edge', () => {
    for (const hours of [1, 5, 24, 100, 24 * 28, 24 * 91, 24 * 400, 24 * 3000]) {
      const ticks = timeTicks(0, hours * HOUR, 'UTC', 10);
      if (hours < 24 * 3000) expect(ticks.length).toBeLessThanOrEqual(11);
      expect(ticks.length).toBeGreaterThan(1);
    }
  });
});

describe('age ticks', () => {
  it('count from the premiere', () => {
    expect(labels(ageTicks(28 * 24, 5))).toEqual(['premiere', 'day 7', 'day 14', 'day 21', 'day 28']);
    expect(labels(ageTicks(10, 6))).toEqual(['premiere', '3 h', '6 h', '9 h']);
  });
  it('say hours within a day', () => expect(ageLabel(76)).toBe('day 3, 4 h'));
});

describe('content ticks', () => {
  it('stand on whole minutes, never too many of them', () => {
    expect(labels(contentTicks(1980, 8))).toEqual(['0', '5 min', '10 min', '15 min', '20 min', '25 min', '30 min']);
    expect(labels(contentTicks(5640, 8))).toEqual([
      '0',
      '15 min',
      '30 min',
      '45 min',
      '1 h',
      '1 h 15 min',
      '1 h 30 min',
    ]);
    for (const seconds of [9, 95, 600, 5640, 40_000]) {
      for (const most of [3, 8, 16])
        expect(contentTicks(seconds, most).length, `${seconds}`).toBeLessThanOrEqual(most + 1);
    }
  });
  it('of something short are in seconds', () =>
    expect(labels(contentTicks(95, 4))).toEqual(['0', '0:30', '1 min', '1:30']));
});
