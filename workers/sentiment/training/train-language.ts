import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Feature } from '../features.ts';
import { recipeOf } from '../recipe.ts';
import type { Calibration, Sums } from '../verdict.ts';
import { encodeWeights, type Header } from '../weights.ts';
import { calibrate, surpriseOf, type Held } from './calibrate.ts';
import { documentsOf, fitDirection, scoreOf, type Columns, type Direction } from './fit.ts';
import { shuffled } from './shuffle.ts';
import { traitsOf, valencesOf, type Traits, type WordNumbers } from './traits.ts';

export interface Example {
  /** Plain text. */
  readonly text: string;
  /** −1 negative, 0 neutral, 1 positive. */
  readonly label: -1 | 0 | 1;
  /** What it weighs against others; 1 is full. */
  readonly weight: number;
}

/** Largest file of weights, in bytes; the smallest weights are left out. */
const FILE_MAX_BYTES = 3_000_000;

/** Room for the header. */
const HEADER_MAX_BYTES = 8_000;

/** Every fold is scored by a model of the others, to calibrate. */
const FOLDS = 5;
const FOLD_SEED = 7;

/** What a row's loss may weigh against the size of the weights: the fewer texts, the less. The folds decide. */
const COSTS = [0.05, 0.15, 0.5];

/** Neutral is learnt by itself from this many neutral texts on. */
const LEAST_NEUTRAL = 200;

/** 16 bits a weight: with 8, the many small ones of runs of characters vanished beside a few large ones. */
const STEPS_MAX = 32_767;

export interface LanguageTraining {
  readonly language: string;
  readonly examples: readonly Example[];
  readonly version: number;
  readonly provenance: Header['provenance'];
  /** Word vectors; their words become features. */
  readonly vectors?: WordNumbers;
  /** Called after each of some sixteen fits. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A file of weights, the same bits for the same examples. @throws the signal's reason */
export async function trainLanguage(training: LanguageTraining): Promise<Buffer> {
  const { language, examples, version, provenance, vectors, signal, onProgress } = training;
  const recipe = recipeOf(language);
  const traits = traitsOf(recipe, [...valencesOf(language, recipe), ...(vectors ? [vectors] : [])]);
  const columns = documentsOf(
    examples.map(({ text }) => text),
    language,
    recipe,
    traits,
  );
  const foldOf = new Int8Array(examples.length);
  shuffled(examples.length, FOLD_SEED).forEach((example, i) => (foldOf[example] = i % FOLDS));
  const total = COSTS.length * FOLDS + 1;
  let done = 0;
  const tried: { cost: number; calibration: Calibration; surprise: number }[] = [];
  for (const cost of COSTS) {
    const held: Held[] = [];
    for (let fold = 0; fold < FOLDS; fold += 1) {
      const directions = fitDirections(columns, traits, examples, cost, (i) => foldOf[i] !== fold);
      examples.forEach(({ label, weight }, i) => {
        if (foldOf[i] === fold) held.push({ label, weight, sums: sumsOf(columns, i, directions) });
      });
      onProgress?.((done += 1), total);
      // A fit takes seconds: between two, Ctrl-C is heard.
      await nextTurn();
      signal?.throwIfAborted();
    }
    const calibration = calibrate(held);
    tried.push({ cost, calibration, surprise: surpriseOf(held, calibration) });
  }
  const { cost, calibration } = tried.reduce((best, next) => (next.surprise < best.surprise ? next : best));
  const directions = fitDirections(columns, traits, examples, cost, () => true);
  const { features, steps, outputs } = quantised(columns, traits, directions);
  onProgress?.(total, total);
  return encodeWeights({ header: { language, version, provenance, recipe, calibration, outputs }, features, steps });
}

/** Positive against negative; and, where enough neutral texts are known, neutral against both. */
function fitDirections(
  columns: Columns,
  traits: Traits,
  examples: readonly Example[],
  cost: number,
  takesPart: (example: number) => boolean,
): Direction[] {
  const weights = Float64Array.from(examples, ({ weight }, i) => (takesPart(i) ? weight : 0));
  const costs = weights.map((weight) => cost * weight);
  const fit = (signOf: (label: number) => number): Direction =>
    fitDirection(
      columns,
      traits,
      Int8Array.from(examples, ({ label }, i) => (takesPart(i) ? signOf(label) : 0)),
      weights,
      costs,
    );
  const polarity = fit((label) => label);
  const neutral = examples.reduce((count, { label }) => count + (label === 0 ? 1 : 0), 0);
  return neutral < LEAST_NEUTRAL ? [polarity] : [polarity, fit((label) => (label === 0 ? 1 : -1))];
}

function sumsOf({ documents }: Columns, i: number, [polarity, neutrality]: readonly Direction[]): Sums {
  const document = documents[i] as Columns['documents'][number];
  return {
    polarity: scoreOf(document, polarity as Direction),
    neutrality: neutrality ? scoreOf(document, neutrality) : 0,
  };
}

/** Traits folded into the features' own weights, the largest kept, as whole steps in ascending order of features. */
function quantised(
  { features }: Columns,
  traits: Traits,
  directions: readonly Direction[],
): { features: Uint32Array; steps: Int16Array[]; outputs: Header['outputs'] } {
  const folded = directions.map((direction) => {
    const weights = new Map<Feature, number>();
    features.forEach((feature, column) => {
      const weight = direction.weights[column] as number;
      if (weight !== 0) weights.set(feature, weight);
    });
    for (const [feature, { offset, values }] of traits.of) {
      let sum = weights.get(feature) ?? 0;
      values.forEach((number, k) => (sum += number * (direction.traits[offset + k] as number)));
      if (sum !== 0) weights.set(feature, sum);
    }
    const scale = [...weights.values()].reduce((max, weight) => Math.max(max, Math.abs(weight)), 1e-9) / STEPS_MAX;
    return { weights, scale, bias: direction.bias };
  });
  const importance = (feature: Feature): number =>
    folded.reduce((sum, { weights, scale }) => sum + Math.abs(weights.get(feature) ?? 0) / scale, 0);
  const room = Math.floor((FILE_MAX_BYTES - HEADER_MAX_BYTES) / (4 + 2 * folded.length));
  const kept = [...new Set(folded.flatMap(({ weights }) => [...weights.keys()]))]
    .map((feature) => ({ feature, worth: importance(feature) }))
    .filter(({ worth }) => worth >= 1)
    .sort((a, b) => b.worth - a.worth || a.feature - b.feature)
    .slice(0, room);
  const ascending = Uint32Array.from(kept, ({ feature }) => feature).sort();
  return {
    features: ascending,
    steps: folded.map(({ weights, scale }) =>
      Int16Array.from(ascending, (feature) => Math.round((weights.get(feature) ?? 0) / scale)),
    ),
    outputs: folded.map(({ scale, bias }) => ({ scale, bias })),
  };
}
