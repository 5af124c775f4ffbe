import { isProfane } from './profanity.ts';
import { IDEOGRAPH, lettersOf } from './scripts.ts';
import { sentencesOf } from './sentences.ts';

/** Longest quote, in letters: two sentences. */
const MAX_LETTERS = 200;
/** A word that is cut is left out whole when it is shorter than this. */
const MAX_WORD = 30;
/** Sentences of a text that are looked at. */
const MAX_SENTENCES = 12;

const DOMAINS =
  'com|net|org|info|biz|io|tv|me|gg|ly|to|app|dev|link|xyz|de|fr|es|it|pl|pt|se|nl|be|ch|at|br|mx|tr|ru|cn|jp|kr|in|uk|us|eu|co';
const SERVICES =
  'insta|instagram|ig|snap|snapchat|telegram|tg|whats ?app|discord|twitter|tiktok|facebook|fb|skype|kik|vk|wechat|weixin|qq|kakao|onlyfans|youtube|twitch|reddit|e-?mail|phone|mobile|handy|telefon|teléfono|téléphone|инста|инстаграм|телеграм|телефон';
/** In scripts without spaces, where the account may stand right behind it. */
const SERVICES_INSIDE = '微信号?|qq号|电话|電話|手机号?|카톡|전화';

/** In scripts without spaces an address ends at the next mark, not with the text. */
const UNTIL_MARK = '[^\\s。！？；，、」』）】》]';

/** What points to a person: mail, @names, links, accounts, and digits as of phones and cards, also with signs between them. */
const PERSONAL = [
  String.raw`[^\s@]{1,64}\s?(?:@|\(at\)|\[at\])\s?[^\s@]{1,64}?(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)\p{L}{2,}`,
  String.raw`[\p{L}\p{N}._-]{2,64}\sat\s[\p{L}\p{N}-]{2,63}\s?(?:dot|\(dot\)|\[dot\])\s?\p{L}{2,}`,
  // In scripts without spaces it stands right behind a word.
  String.raw`[@＠﹫](?:[\p{L}\p{N}_]|\s[\p{L}_])[\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*`,
  String.raw`(?:https?:|[a-z]{2,10}://|www\.)${UNTIL_MARK}*`,
  String.raw`(?<![\p{Script=Latin}\p{N}_-])[\p{Script=Latin}\p{N}_-]{1,63}(?:\.|\[\.\]|\s?\(dot\)\s?|\sdot\s)(?:${DOMAINS})(?![\p{Script=Latin}\w])(?:/${UNTIL_MARK}*)?`,
  String.raw`[\p{L}\p{N}_.]{2,32}#\p{Nd}{3,6}(?!\p{Nd})`,
  String.raw`(?<![\p{L}\p{N}/])u/[\w-]{3,}`,
  String.raw`(?<![\p{L}\p{N}])[\p{L}\p{N}.]{1,32}_[\p{L}\p{N}_.]{1,32}`,
  String.raw`(?<!\p{L})(?:${SERVICES})(?:\s?[:：=–-]\s?|\s(?:is|ist|est|es|é|è)\s)[\p{L}\p{N}_.+-]{2,}`,
  String.raw`(?:${SERVICES_INSIDE})(?:\s?(?:[:：=–-]|是)\s?|\s)?[a-z\p{N}_.+-]{4,}`,
  String.raw`(?<!\p{L})(?:follow|add|dm|message|text|call|write(?: to)?|contact|reach|mail|e-?mail)\s(?:me|us|him|her|them)\s(?:at|on|under|via)(?!\p{L})`,
  String.raw`(?:\p{Nd}[\s().+/\-‐-―−•·∙*_,:~|]{0,3}){6,}`,
];

const INTRODUCED =
  "my name(?:['’]s| is)|(?:i['’]m|i am) called|ich hei(?:ß|ss)e|mein name ist|je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|benim ad[ıi]m|jag heter|mitt namn är|nazywam się|mam na imię|меня зовут|اسمي|मेरा नाम|(?:제|내) 이름은";
/** In scripts without spaces, where words stand before it and sentences behind the name. */
const INTRODUCED_INSIDE = '名前は|名字[叫是]|我叫';
const REGARDS =
  'regards|cheers|yours(?: truly)?|signed|greetings|grüße|gruß|mfg|cordialement|bisous|saludos|un saludo|saluti|abraços|saygılar(?:ımla)?|hälsningar|mvh|pozdrawiam|с уважением';
const CLOSE =
  'my (?:wife|husband|partner|(?:girl|boy)?friend|son|daughter|brother|sister|cousin|aunt|uncle|neighbou?r|colleague|boss|teacher|roommate)|mein[e]? (?:Frau|Mann|Freund(?:in)?|Sohn|Tochter|Bruder|Schwester|Nachbar(?:in)?|Kollege|Kollegin|Chef(?:in)?)|(?:mon|ma) (?:femme|mari|amie?|copain|copine|fils|fille|frère|sœur|collègue|voisine?)|mi (?:esposa|mujer|marido|amig[oa]|novi[oa]|hij[oa]|herman[oa]|jef[ea]|vecin[oa])|(?:il mio|la mia|mi[oa]) (?:amic[oa]|moglie|marito|figli[oa]|fratello|sorella|capo)|(?:meu|minha) (?:amig[oa]|esposa|marido|namorad[oa]|filh[oa]|irmã|irmão|chefe|vizinh[oa])';
/** Somebody’s name, where it is told by what stands around it: those of a cast are what reviews are about. */
const NAMED = [
  `(?<!\\p{L})(?i:${INTRODUCED})\\s?${UNTIL_MARK}+`,
  `(?:${INTRODUCED_INSIDE})\\s?${UNTIL_MARK}{1,20}`,
  `(?<!\\p{L})(?i:${REGARDS})[,\\s–—-]{1,3}\\p{Lu}[\\p{L}\\p{M}]*`,
  `(?<!\\p{L})(?i:${CLOSE}),?\\s\\p{Lu}[\\p{L}\\p{M}]+`,
  // "— Jane D." at the end.
  String.raw`[—–-]\s?\p{Lu}[\p{Ll}\p{M}]+\s\p{Lu}[\p{Ll}\p{M}.]*\s*$`,
];
const ANY = new RegExp([...PERSONAL.map((pattern) => `(?i:${pattern})`), ...NAMED].join('|'), 'gu');

/** Years, times and marks out of five, ten or a hundred are no number of a person. */
const HARMLESS =
  /(?<![\p{Nd}+][\s().+/-]{0,2})(?:(?:19|20)\d\d(?:\s?(?:[-–/,&]|and)\s?(?:19|20)\d\d)*|\d{1,2}:\d\d(?::\d\d)?|\d{1,3}\s?\/\s?(?:5|10|100))(?![\s().+/-]{0,2}\p{Nd})/gu;

/** Stand for what points to a person, and for what does not: of private use, and taken out of what is written. */
const HIDDEN = '\ue000';
const PASSED = '\ue001';
const OWN = /[\ue000-\uf8ff]/gu;

export interface QuotableSentence {
  /** Without what points to a person; with the space after it. */
  readonly text: string;
  /** False where it held any of that, or something coarse: nothing of it is quoted, cut or not. */
  readonly shows: boolean;
}

/**
 * The first sentences of a text as it was written, each judged whole, before anything is taken out or cut.
 *
 * @param language primary subtag; '' where it is not known
 */
export function quotableSentences(written: string, language: string): QuotableSentence[] {
  // Addresses and numbers have dots of their own: they are found before sentences are.
  return sentencesOf(hidden(written.replaceAll(OWN, ' ')), MAX_SENTENCES).map((sentence) => ({
    text: sentence.replaceAll(HIDDEN, ' ').replaceAll(/\s+/g, ' '),
    shows: !sentence.includes(HIDDEN) && !isProfane(sentence, language),
  }));
}

/** Numbers are looked for where harmless ones are out of the way, and hidden where they stand. */
function hidden(text: string): string {
  const looked = text.replaceAll(HARMLESS, (harmless) => PASSED.repeat(harmless.length));
  let out = '';
  let from = 0;
  for (const { index, 0: found } of looked.matchAll(ANY)) {
    out += text.slice(from, index) + HIDDEN;
    from = index + found.length;
  }
  return out + text.slice(from);
}

/** A short piece that may be shown: the first sentences in a row that may be, cut between words. '' where there is nothing. */
export function quoteOf(sentences: readonly QuotableSentence[]): string {
  const first = sentences.findIndex(({ shows }) => shows);
  if (first === -1) return '';
  const end = sentences.findIndex(({ shows }, at) => at > first && !shows);
  const shown = sentences.slice(first, end === -1 ? sentences.length : end).map(({ text }) => text);
  const quote = shown.join('').trim();
  return SAYS.test(quote) ? shortened(quote) : '';
}

/** Two letters, or one sign that is a word. */
const SAYS = new RegExp(`[\\p{L}\\p{M}]{2}|[${IDEOGRAPH}]`, 'u');

let characters: Intl.Segmenter | null = null;

/** Cut between words, or, where none ends near, after a mark of scripts without spaces, or else between characters. */
function shortened(plain: string): string {
  if (lettersOf(plain) <= MAX_LETTERS) return plain;
  const fitting = fittingPart(plain);
  const space = fitting.endsAtSpace ? fitting.text.length : fitting.text.lastIndexOf(' ');
  const least = fitting.text.length - MAX_WORD;
  const end = Math.max(space, fitting.text.search(LAST_PAUSE) + 1);
  const cut = end > Math.max(0, least) ? fitting.text.slice(0, end) : fitting.text;
  return cut === '' ? '' : `${cut.replace(/[\s，、；]+$/u, '')}…`;
}

/** The last comma or mark of scripts without spaces. */
const LAST_PAUSE = /[。！？；，、][^。！？；，、]*$/u;

/** As many characters as fit: what a reader takes for one may be many code units. */
function fittingPart(text: string): { text: string; endsAtSpace: boolean } {
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let [end, left] = [0, MAX_LETTERS];
  // More than fits, so that the last character is whole.
  for (const { index, segment } of characters.segment(text.slice(0, 2 * MAX_LETTERS))) {
    left -= lettersOf(segment);
    if (left < 0) return { text: text.slice(0, end), endsAtSpace: /\s/.test(segment) };
    end = index + segment.length;
  }
  return { text: text.slice(0, end), endsAtSpace: false };
}
