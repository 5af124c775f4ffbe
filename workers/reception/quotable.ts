import { isProfane } from './profanity.ts';

/** Longest quote, in UTF-16 units: two sentences. */
const MAX_CHARACTERS = 200;
/** A word that is cut is left out whole when it is shorter than this. */
const MAX_WORD = 30;

/** What points to a person: mail, @names, links, and digits as of phones, accounts and cards, also with signs between them. */
const PERSONAL = [
  /[^\s@]{1,64}\s?(?:@|\(at\)|\[at\])\s?[^\s@]{1,64}\.\p{L}{2,}/iu,
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}_]{2,}/u,
  /https?:|www\.|(?<![\p{L}])[\w-]{2,63}\.(?:com|net|org|info|biz|io|tv|me|ru|de|fr|es|it|pl|br|tr|cn|jp|kr|in|uk|co)(?![\p{L}\w])/iu,
  /(?:\p{Nd}[\s().+/-]{0,2}){7,}/u,
];
/** A year range or a time is no number of a person. */
const HARMLESS = /(?<!\p{Nd})(?:(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d|\d{1,2}:\d\d(?::\d\d)?)(?!\p{Nd})/gu;

/**
 * A short piece of a plain text that may be shown: its beginning, cut between words. '' where it says nothing, is profane or
 * holds what points to a person; then nothing of the text is quoted.
 *
 * @param language primary subtag; '' where it is not known
 */
export function quotable(plain: string, language: string): string {
  if (!/[\p{L}\p{M}]{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(plain)) return '';
  const quote = shortened(plain);
  const numbers = quote.replaceAll(HARMLESS, ' ');
  return PERSONAL.some((pattern) => pattern.test(numbers)) || isProfane(quote, language) ? '' : quote;
}

let characters: Intl.Segmenter | null = null;

function shortened(plain: string): string {
  if (plain.length <= MAX_CHARACTERS) return plain;
  const space = plain.lastIndexOf(' ', MAX_CHARACTERS);
  const end = space > MAX_CHARACTERS - MAX_WORD ? space : lastCharacterEnd(plain.slice(0, 2 * MAX_CHARACTERS));
  return end === 0 ? '' : `${plain.slice(0, end).trimEnd()}…`;
}

/** Where the last character ends that fits: what a reader takes for one may be many code units. */
function lastCharacterEnd(text: string): number {
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let end = 0;
  for (const { index, segment } of characters.segment(text)) {
    if (index + segment.length > MAX_CHARACTERS) break;
    end = index + segment.length;
  }
  return end;
}
