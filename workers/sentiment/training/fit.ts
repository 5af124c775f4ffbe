import { eachFeature, readingOf, type Feature } from '../features.ts';
import type { Recipe } from '../recipe.ts';
import { fitMargin, type Row } from './margin.ts';
import type { Traits } from './traits.ts';

/** A text as rows of numbers are made of it. */
export interface Document {
  /** Columns of its features, each once, and one over the norm of their kind. */
  readonly columns: Int32Array;
  readonly values: Float32Array;
  /** Sum of its features' traits. */
  readonly traits: Float32Array;
}

/** Features of all documents by column. */
export interface Columns {
  readonly features: readonly Feature[];
  readonly documents: readonly Document[];
}

/** Weight a feature that was kept, weight a number of the traits, and what is added. */
export interface Direction {
  readonly weights: Float64Array;
  readonly traits: Float64Array;
  readonly bias: number;
}

/** Smoothing of counts in the naive Bayes ratio. */
const SMOOTHING = 0.5;

/** A feature must be in this many texts. With two, runs of characters of Korean and Chinese learn by heart: 1 % worse. */
const LEAST_TEXTS = 3;

export function documentsOf(texts: readonly string[], language: string, recipe: Recipe, traits: Traits): Columns {
  const columnOf = new Map<Feature, number>();
  const features: Feature[] = [];
  const documents = texts.map((text) => {
    const reading = readingOf(text, language, recipe);
    const own = new Map<number, number>();
    const sum = new Float32Array(traits.size);
    eachFeature(reading, recipe, (feature, kind) => {
      let column = columnOf.get(feature);
      if (column === undefined) {
        column = features.push(feature) - 1;
        columnOf.set(feature, column);
      }
      if (own.has(column)) return;
      const value = 1 / reading.norms[kind];
      own.set(column, value);
      const trait = traits.of.get(feature);
      trait?.values.forEach((number, k) => {
        const at = trait.offset + k;
        sum[at] = (sum[at] as number) + number * value;
      });
    });
    return { columns: Int32Array.from(own.keys()), values: Float32Array.from(own.values()), traits: sum };
  });
  return { features, documents };
}

/**
 * NB-SVM (Wang and Manning, ACL 2012): each feature is scaled by its naive Bayes log-count ratio, then a margin is fitted;
 * traits take part beside them.
 *
 * @param signs 1 or −1; 0 leaves a document out
 * @param weights what a document counts
 * @param costs what its loss weighs against the size of the weights
 */
export function fitDirection(
  columns: Columns,
  traits: Traits,
  signs: Int8Array,
  weights: Float64Array,
  costs: Float64Array,
): Direction {
  const ratios = ratiosOf(columns, signs, weights);
  const count = columns.features.length;
  const rows: Row[] = [];
  const taken: number[] = [];
  columns.documents.forEach((document, i) => {
    if (signs[i] === 0 || weights[i] === 0) return;
    rows.push(rowOf(document, ratios, count));
    taken.push(i);
  });
  const fitted = fitMargin(
    rows,
    Int8Array.from(taken, (i) => signs[i] as number),
    Float64Array.from(taken, (i) => costs[i] as number),
    count + traits.size,
  );
  return {
    weights: ratios.map((ratio, column) => ratio * (fitted[column] as number)),
    traits: fitted.slice(count, count + traits.size),
    bias: fitted[count + traits.size] as number,
  };
}

/** Log-count ratio a column; 0 where a feature is too rare to say anything. */
function ratiosOf({ features, documents }: Columns, signs: Int8Array, weights: Float64Array): Float64Array {
  const counts = [new Float64Array(features.length), new Float64Array(features.length)] as const;
  const totals = [0, 0];
  const texts = new Uint32Array(features.length);
  documents.forEach(({ columns }, i) => {
    if (signs[i] === 0) return;
    const side = signs[i] === 1 ? 1 : 0;
    const weight = weights[i] as number;
    totals[side] = (totals[side] as number) + weight;
    for (const column of columns) {
      counts[side][column] = (counts[side][column] as number) + weight;
      texts[column] = (texts[column] as number) + 1;
    }
  });
  const share = (side: 0 | 1, column: number): number =>
    ((counts[side][column] as number) + SMOOTHING) / ((totals[side] as number) + 2 * SMOOTHING);
  return Float64Array.from(features, (_, column) =>
    (texts[column] as number) < LEAST_TEXTS ? 0 : Math.log(share(1, column) / share(0, column)),
  );
}

function rowOf({ columns, values, traits }: Document, ratios: Float64Array, count: number): Row {
  const kept = columns.filter((column) => ratios[column] !== 0);
  const row = {
    columns: new Int32Array(kept.length + traits.length),
    values: new Float32Array(kept.length + traits.length),
  };
  let at = 0;
  columns.forEach((column, k) => {
    const ratio = ratios[column] as number;
    if (ratio === 0) return;
    row.columns[at] = column;
    row.values[at] = ratio * (values[k] as number);
    at += 1;
  });
  traits.forEach((number, k) => {
    row.columns[at + k] = count + k;
    row.values[at + k] = number;
  });
  return row;
}

export function scoreOf({ columns, values, traits }: Document, direction: Direction): number {
  let sum = direction.bias;
  columns.forEach((column, k) => (sum += (direction.weights[column] as number) * (values[k] as number)));
  traits.forEach((number, k) => (sum += (direction.traits[k] as number) * number));
  return sum;
}
