import { isUnspaced } from './tokens.ts';

/** Which features of a text a model is made of. Kept in the file of weights: a model reads texts as it was trained to. */
export interface Recipe {
  /** Longest run of words that is one feature; 0: no words. */
  readonly words: number;
  /** Shortest and longest run of characters. */
  readonly characters: readonly [number, number];
  /** Whether runs of characters reach over the space between words. */
  readonly across: boolean;
  /** Whether words in reach of a negation are features of their own. */
  readonly negation: boolean;
}

/** Found by cross-validation on training rows: longer runs of words bring nothing where words carry endings. */
export function recipeOf(language: string): Recipe {
  if (isUnspaced(language)) return { words: 0, characters: [1, 3], across: true, negation: false };
  if (language === 'en') return { words: 3, characters: [2, 5], across: false, negation: true };
  if (language === 'ko') return { words: 2, characters: [1, 4], across: true, negation: false };
  return { words: 2, characters: [1, 5], across: false, negation: true };
}
