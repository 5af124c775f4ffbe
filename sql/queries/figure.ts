import { METRICS, type MetricId } from './definitions.ts';
import type { Figure } from './read-model.ts';
import { roundedWilson } from './statistics.ts';

/** Rates over fewer people than this are not shown: one viewer more would turn them around. */
export const RATE_FLOOR = 20;

/** A count or sum with its definition. */
export function figure(metric: MetricId, value: number | null, asOfMs: number, more: Partial<Figure> = {}): Figure {
  return { metric, version: METRICS[metric].version, value, asOfMs, ...more };
}

/**
 * A share of n people with its Wilson interval; not shown under the floor, with the reason.
 * @param rounding how far each count may be from the truth
 */
export function proportion(
  metric: MetricId,
  successes: number,
  n: number,
  maturing: number,
  asOfMs: number,
  rounding = 0,
): Figure {
  if (n < RATE_FLOOR) {
    const reason = n === 0 && maturing > 0 ? ALL_MATURING : `Fewer than ${RATE_FLOOR} people to count yet.`;
    return figure(metric, null, asOfMs, { n, maturing, reason });
  }
  return figure(metric, successes / n, asOfMs, {
    ...{ n, count: successes, maturing },
    interval: roundedWilson(successes, n, rounding),
  });
}

/** Why a rate of those old enough is not there yet. */
export const ALL_MATURING = 'Everybody is still maturing.';

/** Why a title ahead of its premiere has no numbers. */
export const NOT_OUT = 'Not out yet.';

/** Why a number of a segment is withheld: facts of the calendar, none of how many people there are, not even whether there is anybody. */
export const WITHHOLDING = {
  few: 'fewer than 50 people',
  openWeek: 'open week: published when it has ended',
  week: 'a week that is not published',
  uncounted: 'not counted yet',
} as const;
export type Withholding = keyof typeof WITHHOLDING;

/** A number that the privacy floor keeps back. */
export function withheld(metric: MetricId, asOfMs: number, why: Withholding = 'few'): Figure {
  return figure(metric, null, asOfMs, { withheld: true, reason: WITHHOLDING[why] });
}
