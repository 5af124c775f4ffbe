import { describe, expect, it } from 'vitest';
import { whatIsTold, WORDS } from '../../ingest/simulator/words/told.ts';
import { ASPECTS as TOLD } from '../../ingest/simulator/words/words.ts';
import { aspectsIn } from '../../workers/reception/aspects.ts';
import { placesIn } from '../../workers/reception/places.ts';
import { quotableSentences, quoteOf } from '../../workers/reception/quotable.ts';

describe('what is read in the sentences of the simulated audience, in each of its languages', () => {
  it('finds aspects in the sentences of the simulated audience, in each of its languages', () => {
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

  it('finds none in what is said beside', () => {
    for (const [language, { asides }] of Object.entries(WORDS))
      for (const aside of asides)
        expect(
          aspectsIn(aside, language).filter((one) => one !== 'effects'),
          aside,
        ).toEqual([]);
  });

  it('finds the places that were meant', () => {
    for (const [language, words] of Object.entries(WORDS))
      for (const side of [0, 1] as const) {
        const text = `${words.episode[side][0]?.replace('{n}', '6')}${words.space}${words.moment[side][0]?.replace('{t}', '1:02:03')}`;
        expect(whatIsTold(language, text)).toMatchObject({ episode: 6, momentSeconds: 3_723 });
        expect({ text, places: placesIn(text) }).toEqual({
          text,
          places: [
            { episode: 6, second: -1 },
            { episode: 6, second: 3_723 },
          ],
        });
      }
  });

  it('may quote every sentence', () => {
    for (const [language, { overall, episode, moment, asides, space: _, ...aspects }] of Object.entries(WORDS))
      for (const sentence of [...[overall, episode, moment, ...Object.values(aspects)].flat(2), ...asides])
        expect(quoteOf(quotableSentences(sentence, language))).toBe(sentence);
  });
});
