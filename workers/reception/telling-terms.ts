import { openLexicon } from '../sentiment/lexicon.ts';
import { negatesLast, negatesNext } from '../sentiment/negation.ts';
import { termsOf } from '../sentiment/terms.ts';
import { lowerCase } from '../sentiment/tokens.ts';
import { aspectsIn } from './aspects.ts';
import { isFunctionWord } from './function-words.ts';
import { isProfane } from './profanity.ts';

/** Words of a text that are kept: a review of 900 words has about 300 different ones, and what it says it says early. */
const MAX_TERMS = 120;
const MAX_TERM_CHARACTERS = 40;

const CAPITALISED = /(?<![\p{L}\p{M}\p{N}])\p{Lu}[\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;

/** A letter of a script without capitals. */
const WITHOUT_CAPITALS = /\p{Lo}/u;

/**
 * Terms of a text that may be shown as what praise and blame are told by: no function words, nothing coarse, and no names. A
 * name is written with a capital, as sentences begin too: such a word is a term only where the language's lexicon or the words
 * of aspects have it. So is every word of a script without capitals. A name in small letters passes; it is shown only when
 * it stands in several people's texts.
 *
 * @param plain plain text
 */
export function tellingTerms(plain: string, language: string): string[] {
  const capitalised = new Set((plain.match(CAPITALISED) ?? []).map((word) => asTerm(word, language)));
  const mayBeName = (word: string) => capitalised.has(word) || WITHOUT_CAPITALS.test(word);
  const isTelling = (word: string) =>
    /\p{L}/u.test(word) && !isFunctionWord(word, language) && (!mayBeName(word) || isOrdinary(word, language));
  // Few texts are coarse: word by word it would take as long as the score.
  const isCoarse = isProfane(plain, language);
  return termsOf(plain, language)
    .filter((term) => term.length <= MAX_TERM_CHARACTERS && contentOf(term, language).every(isTelling))
    .filter((term) => !isCoarse || !isProfane(term, language))
    .slice(0, MAX_TERMS);
}

const asTerm = (word: string, language: string) => lowerCase(word, language).replaceAll('’', "'");

/** A term without what negates it: `not good` is told by `good`. A negation alone says nothing. */
function contentOf(term: string, language: string): string[] {
  const words = term.split(' ');
  const content = words.filter((word) => !negatesNext(word, language) && !negatesLast(word, language));
  return content.length > 0 ? content : [''];
}

const isOrdinary = (word: string, language: string): boolean =>
  (openLexicon(language)?.valences.has(word) ?? false) || aspectsIn(word, language).length > 0;
