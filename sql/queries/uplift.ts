import { tQuantile } from './statistics.ts';
import { forecast, type ModelDay } from './uplift-model.ts';

/** A metric by the UTC hour: views, mentions, list adds of a title. */
export interface Course {
  /** The first hour in which there could be any: when the asset went live, say. */
  readonly fromMs: number;
  readonly counts: readonly number[];
}

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

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const DAY_MS = DAY_HOURS * HOUR_MS;
const WEEK_HOURS = 168;
const LEAST_DAYS_BEFORE = 21;
/** A trend from longer ago says little of now, and costs its cube in computing. */
const MOST_DAYS_BEFORE = 42;
/** For so long the days after another milestone say nothing of the title's own course. */
const STIRRED_DAYS = 3;
/** Below it a day's logarithm is mostly chance. */
const LEAST_A_DAY = 10;
/** A title's own profile counts for more than its comparables' when an hour of the week has had so many. */
const PROFILE_WEIGHT = 5;

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

const range = (from: number, until: number) => Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);

/** A course as counted from an instant: by the hour and by days of 24 of them, 0 the first after it. */
class Counts {
  readonly #counts: readonly number[];
  /** Place of hour 0. */
  readonly #origin: number;

  constructor({ fromMs, counts }: Course, sinceMs: number) {
    this.#counts = counts;
    this.#origin = Math.round((sinceMs - fromMs) / HOUR_MS);
  }

  hour(hour: number): number {
    return this.#counts[this.#origin + hour] ?? 0;
  }

  day(day: number): number {
    let count = 0;
    for (let hour = day * DAY_HOURS; hour < (day + 1) * DAY_HOURS; hour += 1) count += this.hour(hour);
    return count;
  }

  /** On average of some days. */
  perDay(days: readonly number[]): number {
    return mean(days.map((day) => this.day(day)));
  }

  /** Of a day's count, finite also where there is none. */
  log(day: number): number {
    return Math.log(this.day(day) + 0.5);
  }
}

/** The straight line through the logarithms of some days, as counts. */
function trendOf(days: readonly number[], counts: Counts): (day: number) => number {
  const logs = days.map((day) => counts.log(day));
  const [middle, height] = [mean(days), mean(logs)];
  const slope =
    sum(days.map((day, i) => (day - middle) * ((logs[i] ?? 0) - height))) / sum(days.map((day) => (day - middle) ** 2));
  return (day) => Math.exp(height + slope * (day - middle));
}

/** Counts of days, each over its hours. */
function byHour(days: readonly number[], profile: (hour: number) => number): number[] {
  return days.flatMap((count, day) => {
    const hours = range(day * DAY_HOURS, (day + 1) * DAY_HOURS).map(profile);
    return hours.map((share) => (count * share) / sum(hours));
  });
}

/** How an hour compares with a day's mean hour, by the hour of the week in some days before. */
function profileOf(own: Counts, comparables: readonly Counts[], days: readonly number[]): (hour: number) => number {
  const theirs = comparables.map((counts) => weekOf(counts, days));
  const { came, usual } = weekOf(own, days);
  return (hour) => {
    const slot = slotOf(hour);
    const like = theirs.length === 0 ? 1 : mean(theirs.map((week) => (week.came[slot] ?? 0) / (week.usual[slot] ?? 1)));
    return ((came[slot] ?? 0) + PROFILE_WEIGHT * like) / ((usual[slot] ?? 0) + PROFILE_WEIGHT);
  };
}

/** By the hour of the week: what came in some days, and what would have come had all hours of a day been the same. */
function weekOf(counts: Counts, days: readonly number[]) {
  const trend = trendOf(days, counts);
  const [came, usual] = [new Array<number>(WEEK_HOURS).fill(0), new Array<number>(WEEK_HOURS).fill(0)];
  for (const day of days)
    for (let hour = day * DAY_HOURS; hour < (day + 1) * DAY_HOURS; hour += 1) {
      const slot = slotOf(hour);
      came[slot] = (came[slot] ?? 0) + counts.hour(hour);
      usual[slot] = (usual[slot] ?? 0) + trend(day) / DAY_HOURS;
    }
  return { came, usual };
}

const slotOf = (hour: number) => ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
