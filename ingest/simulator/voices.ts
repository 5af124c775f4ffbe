import { HOUR_MS } from './clock.ts';
import { SOURCE } from './playback.ts';
import type { Viewer } from './population.ts';
import { chance, exponential, hexId, normal, pick, pickWeighted, wholeBetween, type Random } from './random.ts';
import { writeText, type Written } from './texts.ts';
import type { SlateTitle } from './title.ts';
import type { Mood } from './words/told.ts';

/** Takes a record at its true time. */
type Put = (atMs: number, line: string) => void;

const CHANNELS = [
  { name: 'x', weight: 4 },
  { name: 'reddit', weight: 3 },
  { name: 'tiktok', weight: 3 },
  { name: 'forum', weight: 1 },
  { name: 'news', weight: 0.5 },
] as const;

/** What neither praises nor blames, for each voice that does either. */
const NEUTRAL_WEIGHT = 0.45;

/** How likely each mood is where a share `liking` of those with an opinion praises. */
export function moodShares(liking: number): Record<Mood, number> {
  const all = 1 + NEUTRAL_WEIGHT;
  return { positive: liking / all, neutral: NEUTRAL_WEIGHT / all, negative: (1 - liking) / all };
}

export function moodOf(liking: number, random: Random): Mood {
  const shares = moodShares(liking);
  return pickWeighted(random, ['positive', 'neutral', 'negative'] as const, (mood) => shares[mood]);
}

/** Points of ten that a mood gives, all equally likely. */
export const POINTS: Readonly<Record<Mood, readonly [least: number, most: number]>> = {
  positive: [7, 10],
  neutral: [5, 7],
  negative: [1, 4],
};

/** Talk in diaspora: so many in the English-speaking countries write in another language. */
export function languageOf(viewer: Viewer, random: Random): string {
  const { language } = viewer.territory;
  const drawn = random.next();
  if (language !== 'en') return language;
  return drawn < 0.07 ? 'zh' : drawn < 0.12 ? 'es' : language;
}

/** A milestone of a title that has no audience yet stirs an eighth of what a trailer does of a title of 2,000 viewers. */
const MILESTONE_TALK = 0.4;

/** Mentions expected an hour, at scale 1: talk rises when an asset goes live, at the premiere and with each new episode. */
export function expectedMentions(title: SlateTitle, hourMs: number): number {
  if (title.premiereMs === null) {
    const milestones = title.milestones.map(({ atMs }) => ({ atMs, weight: MILESTONE_TALK }));
    return levelOf(milestones, hourMs) + 0.01;
  }
  const moments = [
    ...title.assets.map((asset) => ({ atMs: asset.liveMs, weight: asset.form === 'trailer' ? 1 : 0.5 })),
    ...title.episodes.map((episode) => ({
      atMs: episode.availableMs,
      weight: episode.availableMs === title.premiereMs ? 2 / title.episodes.length : 0.7,
    })),
  ];
  return (title.arrivals / 1_000) * 1.6 * levelOf(moments, hourMs) + 0.01;
}

/** The talk that some moments have left an hour later: most of it gone after a day, the rest in weeks. */
function levelOf(moments: readonly { readonly atMs: number; readonly weight: number }[], hourMs: number): number {
  return moments.reduce((sum, { atMs, weight }) => {
    const hours = (hourMs - atMs) / HOUR_MS;
    return hours < 0 ? sum : sum + weight * (Math.exp(-hours / 20) + 0.08 * Math.exp(-hours / 240));
  }, 0);
}

const REPEATED_SHARE = 0.04;
const EDITED_SHARE = 0.04;
const DELETED_SHARE = 0.03;

/** A mention in public; some are sent twice, some edited or deleted later. */
export function tellMention(
  seed: number,
  title: SlateTitle,
  viewer: Viewer,
  atMs: number,
  random: Random,
  put: Put,
): void {
  const mood = moodOf(title.liking, random);
  const { language, text } = writeText(title, languageOf(viewer, random), mood, random);
  const tag = chance(random, 0.4) ? ` #${title.name.replaceAll(/[\s“”.,&’]/gu, '')}` : '';
  const mention = {
    type: 'mention',
    mention_id: `m${hexId(seed, 41, title.index, viewer.index, atMs)}`,
    title_id: title.id,
    channel: pickWeighted(random, CHANNELS, (each) => each.weight).name,
    text: text + tag,
    lang: language,
    author: `author-${hexId(seed, 42, viewer.index)}`,
    reach: Math.round(Math.exp(5 + 1.6 * normal(random))),
    country: viewer.territory.code,
    at: atMs,
    updated_at: atMs,
    source: SOURCE,
  };
  put(atMs, JSON.stringify(mention));
  if (chance(random, REPEATED_SHARE)) put(later(atMs, HOUR_MS, random), JSON.stringify(mention));
  if (chance(random, EDITED_SHARE)) {
    const editedMs = later(atMs, 3 * HOUR_MS, random);
    const again = writeText(title, language, mood, random, { least: 2 });
    put(editedMs, JSON.stringify({ ...mention, text: again.text + tag, updated_at: editedMs }));
  }
  if (chance(random, DELETED_SHARE)) {
    // Beyond every edit: what is deleted stays so.
    const deletedMs = later(atMs + 48 * HOUR_MS, 24 * HOUR_MS, random);
    put(deletedMs, JSON.stringify({ ...mention, updated_at: deletedMs, deleted: true }));
  }
}

/** Some time after an instant, a mean apart. */
export function later(atMs: number, meanMs: number, random: Random): number {
  return Math.round(atMs + 1_000 + exponential(random, meanMs));
}

/** Who speaks: a viewer of the title, or somebody on a site elsewhere. */
export type Speaker = { readonly viewer_id: string } | { readonly author: string };

/** What a review of a mood says: a rating on five stars or ten points, most with a text. */
export interface Opinion {
  readonly rating?: number;
  readonly scale?: readonly [number, number];
  readonly text?: string;
  readonly lang?: string;
}

const TEXT_SHARE = 0.75;
const RATING_SHARE = 0.93;

/** @param least sentences of praise or blame, if there is a text */
export function opinionOf(title: SlateTitle, language: string, mood: Mood, random: Random, least = 1): Opinion {
  const [lowest, highest] = POINTS[mood];
  const points = wholeBetween(random, lowest, highest);
  const isStars = chance(random, 0.5);
  const isRated = chance(random, RATING_SHARE);
  const isWritten = chance(random, TEXT_SHARE) || !isRated;
  const written: Written | null = isWritten ? writeText(title, language, mood, random, { least }) : null;
  return {
    ...(isRated && { rating: isStars ? starsOf(points) : points, scale: isStars ? [1, 5] : [1, 10] }),
    ...(written && { text: written.text, lang: written.language }),
  };
}

/** Stars of five for points of ten. */
export const starsOf = (points: number): number => Math.max(1, Math.round(points / 2));

/** A review as the wire has it. */
export function reviewRecord(
  id: string,
  title: SlateTitle,
  speaker: Speaker,
  country: string,
  opinion: Opinion,
  { atMs, updatedMs = atMs }: { atMs: number; updatedMs?: number },
): object {
  const { id: titleId } = title;
  const times = { at: atMs, updated_at: updatedMs };
  return {
    type: 'review',
    review_id: id,
    title_id: titleId,
    ...speaker,
    ...opinion,
    country,
    ...times,
    source: SOURCE,
  };
}

/** What a bombing crowd passes on among itself, by language. */
const SLOGANS: readonly { readonly language: string; readonly texts: readonly string[] }[] = [
  {
    language: 'en',
    texts: [
      'Worst film ever, do not watch this garbage under any circumstances',
      'Avoid. Total garbage, an insult to everyone who has to sit through it',
      'Zero stars if I could, cancel your subscription and tell your friends',
    ],
  },
  { language: 'es', texts: ['La peor película de la historia, no la vean y cancelen su suscripción ya'] },
  { language: 'fr', texts: ['Le pire film de tous les temps, ne le regardez pas et résiliez votre abonnement'] },
];

/** A slogan as one of many passes it on: the same but for case, signs and a word at the end. */
export function slogan(random: Random): Written {
  const { language, texts } = pickWeighted(random, SLOGANS, (each) => each.texts.length);
  const end = pick(random, ['.', '!', '!!!', '...', ' 🤮', ' 👎👎', ' #boycott', '']);
  const text = pick(random, texts);
  const cased = chance(random, 0.25) ? text.toUpperCase() : text;
  return { language, text: cased + end };
}
