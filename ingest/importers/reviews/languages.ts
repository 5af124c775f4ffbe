import { canonicalLanguage } from '../../contract/language.ts';

const codes = new Map<string, string>();

/** The BCP 47 tag of a tag (`pt_BR` too) or of a language's English name; null for what is neither. */
export function languageOf(text: string): string | null {
  if (codes.size === 0) learnNames();
  const named = codes.get(text.trim().toLowerCase());
  if (named !== undefined) return named;
  const [language = ''] = text.split(/[-_]/);
  // A name that is not known would pass for a tag of up to eight letters.
  return language.length > 3 ? null : canonicalLanguage(text.replaceAll('_', '-'));
}

function learnNames(): void {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  for (let first = 97; first <= 122; first++)
    for (let second = 97; second <= 122; second++) {
      const code = String.fromCharCode(first, second);
      const name = names.of(code)?.toLowerCase();
      if (name !== undefined && !codes.has(name) && Intl.getCanonicalLocales(code)[0] === code) codes.set(name, code);
    }
}
