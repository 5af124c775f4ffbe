import { describe, expect, it } from 'vitest';
import { isRangeName, namedRange, rangeDays, titleRanges } from './range.ts';

// Thursday.
const now = Date.UTC(2026, 10, 12, 14, 32);
const days = (range: { fromMs: number; toMs: number }) => [
  new Date(range.fromMs).toISOString().slice(0, 16),
  new Date(range.toMs).toISOString().slice(0, 16),
];

describe('named ranges', () => {
  it('are weeks from Monday and whole days, up to the hour that is open', () => {
    expect(days(namedRange('week', now, null))).toEqual(['2026-11-09T00:00', '2026-11-12T15:00']);
    expect(days(namedRange('last-week', now, null))).toEqual(['2026-11-02T00:00', '2026-11-09T00:00']);
    expect(days(namedRange('7d', now, null))).toEqual(['2026-11-06T00:00', '2026-11-12T15:00']);
  });
  it('start a week on its own Monday', () => {
    expect(days(namedRange('week', Date.UTC(2026, 10, 9, 0, 10), null))).toEqual([
      '2026-11-09T00:00',
      '2026-11-09T01:00',
    ]);
  });
  it('count from the premiere, and never beyond now', () => {
    const premiere = Date.UTC(2026, 10, 2, 8);
    expect(days(namedRange('first-7d', now, premiere))).toEqual(['2026-11-02T08:00', '2026-11-09T08:00']);
    expect(days(namedRange('first-28d', now, premiere))).toEqual(['2026-11-02T08:00', '2026-11-12T15:00']);
    expect(days(namedRange('life', now, premiere))).toEqual(['2026-11-02T08:00', '2026-11-12T15:00']);
  });
  it('are of the calendar before a premiere', () => {
    expect(namedRange('life', now, now + 1)).toEqual(namedRange('28d', now, null));
  });
  it('of a title begin with the one that is usual, and count from nothing that is still to come', () => {
    expect(titleRanges(now, now - 1)[0]).toBe('life');
    for (const beganMs of [null, now + 1]) {
      const ranges = titleRanges(now, beganMs);
      expect(ranges[0]).toBe('28d');
      expect(ranges.toSorted()).toEqual(['28d', '7d', 'last-week', 'week']);
    }
  });
  it('are told by the days they are counted in: of the calendar in UTC, from a premiere in the zone', () => {
    const week = namedRange('last-week', now, null);
    expect(rangeDays('last-week', week, 'UTC')).toBe('Mon 2 Nov to Sun 8 Nov');
    expect(rangeDays('week', { fromMs: week.fromMs, toMs: week.fromMs + 3_600_000 }, 'UTC')).toBe('Mon 2 Nov');
    expect(rangeDays('last-week', week, 'America/Los_Angeles')).toBe('Mon 2 Nov to Sun 8 Nov (UTC)');
    const life = namedRange('life', now, Date.UTC(2026, 10, 2, 3));
    expect(rangeDays('life', life, 'America/Los_Angeles')).toBe('Sun 1 Nov to Thu 12 Nov');
    expect(rangeDays('life', week, 'America/Los_Angeles', true)).toBe('Mon 2 Nov to Sun 8 Nov (UTC)');
    expect(rangeDays('life', namedRange('life', now, Date.UTC(2025, 0, 1)), 'UTC')).toBe('1 Jan 2025 to 12 Nov 2026');
  });
  it('have names', () => {
    expect(isRangeName('28d')).toBe(true);
    expect(isRangeName('toString')).toBe(false);
    expect(isRangeName(null)).toBe(false);
  });
});
