import { describe, expect, it } from 'vitest';
import { openModels } from '../sentiment/models.ts';
import { Reader } from '../sentiment/reader.ts';
import { readText } from './reading.ts';

const reader = new Reader(openModels());
const read = (text: string, language = 'en') => readText({ text, language }, (one) => reader.score(one));

describe('what is read in a text', () => {
  it('is quoted only from sentences that never held anything of a person', () => {
    const { quote, aspects } = read(
      'Great acting, but write to me at jane.doe@example.org please. The music is wonderful. The plot is fucking bad.',
    );
    expect(quote).toBe('The music is wonderful.');
    expect(aspects).toEqual([
      { aspect: 'cast', says: 'positive', sentence: '' },
      { aspect: 'music', says: 'positive', sentence: 'The music is wonderful.' },
      { aspect: 'story', says: 'negative', sentence: '' },
    ]);
  });

  it('is nothing that a lexicon does not know, which still may be quoted', () => {
    expect(read('Bof, un film quoi.', 'fr')).toMatchObject({
      says: 'no-words',
      terms: [],
      quote: 'Bof, un film quoi.',
    });
  });
});
