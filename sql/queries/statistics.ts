/** 97.5 % point of the normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

/** Wilson 95 % interval of a proportion of independent people. Unlike the textbook interval it stays inside 0…1 and is honest for small n. */
export function wilson(successes: number, n: number): [low: number, high: number] {
  if (n <= 0) return [0, 1];
  const share = successes / n;
  const denominator = 1 + (Z * Z) / n;
  const centre = (share + (Z * Z) / (2 * n)) / denominator;
  const half = (Z / denominator) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Quantile of sorted values by linear interpolation (type 7, as most tools draw it). */
export function quantile(sorted: readonly number[], p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const a = sorted[low] ?? 0;
  return a + ((sorted[low + 1] ?? a) - a) * (at - low);
}

/** Mean of n values by their sum and sum of squares, with the 95 % interval of their spread. Null for fewer than two. */
export function meanOf(n: number, sum: number, squares: number): { mean: number; interval: [number, number] } | null {
  if (n < 2) return null;
  const mean = sum / n;
  // Rounding may leave a variance a little under nothing.
  const half = Z * Math.sqrt(Math.max(0, (squares - n * mean * mean) / (n - 1)) / n);
  return { mean, interval: [mean - half, mean + half] };
}

/** Sums over n people of what is divided (x), what it is divided by (y), and their squares and products. */
export interface RatioSums {
  n: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

/**
 * Ratio of two sums over people, with a 95 % interval from the spread between people (linearised, on the log scale): a
 * person's days are not independent of each other. Null for fewer than two people, or without any x or y.
 */
export function ratioOf({ n, x, y, xx, xy, yy }: RatioSums): { ratio: number; interval: [number, number] } | null {
  if (n < 2 || x <= 0 || y <= 0) return null;
  const ratio = x / y;
  const residuals = Math.max(0, xx - 2 * ratio * xy + ratio * ratio * yy);
  const relative = Math.sqrt((residuals * n) / (n - 1)) / y / ratio;
  return { ratio, interval: [ratio * Math.exp(-Z * relative), ratio * Math.exp(Z * relative)] };
}

/** Median of whole numbers by how often each occurs (ascending), with the 95 % interval by ranks. Null without any. */
export function medianOfCounts(
  counts: readonly { at: number; n: number }[],
): { median: number; interval: [number, number] } | null {
  const total = counts.reduce((sum, count) => sum + count.n, 0);
  if (total === 0) return null;
  const ranked = (rank: number) => {
    let passed = 0;
    for (const { at, n } of counts) if ((passed += n) >= rank) return at;
    return counts.at(-1)?.at ?? 0;
  };
  const median = (ranked(Math.floor((total + 1) / 2)) + ranked(Math.floor(total / 2) + 1)) / 2;
  const half = (Z * Math.sqrt(total)) / 2;
  const low = Math.max(1, Math.floor(total / 2 - half));
  const high = Math.min(total, Math.ceil(1 + total / 2 + half));
  return { median, interval: [ranked(low), ranked(high)] };
}

/**
 * 95 % interval of a share that several steps have made (Kaplan and Meier's product), by Greenwood's variance on the
 * log-log scale, which stays inside 0…1.
 *
 * @param steps how many were at risk of each step, and how many of them went on.
 */
export function productInterval(steps: readonly { atRisk: number; wentOn: number }[]): [low: number, high: number] {
  const share = steps.reduce((product, step) => product * (step.wentOn / step.atRisk), 1);
  const last = steps.at(-1);
  // Nobody lost, or nobody left: the scale has no place for either, and one step's own interval is told.
  if (last === undefined) return [0, 1];
  if (share >= 1) return wilson(last.atRisk, last.atRisk);
  if (share <= 0) {
    const before = steps.slice(0, -1).reduce((product, step) => product * (step.wentOn / step.atRisk), 1);
    return [0, before * wilson(0, last.atRisk)[1]];
  }
  const variance = steps.reduce((sum, { atRisk, wentOn }) => sum + (atRisk - wentOn) / (atRisk * wentOn), 0);
  const spread = (Z * Math.sqrt(variance)) / Math.abs(Math.log(share));
  return [share ** Math.exp(spread), share ** Math.exp(-spread)];
}
