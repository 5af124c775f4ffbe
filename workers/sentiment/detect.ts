import { eld } from 'eld/small';
import { contradicts, primaryLanguage } from './languages.ts';

/** Names that the detector has for languages we know by another. */
const SAME: Readonly<Record<string, string>> = { fil: 'tl' };

/** A text of other than Latin letters is hardly ever taken for another language, however short. */
const OTHER_LETTERS = /[^\p{Script=Latin}\P{L}]/u;

/**
 * The language to read a text in, as primary subtag: what the sender says, unless the letters speak against it, else what
 * the n-grams of its first 1,000 characters say. '' when they don't say it reliably, as of one or two Latin words.
 */
export function languageOf(text: string, said: string): string {
  const told = primaryLanguage(said);
  if (told !== '' && !contradicts(text, told)) return told;
  const found = eld.detect(text);
  if (!found.isReliable() && !OTHER_LETTERS.test(text)) return '';
  return SAME[found.language] ?? found.language;
}
