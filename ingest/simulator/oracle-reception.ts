import { canonicalLanguage } from '../contract/language.ts';
import type { EventRecord, MentionRecord, ReviewRecord } from '../contract/records.ts';
import { dayOf } from './clock.ts';
import { instant } from './oracle-units.ts';
import type { Mood } from './words/told.ts';

/** A review or mention that counts. */
export interface KnownVoice {
  readonly kind: 'review' | 'mention';
  readonly id: string;
  readonly titleId: string;
  readonly atMs: number;
  /** '' for a review. */
  readonly channel: string;
  /** As its sender says, BCP 47; '' where it does not. */
  readonly language: string;
  /** Somebody's name among the records; null: nobody signed it. */
  readonly person: string | null;
  readonly viewerId: string | null;
  /** 0–10. */
  readonly rating: number | null;
  readonly text: string;
}

export interface KnownVoices {
  readonly counted: readonly KnownVoice[];
  readonly leftOut: {
    /** Identities whose newest body is withdrawn. */
    readonly deleted: number;
    /** Identities whose newest body is a test. */
    readonly test: number;
    /** Older reviews (or mentions) of a person who wrote about the title again. */
    readonly older: number;
  };
}

/** What a person said a text means; null: it has no score. */
export type Judge = (voice: KnownVoice) => Mood | null;

/**
 * The reviews and mentions that count: of each identity the body with the greatest `updated_at`, of each person the newest
 * review of a title and the newest mention of it (by `at`, then by id). What nobody signed counts by itself.
 *
 * @throws RangeError for two bodies of one identity and one `updated_at`: which of them wins follows from a hash that is
 * not told here.
 */
export function knownVoices(records: readonly EventRecord[]): KnownVoices {
  const newest = new Map<string, ReviewRecord | MentionRecord>();
  for (const record of records) {
    if (record.type !== 'review' && record.type !== 'mention') continue;
    const key = `${record.type} ${idOf(record)}`;
    const known = newest.get(key);
    if (known && updatedMs(record) === updatedMs(known) && body(record) !== body(known))
      throw new RangeError(`Two bodies of ${key} have the same updated_at.`);
    if (!known || updatedMs(record) > updatedMs(known)) newest.set(key, record);
  }
  const leftOut = { deleted: 0, test: 0, older: 0 };
  const counted = new Map<string, KnownVoice>();
  for (const [key, record] of newest) {
    if (record.deleted) leftOut.deleted += 1;
    else if (record.test) leftOut.test += 1;
    else {
      const voice = voiceOf(record);
      const name = voice.person === null ? key : JSON.stringify([voice.kind, voice.titleId, voice.person]);
      const other = counted.get(name);
      if (other) leftOut.older += 1;
      if (!other || comesLater(voice, other)) counted.set(name, voice);
    }
  }
  return { counted: [...counted.values()], leftOut };
}

const comesLater = (voice: KnownVoice, other: KnownVoice) =>
  voice.atMs > other.atMs || (voice.atMs === other.atMs && voice.id > other.id);
const idOf = (record: ReviewRecord | MentionRecord) =>
  record.type === 'review' ? record.review_id : record.mention_id;
const updatedMs = (record: ReviewRecord | MentionRecord) => instant(record.updated_at ?? record.at ?? 0);
const body = (record: ReviewRecord | MentionRecord) => JSON.stringify(record, Object.keys(record).sort());

function voiceOf(record: ReviewRecord | MentionRecord): KnownVoice {
  const isReview = record.type === 'review';
  const viewerId = isReview && record.viewer_id !== undefined ? String(record.viewer_id) : null;
  const author = record.author === undefined ? null : `author ${String(record.author)}`;
  return {
    kind: record.type,
    id: idOf(record),
    titleId: record.title_id,
    atMs: instant(record.at),
    channel: isReview ? '' : (record.channel ?? ''),
    language: canonicalLanguage(record.lang ?? '') ?? '',
    person: viewerId === null ? author : `viewer ${viewerId}`,
    viewerId,
    rating: isReview ? tenOf(record) : null,
    text: record.text ?? '',
  };
}

function tenOf({ rating, scale }: ReviewRecord): number | null {
  if (rating === undefined || scale === undefined) return null;
  const [lowest, highest] = scale;
  return 10 * Math.min(1, Math.max(0, (rating - lowest) / (highest - lowest)));
}

export interface ReceptionCounts {
  voices: number;
  positive: number;
  neutral: number;
  negative: number;
  /** Texts without a score. */
  unscored: number;
  ratings: number;
  /** Of ratings 0–10. */
  ratingSum: number;
  /** Ratings of at least 6 of 10. */
  highRatings: number;
}

/** Counts of some voices by whatever tells them apart. */
export function countBy<K>(
  voices: readonly KnownVoice[],
  judge: Judge,
  keyOf: (voice: KnownVoice) => K,
): Map<K, ReceptionCounts> {
  const counts = new Map<K, ReceptionCounts>();
  for (const [key, some] of Map.groupBy(voices, keyOf)) counts.set(key, countsOf(some, judge));
  return counts;
}

/** The UTC day of a voice. */
export const dayOfVoice = (voice: KnownVoice): number => dayOf(voice.atMs);

export function countsOf(voices: readonly KnownVoice[], judge: Judge): ReceptionCounts {
  const counts = {
    voices: 0,
    positive: 0,
    neutral: 0,
    negative: 0,
    unscored: 0,
    ratings: 0,
    ratingSum: 0,
    highRatings: 0,
  };
  for (const voice of voices) {
    counts.voices += 1;
    if (voice.text.trim() !== '') counts[judge(voice) ?? 'unscored'] += 1;
    if (voice.rating === null) continue;
    counts.ratings += 1;
    counts.ratingSum += voice.rating;
    if (voice.rating >= 6) counts.highRatings += 1;
  }
  return counts;
}

/** A number with its 95 % interval. */
export interface Measured {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
  readonly n: number;
}

/** Half of the two-sided 95 % of the normal distribution, in standard deviations. */
const Z = 1.959963984540054;

/**
 * Share of positive less share of negative texts, of the scored ones; null without any. The interval is Bonett and Price's
 * (2012): one more of each, among two more texts, so that a few voices that all agree are not taken for everybody.
 */
export function netSentiment({ positive, neutral, negative }: ReceptionCounts): Measured | null {
  const n = positive + neutral + negative;
  if (n === 0) return null;
  const [p, q] = [(positive + 1) / (n + 2), (negative + 1) / (n + 2)];
  const error = Math.sqrt((p + q - (p - q) * (p - q)) / (n + 2));
  return {
    value: (positive - negative) / n,
    interval: [Math.max(-1, p - q - Z * error), Math.min(1, p - q + Z * error)],
    n,
  };
}

/** Share of ratings of at least 6 of 10, with Wilson's interval; null without any rating. */
export function positiveShare({ ratings: n, highRatings }: ReceptionCounts): Measured | null {
  if (n === 0) return null;
  const value = highRatings / n;
  const centre = (highRatings + (Z * Z) / 2) / (n + Z * Z);
  const half = (Z / (n + Z * Z)) * Math.sqrt((highRatings * (n - highRatings)) / n + (Z * Z) / 4);
  return { value, interval: [Math.max(0, centre - half), Math.min(1, centre + half)], n };
}

/** What the slate says of a title nobody has rated. */
export interface Prior {
  /** m. */
  readonly ratings: number;
  /** C, 0–10; null: nobody has rated anything. */
  readonly mean: number | null;
}

/**
 * m and C of a slate. The dictionary leaves m open: it is the median number of ratings of those titles that have any, so that
 * half of them speak for themselves more than the slate speaks for them. C is the mean of all ratings, each with the same weight.
 */
export function priorOf(byTitle: ReadonlyMap<string, ReceptionCounts>): Prior {
  const numbers = [...byTitle.values()].map((counts) => counts.ratings).filter((ratings) => ratings > 0);
  if (numbers.length === 0) return { ratings: 0, mean: null };
  numbers.sort((a, b) => a - b);
  const [low, high] = [
    numbers[Math.floor((numbers.length - 1) / 2)] ?? 0,
    numbers[Math.floor(numbers.length / 2)] ?? 0,
  ];
  const all = [...byTitle.values()].reduce((sum, counts) => sum + counts.ratings, 0);
  const sum = [...byTitle.values()].reduce((total, counts) => total + counts.ratingSum, 0);
  return { ratings: (low + high) / 2, mean: sum / all };
}

/** v/(v+m)·R + m/(v+m)·C, 0–10; null where the title or the slate has no rating. */
export function bayesianRating({ ratings: v, ratingSum }: ReceptionCounts, { ratings: m, mean }: Prior): number | null {
  return v === 0 || mean === null ? null : (ratingSum + m * mean) / (v + m);
}
