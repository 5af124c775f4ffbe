import { LANGUAGE_MAX_CHARACTERS } from './fields.ts';

const TAG = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i;

/** Senders use a few dozen tags; a hostile one cannot grow this beyond some hundred kilobytes. */
const CACHE_LIMIT = 4096;
const canonicalTags = new Map<string, string | null>();

/**
 * A BCP 47 tag in its customary case (`pt-BR`, `zh-Hant-TW`), so that `EN-us` and `en-US` are one language; null when it
 * is not a tag.
 */
export function canonicalLanguage(tag: string): string | null {
  const known = canonicalTags.get(tag);
  if (known !== undefined) return known;
  const canonical = tag.length <= LANGUAGE_MAX_CHARACTERS && TAG.test(tag) ? inCustomaryCase(tag) : null;
  if (canonicalTags.size < CACHE_LIMIT && tag.length <= LANGUAGE_MAX_CHARACTERS) canonicalTags.set(tag, canonical);
  return canonical;
}

function inCustomaryCase(tag: string): string {
  const [language = '', ...subtags] = tag.toLowerCase().split('-');
  let afterSingleton = false;
  const rest = subtags.map((subtag) => {
    if (subtag.length === 1) afterSingleton = true;
    if (afterSingleton) return subtag;
    if (subtag.length === 2) return subtag.toUpperCase();
    if (subtag.length === 4 && /^[a-z]/.test(subtag)) return subtag.charAt(0).toUpperCase() + subtag.slice(1);
    return subtag;
  });
  return [language, ...rest].join('-');
}
