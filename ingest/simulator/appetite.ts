import { DAY_MS, HOUR_MS } from './clock.ts';
import { APPETITE_BY_UTC_HOUR } from './territories.ts';
import type { SlateTitle } from './title.ts';

/** Appetite by UTC weekday, Sunday first, mean 1: evenings before free days draw more. */
export const APPETITE_BY_WEEKDAY: readonly number[] = [1.2, 0.86, 0.84, 0.87, 0.91, 1.09, 1.23];

/** Three quarters of the audience come with the launch, the rest trickles in over six times as long. */
const LAUNCH_SHARE = 0.75;
const TRICKLE_FACTOR = 6;

/** Viewers expected to press play on a title for the first time in [fromMs, toMs), which lies within one UTC hour. */
export function expectedArrivals(title: SlateTitle, scale: number, fromMs: number, toMs: number): number {
  if (title.premiereMs === null) return 0;
  const openFromMs = Math.max(fromMs, title.premiereMs);
  if (openFromMs >= toMs) return 0;
  const launched = decayed(title, openFromMs, toMs);
  const hour = new Date(fromMs).getUTCHours();
  const weekday = new Date(fromMs).getUTCDay();
  return title.arrivals * scale * launched * (APPETITE_BY_UTC_HOUR[hour] ?? 1) * (APPETITE_BY_WEEKDAY[weekday] ?? 1);
}

/** The share of a title's audience that an even appetite would bring in the stretch: the integral of the decay. */
function decayed(title: SlateTitle, fromMs: number, toMs: number): number {
  const premiereMs = title.premiereMs ?? fromMs;
  const mass = (meanDays: number): number => {
    const remains = (instantMs: number): number => Math.exp(-(instantMs - premiereMs) / (meanDays * DAY_MS));
    return remains(fromMs) - remains(toMs);
  };
  // A library title long past its launch has a steady trickle: its arrivals spread evenly over eight weeks.
  if (title.decayDays >= 56) return (toMs - fromMs) / (56 * DAY_MS);
  return LAUNCH_SHARE * mass(title.decayDays) + (1 - LAUNCH_SHARE) * mass(title.decayDays * TRICKLE_FACTOR);
}

/** Arrivals expected over a window: the sum over its hours. */
export function expectedArrivalsBetween(title: SlateTitle, scale: number, startMs: number, endMs: number): number {
  let sum = 0;
  for (let hourMs = Math.floor(startMs / HOUR_MS) * HOUR_MS; hourMs < endMs; hourMs += HOUR_MS) {
    sum += expectedArrivals(title, scale, Math.max(hourMs, startMs), Math.min(hourMs + HOUR_MS, endMs));
  }
  return sum;
}
