import { negatesLast, negatesNext } from './negation.ts';
import { isUnspaced, lowerCase, tokensOf } from './tokens.ts';

/** Segmenters are slow to make (5 ms), quick to use. */
const segmenters = new Map<string, Intl.Segmenter>();

/** How far a negation reaches when words without content stand between: `not a very good film` holds `not good`. */
const REACH = 3;

/** Words that say nothing by themselves, over which a negation reaches. */
const WEAK: ReadonlySet<string> = new Set(
  'a an the very so that this really all at be been is was too quite much any even in of it'.split(' '),
);

/**
 * What a text can be told by: its words in lower case, and negated ones as pairs (`not good`, Turkish `iyi değil`), each
 * once, in order. A word that is negated is not also there alone. Meant for counting what separates praise from blame,
 * not for scoring: words of languages without spaces are cut by the ICU of this Node.
 */
export function termsOf(text: string, language: string): string[] {
  const words = wordsOf(text, language);
  const terms = new Set<string>();
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as string;
    const next = words[i + 1];
    if (negatesNext(word, language)) {
      const negated = nextOfContent(words, i + 1);
      if (negated !== -1) {
        terms.add(`${word.endsWith("n't") ? 'not' : word} ${words[negated]}`);
        i = negated;
        continue;
      }
    }
    if (next !== undefined && negatesLast(next, language)) {
      terms.add(`${word} ${next}`);
      i += 1;
    } else terms.add(word);
  }
  return [...terms];
}

function nextOfContent(words: readonly string[], from: number): number {
  const end = Math.min(words.length, from + REACH);
  for (let i = from; i < end; i += 1) if (!WEAK.has(words[i] as string)) return i;
  return -1;
}

function wordsOf(text: string, language: string): string[] {
  if (!isUnspaced(language)) return tokensOf(text, language);
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(lowerCase(text, language)))
    if (isWordLike) words.push(segment);
  return words;
}
