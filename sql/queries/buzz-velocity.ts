import type { Velocity, VelocityDay, VelocityPoint } from './buzz-model.ts';
import type { ExportedDay } from './buzz-rows.ts';
import { figure } from './figure.ts';
import type { MetricId } from './definitions.ts';
import { quantile } from './statistics.ts';
import { DAY_MS, HOUR_MS } from './time.ts';

const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;
const MOST_DAYS = 400;
/** Weeks and days that an hour is compared with. */
const WEEKS = 4;
const DAYS = 7;
/** Fewer hours to compare with tell nothing usual. */
const LEAST_HOURS = 6;
/** A median absolute deviation in standard deviations of a normal distribution. */
const MAD = 1.4826;
/**
 * With z ≥ 5 about one in two million hours of a calm normal course would be a spike; counts have heavier tails, so it must be
 * twice what is usual, too, and enough to be one.
 */
const SPIKE_Z = 5;
const SPIKE_TIMES = 2;
const SPIKE_COUNT = 10;

/** How many came in which UTC hour since the epoch. */
export interface Counts {
  /** Absent: none. */
  readonly byHour: Pick<ReadonlyMap<number, number>, 'get'>;
  /** The first hour with any; null: none ever came. */
  readonly since: number | null;
}

/** @param rows by hour, oldest first */
export function countsOf<Row extends { hour: number }>(
  rows: readonly Row[],
  of: (row: Row) => number,
): Counts & { readonly byHour: ReadonlyMap<number, number> } {
  const some = rows.filter((row) => of(row) > 0);
  return { byHour: new Map(some.map((row) => [row.hour, of(row)])), since: some[0]?.hour ?? null };
}

/** The same for who asks for a few hours of each of many titles: looked up by halving, nothing is made of the others. */
export function fewCountsOf<Row extends { hour: number }>(rows: readonly Row[], of: (row: Row) => number): Counts {
  const get = (hour: number) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.hour ?? Infinity) < hour) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    return row?.hour === hour && of(row) > 0 ? of(row) : undefined;
  };
  return { byHour: { get }, since: rows.find((row) => of(row) > 0)?.hour ?? null };
}

/**
 * Whether an hour has far more than is usual at its hour of the week: the median of that hour and its two neighbours in the
 * four weeks before, or, in a course younger than two weeks, of the same hours in the seven days before. The spread is their median
 * absolute deviation, at least that of chance alone. Null: nothing unusual, or too little to compare with. An hour that is
 * still open is compared as if it had ended, so that it is marked as soon as it is one.
 */
export function spikeAt({ byHour, since }: Counts, hour: number): VelocityPoint['spike'] {
  const count = byHour.get(hour) ?? 0;
  if (since === null || count < SPIKE_COUNT) return null;
  const before = (step: number, steps: number) =>
    Array.from({ length: steps }, (_, k) => hour - step * (k + 1))
      .flatMap((at) => [at - 1, at, at + 1])
      .filter((at) => at >= since && at < hour);
  const weeks = before(HOURS_A_WEEK, WEEKS);
  const hours = weeks.length >= LEAST_HOURS ? weeks : before(HOURS_A_DAY, DAYS);
  if (hours.length < LEAST_HOURS) return null;
  const usual = hours.map((at) => byHour.get(at) ?? 0);
  const expected = median(usual);
  const spread = Math.max(MAD * median(usual.map((one) => Math.abs(one - expected))), Math.sqrt(Math.max(1, expected)));
  const score = (count - expected) / spread;
  return score >= SPIKE_Z && count >= SPIKE_TIMES * expected ? { expected, score } : null;
}

const median = (values: readonly number[]) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** The last hour that has ended, and as a multiple of the one before; null after one of none. */
export function lastHour({ byHour }: Counts, nowMs: number): { hour: number; perHour: number; change: number | null } {
  const hour = Math.floor(nowMs / HOUR_MS) - 1;
  const [perHour, before] = [byHour.get(hour) ?? 0, byHour.get(hour - 1) ?? 0];
  return { hour, perHour, change: before === 0 ? null : perHour / before };
}

/** What is known by UTC day only, since the epoch. */
export interface Exports {
  readonly days: readonly ExportedDay[];
  /** The last day that any export tells of; null: there is none. */
  readonly to: number | null;
}

/**
 * The first UTC day that nobody has told of yet: where all that ever came is in exports, the one after their last. Infinity where
 * events tell, which they do at once.
 *
 * @param exportedTo the last day that any export tells of
 */
export const untoldFrom = ({ since }: Pick<Counts, 'since'>, exportedTo: number | null): number =>
  since === null && exportedTo !== null ? exportedTo + 1 : Infinity;

/** How fast something comes to a title. */
export function velocity(
  metric: MetricId,
  counts: ReturnType<typeof countsOf>,
  exports: Exports,
  { asOfMs, nowMs }: { asOfMs: number; nowMs: number },
): Velocity {
  const untold = untoldFrom(counts, exports.to);
  const days = daysOf(counts, exports.days, untold, Math.floor(nowMs / DAY_MS));
  const exportedToMs = exports.to === null ? null : exports.to * DAY_MS;
  const last = lastHour(counts, nowMs);
  if (untold < Infinity) {
    const perHour = figure(metric, null, asOfMs, { reason: 'Exports have days, no hours.' });
    const none = { change: null, open: null, hours: [], spikes: [] };
    return { perHour, hourMs: last.hour * HOUR_MS, ...none, days, exportedToMs };
  }
  const openHour = last.hour + 1;
  const pointAt = (hour: number): VelocityPoint => ({
    ...{
      atMs: hour * HOUR_MS,
      endMs: (hour + 1) * HOUR_MS,
      count: counts.byHour.get(hour) ?? 0,
      open: hour === openHour,
    },
    spike: spikeAt(counts, hour),
  });
  const hours = Array.from({ length: HOURS_A_WEEK + 1 }, (_, i) => pointAt(openHour - HOURS_A_WEEK + i));
  return {
    perHour: figure(metric, last.perHour, asOfMs),
    hourMs: last.hour * HOUR_MS,
    change: last.change,
    open: pointAt(openHour),
    hours,
    days,
    spikes: hours.filter(({ spike }) => spike !== null).reverse(),
    exportedToMs,
  };
}

function daysOf(
  counts: ReturnType<typeof countsOf>,
  exported: readonly ExportedDay[],
  untold: number,
  today: number,
): VelocityDay[] {
  const byDay = new Map<number, number>();
  const add = (day: number, count: number) => byDay.set(day, (byDay.get(day) ?? 0) + count);
  for (const [hour, count] of counts.byHour) add(Math.floor(hour / HOURS_A_DAY), count);
  for (const { day, views } of exported) add(day, views);
  const first = Math.max(today - MOST_DAYS + 1, Math.min(today, ...byDay.keys()));
  return byDay.size === 0
    ? []
    : Array.from({ length: today - first + 1 }, (_, i) => ({
        ...{ atMs: (first + i) * DAY_MS, endMs: (first + i + 1) * DAY_MS },
        count: first + i < untold ? (byDay.get(first + i) ?? 0) : null,
        ...{ open: first + i === today, spike: null },
      }));
}
