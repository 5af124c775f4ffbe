/** Words with their inner apostrophes and marks, or one pictograph. Linear: no alternative can fail after a long match. */
const TOKEN = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{Extended_Pictographic}/gu;

/** Languages written without spaces between words. */
const UNSPACED: ReadonlySet<string> = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my']);

export const isUnspaced = (language: string): boolean => UNSPACED.has(language);

/** Lower case as the language has it: Turkish and Azerbaijani have an i without a dot. Never depends on the machine's locale. */
export function lowerCase(text: string, language: string): string {
  const dotted = language === 'tr' || language === 'az' ? text.replaceAll('İ', 'i').replaceAll('I', 'ı') : text;
  return dotted.toLowerCase();
}

/** Words and pictographs of a text in order, in lower case; of languages without spaces, stretches between punctuation. */
export function tokensOf(text: string, language: string): string[] {
  return lowerCase(text, language).replaceAll('’', "'").match(TOKEN) ?? [];
}
