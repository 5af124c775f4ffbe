/** Other tags for the same language, and the macrolanguages whose texts are read alike. */
const SAME: Readonly<Record<string, string>> = {
  iw: 'he',
  in: 'id',
  ji: 'yi',
  jw: 'jv',
  nb: 'no',
  nn: 'no',
  fil: 'tl',
  cmn: 'zh',
  yue: 'zh',
  und: '',
  mul: '',
  zxx: '',
};

/** The primary subtag a text is read by: `pt` of `pt-BR`; '' when a tag says nothing. */
export function primaryLanguage(tag: string): string {
  const primary = /^[a-z]{2,3}(?![a-z0-9])/i.exec(tag)?.[0].toLowerCase() ?? '';
  return SAME[primary] ?? primary;
}

/** Scripts that are told by a look, and the languages that are written in them. */
const SCRIPTS: readonly { readonly letters: RegExp; readonly languages: readonly string[] }[] = [
  { letters: /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/g, languages: ['ko'] },
  { letters: /[\u3040-\u30ff]/g, languages: ['ja'] },
  { letters: /[\u3400-\u9fff\uf900-\ufaff]/g, languages: ['zh', 'ja'] },
  { letters: /[\u0600-\u06ff\u0750-\u077f]/g, languages: ['ar', 'fa', 'ur', 'ps', 'sd', 'ku'] },
  { letters: /[\u0590-\u05ff]/g, languages: ['he', 'yi'] },
  { letters: /[\u0400-\u052f]/g, languages: ['ru', 'uk', 'bg', 'sr', 'mk', 'be', 'kk', 'ky', 'mn', 'tg', 'uz', 'bs'] },
  { letters: /[\u0370-\u03ff]/g, languages: ['el'] },
  { letters: /[\u0900-\u097f]/g, languages: ['hi', 'mr', 'ne'] },
  { letters: /[\u0e00-\u0e7f]/g, languages: ['th'] },
];
const LETTERS = /\p{L}/gu;

const count = (text: string, letters: RegExp): number => text.match(letters)?.length ?? 0;

/**
 * Whether most letters of a text are of a script that the language is not written in: sites often name the reader's
 * language, not the writer's.
 */
export function contradicts(text: string, language: string): boolean {
  // Letters of the Latin script say nothing: Turkish, Hindi or Arabic in chats is written with them.
  const head = text.slice(0, 400);
  const letters = count(head, LETTERS);
  return SCRIPTS.some(
    (script) =>
      !script.languages.includes(language) &&
      !(language === 'ja' && script.languages.includes('zh')) &&
      count(head, script.letters) * 2 > letters,
  );
}
