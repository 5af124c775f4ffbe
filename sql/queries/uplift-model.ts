/** A day of a course: logarithms, and what they are explained by. */
export interface ModelDay {
  /** Days from the milestone: −1 is the one before. */
  readonly day: number;
  /** Logarithm of the day's count; of the days that are forecast it is not used. */
  readonly log: number;
  /** Logarithm of what comparable titles had, on average; null: there are none. */
  readonly others: number | null;
  /** How much of the count's own chance is in the logarithm, relative to the other days: 1 on average. */
  readonly roughness: number;
}

/** A forecast of some days' logarithms, and the error of their weighted mean. */
export interface Forecast {
  readonly logs: readonly number[];
  readonly standardError: number;
  /** Of the error's t distribution. */
  readonly degrees: number;
}

/** Of some days' logarithms, how much each counts in their mean; they add up to 1. */
export type Weights = (logs: readonly number[]) => readonly number[];

/**
 * How days depart from a straight trend and the comparables: as days near to each other do (by the correlation of one day and
 * the next), as the same weekdays do, each by itself, and as a trend that bends. Nobody knows the shares, so each combination
 * is weighed by how well it explains the days before.
 */
interface Shares {
  readonly correlation: number;
  readonly weekday: number;
  readonly rough: number;
  /** Of a bend: its variance 30 days away, where the others' together are 1. */
  readonly bend: number;
}

const COMBINATIONS: readonly Shares[] = [0.2, 0.6, 0.9].flatMap((correlation) =>
  [0.15, 0.6].flatMap((rough) =>
    [0, 0.5].flatMap((weekday) => [0, 2].map((bend) => ({ correlation, rough, weekday: (1 - rough) * weekday, bend }))),
  ),
);

/**
 * Forecasts days from those before: a straight trend of the logarithm and the comparable titles' course, by generalised least
 * squares over the covariances above (with the restricted likelihood, as in kriging).
 */
export function forecast(before: readonly ModelDay[], after: readonly ModelDay[], weights: Weights): Forecast {
  const fits = COMBINATIONS.map((shares) => fit(before, after, weights, shares));
  const best = Math.max(...fits.map(({ likelihood }) => likelihood));
  const shares = fits.map(({ likelihood }) => Math.exp(likelihood - best));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const over = (of: (fit: Fit) => number) =>
    fits.reduce((sum, each, index) => sum + ((shares[index] ?? 0) / all) * of(each), 0);
  const mean = over((each) => each.mean);
  return {
    logs: after.map((_, index) => over((each) => each.logs[index] ?? 0)),
    standardError: Math.sqrt(over((each) => each.variance + (each.mean - mean) ** 2)),
    // Correlated days tell less of how they depart than as many independent ones would, and they have chosen the shares too.
    degrees: (before.length - columnsOf(before[0]).length) / 2,
  };
}

interface Fit {
  /** Logarithm, but for a constant. */
  readonly likelihood: number;
  readonly logs: readonly number[];
  readonly mean: number;
  readonly variance: number;
}

const columnsOf = (day: ModelDay | undefined): number[] =>
  day === undefined ? [] : [1, day.day / 30, ...(day.others === null ? [] : [day.others])];

function fit(before: readonly ModelDay[], after: readonly ModelDay[], weights: Weights, shares: Shares): Fit {
  const between = covariances(shares, (after.at(-1)?.day ?? 0) - (before[0]?.day ?? 0));
  const lower = cholesky(before, between);
  const whiten = (of: (day: ModelDay) => number) => solve(lower, vector(before, of));
  const logs = whiten(({ log }) => log);
  const columns = columnsOf(before[0]).map((_, column) => whiten((day) => columnsOf(day)[column] ?? 0));
  const normal = cholesky(columns, (a, b) => dot(a, b, a.length));
  const products = columns.map((column) => dot(column, logs, logs.length));
  const beta = solveBack(normal, solve(normal, Float64Array.from(products)));
  const residuals = logs.map((log, i) => log - beta.reduce((sum, b, j) => sum + b * (columns[j]?.[i] ?? 0), 0));
  const degrees = before.length - columns.length;
  // A line without any departure has no likelihood; nothing that is counted is one.
  const squares = Math.max(dot(residuals, residuals, residuals.length), 1e-9);
  const links = after.map((day) => whiten((known) => between(known, day)));
  const predicted = after.map((day, j) => {
    const trend = columnsOf(day).reduce((sum, value, column) => sum + value * (beta[column] ?? 0), 0);
    return trend + dot(links[j] ?? residuals, residuals, residuals.length);
  });
  const weight = weights(predicted);
  const mixed = (of: (day: number) => number) => weight.reduce((sum, part, day) => sum + part * of(day), 0);
  const link = residuals.map((_, i) => mixed((day) => links[day]?.[i] ?? 0));
  const target = columns.map((column, j) => {
    return mixed((day) => columnsOf(after[day])[j] ?? 0) - dot(column, link, link.length);
  });
  const leverage = solve(normal, Float64Array.from(target));
  const own = mixed((i) => mixed((j) => (after[i] && after[j] ? between(after[i], after[j]) : 0)));
  const unit = own - dot(link, link, link.length) + dot(leverage, leverage, leverage.length);
  return {
    likelihood: -logDeterminant(lower) - logDeterminant(normal) - (degrees / 2) * Math.log(squares),
    logs: predicted,
    mean: mixed((day) => predicted[day] ?? 0),
    variance: (Math.max(0, unit) * squares) / degrees,
  };
}

/** The covariance of two days, at most `span` days apart. */
function covariances(
  { correlation, rough, weekday, bend }: Shares,
  span: number,
): (a: ModelDay, b: ModelDay) => number {
  const near = Float64Array.from({ length: span + 1 }, (_, apart) => {
    return (1 - rough - weekday) * correlation ** apart + (apart % 7 === 0 ? weekday : 0);
  });
  const bent = bend / 30 ** 4;
  return (a, b) =>
    (near[Math.abs(a.day - b.day)] ?? 0) + bent * (a.day * b.day) ** 2 + (a.day === b.day ? rough * a.roughness : 0);
}

/** What each of some days has. Float64Array.from would ask an iterator for each. */
function vector(days: readonly ModelDay[], of: (day: ModelDay) => number): Float64Array {
  const values = new Float64Array(days.length);
  for (const [index, day] of days.entries()) values[index] = of(day);
  return values;
}

type Lower = readonly Float64Array[];

/** Cholesky's factor of the matrix of how each two of some things go together. */
function cholesky<T>(things: readonly T[], between: (a: T, b: T) => number): Float64Array[] {
  const lower: Float64Array[] = [];
  for (const [i, a] of things.entries()) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j < i; j += 1) {
      const above = lower[j] as Float64Array;
      row[j] = (between(a, things[j] as T) - dot(row, above, j)) / (above[j] as number);
    }
    // Rounding may leave a little less than nothing of a thing that follows from the others.
    row[i] = Math.sqrt(Math.max(between(a, a) - dot(row, row, i), 1e-12));
    lower.push(row);
  }
  return lower;
}

/** Half the logarithm of the determinant. */
const logDeterminant = (lower: Lower) => lower.reduce((sum, row) => sum + Math.log(row.at(-1) ?? 1), 0);

/** Solves L x = b. */
function solve(lower: Lower, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  for (const [i, row] of lower.entries()) x[i] = ((b[i] as number) - dot(x, row, i)) / (row[i] as number);
  return x;
}

/** Solves Lᵀ x = b. */
function solveBack(lower: Lower, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = x.length - 1; i >= 0; i -= 1) {
    x[i] = (x[i] as number) / (lower[i]?.[i] as number);
    for (let k = 0; k < i; k += 1) x[k] = (x[k] as number) - (lower[i]?.[k] as number) * (x[i] as number);
  }
  return x;
}

/** Of the first `length` entries. */
function dot(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
