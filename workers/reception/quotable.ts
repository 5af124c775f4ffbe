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
 */
export function quotable(plain: string): string {
  if (!/\p{L}{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(plain)) return '';
  const quote = shortened(plain);
  const numbers = quote.replaceAll(HARMLESS, ' ');
  return PERSONAL.some((pattern) => pattern.test(numbers)) || isProfane(quote) ? '' : quote;
}

/** Marks, joiners and variants are part of the character before them. */
const BELONGS = /^(?:\p{M}|\u200d|\ufe0f)/u;
const LAST_CHARACTER = /.(?:\p{M}|\u200d|\ufe0f)*$/u;

function shortened(plain: string): string {
  if (plain.length <= MAX_CHARACTERS) return plain;
  // Never inside a pair of surrogates, nor before a mark or a joiner that belongs to what comes before it.
  let cut = plain.slice(0, MAX_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  if (space > MAX_CHARACTERS - MAX_WORD) cut = cut.slice(0, space);
  else if (BELONGS.test(plain.slice(cut.length))) cut = cut.replace(LAST_CHARACTER, '');
  return `${cut.trimEnd()}…`;
}
