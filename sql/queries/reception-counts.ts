import type { Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import { figure, proportion } from './figure.ts';
import type { Figure } from './read-model.ts';
import type { RatingPrior, ReceptionFigures, SentimentCounts, Unscored } from './reception-model.ts';
import { shelf, type ReceptionRun } from './shelf.ts';
import { netOf, quantile } from './statistics.ts';

/** Net sentiment of fewer texts is not shown: its interval is most of the scale. */
const TEXT_FLOOR = 10;
/** Ratings are stored in millionths of 0…10. */
const MILLIONTHS = 1e6;

/** Sums of voices, by whatever tells them apart. */
export interface VoiceSums {
  voices: number;
  positive: number;
  neutral: number;
  negative: number;
  noWords: number;
  noModel: number;
  unknownLanguage: number;
  ratings: number;
  /** Millionths. */
  ratingSum: number;
  /** Squares of thousandths. */
  ratingSquares: number;
  highRatings: number;
}

/** Sums of the columns of voices, as {@link VoiceSums} names them. */
export const VOICE_SUMS = `
  sum(voices) AS voices, sum(positive) AS positive, sum(neutral) AS neutral, sum(negative) AS negative, sum(no_words) AS noWords,
  sum(no_model) AS noModel, sum(unknown_language) AS unknownLanguage, sum(ratings) AS ratings, sum(rating_sum) AS ratingSum, sum(rating_squares) AS ratingSquares,
  sum(high_ratings) AS highRatings`;

/** Voices of a title's life that are alike in all but time. */
export interface VoiceRow extends VoiceSums {
  title: string;
  kind: 'review' | 'mention';
  language: string;
  model: string;
  modelVersion: number;
  verified: number;
  channel: string;
  suspect: number;
}

/** The voices of a title that count. */
export async function voiceRows(store: Store, title: string): Promise<readonly VoiceRow[]> {
  const answers = await answersByTitle<VoiceRow>(
    store,
    {
      name: 'title.voices',
      of: 'receptions',
      text: `
        SELECT title, kind, language, model, model_version AS modelVersion, verified, channel, suspect, ${VOICE_SUMS}
        FROM served_reception_hour FINAL WHERE ${CURRENT}
        GROUP BY title, kind, language, model, model_version, verified, channel, suspect
        ORDER BY title, kind, language, model, model_version, verified, channel, suspect`,
    },
    [title],
  );
  return answers.get(title) ?? [];
}

/** Voices of a title in a UTC day or hour, by the number of it since the epoch. */
export interface VoicesAt extends VoiceSums, Pick<VoiceRow, 'title' | 'kind' | 'verified' | 'suspect'> {
  at: number;
}

/** By the day or the hour, from one on; oldest first. */
export async function voicesSince(
  store: Store,
  title: string,
  grain: 'day' | 'hour',
  from: number,
): Promise<readonly VoicesAt[]> {
  const hours = grain === 'day' ? 24 : 1;
  const answers = await answersByTitle<VoicesAt>(
    store,
    {
      name: `title.voices-by-${grain}`,
      of: 'receptions',
      text: `
        SELECT title, kind, verified, suspect, intDiv(hour, {hours:UInt32}) AS at, ${VOICE_SUMS}
        FROM served_reception_hour FINAL WHERE ${CURRENT} AND hour >= {fromHour:UInt32}
        GROUP BY title, kind, verified, suspect, at ORDER BY title, at, kind, verified, suspect`,
      params: { hours, fromHour: Math.max(0, from * hours) },
    },
    [title],
  );
  return answers.get(title) ?? [];
}

const NOTHING: VoiceSums = {
  voices: 0,
  positive: 0,
  neutral: 0,
  negative: 0,
  noWords: 0,
  noModel: 0,
  unknownLanguage: 0,
  ratings: 0,
  ratingSum: 0,
  ratingSquares: 0,
  highRatings: 0,
};
const KEYS = Object.keys(NOTHING) as (keyof VoiceSums)[];

export function sumVoices(rows: Iterable<VoiceSums>): VoiceSums {
  const sums = { ...NOTHING };
  for (const row of rows) for (const key of KEYS) sums[key] += row[key];
  return sums;
}

const unscoredOf = ({ noWords, noModel, unknownLanguage }: VoiceSums): number => noWords + noModel + unknownLanguage;

export function textsOf(sums: VoiceSums): SentimentCounts {
  const { positive, neutral, negative } = sums;
  return { positive, neutral, negative, unscored: unscoredOf(sums) };
}

/** Texts without a score, by why; what there is none of is left out. */
export function whyUnscored({ noWords, noModel, unknownLanguage }: VoiceSums): { why: Unscored; texts: number }[] {
  const all: { why: Unscored; texts: number }[] = [
    { why: 'no-model', texts: noModel },
    { why: 'unknown-language', texts: unknownLanguage },
    { why: 'no-words', texts: noWords },
  ];
  return all.filter(({ texts }) => texts > 0);
}

/** % positive − % negative of scored texts. */
export function netSentiment(texts: Omit<SentimentCounts, 'unscored'>, asOfMs: number): Figure {
  const { positive, neutral, negative } = texts;
  const n = positive + neutral + negative;
  const net = netOf(positive, negative, n);
  if (net === null || n < TEXT_FLOOR) {
    const reason = n === 0 ? 'No text has a score yet.' : `Fewer than ${TEXT_FLOOR} texts have a score yet.`;
    return figure('net_sentiment', null, asOfMs, { n, reason });
  }
  return figure('net_sentiment', net.value, asOfMs, { n, interval: net.interval });
}

/** The figures of some voices against what the slate says of a title nobody has rated. */
export function receptionFigures(sums: VoiceSums, prior: RatingPrior, asOfMs: number): ReceptionFigures {
  const { voices, ratings, ratingSum, highRatings } = sums;
  const texts = textsOf(sums);
  return {
    voices,
    texts,
    netSentiment: netSentiment(texts, asOfMs),
    rating: ratingFigure({ ratings, ratingSum }, prior, asOfMs),
    meanRating: meanRating(sums),
    ratings,
    positiveShare: { ...proportion('positive_share', highRatings, ratings, 0, asOfMs), ...fewRatings(ratings) },
  };
}

/** 0–10; null without any. */
export const meanRating = ({ ratings, ratingSum }: Pick<VoiceSums, 'ratings' | 'ratingSum'>): number | null =>
  ratings === 0 ? null : ratingSum / MILLIONTHS / ratings;

const fewRatings = (ratings: number) =>
  ratings < 20 ? { reason: ratings === 0 ? 'No ratings yet.' : 'Fewer than 20 ratings yet.' } : {};

/** v ÷ (v + m) · R + m ÷ (v + m) · C. */
export function ratingFigure(
  { ratings, ratingSum }: Pick<VoiceSums, 'ratings' | 'ratingSum'>,
  { ratings: m, mean }: RatingPrior,
  asOfMs: number,
): Figure {
  if (ratings === 0 || mean === null) return figure('rating', null, asOfMs, { n: ratings, reason: 'No ratings yet.' });
  return figure('rating', (ratingSum / MILLIONTHS + m * mean) / (ratings + m), asOfMs, { n: ratings });
}

/** m and C of the slate: the median number of ratings of its titles that have any, and the mean of all ratings. */
export async function ratingPrior(store: Store): Promise<RatingPrior> {
  const { titles, receptions } = await shelf(store);
  return priorOf([...titles.keys()].flatMap((title) => receptions.get(title) ?? []));
}

function priorOf(runs: readonly Pick<ReceptionRun, 'ratings' | 'ratingSum'>[]): RatingPrior {
  const rated = runs.filter(({ ratings }) => ratings > 0);
  if (rated.length === 0) return { ratings: 0, mean: null };
  const numbers = rated.map(({ ratings }) => ratings).sort((a, b) => a - b);
  const sum = (key: 'ratings' | 'ratingSum') => rated.reduce((total, run) => total + run[key], 0);
  return { ratings: quantile(numbers, 0.5), mean: sum('ratingSum') / MILLIONTHS / sum('ratings') };
}
