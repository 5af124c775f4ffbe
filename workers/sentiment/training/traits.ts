import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { characterFeature, wordFeature, type Feature } from '../features.ts';
import { openLexicon } from '../lexicon.ts';
import type { Recipe } from '../recipe.ts';

/**
 * What is known of words before any text is read: a few numbers each (their valence in a lexicon, their word vector). A weight
 * a number is learnt with the rest and then folded into the words' own weights, so that a model also knows words which
 * its training texts do not have, and scoring costs nothing more.
 */
export interface Traits {
  /** Numbers a feature; a word in reach of a negation has its own half. */
  readonly size: number;
  readonly of: ReadonlyMap<Feature, Trait>;
}

export interface Trait {
  /** Where its numbers begin. */
  readonly offset: number;
  readonly values: Float32Array;
}

export type WordNumbers = ReadonlyMap<string, Float32Array>;

/** Valences are −5 … 5; their third is about as large as other features. */
const VALENCE_SCALE = 1 / 3;

/** @param tables numbers of words, each table of one length */
export function traitsOf(recipe: Recipe, tables: readonly WordNumbers[]): Traits {
  const lengths = tables.map((table) => [...table.values()][0]?.length ?? 0);
  const length = lengths.reduce((sum, one) => sum + one, 0);
  const words = new Map<string, Float32Array>();
  let start = 0;
  tables.forEach((table, index) => {
    for (const [word, numbers] of table) {
      const values = words.get(word) ?? new Float32Array(length);
      values.set(numbers, start);
      words.set(word, values);
    }
    start += lengths[index] as number;
  });
  const of = new Map<Feature, Trait>();
  for (const [word, values] of words) {
    of.set(recipe.words > 0 ? wordFeature(word, false) : characterFeature(word), { offset: 0, values });
    if (recipe.negation) of.set(wordFeature(word, true), { offset: length, values });
  }
  return { size: recipe.negation ? 2 * length : length, of };
}

/** The lexicons of a language as numbers of words; of languages without spaces the entries short enough to be a feature. */
export function valencesOf(language: string, recipe: Recipe): WordNumbers[] {
  const lexicons = [openLexicon(language)?.valences ?? new Map<string, number>()];
  if (language === 'en') lexicons.push(readVader());
  const fits = (word: string) => (recipe.words > 0 ? !word.includes(' ') : word.length <= recipe.characters[1]);
  return lexicons.map(
    (valences) =>
      new Map(
        [...valences]
          .filter(([word]) => fits(word))
          .map(([word, valence]) => [word, Float32Array.of(valence * VALENCE_SCALE)]),
      ),
  );
}

/** VADER's words: `word`, mean valence and what ten people said, between tabs. */
function readVader(): Map<string, number> {
  const lines = readFileSync(createRequire(import.meta.url).resolve('vader-sentiment/vader_lexicon.txt'), 'utf8').split(
    '\n',
  );
  return new Map(
    lines.map((line) => line.split('\t')).flatMap(([word = '', mean]) => (mean ? [[word, Number(mean)]] : [])),
  );
}
