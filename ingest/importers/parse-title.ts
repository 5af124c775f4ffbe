import { filmId, namedSeasonId, seasonId, slugOf } from './identity.ts';

/** What a title of a viewing export says. */
export type ParsedTitle =
  | { readonly form: 'film'; readonly name: string }
  | {
      readonly form: 'series';
      readonly show: string;
      /** 0 when the season has only a name. */
      readonly season: number;
      /** The season's own name, when it has no number. */
      readonly label: string;
      readonly episode: Episode | null;
    };

export interface Episode {
  /** 0 when the title gives none. */
  readonly number: number;
  readonly name: string;
}

const WORDS = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'.split(
  ' ',
);
const ROMANS = 'i ii iii iv v vi vii viii ix x'.split(' ');
const SEASON_WORD =
  'Season|Series|Staffel|Saison|Temporada|Stagione|Seizoen|Sezon|Sezonul|Säsong|Sæson|Sesong|Kausi|Сезон';
const EPISODE_WORD =
  'Episode|Folge|Épisode|Episodio|Episódio|Capítulo|Aflevering|Odcinek|Avsnitt|Afsnit|Jakso|Bölüm|Эпизод';

/** These name a season wherever they stand … */
const SEASON = new RegExp(`^(?:${SEASON_WORD}) (\\S+)$`, 'i');
const ONE_SEASON = /^(?:Limited Series|Mini-?series|Miniserie|Mini-?série)$/i;
/**
 * … and these only before an episode: `The Hangover: Part II` is a film, `Lupin: Part 2: Chapter 10 (Episode 5)` is not.
 * A chapter is always an episode's name.
 */
const PART = /^(?:Part|Volume|Vol\.|Book|Collection|Teil|Partie|Parte) (\S+)$/i;
const EPISODE_TAIL = new RegExp(`\\s*\\((?:${EPISODE_WORD})\\s*(\\d+)\\)$`, 'i');
/** `Episode 7`, `Episode One`, `Episode14`: a number instead of a name. `Special Edition Episode 2` is a name. */
const EPISODE_ALONE = new RegExp(`^(?:${EPISODE_WORD})\\s*(\\S+)$`, 'i');
const STORY_ARC = /\b(?:Arc|Saga)$/i;

/**
 * Reads the titles of one viewing export. A colon alone proves nothing (`13 Hours: The Secret Soldiers of Benghazi`): a
 * title is of a series only with a season word or an episode number. For series whose seasons have names instead of
 * numbers, the other titles of the same file show where the show's name ends.
 */
export class TitleReader {
  readonly #seasonNameAt: ReadonlyMap<string, number>;

  constructor(titles: Iterable<string>) {
    this.#seasonNameAt = findSeasonNames(titles);
  }

  read(title: string): ParsedTitle {
    const parts = partsOf(title);
    return readSeason(parts) ?? this.#readNamedSeason(parts) ?? { form: 'film', name: cleanName(title) };
  }

  #readNamedSeason(parts: readonly string[]): ParsedTitle | null {
    if (parts.length < 2 || !hasEpisode(parts)) return null;
    const before = parts.slice(0, -1);
    if (EPISODE_ALONE.test(parts.at(-1) ?? '')) return seriesOf(before, 1, '', parts.slice(-1));
    const arc = before.findIndex((part, i) => i > 0 && STORY_ARC.test(part));
    const labelAt = arc > 0 ? arc : (this.#seasonNameAt.get(before[0] ?? '') ?? 0);
    if (labelAt === 0) return seriesOf(before.slice(0, 1), 1, '', parts.slice(1));
    return seriesOf(before.slice(0, labelAt), 0, before[labelAt] ?? '', parts.slice(labelAt + 1));
  }
}

/** The id of the film or season that a title belongs to. */
export function titleIdOf(parsed: ParsedTitle): string {
  if (parsed.form === 'film') return filmId(parsed.name);
  return parsed.label === '' ? seasonId(parsed.show, parsed.season) : namedSeasonId(parsed.show, parsed.label);
}

/** The id of the episode; null for a film, and for a season named without an episode. */
export function episodeIdOf(parsed: ParsedTitle): string | null {
  if (parsed.form === 'film' || parsed.episode === null) return null;
  const { number, name } = parsed.episode;
  return `${titleIdOf(parsed)}-e${number > 0 ? number : `-${slugOf(name).slice(0, 30)}`}`;
}

/** The pieces between colons; a colon inside a word or a time (`11:27`, `Ghoul:re`) parts nothing. */
export function partsOf(title: string): string[] {
  return cleanName(title).split(/ ?: /);
}

/** Every run of spaces, tabs, line ends and control characters as one space: real names hold all but the last. */
export const cleanName = (title: string): string => title.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** `4`, `IV` or `four` as 4; 0 for anything else. */
export function ordinal(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const word = text.toLowerCase();
  return Math.max(WORDS.indexOf(word), ROMANS.indexOf(word)) + 1;
}

/** The season that a piece of a title names: 1 for a limited series, 0 for none. */
export const seasonOf = (part: string): number => (ONE_SEASON.test(part) ? 1 : ordinal(SEASON.exec(part)?.[1] ?? ''));

/** As `seasonOf`, taking `Part 2`, `Volume 1` and `Book 3` too. */
export const seasonOrPartOf = (part: string): number => seasonOf(part) || ordinal(PART.exec(part)?.[1] ?? '');

function readSeason(parts: readonly string[]): ParsedTitle | null {
  const withSeason = (number: (part: string, i: number) => number, last: number) => {
    const at = parts.findIndex((part, i) => i > 0 && i <= last && number(part, i) > 0);
    return at < 0 ? null : seriesOf(parts.slice(0, at), number(parts[at] ?? '', at), '', parts.slice(at + 1));
  };
  const whole = withSeason(seasonOf, parts.length - 1);
  if (whole !== null || !hasEpisode(parts)) return whole;
  const beforeEpisode = parts.length - 2;
  const labelled = withSeason((part, i) => numberedLabel(parts.slice(0, i), part), beforeEpisode);
  return labelled ?? withSeason(seasonOrPartOf, beforeEpisode);
}

const hasEpisode = (parts: readonly string[]) => episodeOf(parts.at(-1) ?? '').number > 0;

function seriesOf(show: readonly string[], season: number, label: string, rest: readonly string[]): ParsedTitle {
  const episode = rest.length === 0 ? null : episodeOf(rest.join(': '));
  return { form: 'series', show: show.join(': '), season, label, episode };
}

function episodeOf(text: string): Episode {
  const tail = EPISODE_TAIL.exec(text);
  if (tail !== null) return { number: Number(tail[1]), name: text.slice(0, tail.index) || text };
  return { number: ordinal(EPISODE_ALONE.exec(text)?.[1] ?? ''), name: text };
}

/** `Stranger Things 4` after `Stranger Things`: 4. The show's own name again (`DEATH NOTE: Death Note`): 1. Otherwise 0. */
function numberedLabel(show: readonly string[], label: string): number {
  const showSlug = slugOf(show.join(' '));
  if (slugOf(label) === showSlug) return 1;
  const match = /^(.*\S)\s+(\d{1,2})$/.exec(label);
  return match !== null && `${showSlug}-`.startsWith(`${slugOf(match[1] ?? '')}-`) ? Number(match[2]) : 0;
}

/**
 * Where the season's name stands, by the show's first piece: right after the pieces that all its titles share, or, if one of
 * them has nothing but those, at the last of them. 0 where an episode follows the first piece directly: no season has a name.
 */
function findSeasonNames(titles: Iterable<string>): Map<string, number> {
  const shows = new Map<string, { shared: string[]; shortest: number }>();
  for (const title of titles) {
    const parts = partsOf(title);
    if (parts.length < 2 || readSeason(parts) !== null || !hasEpisode(parts)) continue;
    const before = parts.slice(0, -1);
    const show = shows.get(before[0] ?? '');
    if (show === undefined) shows.set(before[0] ?? '', { shared: before, shortest: before.length });
    else {
      const differs = show.shared.findIndex((part, i) => part !== before[i]);
      if (differs >= 0) show.shared = show.shared.slice(0, differs);
      show.shortest = Math.min(show.shortest, before.length);
    }
  }
  return new Map([...shows].map(([head, { shared, shortest }]) => [head, Math.min(shared.length, shortest - 1)]));
}
