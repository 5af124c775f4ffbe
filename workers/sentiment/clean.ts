/** Longest text that is read, in UTF-16 units: a review of 900 words; what follows repeats itself. */
export const TEXT_MAX_CHARACTERS = 5_000;

/** What is looked at to get there: markup may take most of a text. Bounds the work on hostile ones. */
const RAW_MAX_CHARACTERS = 100_000;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  ntilde: 'ñ',
  aacute: 'á',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
};

/** A letter, digit or pictograph: what a text needs to say anything. */
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

export const hasWords = (plain: string): boolean => WORD.test(plain);

/** Scripts and styles are not what somebody said. */
const UNSPOKEN = /^<(script|style)\b/i;
const UNSPOKEN_ENDS = { script: /<\/script/gi, style: /<\/style/gi };

/** URLs (in scripts without spaces up to the next mark), addresses of mail and @names; every repetition is bounded or cannot fail, so that no text takes quadratic time. */
const LINKS = /(?:https?:\/\/|www\.)[^\s。！？；，、」』）】》]+/gi;
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
const NAMES = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]{1,50}/gu;

/** Control characters, invisible marks (directions, zero width space, byte order) and what lone surrogates became. */
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]+/g;

/** No script stacks more marks on a letter; hundreds run over the lines beside them, and take seconds to be put in order. */
const STACKED = /(\p{M}{4})\p{M}+/gu;

/**
 * A text as one line as it was written: HTML removed, entities decoded, whitespace folded, well-formed, in composed letters (NFC), as
 * lists of words have them. Time is linear in it.
 */
export function writtenText(text: string): string {
  const raw = text.slice(0, RAW_MAX_CHARACTERS).toWellFormed();
  // Texts exported twice hold their markup as entities: `&lt;br /&gt;`.
  const said = raw.includes('<') || raw.includes('&') ? withoutTags(decoded(withoutTags(raw))) : raw;
  return said.replace(INVISIBLE, ' ').replace(STACKED, '$1').normalize('NFC').replace(/\s+/g, ' ').trim();
}

/**
 * What a text says: {@link writtenText} without URLs, mail addresses and @names, at most 5,000 characters and never cut inside a
 * surrogate pair. Time is linear in the text.
 */
export function plainText(text: string): string {
  const plain = writtenText(text)
    .replace(LINKS, ' ')
    .replace(MAIL, ' ')
    .replace(NAMES, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= TEXT_MAX_CHARACTERS) return plain;
  const last = plain.charCodeAt(TEXT_MAX_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last < 0xdc00;
  return plain.slice(0, splitsPair ? TEXT_MAX_CHARACTERS - 1 : TEXT_MAX_CHARACTERS);
}

/** A `<` begins a tag only before a letter, `/`, `!` or `?`: `<3` and `a < b` are said. One pass. */
function withoutTags(text: string): string {
  let out = '';
  let from = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    if (!/[a-z/!?]/i.test(text.charAt(at + 1))) {
      at += 1;
      continue;
    }
    const end = endOfTag(text, at);
    if (end === -1) break;
    out += `${text.slice(from, at)} `;
    from = end;
    at = end;
  }
  return out + text.slice(from);
}

/** Where what begins at `at` is over; -1 when it never ends, then it is no tag. */
function endOfTag(text: string, at: number): number {
  const end = text.indexOf('>', at);
  if (end === -1) return -1;
  const unspoken = UNSPOKEN.exec(text.slice(at, at + 8))?.[1]?.toLowerCase() as keyof typeof UNSPOKEN_ENDS | undefined;
  if (unspoken === undefined) return end + 1;
  const ends = UNSPOKEN_ENDS[unspoken];
  ends.lastIndex = end;
  const close = ends.exec(text)?.index ?? -1;
  const closed = close === -1 ? -1 : text.indexOf('>', close);
  return closed === -1 ? text.length : closed + 1;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name) return ENTITIES[name as string] ?? ENTITIES[(name as string).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal as string, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    return isCharacter ? String.fromCodePoint(code) : ' ';
  });
}
