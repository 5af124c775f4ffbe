import { describe, expect, it } from 'vitest';
import { DateFacts, type DateStyle, readDate, readDateOption } from './dates.ts';

const NOW_MS = Date.UTC(2026, 10, 25);

function styleOf(cells: readonly string[], given: DateStyle | null = null): DateStyle {
  const facts = new DateFacts(NOW_MS);
  for (const cell of cells) facts.add(cell);
  return facts.style(given);
}

describe('a date', () => {
  it.each([
    ['2015-08-25', 'ymd', '2015-08-25T00:00:00Z'],
    ['2015-08-25T10:00:00+02:00', 'ymd', '2015-08-25T08:00:00Z'],
    ['2015-08-25T10:00:00.123Z', 'ymd', '2015-08-25T10:00:00Z'],
    ['2022-06-23 13:25:28', 'ymd', '2022-06-23T13:25:28Z'],
    ['15.08.25', 'ymd', '2015-08-25T00:00:00Z'],
    ['15.08.25', 'dmy', '2025-08-15T00:00:00Z'],
    ['2015. 8. 25.', 'ymd', '2015-08-25T00:00:00Z'],
    ['2015년 8월 25일', 'ymd', '2015-08-25T00:00:00Z'],
    ['2015年8月25日 09:05', 'ymd', '2015-08-25T09:05:00Z'],
    ['25/8/2015 9:05', 'dmy', '2015-08-25T09:05:00Z'],
    ['8/25/2015 9:05 PM', 'mdy', '2015-08-25T21:05:00Z'],
    ['8/25/2015 12:05 AM', 'mdy', '2015-08-25T00:05:00Z'],
    ['25 Aug 2015', 'words', '2015-08-25T00:00:00Z'],
    ['August 25, 2015', 'words', '2015-08-25T00:00:00Z'],
    ['Tue, 25 Aug 2015 10:00:00 +0000', 'words', '2015-08-25T10:00:00Z'],
    ['1440460800', 'seconds', '2015-08-25T00:00:00Z'],
    ['1440460800000', 'milliseconds', '2015-08-25T00:00:00Z'],
  ] as const)('%s as %s is %s', (cell, style, instant) => {
    expect(readDate(cell, style)).toBe(Date.parse(instant));
  });

  it.each([
    ['2015-02-30', 'ymd'],
    ['25.8.2015', 'mdy'],
    ['25.8.2015', 'ymd'],
    ['yesterday', 'words'],
    ['2015-08-25 25:00', 'ymd'],
    ['1440460800', 'milliseconds'],
  ] as const)('%s is none as %s', (cell, style) => {
    expect(readDate(cell, style)).toBeNull();
  });
});

describe('the style of the dates of a file', () => {
  it('is the one that reads them all', () => {
    expect(styleOf(['2015-08-25', '2015-08-01'])).toBe('ymd');
    expect(styleOf(['01.02.2015', '25.02.2015'])).toBe('dmy');
    expect(styleOf(['01/02/2015', '02/25/2015'])).toBe('mdy');
    expect(styleOf(['1440460800'])).toBe('seconds');
  });

  it('is not one by which somebody has reviewed in the future', () => {
    // By day, month, year these would be days of 2025 and 2031.
    expect(styleOf(['15.08.25', '15.08.31'])).toBe('ymd');
  });

  it('is never guessed where two fit and differ', () => {
    expect(() => styleOf(['01/02/2015', '03/04/2015'])).toThrow(
      /'01\/02\/2015', can be read in several ways: say which with --date dmy \(day, month, year\) or --date mdy/,
    );
    expect(styleOf(['01/02/2015', '03/04/2015'], 'mdy')).toBe('mdy');
    expect(styleOf(['05/05/2015'])).toBe('dmy');
  });

  it('forgives one broken date in a hundred, and no more', () => {
    const good = Array.from({ length: 99 }, () => '2015-08-25');
    expect(styleOf([...good, 'soon'])).toBe('ymd');
    expect(() => styleOf(['soon', 'later', '2015-08-25'])).toThrow(
      /can't be read: name the column with --map date=COLUMN/,
    );
  });

  it('names the row, the cell and the option where some of many cannot be read', () => {
    const facts = new DateFacts(NOW_MS);
    ['2015-08-25', '2015-08-26', 'soon', '2015-08-27'].forEach((cell, i) => facts.add(cell, `row ${i + 1} of a.csv`));
    expect(() => facts.style(null)).toThrow(
      "The dates are year, month, day, but for 1 row, 'soon' (row 3 of a.csv): mend it, or give --date ymd to leave such rows out.",
    );
    expect(facts.style('ymd')).toBe('ymd');
    expect([facts.leftOut('ymd'), facts.leftOut('dmy')]).toEqual([
      "; left out: 1 row, 'soon' (row 3 of a.csv)",
      "; left out: 4 rows, as '2015-08-25' (row 1 of a.csv)",
    ]);
    expect(new DateFacts(NOW_MS).leftOut('ymd')).toBe('');
  });

  it('shows the beginning of a cell only, and nothing that moves the cursor', () => {
    const text = `A review\u001b[2J that ${'goes on and '.repeat(500)}`;
    expect(() => styleOf([text])).toThrow(/such as 'A review \[2J that goes on and [a-z ]*…', can't be read/);
    const facts = new DateFacts(NOW_MS);
    ['2015-08-25', text].forEach((cell, i) => facts.add(cell, `row ${i + 1} of a.csv`));
    expect(facts.leftOut('ymd')).toMatch(/^; left out: 1 row, 'A review \[2J .{0,60}…' \(row 2 of a\.csv\)$/);
  });

  it('may be given, and must then read at least one', () => {
    expect(() => styleOf(['2015-08-25'], 'seconds')).toThrow("'2015-08-25', is seconds since 1970");
    expect(readDateOption('dmy')).toEqual({ style: 'dmy' });
    expect(readDateOption('2015-08-25')).toEqual({ dayMs: Date.UTC(2015, 7, 25) });
    expect(() => readDateOption('08/25/2015')).toThrow(/--date takes how the dates are written/);
  });
});
