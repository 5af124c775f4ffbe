import { LAST_EPISODE } from '../../sql/queries/reception-detail.ts';
import { momentsIn, type Found } from './moments.ts';

/** A place in a title as a text names it. */
export interface Place {
  /** Episode number; 0: not said. */
  readonly episode: number;
  /** −1: not said. */
  readonly second: number;
}

/** Of one text: whoever lists a season's episodes names none of them. */
const MAX_PLACES = 12;

const BEFORE =
  'episodes?|ep|chapters?|folge|épisode|episodio|capítulo|capitulo|episódio|episodio|puntata|odcinek|odcinku|avsnitt|серия|серии|эпизод|الحلقة|حلقة|एपिसोड|कड़ी|에피소드|エピソード';
const AFTER = 'bölüm|話|话|集|회|화|серия|серии|odcin|avsnitt';
/** `Episode 3`, `S1E3`, `3. bölüm`, `第3話`, `3rd episode`. */
const NUMBERED = new RegExp(
  `(?<![\\p{L}])s\\d{1,2}\\s?e(?<season>\\d{1,3})(?!\\d)` +
    `|(?<![\\p{L}])(?:${BEFORE})\\.?\\s{0,2}#?(?<before>\\d{1,3})(?![\\d:])(?!分|\\s?[%/])` +
    `|(?<![\\d:.,])(?<after>\\d{1,3})(?:st|nd|rd|th|\\.|-я|-й|e|ª|º|°)?\\s{0,2}(?:${AFTER}|(?<=\\d(?:st|nd|rd|th)\\s)episode)`,
  'giu',
);
const FIRST =
  /(?<!\p{L})(?:(?:first|pilot) episode|pilot(?!\p{L})|erste folge|premier épisode|primer (?:episodio|capítulo)|primeiro episódio|prim[ao] (?:puntata|episodio)|ilk bölüm|första avsnittet|pierwszy odcinek|первая серия|الحلقة الأولى|पहला एपिसोड)|第一[話话集]|첫 ?[화회]/giu;
const LAST =
  /(?<!\p{L})(?:(?:last|final) episode|(?:season|series) finale|letzte[nr]? folge|dernier épisode|último (?:episodio|capítulo|episódio)|ultim[ao] (?:puntata|episodio)|son bölüm|sista avsnittet|ostatni odcinek|последняя серия|الحلقة الأخيرة|आख़?िरी एपिसोड)|最終[話回]|最后一集|大结局|마지막 ?[화회]/giu;

/**
 * Episodes and moments that a text names, at most twelve. A moment belongs to the episode named before it, or to the first
 * one named at all; that episode stands there by itself too.
 *
 * @param language primary subtag; '' where it is not known
 */
export function placesIn(text: string, language = ''): Place[] {
  const plain = withDecimals(text)
    .normalize('NFKC')
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const episodes = [
    ...all(plain, NUMBERED, ({ season, before, after }) => Number(season ?? before ?? after)),
    ...all(plain, FIRST, () => 1),
    ...all(plain, LAST, () => LAST_EPISODE),
  ]
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.at - b.at);
  const places = [
    ...episodes.map(({ value }) => ({ episode: value, second: -1 })),
    ...momentsIn(plain, language).map(({ at, value }) => {
      const episode = episodes.findLast((one) => one.at < at) ?? episodes[0];
      return { episode: episode?.value ?? 0, second: value };
    }),
  ];
  const distinct = new Map(places.map((place) => [`${place.episode} ${place.second}`, place]));
  return distinct.size > MAX_PLACES ? [] : [...distinct.values()];
}

const FRACTIONS: Readonly<Record<string, string>> = { '¼': '.25', '½': '.5', '¾': '.75', '1/2': '.5', '1⁄2': '.5' };

/** `2½ hours` and `2 1/2 hours` as `2.5 hours`: NFKC would make them 21⁄2. */
const withDecimals = (text: string): string =>
  text
    .replaceAll(/(\d{0,2})\s?([¼½¾])/g, (_, whole: string, part: string) => `${whole || '0'}${FRACTIONS[part] ?? ''}`)
    .replaceAll(
      /(?<![\d/⁄.,:])(\d{1,2})[\s-](1[/⁄]2)(?![\d/⁄])/g,
      (_, whole: string, part: string) => `${whole}${FRACTIONS[part] ?? ''}`,
    );

function all(text: string, pattern: RegExp, valueOf: (groups: Record<string, string | undefined>) => number): Found[] {
  return [...text.matchAll(pattern)].map((match) => ({ at: match.index, value: valueOf(match.groups ?? {}) }));
}
