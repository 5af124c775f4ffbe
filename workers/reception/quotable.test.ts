import { describe, expect, it } from 'vitest';
import { quotable } from './quotable.ts';

describe('a quote', () => {
  it.each([
    'Write to me: jane.doe@example.org',
    'jane (at) example.org knows',
    'Call +44 20 7946 0958 now',
    'My card is 4111-1111-1111-1111',
    'Find me as @jane_doe there',
    'See example.com/watch for free',
    'رقمي ٠٥٥٥١٢٣٤٥٦٧ اتصل بي',
    'What a fucking mess',
    'What a sh1tty mess',
    'What a f*** mess',
    'So ein scheiß Film',
    'Quelle merde ce film',
    'Bu film tam bir orospu çocuğu işi',
    'これはクソ映画だ',
    '👍👍',
    '',
  ])('is not made of: %s', (text) => expect(quotable(text, '')).toBe(''));

  it.each([
    'The best film of 2019-2021, at 12:30:15 I cried',
    'Scunthorpe never looked better, a classic assassin story',
    'A dickensian cast in Essex',
    '故事巧妙又感人。',
    'فيلم رائع جدا',
    'Ünlü bir oyuncu kadrosu',
  ])('is made of: %s', (text) => expect(quotable(text, 'en')).toBe(text));

  it('is cut between words, and never inside a character', () => {
    const words = quotable('lovely film '.repeat(60), 'en');
    expect(words).toMatch(/ (?:lovely|film)…$/);
    expect(words.length).toBeLessThanOrEqual(201);
    for (const long of ['👩‍👩‍👧‍👦好'.repeat(60), 'é'.repeat(400), '好'.repeat(400)]) {
      const quote = quotable(long, 'en');
      expect(quote.isWellFormed()).toBe(true);
      expect(quote.length).toBeLessThanOrEqual(201);
      expect(quote.slice(0, -1)).not.toMatch(/\u200d$/);
      expect(long.startsWith(quote.slice(0, -1))).toBe(true);
      expect(/^(?:\p{M}|\u200d)/u.test(long.slice(quote.length - 1))).toBe(false);
    }
  });
});
