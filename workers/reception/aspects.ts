import { ASPECTS, type Aspect } from '../../sql/queries/reception-model.ts';
import { ASPECT_WORDS } from './aspect-words.ts';
import { isWrittenInside } from './scripts.ts';

/** Arabic writes "and", "the", "with" as part of the word. */
const ARABIC_BEGINNINGS = '(?:[وفبلك]?(?:ال|لل)?)';

/** Weekends, by the words for an end. */
const BESIDE = /hafta sonu|نهاية الأسبوع/giu;

const patterns = new Map<string, readonly { aspect: Aspect; words: RegExp }[]>();

/** What a text of a language is about, in the order of {@link ASPECTS}; nothing for a language without words. */
export function aspectsIn(text: string, language: string): Aspect[] {
  const said = text.replaceAll(BESIDE, '');
  return patternsOf(language)
    .filter(({ words }) => words.test(said))
    .map(({ aspect }) => aspect);
}

function patternsOf(language: string) {
  let known = patterns.get(language);
  if (known) return known;
  const words = ASPECT_WORDS[language] ?? {};
  known = ASPECTS.flatMap((aspect) => {
    const list = words[aspect]?.split(' ');
    return list ? [{ aspect, words: patternOf(list, language) }] : [];
  });
  patterns.set(language, known);
  return known;
}

function patternOf(list: readonly string[], language: string): RegExp {
  const any = list
    .map((word) => word.replaceAll(/[.*+?^{}()|[\]\\]/g, '\\$&'))
    // The end of a word that ends is no letter or mark.
    .map((word) => word.replaceAll('$', '(?![\\p{L}\\p{M}])').replaceAll('_', '\\s'))
    .join('|');
  const before = isWrittenInside(language) ? '' : `(?<![\\p{L}\\p{M}])${language === 'ar' ? ARABIC_BEGINNINGS : ''}`;
  return new RegExp(`${before}(?:${any})`, 'iu');
}
