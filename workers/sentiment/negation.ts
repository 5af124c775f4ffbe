/** Words that turn round what stands near them, by language. Before: `not good`; after: Turkish `iyi değil`. */
interface Negators {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

const NEGATORS: Readonly<Record<string, Negators>> = {
  en: {
    before: [
      'not',
      'no',
      'never',
      'nor',
      'neither',
      'without',
      'hardly',
      'barely',
      'cannot',
      'nothing',
      'nobody',
      "n't",
    ],
  },
  de: { before: ['nicht', 'kein', 'keine', 'keinen', 'keiner', 'keinem', 'nie', 'niemals', 'ohne', 'weder'] },
  fr: { before: ['pas', 'jamais', 'sans', 'aucun', 'aucune', 'ni', 'rien'] },
  es: { before: ['no', 'nunca', 'jamás', 'sin', 'ni', 'tampoco'] },
  it: { before: ['non', 'mai', 'senza', 'né', 'neanche', 'nemmeno'] },
  pt: { before: ['não', 'nao', 'nunca', 'jamais', 'sem', 'nem'] },
  nl: { before: ['niet', 'geen', 'nooit', 'zonder'] },
  sv: { before: ['inte', 'ej', 'aldrig', 'utan', 'ingen', 'inget', 'inga'] },
  da: { before: ['ikke', 'aldrig', 'uden', 'ingen', 'intet'] },
  no: { before: ['ikke', 'aldri', 'uten', 'ingen', 'intet'] },
  pl: { before: ['nie', 'nigdy', 'bez', 'ani', 'żaden', 'żadna', 'żadne'] },
  ru: { before: ['не', 'нет', 'ни', 'никогда', 'без'] },
  uk: { before: ['не', 'немає', 'ні', 'ніколи', 'без'] },
  id: { before: ['tidak', 'bukan', 'tak', 'nggak', 'gak', 'ga', 'tanpa', 'kurang'] },
  ar: { before: ['لا', 'لم', 'لن', 'ليس', 'ليست', 'غير', 'مش', 'بدون', 'ما'] },
  hi: { before: ['नहीं', 'न', 'ना', 'मत', 'बिना'], after: ['नहीं'] },
  tr: { after: ['değil', 'degil', 'yok', 'değildi', 'degildi'] },
  ko: { before: ['안', '못', '별로'] },
};

const NONE: ReadonlySet<string> = new Set();
const before = new Map(Object.entries(NEGATORS).map(([language, words]) => [language, new Set(words.before)]));
const after = new Map(Object.entries(NEGATORS).map(([language, words]) => [language, new Set(words.after)]));

/** Whether a word negates the words after it. English also contracts: `isn't`, and `wo n't` in tokenised texts. */
export function negatesNext(word: string, language: string): boolean {
  return (before.get(language) ?? NONE).has(word) || (language === 'en' && word.endsWith("n't"));
}

/** Whether a word negates the word before it. */
export function negatesLast(word: string, language: string): boolean {
  return (after.get(language) ?? NONE).has(word);
}
