/** A metric by the UTC hour: views, mentions, list adds of a title. */
export interface Course {
  /** The first hour in which there could be any: when the asset went live, say. */
  readonly fromMs: number;
  readonly counts: readonly number[];
}

export const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;
/** A title's own profile counts for more than its comparables' when an hour of the week has had so many. */
const PROFILE_WEIGHT = 5;

/** A course as counted from an instant: by the hour and by days of 24 of them, 0 the first after it. */
export class Counts {
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
export function trendOf(days: readonly number[], counts: Counts): (day: number) => number {
  const logs = days.map((day) => counts.log(day));
  const [middle, height] = [mean(days), mean(logs)];
  const slope =
    sum(days.map((day, i) => (day - middle) * ((logs[i] ?? 0) - height))) / sum(days.map((day) => (day - middle) ** 2));
  return (day) => Math.exp(height + slope * (day - middle));
}

/** Counts of days, each over its hours. */
export function byHour(days: readonly number[], profile: (hour: number) => number): number[] {
  return days.flatMap((count, day) => {
    const hours = range(day * DAY_HOURS, (day + 1) * DAY_HOURS).map(profile);
    return hours.map((share) => (count * share) / sum(hours));
  });
}

/** How an hour compares with a day's mean hour, by the hour of the week in some days before. */
export function profileOf(
  own: Counts,
  comparables: readonly Counts[],
  days: readonly number[],
): (hour: number) => number {
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

export const range = (from: number, until: number) =>
  Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i);
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
