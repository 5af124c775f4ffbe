/** What was said when, as the page draws it. */
import { RATE_FLOOR } from '../../../../../sql/queries/figure.ts';
import type { PointVoices, Reception, ReceptionPoint } from '../../../../../sql/queries/reception-model.ts';
import { netOf } from '../../../../../sql/queries/statistics.ts';
import { divergingReach, type DivergingBar } from '../../../../lib/charts/DivergingBars.svelte';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import { niceTop } from '../../../../lib/charts/ticks.ts';
import { exact, signedPoints } from '../../../../lib/format/numbers.ts';

export const VOICES = { all: 'Both', reviews: 'Reviews', mentions: 'Mentions' } as const;
export type Voices = keyof typeof VOICES;
/** What stretch of time is drawn. Talk long before a premiere would leave its weeks a corner of the chart. */
export const SPANS = { launch: 'Launch', days: 'All days', hours: 'Last 7 days by hour' } as const;
export type Span = keyof typeof SPANS;

/** What an address asks for; anything else is the first. */
export const voicesOf = (asked: string | null): Voices => (asked === 'reviews' || asked === 'mentions' ? asked : 'all');

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
    { label: 'Mean rating', format: (rating: number) => rating.toFixed(1) },
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

/** Whole days or hours that together hold enough texts for a number of their own. */
export interface NetRun {
  /** The mean time of its texts. */
  x: number;
  fromMs: number;
  endMs: number;
  value: number;
  low: number;
  high: number;
  n: number;
}

/**
 * Net sentiment over time. A day with three texts would throw the line from one end to the other, so that each of its points
 * stands for as many days in a row as hold `floor` texts; what is left at the end belongs to the last one.
 */
export function netRuns(points: readonly SaidPoint[], floor = RATE_FLOOR): NetRun[] {
  const runs: Tally[] = [];
  let open: Tally | null = null;
  for (const point of points) {
    const { positive, neutral, negative } = point;
    const n = positive + neutral + negative;
    if (n === 0) continue;
    open ??= { fromMs: point.atMs, endMs: point.endMs, positive: 0, negative: 0, n: 0, moment: 0 };
    open.endMs = point.endMs;
    open.positive += positive;
    open.negative += negative;
    open.n += n;
    open.moment += (n * (point.atMs + point.endMs)) / 2;
    if (open.n < floor) continue;
    runs.push(open);
    open = null;
  }
  const last = runs.at(-1);
  if (open && last) runs[runs.length - 1] = joined(last, open);
  else if (open) runs.push(open);
  return runs.flatMap(({ positive, negative, n, moment, fromMs, endMs }) => {
    const net = netOf(positive, negative, n);
    return net
      ? [{ x: moment / n, fromMs, endMs, value: net.value, low: net.interval[0], high: net.interval[1], n }]
      : [];
  });
}

interface Tally {
  fromMs: number;
  endMs: number;
  positive: number;
  negative: number;
  n: number;
  /** Sum of the times of the texts. */
  moment: number;
}

const joined = (one: Tally, next: Tally): Tally => ({
  fromMs: one.fromMs,
  endMs: next.endMs,
  positive: one.positive + next.positive,
  negative: one.negative + next.negative,
  n: one.n + next.n,
  moment: one.moment + next.moment,
});

/** The run that a time lies in. */
export const runAt = (runs: readonly NetRun[], atMs: number): NetRun | undefined =>
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

/** Net sentiment from below the lowest interval to above the highest, by quarters, with zero in view. */
export function netDomain(runs: readonly NetRun[]): readonly [low: number, high: number] {
  const low = Math.min(0, ...runs.map((run) => run.low));
  const high = Math.max(0, ...runs.map((run) => run.high));
  const [bottom, top] = [Math.floor(low * 4) / 4, Math.ceil(high * 4) / 4];
  return bottom === top ? [-0.25, 0.25] : [bottom, top];
}
