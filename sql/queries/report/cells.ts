import { METRICS, type MetricId } from '../definitions.ts';
import { RATE_FLOOR } from '../figure.ts';
import type { Figure } from '../read-model.ts';
import { differenceInterval, ratioOfCounts } from '../statistics.ts';
import type { ColumnKind, ReportCell } from './model.ts';

/** Cells of a report: what stands in a table, with all that is needed to read it right. */

/** A figure as a cell: withheld ones without a number beside them. */
export function figureCell(figure: Figure): ReportCell {
  const { value, interval, n, reason, withheld, estimated, metric, version } = figure;
  if (withheld) return { value: null, withheld, why: reason ?? 'withheld', metric, version };
  return {
    ...{ value, metric, version },
    ...(interval && { interval }),
    ...(n !== undefined && { n }),
    ...(value === null && { why: reason ?? 'Not available.' }),
    ...(estimated && { estimated }),
  };
}

/** A number or a text that is no figure of its own. */
export const plainCell = (value: number | string | null, why = 'Not available.'): ReportCell =>
  value === null ? { value, why } : { value };

/** A count of something defined. */
export const countCell = (metric: MetricId, value: number | null, why?: string): ReportCell => ({
  ...plainCell(value, why),
  ...{ metric, version: METRICS[metric].version },
});

export const ofLife = (cell: ReportCell): ReportCell => ({ ...cell, life: true });

export const ofKind = (kind: ColumnKind, cell: ReportCell): ReportCell => ({ ...cell, kind });

const NOT_NOW = 'There is no figure of this week to compare.';
const NOT_BEFORE = 'There is no figure of the week before to compare with.';
const FEW_BEFORE = `Under ${RATE_FLOOR} the week before: too little to compare with.`;

/**
 * How much more or less than the week before, as a share of it. Nothing of what is withheld, not known or hardly there.
 *
 * @param people both count people who are independent of each other, so that there is an interval. Whoever is in both weeks
 * (a viewer, not a starter) lets the two move together: it is then wider than it need be.
 */
export function changeCell(now: ReportCell, before: ReportCell, people = false): ReportCell {
  const reason = typeof now.value !== 'number' ? NOT_NOW : typeof before.value !== 'number' ? NOT_BEFORE : null;
  if (reason !== null || typeof now.value !== 'number' || typeof before.value !== 'number')
    return { value: null, why: reason ?? NOT_NOW };
  if (before.value < RATE_FLOOR) return { value: null, why: FEW_BEFORE };
  const change: ReportCell = { value: now.value / before.value - 1 };
  if (!people || now.value < 1) return change;
  const [low, high] = ratioOfCounts(now.value, before.value);
  return { ...change, interval: [low - 1, high - 1] };
}

/** How much a value with an interval of its own differs from that of the week before: other people's voices. */
export function differenceCell(now: ReportCell, before: ReportCell): ReportCell {
  if (typeof now.value !== 'number' || !now.interval) return { value: null, why: NOT_NOW };
  if (typeof before.value !== 'number' || !before.interval) return { value: null, why: NOT_BEFORE };
  const [a, b] = [
    { value: now.value, interval: now.interval },
    { value: before.value, interval: before.interval },
  ];
  return { value: a.value - b.value, interval: differenceInterval(a, b) };
}
