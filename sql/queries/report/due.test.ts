import { describe, expect, it } from 'vitest';
import { nextDue, type Cadence } from './due.ts';

const MONDAY_9: Cadence = { weekday: 1, minute: 9 * 60, zone: 'UTC', graceHours: 0 };
const iso = (cadence: Cadence, after: string) => {
  const { dueMs, week } = nextDue(cadence, Date.parse(after));
  return [new Date(dueMs).toISOString().slice(0, 16), week];
};

describe('a weekly report is due', () => {
  it('once a week, of the week that has ended', () => {
    expect(iso(MONDAY_9, '2026-11-23T08:59:59Z')).toEqual(['2026-11-23T09:00', '2026-11-16']);
    expect(iso(MONDAY_9, '2026-11-23T09:00:00Z')).toEqual(['2026-11-30T09:00', '2026-11-23']);
    expect(iso({ ...MONDAY_9, weekday: 7 }, '2026-11-23T09:00Z')).toEqual(['2026-11-29T09:00', '2026-11-16']);
    expect(iso({ ...MONDAY_9, minute: 0 }, '2026-11-22T23:59Z')).toEqual(['2026-11-23T00:00', '2026-11-16']);
  });

  it('by the clock of its zone', () => {
    expect(iso({ ...MONDAY_9, zone: 'Asia/Kolkata' }, '2026-11-22T12:00Z')).toEqual(['2026-11-23T03:30', '2026-11-16']);
    expect(iso({ ...MONDAY_9, zone: 'America/New_York' }, '2026-07-01T00:00Z')[0]).toBe('2026-07-06T13:00');
    expect(iso({ ...MONDAY_9, zone: 'America/New_York' }, '2026-12-01T00:00Z')[0]).toBe('2026-12-07T14:00');
    // Monday has begun there while it is Sunday in UTC.
    expect(iso({ ...MONDAY_9, zone: 'Pacific/Auckland' }, '2026-11-22T12:00Z')).toEqual([
      '2026-11-22T20:00',
      '2026-11-16',
    ]);
  });

  it('not before the week has had its grace', () => {
    const settled = { ...MONDAY_9, graceHours: 36 };
    expect(iso(settled, '2026-11-23T00:00Z')).toEqual(['2026-11-24T12:00', '2026-11-16']);
    expect(iso(settled, '2026-11-24T12:00Z')).toEqual(['2026-12-01T12:00', '2026-11-23']);
    expect(iso({ ...settled, weekday: 3 }, '2026-11-23T00:00Z')).toEqual(['2026-11-25T09:00', '2026-11-16']);
  });

  it('at the first instant after a time that the clocks skip, and once where a time comes twice', () => {
    const night = { weekday: 7, minute: 150, zone: 'America/New_York', graceHours: 0 };
    expect(iso(night, '2026-03-07T00:00Z')[0]).toBe('2026-03-08T07:00');
    const doubled = { ...night, minute: 90 };
    expect(iso(doubled, '2026-10-31T12:00Z')[0]).toBe('2026-11-01T05:30');
    expect(iso(doubled, '2026-11-01T05:30Z')[0]).toBe('2026-11-08T06:30');
    // Half an hour only, and on the other side of the world.
    const howe = { weekday: 7, minute: 135, zone: 'Australia/Lord_Howe', graceHours: 0 };
    expect(iso(howe, '2026-10-03T00:00Z')[0]).toBe('2026-10-03T15:30');
  });

  it('where a whole day is skipped: at the first instant after it', () => {
    // Apia went from Thursday to Saturday, 31 December 2011.
    expect(iso({ weekday: 5, minute: 540, zone: 'Pacific/Apia', graceHours: 0 }, '2011-12-28T00:00Z')[0]).toBe(
      '2011-12-30T10:00',
    );
  });
});
