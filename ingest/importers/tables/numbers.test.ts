import { describe, expect, it } from 'vitest';
import { type DecimalMark, NumberFacts, readDecimalOption, readNumber } from './numbers.ts';

describe('a number', () => {
  it.each([
    ['1234', '.', 1234],
    ['1,234,567', '.', 1_234_567],
    ['12,34,567', '.', 1_234_567],
    ['1,234.5', '.', 1234.5],
    ['1.234,5', ',', 1234.5],
    ["1'234.50", '.', 1234.5],
    ['1\u202f234,50 €', ',', 1234.5],
    ['EUR 1.234', ',', 1234],
    ['$0.5', '.', 0.5],
    ['-3', '.', -3],
    ['', '.', undefined],
    ['–', ',', undefined],
    ['N/A', '.', undefined],
    ['1,23', '.', null],
    ['1.2.3', '.', null],
    ['1,234.5', ',', null],
    ['50.3%', '.', null],
    ['1.2K', '.', null],
    ['many', '.', null],
  ] as const)('%s by %s is %s', (cell, mark, value) => {
    expect(readNumber(cell, mark)).toBe(value);
  });
});

describe('the decimal mark of a file', () => {
  const markOf = (counts: readonly string[], costs: readonly string[] = [], given: DecimalMark | null = null) => {
    const facts = new NumberFacts();
    for (const cell of counts) facts.add(cell, true);
    for (const cell of costs) facts.add(cell, false);
    return facts.mark(given);
  };

  it('is the one by which counts are whole', () => {
    expect(markOf(['1.234'])).toBe(',');
    expect(markOf(['1,234'])).toBe('.');
    expect(markOf(['1234', '', '12'])).toBe('.');
    expect(markOf(['7'], ['0,25'])).toBe(',');
    expect(markOf([])).toBe('.');
  });

  it('is never guessed', () => {
    expect(() => markOf(['7'], ['1.234', '2.500'])).toThrow(
      /'1\.234', can be read in two ways: say with --decimal \. or/,
    );
    expect(() => markOf(['1.000'])).toThrow('in two ways');
    expect(markOf(['1.000'], [], ',')).toBe(',');
    // One cell that only one of them reads decides.
    expect(markOf(['1.000', '12.345'])).toBe(',');
    expect(() => markOf(['1.234', '1,234'])).toThrow("such as '1.234', are not all written alike");
    // What is no number tells nothing of marks.
    expect(markOf(['a lot', '1.234'])).toBe(',');
  });

  it('is given as a mark', () => {
    expect(readDecimalOption(',')).toBe(',');
    expect(() => readDecimalOption('comma')).toThrow('--decimal takes . or ,');
  });
});
