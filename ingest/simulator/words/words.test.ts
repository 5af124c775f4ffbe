import { describe, expect, it } from 'vitest';
import { TERRITORIES } from '../territories.ts';
import { moodOfText, whatIsTold, WORDS } from './told.ts';
import { ASPECTS, type Words } from './words.ts';

const filled = (sentence: string) => sentence.replace('{n}', '3').replace('{t}', '12:30');
const sidesOf = (words: Words) => [
  words.overall,
  words.episode,
  words.moment,
  ...ASPECTS.map((aspect) => words[aspect]),
];
const sentencesOf = (words: Words) => [...sidesOf(words).flat(2), ...words.asides].map(filled);

describe.each(Object.entries(WORDS))('the words of %s', (language, words) => {
  it('are told from each other: no sentence stands in another', () => {
    const sentences = sentencesOf(words);
    for (const [index, sentence] of sentences.entries())
      expect(sentences.filter((other, at) => at !== index && other.includes(sentence))).toEqual([]);
  });

  it('mean what they say', () => {
    for (const [good, bad] of sidesOf(words)) {
      for (const sentence of good) expect(moodOfText(language, filled(sentence)), sentence).toBe('positive');
      for (const sentence of bad) expect(moodOfText(language, filled(sentence)), sentence).toBe('negative');
    }
    for (const aside of words.asides) expect(moodOfText(language, aside)).toBe('neutral');
    const mixed = [words.cast[0][0], words.ending[1][0]].join(words.space);
    expect(moodOfText(language, mixed)).toBe('neutral');
  });
});

it('tells what a text is about, and where', () => {
  const text =
    'Gorgeous photography. The ending ruins everything. Episode 4 is a mess. At 1:02:30 it completely lost me.';
  expect(whatIsTold('en', text)).toEqual({
    good: 1,
    bad: 3,
    aspects: [
      { aspect: 'look', side: 'good' },
      { aspect: 'ending', side: 'bad' },
    ],
    episode: 4,
    momentSeconds: 3750,
  });
  expect(moodOfText('en', 'Something else.')).toBeNull();
  expect(moodOfText('xx', 'Something else.')).toBeNull();
});

it('covers the language of every country', () => {
  for (const { language } of TERRITORIES) expect(WORDS).toHaveProperty(language);
});
