import { tQuantile } from './statistics.ts';
import { byHour, type Course, Counts, HOUR_MS, mean, profileOf, range, sum, trendOf } from './uplift-course.ts';
import { forecast, type ModelDay } from './uplift-model.ts';

export interface UpliftQuestion {
  readonly milestoneMs: number;
  /** How many days after the milestone, at most. */
  readonly days: number;
  /** Hours until it are closed and in the courses. */
  readonly asOfMs: number;
  readonly course: Course;
  /** The title's other milestones; what happens after them is theirs. */
  readonly otherMilestonesMs: readonly number[];
  /** The same metric of titles like it, with the milestones of each (premiere and releases too): the unaffected ones are used. */
  readonly comparables: readonly { readonly course: Course; readonly milestonesMs: readonly number[] }[];
}

export interface Uplift {
  /** actual ÷ expected − 1: 0.25 is a quarter more than without the milestone. */
  readonly uplift: number;
  /** 95 %. */
  readonly interval: readonly [low: number, high: number];
  /** The same of what was to be expected, as multiples of it. */
  readonly expectedInterval: readonly [low: number, high: number];
  readonly actual: number;
  readonly expected: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What was to be expected in each hour of it. */
  readonly expectedByHour: readonly number[];
  /** How many comparable titles had a part in it. */
  readonly comparables: number;
}

export type UpliftOrReason = Uplift | { readonly uplift: null; readonly reason: string };

const DAY_MS = 24 * HOUR_MS;
const LEAST_DAYS_BEFORE = 21;
/** A trend from longer ago says little of now, and costs its cube in computing. */
export const MOST_DAYS_BEFORE = 42;
/** For so long the days after another milestone say nothing of the title's own course. */
const STIRRED_DAYS = 3;
/** Below it a day's logarithm is mostly chance. */
const LEAST_A_DAY = 10;

/**
 * What a milestone added: the metric in the days after it beside the course it would have taken, from the title's trend in the
 * weeks before, its own days and hours of the week, and the comparable titles in the same days. Days are of 24 hours from
 * the hour in which the milestone ends, so that a day's hours are the same everywhere. None is given when there is too little
 * to tell it from; the reason says what is lacking.
 */
export function milestoneUplift(question: UpliftQuestion): UpliftOrReason {
  const window = windowOf(question);
  if ('reason' in window) return { uplift: null, reason: window.reason };
  const { fromMs, days, before } = window;
  const own = new Counts(question.course, fromMs);
  if (own.perDay(before) < LEAST_A_DAY)
    return { uplift: null, reason: `Fewer than ${LEAST_A_DAY} a day came before it.` };
  const after = range(0, days);
  const comparables = unaffected(question, window);
  const level = trendOf(before, own);
  const usual = mean(before.map((day) => 1 / level(day)));
  const modelDay = (day: number): ModelDay => ({
    day,
    log: own.log(day),
    others: comparables.length === 0 ? null : mean(comparables.map((counts) => counts.log(day))),
    roughness: 1 / level(day) / usual,
  });
  const { logs, standardError, degrees } = forecast(before.map(modelDay), after.map(modelDay), sharesOf);
  const expected = sum(logs.map(Math.exp));
  const actual = sum(after.map((day) => own.day(day)));
  const log = Math.log((actual + 0.5) / expected);
  const half = tQuantile(degrees) * standardError;
  return {
    uplift: actual / expected - 1,
    interval: [Math.exp(log - half) - 1, Math.exp(log + half) - 1],
    expectedInterval: [Math.exp(-half), Math.exp(half)],
    ...{ actual, expected, fromMs, untilMs: fromMs + days * DAY_MS },
    expectedByHour: byHour(logs.map(Math.exp), profileOf(own, comparables, before)),
    comparables: comparables.length,
  };
}

interface Window {
  readonly fromMs: number;
  /** Closed days after the milestone, before the next. */
  readonly days: number;
  /** Days before it that tell of the title's own course, −1 the last. */
  readonly before: readonly number[];
}

function windowOf({
  milestoneMs,
  otherMilestonesMs,
  course,
  days: most,
  asOfMs,
}: UpliftQuestion): Window | { reason: string } {
  const fromMs = Math.ceil(milestoneMs / HOUR_MS) * HOUR_MS;
  const others = otherMilestonesMs.filter((atMs) => atMs !== milestoneMs);
  const nextMs = Math.min(Infinity, ...others.filter((atMs) => atMs > milestoneMs));
  if (fromMs + DAY_MS > asOfMs) return { reason: 'Less than a day has passed since.' };
  if (fromMs + DAY_MS > nextMs) return { reason: 'Another milestone followed within a day.' };
  if (others.some((atMs) => atMs < milestoneMs && atMs > milestoneMs - DAY_MS))
    return { reason: 'Another milestone was less than a day before.' };
  const isStirred = (day: number) =>
    others.some((atMs) => fromMs + (day + 1) * DAY_MS > atMs && fromMs + day * DAY_MS < atMs + STIRRED_DAYS * DAY_MS);
  const known = Math.min(MOST_DAYS_BEFORE, Math.floor((fromMs - course.fromMs) / DAY_MS));
  const before = range(-known, 0).filter((day) => !isStirred(day));
  if (before.length < LEAST_DAYS_BEFORE)
    return { reason: `Fewer than ${LEAST_DAYS_BEFORE} undisturbed days are known before it.` };
  return { fromMs, days: Math.min(most, Math.floor((Math.min(asOfMs, nextMs) - fromMs) / DAY_MS)), before };
}

/** The comparable titles that are known for as long, have enough, and have no milestone of their own in these days. */
function unaffected({ comparables }: UpliftQuestion, { fromMs, days, before }: Window): Counts[] {
  return comparables
    .filter(({ milestonesMs }) => !milestonesMs.some((atMs) => atMs > fromMs - DAY_MS && atMs < fromMs + days * DAY_MS))
    .filter(({ course }) => course.fromMs <= fromMs + (before[0] ?? 0) * DAY_MS)
    .map(({ course }) => new Counts(course, fromMs))
    .filter((counts) => counts.perDay(before) >= LEAST_A_DAY);
}

/** Each day's part of what is expected of all. */
const sharesOf = (logs: readonly number[]) => {
  const counts = logs.map(Math.exp);
  return counts.map((count) => count / sum(counts));
};
