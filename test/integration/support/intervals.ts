/** 95 % intervals from first principles, by other ways than `sql/queries/statistics.ts` goes. */

/** 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;
/** Of numeric derivatives. */
const STEP = 1e-6;

/** Wilson's: the shares that the observed one is just Z standard errors of away, roots of a quadratic. */
export function wilsonRoots(successes: number, n: number): [low: number, high: number] {
  const share = successes / n;
  const [a, b, c] = [1 + Z ** 2 / n, -(2 * share + Z ** 2 / n), share ** 2];
  const root = Math.sqrt(Math.max(0, b ** 2 - 4 * a * c));
  return [(-b - root) / (2 * a), (-b + root) / (2 * a)];
}

/** Partial derivatives at a place, by differences on both sides. */
function gradient(of: (at: readonly number[]) => number, at: readonly number[]): number[] {
  return at.map((value, i) => {
    const step = STEP * value;
    const moved = (by: number) => of(at.map((other, j) => (i === j ? other + by : other)));
    return step === 0 ? 0 : (moved(step) - moved(-step)) / (2 * step);
  });
}

const around = (value: number, logError: number): [low: number, high: number] => [
  value * Math.exp(-Z * logError),
  value * Math.exp(Z * logError),
];

/**
 * 100 × (a of n) ÷ (b of m), the n being some of the m: two groups of people, those and the others, each of whom is in the
 * segment or is not.
 */
export function indexInterval(a: number, n: number, b: number, m: number): [low: number, high: number] {
  const others = m - n;
  const shares = others > 0 ? [a / n, Math.min(1, Math.max(0, (b - a) / others))] : [a / n];
  const sizes = [n, others];
  const log = (of: readonly number[]) =>
    Math.log(of[0] ?? 0) - Math.log(((of[0] ?? 0) * n + (of[1] ?? 0) * others) / m);
  const slopes = gradient(log, shares);
  const variance = shares.reduce(
    (sum, share, i) => sum + ((slopes[i] ?? 0) ** 2 * share * (1 - share)) / (sizes[i] ?? 1),
    0,
  );
  return around((100 * (a / n)) / (b / m), Math.sqrt(variance));
}

/** both × all ÷ (a × b): each of all people is one of four kinds. */
export function liftInterval(both: number, a: number, b: number, all: number): [low: number, high: number] {
  const kinds = [both, a - both, b - both, all - a - b + both].map((count) => count / all);
  const log = ([p11 = 0, p10 = 0, p01 = 0]: readonly number[]) => Math.log(p11) - Math.log((p11 + p10) * (p11 + p01));
  const slopes = gradient(log, kinds);
  const mean = kinds.reduce((sum, kind, i) => sum + kind * (slopes[i] ?? 0), 0);
  const variance = kinds.reduce((sum, kind, i) => sum + kind * ((slopes[i] ?? 0) - mean) ** 2, 0) / all;
  return around((both * all) / (a * b), Math.sqrt(variance));
}

/** Around a share, by its standard error, within 0…1. */
export function shareInterval(share: number, standardError: number): [low: number, high: number] {
  return [Math.max(0, share - Z * standardError), Math.min(1, share + Z * standardError)];
}
