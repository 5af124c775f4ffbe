/** The launch curve's geometry: horizon, band, and what a reader is told at an age. */
import { METRICS } from '../../../../sql/queries/definitions.ts';
import { AGE_HOURS, HORIZONS } from '../../../../sql/queries/horizons.ts';
import type { BandPoint, ComparedPoint, Launch, LaunchMetric } from '../../../../sql/queries/read-model.ts';
import { upTo } from '../../../lib/charts/hover.ts';

export const LAUNCH_METRICS: readonly LaunchMetric[] = [
  'hours',
  'views',
  'viewers',
  'starters',
  'watchers',
  'completers',
];

export function isLaunchMetric(name: string | null): name is LaunchMetric {
  return LAUNCH_METRICS.some((one) => one === name);
}

export function launchMetricName(metric: LaunchMetric): string {
  return METRICS[metric].name;
}

/** The first horizon that a title of this age has not left behind; before the premiere the first four weeks. */
export function horizonHours(ageHours: number | null): number {
  if (ageHours === null) return AGE_HOURS['28d'];
  return HORIZONS.find((hours) => ageHours <= hours) ?? AGE_HOURS['91d'];
}

export interface CurvePoint {
  x: number;
  y: number | null;
}

/** A title's curve from nothing at its premiere; what is not known is a gap. */
export function curveOf(points: readonly ComparedPoint[], metric: LaunchMetric, horizon: number): CurvePoint[] {
  const inside = points
    .filter((point) => point.ageHours <= horizon)
    .map((point) => ({ x: point.ageHours, y: point[metric] }));
  const later = inside.filter((point) => point.x > 0);
  // In its first hour a launch has what that hour has so far, at no age.
  return later.length === 0 ? inside : [{ x: 0, y: 0 }, ...later];
}

export interface BandAt {
  x: number;
  low: number;
  mid: number;
  high: number;
}

export function bandOf(band: readonly BandPoint[] | undefined, horizon: number): BandAt[] {
  const inside = (band ?? []).filter((point) => point.ageHours <= horizon);
  if (inside.length === 0) return [];
  const all = inside.map((point) => ({ x: point.ageHours, low: point.low, mid: point.mid, high: point.high }));
  return all[0]?.x === 0 ? all : [{ x: 0, low: 0, mid: 0, high: 0 }, ...all];
}

export function between(left: BandAt, right: BandAt, share: number): BandAt {
  const at = (key: keyof BandAt) => left[key] + (right[key] - left[key]) * share;
  return { x: at('x'), low: at('low'), mid: at('mid'), high: at('high') };
}

/** What the parts of the band are called. */
export function bandNames(kind: Launch['comparables']['kind']): { low: string; mid: string; high: string } {
  return kind === 'range'
    ? { low: 'lowest', mid: 'median', high: 'highest' }
    : { low: 'P10', mid: 'median', high: 'P90' };
}

/** How the comparables were chosen, as it follows a comma: `chosen by hand`, `by rule: drama series`. */
export function chosenText(chosen: Launch['comparables']['chosen']): string {
  if (chosen.by === 'hand') return 'chosen by hand';
  return chosen.rule === null ? 'by rule: no genre, so none' : `by rule: ${chosen.rule}`;
}

/** The greatest value drawn. */
export function topOf(curves: readonly (readonly CurvePoint[])[], band: readonly BandAt[]): number {
  return Math.max(
    0,
    ...curves.flatMap((curve) => curve.map((point) => point.y ?? 0)),
    ...band.map((point) => point.high),
  );
}

/** Where a title stands against the band at its own age; null when there is no band there. */
export function standing(
  launch: Launch,
  metric: LaunchMetric,
): { ageHours: number; value: number; low: number; mid: number; high: number } | null {
  if (launch.ageHours === null) return null;
  const last = upTo(
    launch.points.map((point) => ({ x: point.ageHours, y: point[metric] })),
    launch.ageHours,
  );
  if (!last || last.y === null) return null;
  const band = bandOf(launch.comparables.band[metric], Infinity);
  const at = bandValueAt(band, last.x);
  return at && { ageHours: last.x, value: last.y, low: at.low, mid: at.mid, high: at.high };
}

/** The band at an age, interpolated; null beyond its end. */
export function bandValueAt(band: readonly BandAt[], x: number): BandAt | null {
  const index = band.findIndex((point) => point.x >= x);
  const right = band[index];
  if (!right) return null;
  const left = band[index - 1];
  if (!left || right.x === x) return right;
  return between(left, right, (x - left.x) / (right.x - left.x));
}
