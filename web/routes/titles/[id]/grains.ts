import type { Grain, Range } from '../../../../sql/queries/read-model.ts';
import { mondayMs } from '../../../../sql/queries/time.ts';

const DAY_MS = 24 * 3_600_000;

/** Emptiness before the first play that a chart still draws: it shows when a launch began to be watched. */
const EMPTY_UP_TO_DAYS = 28;

/** The part of a range that a chart draws: not the months before anything of an old title was known. Nothing is left out. */
export function drawnRange(range: Range, firstViewedMs: number | null): Range {
  if (firstViewedMs === null || firstViewedMs >= range.toMs) return range;
  return firstViewedMs - range.fromMs > EMPTY_UP_TO_DAYS * DAY_MS
    ? { ...range, fromMs: mondayMs(firstViewedMs) }
    : range;
}

/** Grains a chart can draw apart over so many days (at most some 200 bars, at least two), finest first. */
const DRAWN: readonly { grain: Grain; fromDays: number; toDays: number }[] = [
  { grain: 'hour', fromDays: 0, toDays: 8 },
  { grain: 'day', fromDays: 2, toDays: 200 },
  { grain: 'week', fromDays: 14, toDays: Infinity },
];

/** Up to here the finest grain shows the shape of a day; beyond it the next one reads better at first sight. */
const HOURS_UP_TO_DAYS = 3;
const DAYS_UP_TO_DAYS = 120;

/** The grains to choose from over a range. A segment is published by whole weeks only. */
export function grainsOf({ fromMs, toMs }: Range, filtered: boolean): Grain[] {
  if (filtered) return ['week'];
  const days = (toMs - fromMs) / DAY_MS;
  return DRAWN.filter(({ fromDays, toDays }) => days >= fromDays && days <= toDays).map(({ grain }) => grain);
}

/** What was asked for if it can be drawn, else what reads best. */
export function grainOf(asked: string | null, { fromMs, toMs }: Range, grains: readonly Grain[]): Grain {
  const days = (toMs - fromMs) / DAY_MS;
  const best: Grain = days <= HOURS_UP_TO_DAYS ? 'hour' : days <= DAYS_UP_TO_DAYS ? 'day' : 'week';
  return grains.find((grain) => grain === asked) ?? grains.find((grain) => grain === best) ?? grains[0] ?? 'day';
}
