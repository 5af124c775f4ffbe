import { describe, expect, it } from 'vitest';
import { faultOf, nameField } from './form.ts';

describe('a name that people give', () => {
  it('keeps joiners, which Persian and emoji of several people need', () => {
    for (const name of ['می‌خواهم', '👩‍👩‍👧 at home', '夜の灯']) expect(nameField.parse(`  ${name} `)).toBe(name);
  });

  it('is one line of at most 80 characters, and not empty', () => {
    expect(nameField.parse('👩'.repeat(80))).toHaveLength(160);
    for (const name of [
      '',
      '  ',
      'two\nlines',
      'two\u2028lines',
      'x'.repeat(81),
      '\u200b',
      '\u2060\u200d',
      'abc\u202e gpj',
    ]) {
      const parsed = nameField.safeParse(name);
      expect(parsed.success ? null : faultOf(parsed.error)).toBe('A name takes 1 to 80 characters in one line.');
    }
  });
});
