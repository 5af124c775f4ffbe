import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EARLIEST_MS,
  INSTANT_OUT_OF_RANGE,
  LATEST_MS,
  MALFORMED_INSTANT,
  NOT_AN_INSTANT,
  parseDay,
  parseInstant,
} from './instant.ts';

describe('instants', () => {
  it('are what Date makes of the same string, with every offset', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: EARLIEST_MS + 86_400_000, max: LATEST_MS - 86_400_000 }),
        fc.integer({ min: -1439, max: 1439 }),
        (ms, offsetMinutes) => {
          expect(parseInstant(ms)).toBe(ms);
          expect(parseInstant(new Date(ms).toISOString())).toBe(ms);
          const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, -1);
          const size = Math.abs(offsetMinutes);
          const offset = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
          expect(parseInstant(local + offset)).toBe(ms);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  it.each([
    ['2026-03-01T20:00:00Z', Date.UTC(2026, 2, 1, 20)],
    ['2026-03-01t20:00:00z', Date.UTC(2026, 2, 1, 20)],
    ['2026-03-01 20:00:00.5+01:00', Date.UTC(2026, 2, 1, 19, 0, 0, 500)],
    ['2026-03-01T20:00:00.123999999Z', Date.UTC(2026, 2, 1, 20, 0, 0, 123)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2000-01-01T00:00:00Z', EARLIEST_MS],
    ['2100-12-31T23:59:59.999Z', LATEST_MS],
    ['1999-12-31T23:59:59Z', INSTANT_OUT_OF_RANGE],
    ['0000-01-01T00:00:00Z', INSTANT_OUT_OF_RANGE],
    ['9999-12-31T23:59:59Z', INSTANT_OUT_OF_RANGE],
    [1_700_000_000, INSTANT_OUT_OF_RANGE],
    ['2023-02-29T00:00:00Z', MALFORMED_INSTANT],
    ['2026-13-01T00:00:00Z', MALFORMED_INSTANT],
    ['2026-04-31T00:00:00Z', MALFORMED_INSTANT],
    ['2026-03-01T24:00:00Z', MALFORMED_INSTANT],
    ['2026-03-01T20:00:00', MALFORMED_INSTANT],
    ['2026-03-01T20:00:00.Z', MALFORMED_INSTANT],
    ['2026-03-01T20:00:00+0100', MALFORMED_INSTANT],
    ['2026-03-01T20:00:00Zjunk', MALFORMED_INSTANT],
    ['2026-03-01', MALFORMED_INSTANT],
    ['', MALFORMED_INSTANT],
    [1.5, MALFORMED_INSTANT],
    [Number.POSITIVE_INFINITY, MALFORMED_INSTANT],
    [null, NOT_AN_INSTANT],
    [true, NOT_AN_INSTANT],
  ])('%s', (value, expected) => {
    expect(parseInstant(value)).toBe(expected);
  });

  it('days are days since the epoch', () => {
    expect(parseDay('2026-03-01')).toBe(Date.UTC(2026, 2, 1) / 86_400_000);
    expect(parseDay('2026-3-1')).toBe(MALFORMED_INSTANT);
    expect(parseDay(20260301)).toBe(NOT_AN_INSTANT);
  });
});

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
