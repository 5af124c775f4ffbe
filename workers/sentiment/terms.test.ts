import { describe, expect, it } from 'vitest';
import { termsOf } from './terms.ts';

describe('termsOf', () => {
  it.each([
    ['en', 'A GOOD film, not a very good story', ['a', 'good', 'film', 'not good', 'story']],
    ['en', "It isn’t funny and I can't laugh", ['it', 'not funny', 'and', 'i', 'not laugh']],
    ['tr', 'İyi değil ama IŞIK güzel', ['iyi değil', 'ama', 'ışık', 'güzel']],
    ['de', 'nicht spannend, aber schön', ['nicht spannend', 'aber', 'schön']],
    ['ar', 'ليس جيدا', ['ليس جيدا']],
    ['en', 'wow 😍😍', ['wow', '😍']],
    ['en', 'not', ['not']],
    ['en', '', []],
  ])('%s: %s', (language, text, terms) => {
    expect(termsOf(text, language)).toEqual(terms);
  });

  it('cuts words where none are written apart', () => {
    expect(termsOf('电影很精彩', 'zh')).toContain('电影');
  });
});
