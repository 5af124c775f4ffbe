/** Where an axis is marked, and what the mark is called. */
import { ticks as linearTicks, tickStep } from 'd3';
import { axisNumber, percent, signedPoints } from '../format/numbers.ts';
import { clock, day, runtime, timecode, weekday } from '../format/time.ts';
import { instantOf, wallOf } from '../format/zone.ts';

export interface Tick {
  value: number;
  label: string;
  /** The start of something larger (a day among hours): drawn stronger. */
  major?: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Round values of [low, high], about `count` of them. */
export function valueTicks(low: number, high: number, count: number, format = axisNumber): Tick[] {
  return linearTicks(low, high, Math.max(1, count)).map((value) => ({ value, label: format(value) }));
}

/** Whole numbers only: nobody is half a viewer. */
export function countTicks(low: number, high: number, count: number): Tick[] {
  return linearTicks(low, high, Math.max(1, Math.min(count, high - low)))
    .filter(Number.isInteger)
    .map((value) => ({ value, label: axisNumber(value) }));
}

/** Counts to both sides of zero: what is under it is counted, not owed. */
export function sidesTicks(low: number, high: number, count: number): Tick[] {
  return countTicks(low, high, count).map(({ value }) => ({ value, label: axisNumber(Math.abs(value)) }));
}

/** Net sentiment and what else is signed points of a hundred. */
export function pointTicks(low: number, high: number, count: number): Tick[] {
  return valueTicks(low, high, count, (value) => (value === 0 ? '0' : signedPoints(value, 0)));
}

export function shareTicks(low: number, high: number, count: number): Tick[] {
  return linearTicks(low, high, Math.max(1, count)).map((value) => ({ value, label: percent(value, 0) }));
}

/** The top of an axis that shows `max` with room, on a round value. */
export function niceTop(max: number, count = 4): number {
  if (!(max > 0)) return 1;
  const step = tickStep(0, max, count);
  return Math.ceil(max / step) * step;
}

interface TimeStep {
  lengthMs: number;
  unit: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
  every: number;
}
const TIME_STEPS: readonly TimeStep[] = [
  ...[1, 5, 10, 15, 30].map((every) => ({ lengthMs: every * MINUTE, unit: 'minute' as const, every })),
  ...[1, 3, 6, 12].map((every) => ({ lengthMs: every * HOUR, unit: 'hour' as const, every })),
  ...[1, 2].map((every) => ({ lengthMs: every * DAY, unit: 'day' as const, every })),
  ...[1, 2].map((every) => ({ lengthMs: every * 7 * DAY, unit: 'week' as const, every })),
  ...[1, 3, 6].map((every) => ({ lengthMs: every * 30.4 * DAY, unit: 'month' as const, every })),
  { lengthMs: 365 * DAY, unit: 'year', every: 1 },
];

/**
 * At most `maxCount` ticks on the zone's own round wall times: midnight is midnight there, a week starts on Monday, and
 * a day of 23 or 25 hours stays one day.
 */
export function timeTicks(fromMs: number, toMs: number, zone: string, maxCount: number): Tick[] {
  const length = toMs - fromMs;
  const last = TIME_STEPS[TIME_STEPS.length - 1] as TimeStep;
  const step = TIME_STEPS.find((one) => length / one.lengthMs <= maxCount) ?? last;
  const start = wallOf(fromMs, zone);
  const at = (index: number): number => {
    switch (step.unit) {
      case 'minute':
        // Minutes and whole hours of one axis follow the elapsed time, so that a clock change neither doubles nor skips one.
        return instantOf(start.year, start.month, start.day, start.hour, 0, zone) + index * step.lengthMs;
      case 'hour':
        return instantOf(start.year, start.month, start.day, index * step.every, 0, zone);
      case 'day':
        return instantOf(start.year, start.month, 1 + index * step.every, 0, 0, zone);
      case 'week':
        return instantOf(start.year, start.month, start.day - start.weekday + 1 + index * 7 * step.every, 0, 0, zone);
      case 'month':
        return instantOf(start.year, 1 + index * step.every, 1, 0, 0, zone);
      case 'year':
        return instantOf(start.year + index, 1, 1, 0, 0, zone);
    }
  };
  const ticks: Tick[] = [];
  for (let index = 0; index < 2000; index += 1) {
    const value = at(index);
    if (value > toMs) break;
    if (value < fromMs || value === ticks.at(-1)?.value) continue;
    const { label, major } = timeLabel(value, step.unit, zone);
    ticks.push(major ? { value, label, major } : { value, label });
  }
  return ticks;
}

function timeLabel(value: number, unit: TimeStep['unit'], zone: string): { label: string; major: boolean } {
  const wall = wallOf(value, zone);
  const midnight = wall.hour === 0 && wall.minute === 0;
  switch (unit) {
    case 'minute':
    case 'hour':
      return midnight ? { label: weekday(value, zone), major: true } : { label: clock(value, zone), major: false };
    case 'day':
    case 'week':
      return { label: day(value, zone), major: wall.day === 1 };
    case 'month':
      return wall.month === 1
        ? { label: String(wall.year), major: true }
        : { label: day(value, zone).replace(/^\d+ /, ''), major: false };
    case 'year':
      return { label: String(wall.year), major: true };
  }
}

/** Ages since a premiere, in hours: `premiere`, `6 h`, `day 7`. At most `maxCount` of them. */
export function ageTicks(toAgeHours: number, maxCount: number): Tick[] {
  const steps = [1, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24, 91 * 24];
  const step = steps.find((hours) => toAgeHours / hours <= maxCount) ?? 182 * 24;
  const ticks: Tick[] = [{ value: 0, label: 'premiere' }];
  for (let hours = step; hours <= toAgeHours; hours += step) ticks.push({ value: hours, label: ageLabel(hours) });
  return ticks;
}

/** `6 h`, `day 7`, `day 3, 4 h`: an age as it is said. */
export function ageLabel(ageHours: number): string {
  if (ageHours < 24) return `${Math.floor(ageHours)} h`;
  const days = Math.floor(ageHours / 24);
  const rest = Math.floor(ageHours % 24);
  return rest === 0 ? `day ${days}` : `day ${days}, ${rest} h`;
}

/** Places in a piece of content, in seconds from its start: `0`, `10 min`, `1 h 20 min`. At most `maxCount` of them. */
export function contentTicks(toSeconds: number, maxCount: number): Tick[] {
  const steps = [1, 2, 5, 10, 15, 20, 30, 60].map((minutes) => minutes * 60);
  const hours = Math.ceil(toSeconds / maxCount / 3600) * 3600;
  const step = [10, 30, ...steps].find((seconds) => toSeconds / seconds <= maxCount) ?? hours;
  const ticks: Tick[] = [];
  for (let value = 0; value <= toSeconds; value += step) {
    ticks.push({ value, label: value === 0 ? '0' : value % 60 === 0 ? runtime(value) : timecode(value) });
  }
  return ticks;
}
