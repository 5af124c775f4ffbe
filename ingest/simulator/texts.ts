import { chance, pick, wholeBetween, type Random } from './random.ts';
import type { Episode, SlateTitle } from './title.ts';
import { type Mood, WORDS } from './words/told.ts';
import { ASPECTS, type Words } from './words/words.ts';

/** What is written, in the language it is in. */
export interface Written {
  readonly language: string;
  readonly text: string;
}

/** Of those who praise or blame, so many name an episode or a moment: the scene that is rewatched, the place where many leave. */
const NAMING_SHARE = 0.15;
const MIXED_SHARE = 0.5;

/** One to four sentences of a mood; `least` of them praise or blame. */
export function writeText(
  title: SlateTitle,
  language: string,
  mood: Mood,
  random: Random,
  { least = 1 }: { least?: number } = {},
): Written {
  const known = WORDS[language] ? language : 'en';
  const words = WORDS[known];
  if (!words) throw new RangeError('The simulator writes English at least.');
  const sentences = mood === 'neutral' ? neutral(words, random) : opinion(title, words, mood, least, random);
  return { language: known, text: sentences.join(words.space) };
}

function opinion(
  title: SlateTitle,
  words: Words,
  mood: 'positive' | 'negative',
  least: number,
  random: Random,
): string[] {
  const side = mood === 'positive' ? 0 : 1;
  const candidates = [words.overall[side], ...ASPECTS.map((aspect) => words[aspect][side])];
  const sentences: string[] = [];
  for (let count = wholeBetween(random, least, 3); count > 0; count -= 1) {
    const [among] = candidates.splice(Math.floor(random.next() * candidates.length), 1);
    if (among) sentences.push(pick(random, among));
  }
  if (chance(random, NAMING_SHARE)) sentences.push(...naming(title, words, side, random));
  if (chance(random, 0.3)) sentences.unshift(pick(random, words.asides));
  return sentences;
}

/** The episode for a series, and the moment: where the title has its scene, or loses its viewers. */
function naming(title: SlateTitle, words: Words, side: 0 | 1, random: Random): string[] {
  if (title.episodes.length === 0) return [];
  const episode = pick(random, title.episodes);
  const time = pick(random, words.moment[side]).replace('{t}', clock(momentMs(title, episode, side)));
  if (episode.number === 0) return [time];
  const named = pick(random, words.episode[side]).replace('{n}', String(episode.number));
  return chance(random, 0.5) ? [named, time] : [named];
}

/** Where reviews of an episode say that something is; milliseconds into it. */
export function momentMs(title: SlateTitle, episode: Episode, side: 0 | 1): number {
  return episode.runtimeMs * (side === 0 ? title.rewatchedScene : title.dip.at);
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Neither praise nor blame, or as much of the one as of the other. */
function neutral(words: Words, random: Random): string[] {
  if (!chance(random, MIXED_SHARE)) return [pick(random, words.asides)];
  const [good, bad] = twoOf(ASPECTS, random);
  return [pick(random, words[good][0]), pick(random, words[bad][1])];
}

function twoOf<T>(items: readonly T[], random: Random): [T, T] {
  const first = pick(random, items);
  return [
    first,
    pick(
      random,
      items.filter((item) => item !== first),
    ),
  ];
}
