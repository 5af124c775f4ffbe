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
