import { expectedArrivals } from './appetite.ts';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { wallMsOf, type Play } from './journey.ts';
import type { Viewer } from './population.ts';
import { chance, hexId, pick, poisson, randomOf, wholeBetween, type Random } from './random.ts';
import type { SlateTitle } from './title.ts';
import { languageOf, later, moodOf, opinionOf, reviewRecord, slogan, type Opinion, type Speaker } from './voices.ts';

type Put = (atMs: number, line: string) => void;

/** Of viewers who played ten minutes at a time: all of them are starters. */
const WRITING_SHARE = 0.25;
const STAYED_MS = 600_000;
const EDITED_SHARE = 0.06;
const DELETED_SHARE = 0.03;
const REPEATED_SHARE = 0.04;
/** Writes about the title once more under another id: of one person's reviews of a title only the newest counts. */
const AGAIN_SHARE = 0.04;

/** Reviews from elsewhere, for each viewer who arrives. */
const OUTSIDERS = 0.03;
/** Whoever did not watch thinks a little less of it. */
export const outsideLiking = (title: SlateTitle): number => 0.8 * title.liking;

/** When viewers of a title are honestly disappointed, all at once. */
export interface Burst {
  readonly fromMs: number;
  readonly untilMs: number;
}
const BURST_AFTER_MS = 6 * DAY_MS;
const BURST_MS = 6 * HOUR_MS;
/** Of those who had watched and would not have written. */
const BURST_SHARE = 0.3;
/** Share of praise among those who write in it. */
export const BURST_LIKING = 0.06;

const BOMB_AFTER_MS = 9 * DAY_MS;
const BOMB_MS = 5 * HOUR_MS;
const BOMB_REVIEWS_AN_HOUR = 40;

export function burstOf(title: SlateTitle): Burst | null {
  if (!title.disappointment || title.premiereMs === null) return null;
  const fromMs = hourOf(title.premiereMs + BURST_AFTER_MS);
  return { fromMs, untilMs: fromMs + BURST_MS };
}

export function bombOf(title: SlateTitle): Burst | null {
  if (!title.reviewBomb || title.premiereMs === null) return null;
  const fromMs = hourOf(title.premiereMs + BOMB_AFTER_MS);
  return { fromMs, untilMs: fromMs + BOMB_MS };
}

/** What a viewer writes about a title after the plays of it, in a stream of its own: who writes changes nothing of what is played. */
export function tellViewersReviews(
  seed: number,
  title: SlateTitle,
  viewer: Viewer,
  plays: readonly Play[],
  put: Put,
): void {
  const last = plays.at(-1);
  const stayed = plays.find((play) => playedMs(play) > STAYED_MS);
  if (!last || !stayed) return;
  const random = randomOf(seed, 56, title.index, viewer.index);
  const reviewer: Reviewer = {
    id: `r${hexId(seed, 43, title.index, viewer.index)}`,
    title,
    speaker: { viewer_id: viewer.id },
    country: viewer.territory.code,
    language: languageOf(viewer, random),
    liking: title.liking,
  };
  if (chance(random, WRITING_SHARE)) {
    const atMs = later(last.startMs + wallMsOf(last), 9 * HOUR_MS, random);
    tellReview(reviewer, atMs, random, put);
    if (!chance(random, AGAIN_SHARE)) return;
    const againMs = later(atMs + HOUR_MS, 5 * DAY_MS, random);
    tellReview({ ...reviewer, id: `${reviewer.id}-2` }, againMs, random, put);
    return;
  }
  const burst = burstOf(title);
  if (!burst || stayed.startMs + wallMsOf(stayed) >= burst.fromMs || !chance(random, BURST_SHARE)) return;
  const atMs = Math.round(burst.fromMs + random.next() * (burst.untilMs - burst.fromMs));
  // They say what they mean, each in words of their own.
  tellReview({ ...reviewer, liking: BURST_LIKING, least: 2 }, atMs, random, put);
}

/** Content played. */
function playedMs(play: Play): number {
  return play.moves.reduce((sum, move) => sum + (move.kind === 'play' ? move.toMs - move.fromMs : 0), 0);
}

/** Who writes one review, and what they are inclined to say. */
interface Reviewer {
  readonly id: string;
  readonly title: SlateTitle;
  readonly speaker: Speaker;
  readonly country: string;
  readonly language: string;
  /** Share of praise. */
  readonly liking: number;
  /** Sentences of praise or blame, at least; 1 if absent. */
  readonly least?: number;
}

/** A review, and what becomes of it: sent once more, edited, deleted. */
function tellReview(reviewer: Reviewer, atMs: number, random: Random, put: Put): void {
  const { id, title, speaker, country, language, liking, least = 1 } = reviewer;
  const say = (atLeast: number): Opinion => opinionOf(title, language, moodOf(liking, random), random, atLeast);
  const record = (opinion: Opinion, updatedMs: number): object =>
    reviewRecord(id, title, speaker, country, opinion, { atMs, updatedMs });
  const opinion = say(least);
  put(atMs, JSON.stringify(record(opinion, atMs)));
  if (chance(random, REPEATED_SHARE)) put(later(atMs, HOUR_MS, random), JSON.stringify(record(opinion, atMs)));
  if (chance(random, EDITED_SHARE)) {
    const editedMs = later(atMs, 12 * HOUR_MS, random);
    put(editedMs, JSON.stringify(record(say(2), editedMs)));
  }
  if (chance(random, DELETED_SHARE)) {
    // Beyond every edit: what is deleted stays so.
    const deletedMs = later(atMs + 10 * DAY_MS, 2 * DAY_MS, random);
    put(deletedMs, JSON.stringify({ ...record(opinion, deletedMs), deleted: true }));
  }
}

/** Reviews of an hour by people who are no viewers: on sites elsewhere, and in a bomb. */
export function tellOutsidersReviews(
  seed: number,
  title: SlateTitle,
  scale: number,
  hourMs: number,
  anyone: (random: Random) => Viewer,
  put: Put,
): void {
  const random = randomOf(seed, 57, title.index, hourMs);
  const expected = expectedArrivals(title, scale, hourMs, hourMs + HOUR_MS) * OUTSIDERS;
  for (let count = poisson(random, expected); count > 0; count -= 1) {
    const viewer = anyone(random);
    const atMs = Math.round(hourMs + random.next() * HOUR_MS);
    const reviewer: Reviewer = {
      id: `o${hexId(seed, 44, title.index, viewer.index, atMs)}`,
      title,
      speaker: { author: `critic-${hexId(seed, 45, viewer.index)}` },
      country: viewer.territory.code,
      language: languageOf(viewer, random),
      liking: outsideLiking(title),
    };
    tellReview(reviewer, atMs, random, put);
  }
  const bomb = bombOf(title);
  if (!bomb || hourMs < bomb.fromMs || hourMs >= bomb.untilMs) return;
  for (let count = poisson(random, BOMB_REVIEWS_AN_HOUR * scale); count > 0; count -= 1)
    tellBomb(seed, title, anyone(random), Math.round(hourMs + random.next() * HOUR_MS), random, put);
}

/** One of a coordinated burst: the lowest rating, a slogan, an author nobody has heard of; some write several times. */
function tellBomb(seed: number, title: SlateTitle, viewer: Viewer, atMs: number, random: Random, put: Put): void {
  const speaker = { author: `new-${hexId(seed, 46, viewer.index, atMs)}` };
  const posts = chance(random, 0.15) ? wholeBetween(random, 2, 4) : 1;
  for (let post = 0; post < posts; post += 1) {
    const { language, text } = slogan(random);
    const postedMs = atMs + post * wholeBetween(random, 20_000, 200_000);
    const opinion = { rating: pick(random, [1, 1, 1, 1, 2]), scale: [1, 10], text, lang: language } as const;
    const id = `b${hexId(seed, 47, title.index, viewer.index, atMs, post)}`;
    put(postedMs, JSON.stringify(reviewRecord(id, title, speaker, viewer.territory.code, opinion, { atMs: postedMs })));
  }
}
