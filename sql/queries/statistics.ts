/** 97.5 % point of the normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

/** Wilson 95 % interval of a proportion of independent people. Unlike the textbook interval it stays inside 0…1 and is honest for small n. */
export function wilson(successes: number, n: number): [low: number, high: number] {
  if (n <= 0) return [0, 1];
  const share = successes / n;
  const denominator = 1 + (Z * Z) / n;
  const centre = (share + (Z * Z) / (2 * n)) / denominator;
  const half = (Z / denominator) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  // Of none and of all an end is exactly 0 and 1; sums of fractions may miss it by a hair.
  return [successes === 0 ? 0 : Math.max(0, centre - half), successes === n ? 1 : Math.min(1, centre + half)];
}

/**
 * Share of positive less share of negative of n texts, −1…1, with Bonett and Price's (2012) 95 % interval: one more of each,
 * among two more texts, so that a few voices that all agree are not taken for everybody. Null without a text.
 */
export function netOf(
  positive: number,
  negative: number,
  n: number,
): { value: number; interval: [low: number, high: number]; n: number } | null {
  if (n <= 0) return null;
  const [p, q] = [(positive + 1) / (n + 2), (negative + 1) / (n + 2)];
  const half = Z * Math.sqrt((p + q - (p - q) ** 2) / (n + 2));
  return { value: (positive - negative) / n, interval: [Math.max(-1, p - q - half), Math.min(1, p - q + half)], n };
}

/**
 * 95 % interval of the difference a/n − b/m of two independent proportions: Newcombe's hybrid of their Wilson intervals
 * (Statistics in Medicine 17, 1998, method 10). n and m are at least 1.
 *
 * @param rounding how far each count may be from the truth
 */
export function newcombe(a: number, n: number, b: number, m: number, rounding = 0): [low: number, high: number] {
  const of = (some: number, all: number) => ({ value: some / all, interval: roundedWilson(some, all, rounding) });
  return differenceInterval(of(a, n), of(b, m));
}

/** A value with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** 95 % interval of the difference a − b of two independent values by their own ones (Zou and Donner's MOVER, 2008). */
export function differenceInterval(a: Estimate, b: Estimate): [low: number, high: number] {
  const [difference, [aLow, aHigh], [bLow, bHigh]] = [a.value - b.value, a.interval, b.interval];
  return [
    difference - Math.hypot(a.value - aLow, bHigh - b.value),
    difference + Math.hypot(aHigh - a.value, b.value - bLow),
  ];
}

/** 95 % interval of the ratio a ÷ b of two counts of independent people, on the log scale. Both are at least 1. */
export const ratioOfCounts = (a: number, b: number): [low: number, high: number] =>
  aroundRatio(a / b, Math.sqrt(1 / a + 1 / b));

/**
 * 95 % interval of the ratio (a/n) ÷ (b/m) of two independent proportions, of their Wilson intervals (Donner and Zou's
 * MOVER, Statistical Methods in Medical Research 21, 2012). Infinity above: the second may be next to nothing. Nobody on either
 * side: nothing is known.
 *
 * @param rounding how far each count may be from the truth
 */
export function ratioOfShares(a: number, n: number, b: number, m: number, rounding = 0): [low: number, high: number] {
  if (a === 0 && b === 0) return [0, Infinity];
  const [p, q] = [a / n, b / m];
  const [pLow, pHigh] = roundedWilson(a, n, rounding);
  const [qLow, qHigh] = roundedWilson(b, m, rounding);
  const bound = (pEnd: number, qEnd: number, sign: 1 | -1) => {
    const [over, under] = [pEnd * (2 * p - pEnd), qEnd * (2 * q - qEnd)];
    return (p * q + sign * Math.sqrt(Math.max(0, (p * q) ** 2 - over * under))) / under;
  };
  return [bound(pLow, qHigh, -1), b === 0 ? Infinity : bound(pHigh, qLow, 1)];
}

/**
 * How many standard errors a value has to be away from chance when it is one of several that are looked at: all of them
 * together then err in 5 % (Bonferroni). The normal quantile is within 0.0005 (Abramowitz and Stegun 26.2.23).
 */
export function sureAmong(looks: number): number {
  const t = Math.sqrt(-2 * Math.log(0.025 / looks));
  const [over, under] = [
    2.515517 + 0.802853 * t + 0.010328 * t * t,
    1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3,
  ];
  return t - over / under;
}

/**
 * 97.5 % point of Student's t by the expansion in 1/degrees (Abramowitz and Stegun 26.7.5): within 0.1 % from six degrees on.
 */
export function tQuantile(degrees: number): number {
  const z = Z;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1_482 * z ** 5 - 1_920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), z);
}

/**
 * The interval of a proportion of counts that were rounded: from the lowest to the highest of those that both counts may
 * stand for.
 * @param rounding how far each count may be from the truth
 */
export function roundedWilson(successes: number, n: number, rounding: number): [low: number, high: number] {
  const fewest = Math.max(0, successes - rounding);
  const least = Math.max(0, n - rounding);
  return [wilson(fewest, n + rounding)[0], wilson(Math.min(least, successes + rounding), least)[1]];
}

/** Quantile of sorted values by linear interpolation (type 7, as most tools draw it). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
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

/**
 * Mean of n ratings of 0…10 by their sum and sum of squares, with a 95 % interval: as of net sentiment one more at either end of
 * the scale among two more, so that a few that all agree are not taken for everybody. Null without a rating.
 */
export function ratingOf(
  n: number,
  sum: number,
  squares: number,
): { value: number; interval: [low: number, high: number]; n: number } | null {
  const more = meanOf(n + 2, sum + 10, squares + 100);
  if (n <= 0 || more === null) return null;
  const [low, high] = more.interval;
  return { value: sum / n, interval: [Math.max(0, low), Math.min(10, high)], n };
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

/** 95 % interval of a mean-like value from its standard error, kept inside 0…1. */
export function aroundShare(share: number, standardError: number): [low: number, high: number] {
  return [Math.max(0, share - Z * standardError), Math.min(1, share + Z * standardError)];
}

/** 95 % interval of a positive ratio from the standard error of its logarithm. */
export function aroundRatio(ratio: number, logStandardError: number): [low: number, high: number] {
  return [ratio * Math.exp(-Z * logStandardError), ratio * Math.exp(Z * logStandardError)];
}

/**
 * Standard error of log((a/n) ÷ (b/m)), where the n people are some of the m and the a some of the b. With w = n/m,
 * p = a/n, q = (b − a)/(m − n) and P = b/m = w·p + (1 − w)·q, by the delta method over the two independent groups:
 * (1/p − w/P)² · p(1 − p)/n + ((1 − w)/P)² · q(1 − q)/(m − n). The textbook formula for two apart groups is wider.
 */
export function nestedLogError(a: number, n: number, b: number, m: number): number {
  const w = n / m;
  const p = a / n;
  const all = b / m;
  const rest = m - n;
  const q = rest > 0 ? Math.min(1, Math.max(0, (b - a) / rest)) : 0;
  const inside = (1 / p - w / all) ** 2 * ((p * (1 - p)) / n);
  const outside = rest > 0 ? ((1 - w) / all) ** 2 * ((q * (1 - q)) / rest) : 0;
  return Math.sqrt(inside + outside);
}

/**
 * Standard error of log(both · all ÷ (a · b)) by the delta method over the four kinds of people (both, only a, only b,
 * neither): (p₁₁(1/p₁₁ − 1/pₐ − 1/p_b)² + p₁₀/pₐ² + p₀₁/p_b² − 1) ÷ all, under the root.
 */
export function liftLogError(both: number, a: number, b: number, all: number): number {
  const [share, shareA, shareB] = [both / all, a / all, b / all];
  const square =
    share * (1 / share - 1 / shareA - 1 / shareB) ** 2 +
    (shareA - share) / shareA ** 2 +
    (shareB - share) / shareB ** 2 -
    1;
  return Math.sqrt(Math.max(0, square) / all);
}

/**
 * Standard error of Σy ÷ Σn over k people with y of n each (the ratio of clustered shares): people, not their
 * impressions, are independent.
 */
export function clusteredError(sums: { k: number; n: number; y: number; nn: number; yy: number; ny: number }): number {
  const { k, n, y, nn, yy, ny } = sums;
  if (k < 2 || n === 0) return Number.NaN;
  const share = y / n;
  return Math.sqrt(((k / (k - 1)) * Math.max(0, yy - 2 * share * ny + share * share * nn)) / (n * n));
}

/**
 * 95 % interval of such a share. Where all people agree (none came to the end, or everybody did) their spread says nothing: it is
 * then that of so many people, by Wilson. Null for fewer than two people.
 */
export function clusteredInterval(sums: Parameters<typeof clusteredError>[0]): [low: number, high: number] | null {
  const error = clusteredError(sums);
  if (!Number.isFinite(error)) return null;
  const share = sums.y / sums.n;
  return error < 1e-9 ? wilson(share * sums.k, sums.k) : aroundShare(share, error);
}
