import { describe, expect, it } from 'vitest';
import { bucketBounds } from './series.ts';
import { mondayMs, zoneFloorMs } from './time.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('buckets of a zone', () => {
  it('days last 23 and 25 hours when clocks change', () => {
    const spring = bucketBounds(
      { fromMs: Date.UTC(2026, 2, 28, 12), toMs: Date.UTC(2026, 2, 30, 12) },
      'day',
      'Europe/London',
    );
    expect(spring.map(([start, end]) => [iso(start), (end - start) / 3_600_000])).toEqual([
      ['2026-03-28T00:00:00.000Z', 24],
      ['2026-03-29T00:00:00.000Z', 23],
      ['2026-03-29T23:00:00.000Z', 24],
    ]);
    const autumn = bucketBounds(
      { fromMs: Date.UTC(2026, 10, 1, 12), toMs: Date.UTC(2026, 10, 1, 13) },
      'day',
      'America/New_York',
    );
    expect(autumn.map(([start, end]) => [iso(start), (end - start) / 3_600_000])).toEqual([
      ['2026-11-01T04:00:00.000Z', 25],
    ]);
  });

  it('weeks begin on the zone’s Monday', () => {
    expect(iso(zoneFloorMs('Pacific/Auckland', 'week', Date.UTC(2026, 10, 22, 12)))).toBe('2026-11-22T11:00:00.000Z');
    expect(iso(zoneFloorMs('Asia/Kolkata', 'week', Date.UTC(2026, 10, 22, 12)))).toBe('2026-11-15T18:30:00.000Z');
    expect(iso(mondayMs(Date.UTC(2026, 10, 22, 23)))).toBe('2026-11-16T00:00:00.000Z');
  });

  it('cover the range without a gap, over a year of changes', () => {
    const range = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2027, 0, 1) };
    for (const zone of [
      'UTC',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'Europe/London',
      'America/Santiago',
    ]) {
      for (const grain of ['day', 'week'] as const) {
        const bounds = bucketBounds(range, grain, zone);
        bounds.slice(1).forEach(([start], i) => expect(start).toBe(bounds[i]?.[1]));
        expect(bounds.length).toBeGreaterThanOrEqual(grain === 'day' ? 365 : 53);
        expect(bounds.length).toBeLessThanOrEqual(grain === 'day' ? 366 : 54);
      }
    }
  });
});
