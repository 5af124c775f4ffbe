import { describe, expect, it } from 'vitest';
import { clockSeconds, dayMs, minuteMs, utcMs } from './parse-time.ts';

describe('times of the export', () => {
  it('reads durations and bookmarks', () => {
    expect(clockSeconds('01:02:16')).toBe(3736);
    expect(clockSeconds('00:00:00')).toBe(0);
    expect(clockSeconds('Not latest view')).toBeNull();
    expect(clockSeconds('00:61:00')).toBeNull();
  });

  it('reads start times as UTC and refuses days that do not exist', () => {
    expect(utcMs('2022-04-28 16:08:56')).toBe(Date.parse('2022-04-28T16:08:56Z'));
    expect(utcMs('2022-02-31 16:08:56')).toBeNull();
    expect(utcMs('2022-02-03 24:08:56')).toBeNull();
    expect(utcMs('28-04-2022 16:08')).toBeNull();
  });

  it('reads the creation time of a profile as a spreadsheet saves it', () => {
    expect(minuteMs('29-10-2021 05:42')).toBe(Date.parse('2021-10-29T05:42:00Z'));
    expect(minuteMs('2021-10-29 05:42:10')).toBe(Date.parse('2021-10-29T05:42:10Z'));
  });
});

describe('days of the catalogue', () => {
  it.each([
    ['25-Sep-21', '2021-09-25'],
    ['5-Apr-24', '2024-04-05'],
    ['August 4, 2017', '2017-08-04'],
    ['2021-09-25', '2021-09-25'],
  ])('%s is %s', (text, day) => {
    expect(dayMs(text)).toBe(Date.parse(day));
  });

  it('knows no day in an empty or foreign cell', () => {
    expect(dayMs('')).toBeNull();
    expect(dayMs('31-Feb-21')).toBeNull();
    expect(dayMs('5-Foo-21')).toBeNull();
  });
});
