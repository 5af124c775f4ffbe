import { NUMBERS, SPOKEN, type Spoken } from './moment-words.ts';
import { isWrittenInside } from './scripts.ts';

/** Something found in a text: where, and what it stands for. */
export interface Found {
  readonly at: number;
  readonly value: number;
}

const MAX_SECONDS = 24 * 3600;
/** Beyond it no time of day has hours. */
const MAX_HOUR = 24;

/** `12:30`, `1:02:30`; what says itself that it is a time of day is none, nor what begins a stretch that does. */
const CLOCK =
  /(?<![\d:.,])(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?![\d:])(?!(?:\s?(?:[-–]|to|and|until|bis)\s?\d{1,2}:[0-5]\d)?\s?(?:[ap]\.?m(?!\p{L})|uhr|o['’]clock))/giu;
/** `minute 45`, `the 45 minute mark`, `45. dakika`, `45分頃`. A bare "45 minutes" is mostly a length. */
const MINUTE =
  /(?<!\p{L})(?:minute|minuto|minut)\s{1,2}(?<named>\d{1,3})(?![\d:])|(?<![\d:.,])(?<mark>\d{1,3})(?:(?:st|nd|rd|th)?[ -]minute[ -]mark|e minute(?!\p{L})|\.\s?dakika|\.\s?minute(?!\p{L})|(?:-й)?\sминуте|分[頃ご目の]|分钟[时处]|분[쯤경에대])/giu;

/** Between hours and minutes. */
const AND = '[\\s,]{0,2}(?:(?:and|und|et|y|e|i|och|и|و)\\s)?';

/** Texts are NFKC when they are read. */
const source = (words: string): string => words.normalize('NFKC').replaceAll('_', '\\s');

/** How a language says moments; made when a text of it is first read. */
interface Ways {
  /** Each has the length as its only group. */
  readonly lengths: readonly RegExp[];
  secondsOf(length: string): number;
  readonly others: readonly (readonly [pattern: RegExp, seconds: number])[];
  /** What stands before and after a time of day. */
  readonly before: RegExp;
  readonly after: RegExp;
}

const made = new Map<string, Ways>();

function waysOf(language: string): Ways {
  let ways = made.get(language);
  if (!ways) made.set(language, (ways = waysFrom(language)));
  return ways;
}

function waysFrom(language: string): Ways {
  const words = SPOKEN[language];
  if (!words) throw new RangeError(`no words of ${language}`);
  const inside = isWrittenInside(language);
  const [start, end] = inside ? ['(?<!\\d[.,]?)', ''] : ['(?<![\\p{L}\\p{M}\\p{N}:.,/⁄])', '(?![\\p{L}\\p{M}\\p{N}])'];
  const { length, number, secondsOf } = lengthsOf(words);
  // The five of "twenty-five minutes" is none.
  const first = inside ? `(?<!${number})` : `(?<!(?<![\\p{L}\\p{M}\\p{N}])${number}[\\s-])`;
  const framed = words.frames.map((frame) => {
    const [left = '', right = ''] = frame.split('{}').map(source);
    return new RegExp(`${start}${left}${first}(${length})${right === '' ? end : right}`, 'giu');
  });
  return {
    lengths: framed,
    secondsOf,
    others: (words.also ?? []).map(([pattern, seconds]) => [
      new RegExp(`${start}(?:${source(pattern)})${end}`, 'giu'),
      seconds,
    ]),
    before: new RegExp(
      `${inside ? '' : '(?<![\\p{L}\\p{M}])'}(?:${source(words.before)})[\\s,]{0,3}(?:(?:${source(words.at)})\\s?){0,2}$`,
      'iu',
    ),
    after: new RegExp(
      `^(?:\\s?,?\\s?(?:(?:${source(words.at)})\\s)?)(?:${source(words.after)})${inside ? '' : '(?!\\p{L})'}`,
      'iu',
    ),
  };
}

/** Never there. */
const NO = '(?!)';

/** The lengths of time that a language has words for, and how long each is. */
function lengthsOf(words: Spoken): { length: string; number: string; secondsOf(said: string): number } {
  const numbers = words.numbers.split(' ').map(source);
  // Halves and quarters only: 1.30 hours may be ninety minutes.
  const number = `(?:\\d{1,3}(?:[.,](?:25|5|75))?|${numbers.join('|')})`;
  const of = (unit: string) => `[\\s-]?(?:${source(unit)})`;
  const { alone = NO, halfBehind = NO, halfBetween = NO } = words;
  const [behind, between] = [source(halfBehind), source(halfBetween)];
  const hours = `(?:(${number})(${between})?${of(words.hour)}|${source(alone)})(${behind})?`;
  const minutes = `(${number})${of(words.minute)}(${behind})?`;
  const counted = `${hours}(?:${AND}${minutes})?|${minutes}`.replaceAll(/\((?!\?)/g, '(?:');
  const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'iu');
  const named = words.named.map(([pattern, seconds]) => [whole(source(pattern)), seconds] as const);
  const [inHours, inMinutes] = [whole(`${hours}(?:${AND}${minutes})?`), whole(minutes)];
  const values = numbers.map((word, at) => [whole(word), NUMBERS[at] ?? 0] as const);
  const valueOf = (word: string) =>
    /^\d/.test(word) ? Number(word.replace(',', '.')) : (values.find(([pattern]) => pattern.test(word))?.[1] ?? 0);
  const more = (half: string | undefined) => (half === undefined ? 0 : 0.5);
  return {
    length: `${words.named.map(([pattern]) => source(pattern)).join('|')}|${counted}`,
    number,
    secondsOf(said) {
      const known = named.find(([pattern]) => pattern.test(said));
      if (known) return known[1];
      const long = inHours.exec(said);
      if (long) {
        const [, hour = '1', halfway, half, minute = '0', halfMinute] = long;
        return (valueOf(hour) + more(halfway) + more(half)) * 3_600 + (valueOf(minute) + more(halfMinute)) * 60;
      }
      const [, minute = '0', half] = inMinutes.exec(said) ?? [];
      return (valueOf(minute) + more(half)) * 60;
    },
  };
}

/** Known languages read their own words and English ones, as many mix them; others all. */
const languagesOf = (language: string): readonly string[] =>
  Object.hasOwn(SPOKEN, language) ? [...new Set([language, 'en'])] : Object.keys(SPOKEN);

/**
 * Moments of a title that a text names, in seconds: `41:10`, `minute 45`, `an hour in`, `nach zehn Minuten`. A time of day is none.
 *
 * @param text NFKC
 * @param language primary subtag; '' where it is not known
 */
export function momentsIn(text: string, language: string): Found[] {
  const ways = languagesOf(language).map(waysOf);
  return [...clocks(text, ways), ...minutes(text), ...ways.flatMap((own) => lengths(text, own))].filter(
    ({ value }) => value > 0 && value < MAX_SECONDS,
  );
}

/** Enough for a day of the week with its night, and a preposition. */
const BESIDE = 40;

function clocks(text: string, ways: readonly Ways[]): Found[] {
  return [...text.matchAll(CLOCK)].flatMap(({ index, 0: whole, 1: hours, 2: minutes, 3: seconds }) => {
    if (hours === undefined && Number(minutes) <= MAX_HOUR) {
      const [before, after] = [text.slice(Math.max(0, index - BESIDE), index), text.slice(index + whole.length)];
      if (ways.some((own) => own.before.test(before) || own.after.test(after.slice(0, BESIDE)))) return [];
    }
    return [{ at: index, value: Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) }];
  });
}

function minutes(text: string): Found[] {
  return [...text.matchAll(MINUTE)].map(({ index, groups }) => ({
    at: index,
    value: Number(groups?.['named'] ?? groups?.['mark']) * 60,
  }));
}

function lengths(text: string, { lengths: said, secondsOf, others }: Ways): Found[] {
  return [
    ...said.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ index, 1: length = '' }) => ({ at: index, value: secondsOf(length) })),
    ),
    ...others.flatMap(([pattern, value]) => [...text.matchAll(pattern)].map(({ index }) => ({ at: index, value }))),
  ];
}
