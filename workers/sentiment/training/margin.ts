import { shuffled } from './shuffle.ts';

/** One row of a sparse matrix. */
export interface Row {
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** Rounds over all rows; the aims are reached after some fifteen, more change the third digit only. */
const ROUNDS = 30;

/** Ends when no row's projected gradient was larger in a round. */
const TOLERANCE = 0.01;

const SEED = 20_261;

/**
 * A support vector machine with squared hinge loss by dual coordinate descent (Hsieh et al., ICML 2008: what LIBLINEAR does by
 * default). Only sums and products in one fixed order: the same rows give the same bits.
 *
 * @param signs 1 or −1 a row
 * @param costs what a row's loss weighs against the weights' size, above 0
 * @returns weight a column, and the bias as last element
 */
export function fitMargin(rows: readonly Row[], signs: Int8Array, costs: Float64Array, columns: number): Float64Array {
  const weights = new Float64Array(columns + 1);
  const alphas = new Float64Array(rows.length);
  const norms = Float64Array.from(rows, ({ values }) => values.reduce((sum, value) => sum + value * value, 1));
  for (let round = 0; round < ROUNDS; round += 1) {
    let largest = 0;
    for (const i of shuffled(rows.length, SEED + round)) {
      const row = rows[i] as Row;
      const sign = signs[i] as number;
      const alpha = alphas[i] as number;
      const softness = 0.5 / (costs[i] as number);
      const gradient = sign * marginOf(row, weights) - 1 + softness * alpha;
      const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
      largest = Math.max(largest, Math.abs(projected));
      const next = Math.max(0, alpha - gradient / ((norms[i] as number) + softness));
      if (next === alpha) continue;
      alphas[i] = next;
      addTo(weights, row, (next - alpha) * sign);
    }
    if (largest < TOLERANCE) break;
  }
  return weights;
}

function marginOf({ columns, values }: Row, weights: Float64Array): number {
  let sum = weights[weights.length - 1] as number;
  for (let k = 0; k < columns.length; k += 1) sum += (weights[columns[k] as number] as number) * (values[k] as number);
  return sum;
}

function addTo(weights: Float64Array, { columns, values }: Row, step: number): void {
  for (let k = 0; k < columns.length; k += 1) {
    const column = columns[k] as number;
    weights[column] = (weights[column] as number) + step * (values[k] as number);
  }
  weights[weights.length - 1] = (weights[weights.length - 1] as number) + step;
}
