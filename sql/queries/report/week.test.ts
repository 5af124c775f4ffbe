import { describe, expect, it } from 'vitest';
import { comparedWith, lastEndedMonday, reportWeek, weeksBefore } from './week.ts';

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);
const week = (monday: string, zone: string) => {
  const found = reportWeek(monday, zone);
  if (!found) throw new Error(`${monday} in ${zone} is none`);
  return found;
};

describe('the week of a report', () => {
  it.each([
    ['UTC', '2026-11-16T00:00Z', 168],
    ['Asia/Kolkata', '2026-11-15T18:30Z', 168],
    ['Pacific/Auckland', '2026-11-15T11:00Z', 168],
    ['Pacific/Kiritimati', '2026-11-15T10:00Z', 168],
    ['Pacific/Pago_Pago', '2026-11-16T11:00Z', 168],
  ])('begins in %s at %s', (zone, from, hours) => {
    const { range } = week('2026-11-16', zone);
    expect(new Date(range.fromMs)).toEqual(new Date(from));
    expect((range.toMs - range.fromMs) / HOUR_MS).toBe(hours);
  });

  it.each([
    ['2026-10-26', 'America/New_York', 169],
    ['2026-03-02', 'America/New_York', 167],
    ['2026-10-19', 'Europe/London', 169],
    ['2026-09-21', 'Pacific/Auckland', 167],
  ])('of %s has as many hours in %s as the clocks say', (monday, zone, hours) => {
    const { range } = week(monday, zone);
    expect((range.toMs - range.fromMs) / HOUR_MS).toBe(hours);
    // The week after begins where it ends, and the one before is found again.
    const [next] = [week(new Date(at(`${monday}T00:00Z`) + 168 * HOUR_MS).toISOString().slice(0, 10), zone)];
    expect(next.range.fromMs).toBe(range.toMs);
    expect(weeksBefore(next, 1)).toEqual(week(monday, zone));
  });

  it.each(['2026-11-17', '2026-11-31', '2026-13-01', 'yesterday', ''])('is none where %j names no Monday', (text) => {
    expect(reportWeek(text, 'UTC')).toBeNull();
  });

  it('is compared with the whole week before, or up to the same hour while it goes on', () => {
    const { range } = week('2026-11-09', 'UTC');
    expect(comparedWith(week('2026-11-16', 'UTC'), at('2026-12-01T00:00Z'))).toEqual(range);
    expect(comparedWith(week('2026-11-16', 'UTC'), at('2026-11-18T05:20Z'))).toEqual({
      fromMs: range.fromMs,
      toMs: at('2026-11-11T06:00Z'),
    });
  });

  it.each([
    ['UTC', '2026-11-29T23:59Z', '2026-11-16'],
    ['UTC', '2026-11-30T00:00Z', '2026-11-23'],
    ['Pacific/Auckland', '2026-11-29T11:00Z', '2026-11-23'],
    ['America/New_York', '2026-11-30T04:59Z', '2026-11-16'],
  ])('that ended last in %s at %s is that of %s', (zone, now, monday) => {
    expect(lastEndedMonday(zone, at(now))).toBe(monday);
  });
});
