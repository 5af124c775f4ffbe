import { describe, expect, it } from 'vitest';
import { ASPECTS as TOLD } from '../../ingest/simulator/words/words.ts';
import { WORDS } from '../../ingest/simulator/words/told.ts';
import { aspectsIn, sentencesOf } from './aspects.ts';

describe('what a text is about', () => {
  it('is found in the sentences of the simulated audience, in each of its languages', () => {
    const [found, missed]: [string[], string[]] = [[], []];
    for (const [language, words] of Object.entries(WORDS))
      for (const aspect of TOLD)
        for (const sentence of words[aspect].flat()) {
          const aspects = aspectsIn(sentence, language);
          // Who is convincing is told by the acting as by the characters.
          const among = aspect === 'cast' ? ['cast', 'characters'] : [aspect];
          (aspects.some((one) => among.includes(one)) ? found : missed).push(`${language} ${aspect}: ${sentence}`);
        }
    expect(missed.length / (found.length + missed.length), missed.join('\n')).toBeLessThan(0.1);
  });

  it('is nothing in what is said beside', () => {
    for (const [language, { asides }] of Object.entries(WORDS))
      for (const aside of asides)
        expect(
          aspectsIn(aside, language).filter((one) => one !== 'effects'),
          aside,
        ).toEqual([]);
  });

  it('is told by whole words, and in no language that has none', () => {
    expect(aspectsIn('He was cast away', 'en')).toEqual(['cast']);
    expect(aspectsIn('A broadcast of historic proportions', 'en')).toEqual([]);
    expect(aspectsIn('The music', 'tlh')).toEqual([]);
  });
});

describe('the sentences of a text', () => {
  it('end with any script’s marks, and where a "but" divides them', () => {
    expect(sentencesOf('Great cast, but the ending is bad! 音乐很好。但是太长。')).toEqual([
      ...['Great cast', 'the ending is bad!', '音乐很好。', '太长。'],
    ]);
    expect(sentencesOf('… !!! 👍')).toEqual([]);
  });
});
