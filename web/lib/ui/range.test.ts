import { describe, expect, it } from 'vitest';
import { isRangeName, namedRange } from './range.ts';

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
  it('have names', () => {
    expect(isRangeName('28d')).toBe(true);
    expect(isRangeName('toString')).toBe(false);
    expect(isRangeName(null)).toBe(false);
  });
});
