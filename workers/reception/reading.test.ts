import { describe, expect, it } from 'vitest';
import { openModels } from '../sentiment/models.ts';
import { Reader } from '../sentiment/reader.ts';
import { readTexts } from './reading.ts';

const reader = new Reader(openModels());
async function read(text: string, language = 'en') {
  const [reading] = await readTexts([{ text, language }], (some) =>
    Promise.resolve(some.map((one) => reader.score(one))),
  );
  return reading ?? expect.fail('one reading a text');
}

describe('what is read in a text', () => {
  it('is quoted only from sentences that never held anything of a person', async () => {
    const { quote, aspects } = await read(
      'Great acting, but write to me at jane.doe@example.org please. The music is wonderful. The plot is fucking bad.',
    );
    expect(quote).toBe('The music is wonderful.');
    expect(aspects).toEqual([
      { aspect: 'cast', says: 'positive', sentence: '' },
      { aspect: 'music', says: 'positive', sentence: 'The music is wonderful.' },
      { aspect: 'story', says: 'negative', sentence: '' },
    ]);
  });

  it('is nothing that a lexicon does not know, which still may be quoted', async () => {
    expect(await read('Bof, un film quoi.', 'fr')).toMatchObject({
      says: 'no-words',
      terms: [],
      quote: 'Bof, un film quoi.',
    });
  });
});
