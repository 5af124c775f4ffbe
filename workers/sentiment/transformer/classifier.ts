import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type * as Ort from 'onnxruntime-web';
import type { Probabilities } from '../verdict.ts';
import { padded } from './encoding.ts';
import { TransformerError } from './error.ts';
import type { TransformerFolder } from './folder.ts';
import { CLASSES } from './labels.ts';

/** One core is left to the pages; beyond two, short texts gain little. */
const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1));

/** Inputs that exported classifiers have. */
const IDS = 'input_ids';
const MASK = 'attention_mask';
/** Which of two texts a token is of: always the first. */
const TYPES = 'token_type_ids';

/** Classes of a batch of encoded texts. One batch at a time. */
export type Classify = (rows: readonly (readonly number[])[]) => Promise<Probabilities[]>;

/** @throws TransformerError when the model cannot be run, or is none that classifies texts */
export async function openClassifier(ort: typeof Ort, folder: TransformerFolder): Promise<Classify> {
  const { modelFile, classes, padId } = folder;
  const wrong = (what: string, cause?: unknown) => new TransformerError(`${modelFile} ${what}`, cause);
  const session = await openSession(ort, folder).catch((error: unknown) => {
    throw wrong(`can't be opened (${(error as Error).message}). Export the model again.`, error);
  });
  const { inputNames, outputNames } = session;
  const known = [IDS, MASK, TYPES];
  if (!inputNames.includes(IDS) || !inputNames.includes(MASK) || !inputNames.every((name) => known.includes(name)))
    throw wrong(`takes ${inputNames.join(', ')}; a model that classifies texts takes ${known.join(', ')}.`);
  const output = outputNames.includes('logits') ? 'logits' : (outputNames[0] as string);
  return async (rows) => {
    const { shape, ids, mask } = padded(rows, padId);
    const tensor = (values: BigInt64Array) => new ort.Tensor('int64', values, shape);
    const feeds: Record<string, Ort.Tensor> = { [IDS]: tensor(ids), [MASK]: tensor(mask) };
    if (inputNames.includes(TYPES)) feeds[TYPES] = tensor(new BigInt64Array(ids.length));
    const logits = (await session.run(feeds))[output] as Ort.Tensor;
    if (logits.type !== 'float32' || logits.dims.join() !== [rows.length, classes.length].join())
      throw wrong(
        `answers ${logits.type} [${logits.dims.join()}] for ${rows.length} texts; config.json has ${classes.length} labels.`,
      );
    const values = logits.data as Float32Array;
    return rows.map((_, row) => {
      const probabilities = softmax(values.subarray(row * classes.length, (row + 1) * classes.length));
      if (probabilities.some(Number.isNaN)) throw wrong('answers what is no number. Export the model again.');
      const share = (wanted: (typeof CLASSES)[number]) =>
        probabilities.reduce((sum, p, at) => (classes[at] === wanted ? sum + p : sum), 0);
      const [negative, neutral, positive] = CLASSES.map(share) as [number, number, number];
      return { positive, neutral, negative };
    });
  };
}

function openSession(ort: typeof Ort, { modelFile, weightFiles }: TransformerFolder): Promise<Ort.InferenceSession> {
  ort.env.wasm.numThreads = THREADS;
  return ort.InferenceSession.create(modelFile, {
    executionProviders: ['wasm'],
    // Errors only: what it warns of is told by nobody's choice.
    logSeverityLevel: 3,
    externalData: weightFiles.map((data) => ({ path: basename(data), data })),
  });
}

/** In double precision, so that the shares sum to 1. */
function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
