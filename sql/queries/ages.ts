import type { HourRow } from './hours.ts';
import { HOUR_MS } from './time.ts';

/**
 * The share of a UTC hour's amounts that a title had by an instant. Amounts are kept by UTC hour: they are taken to be spread
 * evenly over its wall time, from the premiere on (nothing counts before it) and up to when they were read.
 */
export function shareBy(untilMs: number, hour: number, premiereMs: number, asOfMs = Infinity): number {
  const fromMs = Math.max(hour * HOUR_MS, premiereMs);
  const toMs = Math.min((hour + 1) * HOUR_MS, asOfMs);
  if (untilMs <= fromMs) return 0;
  return untilMs >= toMs ? 1 : (untilMs - fromMs) / (toMs - fromMs);
}

/** So much of an hour's amounts; of people too, in parts of them. */
export function partOf(row: HourRow, share: number): HourRow {
  return {
    hour: row.hour,
    hoursMs: row.hoursMs * share,
    starts: row.starts * share,
    viewers: row.viewers * share,
    starters: row.starters * share,
    watchers: row.watchers * share,
    completers: row.completers * share,
  };
}
