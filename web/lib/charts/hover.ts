/** Which point of a series the crosshair means. */
import { bisector } from 'd3';

const byX = bisector((point: { x: number }) => point.x);

/** The point nearest to `x`; of two equally near the earlier. Points are in order of x. */
export function nearest<T extends { x: number }>(points: readonly T[], x: number): T | undefined {
  return points[byX.center(points, x)] ?? points[0];
}

/** The last point at or before `x`: what was true then. */
export function upTo<T extends { x: number }>(points: readonly T[], x: number): T | undefined {
  return points[byX.right(points, x) - 1];
}

/** The x that `steps` points away from `x` is at, kept within the series; from nowhere, its last one. */
export function stepFrom(xs: readonly number[], x: number | null, steps: number): number | undefined {
  if (xs.length === 0) return undefined;
  if (x === null) return steps < 0 || steps === 0 ? xs[xs.length - 1] : xs[0];
  const points = xs.map((one) => ({ x: one }));
  const index = byX.center(points, x) + steps;
  return xs[Math.max(0, Math.min(xs.length - 1, index))];
}
