import { describe, expect, it } from 'vitest';
import { clock, day, runtime, span, weekday } from './time.ts';
import { instantOf, isZone, offsetName, wallOf, zoneSpelling } from './zone.ts';

const HOUR = 3_600_000;

describe('zones', () => {
  it('reads the wall clock of a half-hour zone', () => {
    expect(wallOf(Date.UTC(2026, 0, 1, 20, 0), 'Asia/Kolkata')).toMatchObject({
      year: 2026,
      month: 1,
      day: 2,
      hour: 1,
      minute: 30,
    });
  });

  it('finds the instant of a wall time on both sides of a clock change', () => {
    // Lisbon goes from UTC to UTC+1 on 29 March 2026 at 01:00.
    expect(instantOf(2026, 3, 29, 0, 0, 'Europe/Lisbon')).toBe(Date.UTC(2026, 2, 29, 0));
    expect(instantOf(2026, 3, 30, 0, 0, 'Europe/Lisbon')).toBe(Date.UTC(2026, 2, 29, 23));
    expect(instantOf(2026, 3, 30, 0, 0, 'Europe/Lisbon') - instantOf(2026, 3, 29, 0, 0, 'Europe/Lisbon')).toBe(
      23 * HOUR,
    );
  });

  it('puts a skipped wall time after the gap and a doubled one at its first', () => {
    expect(instantOf(2026, 3, 29, 1, 30, 'Europe/Lisbon')).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(instantOf(2026, 10, 25, 1, 30, 'Europe/Lisbon')).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it('lets days and hours overflow', () => {
    expect(instantOf(2026, 12, 32, 0, 0, 'UTC')).toBe(Date.UTC(2027, 0, 1));
  });

  it('names offsets and refuses what is no zone', () => {
    expect(offsetName(0, 'UTC')).toBe('UTC');
    expect(offsetName(Date.UTC(2026, 6, 1), 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(offsetName(Date.UTC(2026, 6, 1), 'America/St_Johns')).toBe('UTC−2:30');
    expect(isZone('Europe/Lisbon')).toBe(true);
    expect(isZone('Middle/Earth')).toBe(false);
  });

  it.each([
    ['Europe/Lisbon', 'Europe/Lisbon'],
    ['europe/lisbon', 'Europe/Lisbon'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['+05:30', null],
    ['Middle/Earth', null],
    ['', null],
  ])('%j is kept as %j', (name, kept) => {
    expect(zoneSpelling(name)).toBe(kept);
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 12, 14, 32, 7);
  it('writes instants in the zone asked for', () => {
    expect(clock(at, 'UTC', true)).toBe('14:32:07');
    expect(clock(at, 'Asia/Tokyo')).toBe('23:32');
    expect(day(at, 'Pacific/Auckland', true)).toBe('13 Nov 2026');
    expect(weekday(at, 'UTC')).toBe('Thu 12 Nov');
  });
  it('writes durations', () => {
    expect(span(1200)).toBe('1 s');
    expect(span(4 * 60_000)).toBe('4 min');
    expect(span(50 * HOUR)).toBe('2 days');
    expect(runtime(24_060)).toBe('6 h 41 min');
    expect(runtime(3600)).toBe('1 h');
  });
});
