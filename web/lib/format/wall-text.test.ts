import { describe, expect, it } from 'vitest';
import { instantOfWall, wallText } from './wall-text.ts';

describe('a day and a time in a field', () => {
  it.each([
    ['2026-11-02T18:00', 'UTC', Date.UTC(2026, 10, 2, 18)],
    ['2026-11-02T18:00', 'Asia/Kolkata', Date.UTC(2026, 10, 2, 12, 30)],
    ['2026-07-01T00:05:09', 'Europe/Lisbon', Date.UTC(2026, 5, 30, 23, 5, 9)],
    ['2026-07-01T00:05:00.040', 'Europe/Lisbon', Date.UTC(2026, 5, 30, 23, 5, 0, 40)],
    ['2026-07-01T00:05:59.999', 'UTC', Date.UTC(2026, 6, 1, 0, 5, 59, 999)],
  ])('%s in %s', (text, zone, atMs) => {
    expect(instantOfWall(text, zone)).toBe(atMs);
    expect(wallText(atMs, zone)).toBe(text);
  });

  it('may leave zeros at the end of a second out', () => {
    expect(instantOfWall('2026-11-02T18:00:01.5', 'UTC')).toBe(Date.UTC(2026, 10, 2, 18, 0, 1, 500));
  });

  it.each(['', '2026-11-02', '2026-11-02T18:00Z', '2026-02-31T10:00', '2026-11-02T24:30', 'soon'])(
    'is not %j',
    (text) => {
      expect(instantOfWall(text, 'UTC')).toBeNull();
    },
  );
});
