import { logistic, probabilitiesOf, type Calibration, type Sums } from '../verdict.ts';

/** What a model said of a text that it was not trained on, and what the text is. */
export interface Held {
  readonly sums: Sums;
  readonly label: -1 | 0 | 1;
  readonly weight: number;
}

/**
 * Without neutral texts nobody can tell how wide neutral is. With these as many are said to be neutral as are: a quarter of
 * film sentences (a fifth is) and 30 % of short messages (a third is), by English weights that saw neither. The likeliest
 * values (−0.2 and 0.6) call half as many so, and no text of films at all where the width is fitted to them alone.
 */
const ASSUMED_NEUTRAL = { neutral: 0, neutrality: 0, decided: 0.6 };

/** Fewer neutral texts than this (by weight) cannot place a width. */
const LEAST_NEUTRAL = 50;

/** Platt's sigmoid for positive against negative, then a logistic regression for neutral on what the first left open. */
export function calibrate(held: readonly Held[]): Calibration {
  const polar = held.filter(({ label }) => label !== 0);
  const [bias = 0, slope = 1] = regress(
    polar.map(({ sums }) => [1, sums.polarity]),
    polar.map(({ label }) => label === 1),
    polar.map(({ weight }) => weight),
  );
  const centre = slope === 0 ? 0 : -bias / slope;
  const neutralWeight = held.reduce((sum, { label, weight }) => sum + (label === 0 ? weight : 0), 0);
  if (neutralWeight < LEAST_NEUTRAL) return { slope, centre, ...ASSUMED_NEUTRAL };
  const [neutral = 0, neutrality = 0, undecided = 0] = regress(
    held.map(({ sums }) => [1, sums.neutrality, -Math.abs(slope * (sums.polarity - centre))]),
    held.map(({ label }) => label === 0),
    held.map(({ weight }) => weight),
  );
  return { slope, centre, neutral, neutrality, decided: Math.max(0, undecided) };
}

/** Mean negative logarithm of the probability of what each text is: the smaller the better. */
export function surpriseOf(held: readonly Held[], calibration: Calibration): number {
  let sum = 0;
  let weights = 0;
  for (const { sums, label, weight } of held) {
    const { positive, neutral, negative } = probabilitiesOf(sums, calibration);
    sum -= weight * Math.log(Math.max(1e-9, label === 0 ? neutral : label === 1 ? positive : negative));
    weights += weight;
  }
  return sum / weights;
}

/** Keeps coefficients finite where the answers are separable. */
const RIDGE = 1e-3;
const STEPS = 25;

/** Logistic regression by Newton's method: one coefficient a column. */
function regress(
  rows: readonly (readonly number[])[],
  answers: readonly boolean[],
  weights: readonly number[],
): number[] {
  const size = rows[0]?.length ?? 0;
  const coefficients = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = coefficients.map((coefficient) => -RIDGE * coefficient);
    const curvature = coefficients.map((_, i) => coefficients.map((_, j) => (i === j ? RIDGE : 0)));
    rows.forEach((row, r) => {
      const weight = weights[r] as number;
      const p = logistic(row.reduce((sum, value, i) => sum + value * (coefficients[i] as number), 0));
      for (let i = 0; i < size; i += 1) {
        gradient[i] = (gradient[i] as number) + weight * ((answers[r] ? 1 : 0) - p) * (row[i] as number);
        const line = curvature[i] as number[];
        for (let j = 0; j < size; j += 1)
          line[j] = (line[j] as number) + weight * p * (1 - p) * (row[i] as number) * (row[j] as number);
      }
    });
    const change = solve(curvature, gradient);
    change.forEach((value, i) => (coefficients[i] = (coefficients[i] as number) + value));
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return coefficients;
}

/** Gauss–Jordan for a few unknowns; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, i) => [...line, right[i] as number]);
  rows.forEach((pivotRow, pivot) => {
    const divisor = pivotRow[pivot] as number;
    for (let k = 0; k < pivotRow.length; k += 1) pivotRow[k] = (pivotRow[k] as number) / divisor;
    rows.forEach((row, i) => {
      if (i === pivot) return;
      const factor = row[pivot] as number;
      for (let k = 0; k < row.length; k += 1) row[k] = (row[k] as number) - factor * (pivotRow[k] as number);
    });
  });
  return rows.map((row) => row[row.length - 1] as number);
}
