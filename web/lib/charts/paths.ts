/** Lines and areas in pixels. A null is a gap, and is drawn as one. */
import { area, curveMonotoneX, curveStepAfter, line } from 'd3';

export interface Point {
  x: number;
  /** Null: nothing is known here. */
  y: number | null;
}
export interface BandPoint {
  x: number;
  low: number;
  high: number;
}
export interface Projection {
  x: (value: number) => number;
  y: (value: number) => number;
}

const CURVES = { smooth: curveMonotoneX, step: curveStepAfter };
export type Curve = keyof typeof CURVES;

// A tenth of a pixel is less than a screen shows, and halves the length of a path.
const DIGITS = 1;

/** The `d` of a line; empty when no two points meet. */
export function linePath(points: readonly Point[], to: Projection, curve?: Curve | undefined): string {
  const shape = line<Point>(
    (point) => to.x(point.x),
    (point) => to.y(point.y ?? 0),
  )
    .defined((point) => point.y !== null && Number.isFinite(point.y))
    .digits(DIGITS);
  return (curve ? shape.curve(CURVES[curve]) : shape)([...points]) ?? '';
}

/** The `d` of the area between a line and `base`. */
export function areaPath(points: readonly Point[], to: Projection, base: number, curve?: Curve): string {
  const shape = area<Point>()
    .x((point) => to.x(point.x))
    .y0(to.y(base))
    .y1((point) => to.y(point.y ?? base))
    .defined((point) => point.y !== null && Number.isFinite(point.y))
    .digits(DIGITS);
  return (curve ? shape.curve(CURVES[curve]) : shape)([...points]) ?? '';
}

/** The `d` of a band between low and high. */
export function bandPath(points: readonly BandPoint[], to: Projection): string {
  return (
    area<BandPoint>()
      .x((point) => to.x(point.x))
      .y0((point) => to.y(point.low))
      .y1((point) => to.y(point.high))
      .digits(DIGITS)([...points]) ?? ''
  );
}

/**
 * Cuts a series at `at`: what is certain before, what is not after. The value at the cut is interpolated and stands in
 * both, so that the two drawn parts meet.
 */
export function splitAt<T extends { x: number }>(
  points: readonly T[],
  at: number,
  between: (left: T, right: T, share: number) => T,
): { before: T[]; after: T[] } {
  const index = points.findIndex((point) => point.x > at);
  if (index === -1) return { before: [...points], after: [] };
  const right = points[index];
  const left = points[index - 1];
  if (!left || !right) return { before: [], after: [...points] };
  const cut = left.x === at ? left : between(left, right, (at - left.x) / (right.x - left.x));
  return {
    before: left.x === at ? points.slice(0, index) : [...points.slice(0, index), cut],
    after: [cut, ...points.slice(index)],
  };
}

/** The unbroken stretches of a series in which something holds. */
export function runsOf<T>(series: readonly T[], holds: (one: T) => boolean): T[][] {
  const runs: T[][] = [];
  series.forEach((one, index) => {
    const before = series[index - 1];
    if (!holds(one)) return;
    if (before === undefined || !holds(before)) runs.push([]);
    runs.at(-1)?.push(one);
  });
  return runs;
}

/**
 * Puts a null wherever a regular series skips a step, so that a line is not drawn over what was never measured.
 * @param step the distance of neighbours; more than 1.5 of it is a gap.
 */
export function withGaps(points: readonly Point[], step: number): Point[] {
  const all: Point[] = [];
  for (const point of points) {
    const before = all.at(-1);
    if (before && point.x - before.x > step * 1.5) all.push({ x: before.x + step, y: null });
    all.push(point);
  }
  return all;
}
