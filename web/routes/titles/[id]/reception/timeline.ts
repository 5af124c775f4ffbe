/** What was said when, as the page draws it. */
import { METRICS } from '../../../../../sql/queries/definitions.ts';
import { RATE_FLOOR } from '../../../../../sql/queries/figure.ts';
import {
  SERIES_DAYS,
  type PointVoices,
  type Reception,
  type ReceptionPoint,
} from '../../../../../sql/queries/reception-model.ts';
import { netOf, ratingOf } from '../../../../../sql/queries/statistics.ts';
import { divergingReach, type DivergingBar } from '../../../../lib/charts/DivergingBars.svelte';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import { niceTop } from '../../../../lib/charts/ticks.ts';
import { exact, plural, signedPoints } from '../../../../lib/format/numbers.ts';

export const VOICES = { all: 'All', verified: 'Verified', reviews: 'Reviews', mentions: 'Mentions' } as const;
export type Voices = keyof typeof VOICES;
export const COURSES = { net: METRICS.net_sentiment.name, rating: METRICS.mean_rating.name } as const;
export type Course = keyof typeof COURSES;
/** What stretch of time is drawn. Talk long before a premiere would leave its weeks a corner of the chart. */
export const SPANS = { launch: 'Launch', days: 'All days', hours: 'Last 7 days by hour' } as const;
export type Span = keyof typeof SPANS;

/** What an address asks for; anything else is the first. */
export const voicesOf = (asked: string | null): Voices =>
  asked !== null && Object.hasOwn(VOICES, asked) ? (asked as Voices) : 'all';
/** Where no text has a score, but there are ratings, those are shown unasked. */
export function courseOf(asked: string | null, { figures }: Pick<Reception, 'figures'>): Course {
  if (asked === 'rating' || asked === 'net') return asked;
  return figures.all.netSentiment.n === 0 && figures.all.ratings > 0 ? 'rating' : 'net';
}

const LAUNCH_FROM_MS = 7 * 86_400_000;

/** The spans a title has, the one shown unasked first: of its launch there is one only where it has begun and talk is older. */
export function spansOf({ days }: Pick<Reception, 'days'>, premiereMs: number | null): Span[] {
  const [first, last] = [days[0], days.at(-1)];
  const launched = premiereMs !== null && first && last && premiereMs < last.atMs;
  return launched && first.atMs < premiereMs - LAUNCH_FROM_MS ? ['launch', 'days', 'hours'] : ['days', 'hours'];
}

export const spanOf = (asked: string | null, spans: readonly Span[]): Span =>
  spans.find((span) => span === asked) ?? spans[0] ?? 'days';

/** A day or hour of the voices in view. */
export type SaidPoint = Omit<ReceptionPoint, 'groups'> & PointVoices;

export function pointsOf(
  { days, hours }: Pick<Reception, 'days' | 'hours'>,
  premiereMs: number | null,
  span: Span,
  voices: Voices,
): SaidPoint[] {
  const fromMs = span === 'launch' && premiereMs !== null ? premiereMs - LAUNCH_FROM_MS : -Infinity;
  return (span === 'hours' ? hours : days)
    .filter((point) => point.endMs > fromMs)
    .map(({ groups, ...point }) => ({ ...point, ...groups[voices] }));
}

export function saidInAll(points: readonly SaidPoint[]): Record<'positive' | 'neutral' | 'negative', number> {
  const sum = (what: 'positive' | 'neutral' | 'negative') => points.reduce((total, point) => total + point[what], 0);
  return { positive: sum('positive'), neutral: sum('neutral'), negative: sum('negative') };
}

/** @param name what a day or hour is called */
export function saidTable(points: readonly SaidPoint[], column: string, name: (atMs: number) => string): ChartTable {
  const counts = ['Positive', 'Neutral', 'Negative', 'Not scored'].map((label) => ({ label, format: exact }));
  const net = ['Net sentiment', 'Low', 'High'].map((label) => ({
    label,
    format: (share: number) => signedPoints(share),
  }));
  const ratings = [
    { label: 'Ratings', format: exact },
    { label: `${METRICS.mean_rating.name}, of 10`, format: ratingText },
  ];
  return {
    columns: [{ label: column }, ...counts, ...net, ...ratings],
    rows: points.map((point) => [
      name(point.atMs),
      ...[point.positive, point.neutral, point.negative, point.unscored],
      ...(point.net ? [point.net.value, ...point.net.interval] : [null, null, null]),
      ...[point.ratings, point.meanRating],
    ]),
  };
}

/** Whole days or hours that together hold enough texts, or ratings, for a number of their own. */
export interface Run {
  /** The middle of its stretch. */
  x: number;
  fromMs: number;
  endMs: number;
  value: number;
  low: number;
  high: number;
  n: number;
}

const TALLIED = ['positive', 'negative', 'n', 'sum', 'squares'] as const;
type Tally = Record<(typeof TALLIED)[number] | 'fromMs' | 'endMs', number>;

function tallyOf(point: SaidPoint, course: Course): Tally {
  const { atMs: fromMs, endMs, positive, negative, ratings, ratingSquares: squares } = point;
  const n = course === 'net' ? positive + point.neutral + negative : ratings;
  return { fromMs, endMs, positive, negative, n, sum: (point.meanRating ?? 0) * ratings, squares };
}

function joined(one: Tally, next: Tally): Tally {
  const tally = { ...one, endMs: next.endMs };
  for (const key of TALLIED) tally[key] += next[key];
  return tally;
}

/**
 * Net sentiment or the mean rating over time. A day with three texts would throw it from one end to the other, so that each
 * step stands for as many days in a row as hold `floor` texts or ratings; what is left at the end belongs to the last one.
 */
export function runsOf(points: readonly SaidPoint[], course: Course, floor = RATE_FLOOR): Run[] {
  const runs: Tally[] = [];
  let open: Tally | null = null;
  for (const point of points) {
    const own = tallyOf(point, course);
    if (own.n === 0) continue;
    open = open ? joined(open, own) : own;
    if (open.n < floor) continue;
    runs.push(open);
    open = null;
  }
  const last = runs.pop();
  const end = last && open ? joined(last, open) : (last ?? open);
  return [...runs, ...(end ? [end] : [])].flatMap(({ fromMs, endMs, positive, negative, n, sum, squares }) => {
    const known = course === 'net' ? netOf(positive, negative, n) : ratingOf(n, sum, squares);
    if (!known) return [];
    const [low, high] = known.interval;
    return [{ x: (fromMs + endMs) / 2, fromMs, endMs, value: known.value, low, high, n }];
  });
}

/** The run that a time lies in. */
export const runAt = (runs: readonly Run[], atMs: number): Run | undefined =>
  runs.find((run) => atMs >= run.fromMs && atMs < run.endMs);

export function sentimentBars(points: readonly SaidPoint[]): DivergingBar[] {
  return points.map((point) => ({
    from: point.atMs,
    to: point.endMs,
    up: point.positive,
    middle: point.neutral,
    down: point.negative,
    open: point.open,
  }));
}

/** From the lowest bar to the highest, on round values; never without a zero line to stand on. */
export function barDomain(bars: readonly DivergingBar[]): readonly [low: number, high: number] {
  const { up, down } = divergingReach(bars);
  const step = Math.max(up, down, 2);
  return [-round(down, step), round(Math.max(up, 1), step)];
}
const round = (value: number, most: number) => (value === 0 ? 0 : niceTop(value, Math.max(1, (4 * value) / most)));

/** From below the lowest interval to above the highest: net sentiment by quarters with zero in view, ratings by whole ones. */
export function courseDomain(runs: readonly Run[], course: Course): readonly [low: number, high: number] {
  const [lows, highs] = [runs.map((run) => run.low), runs.map((run) => run.high)];
  if (course === 'rating')
    return runs.length === 0 ? [0, 10] : [Math.floor(Math.min(...lows)), Math.ceil(Math.max(...highs))];
  const [bottom, top] = [Math.floor(Math.min(0, ...lows) * 4) / 4, Math.ceil(Math.max(0, ...highs) * 4) / 4];
  return bottom === top ? [-0.25, 0.25] : [bottom, top];
}

export const ratingText = (rating: number): string => rating.toFixed(1);

/** What of all voices is not drawn, and why; '' where everything is. */
export function olderText(before: number): string {
  return before === 0 ? '' : `${SERIES_DAYS} days at most: ${plural(before, 'older voice')} are in the figures only`;
}
