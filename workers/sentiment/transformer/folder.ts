import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { TransformerError } from './error.ts';
import { classesOf, type Class } from './labels.ts';

/** Where exporters put the model. */
const MODELS = ['model.onnx', join('onnx', 'model.onnx')];
const HOLDS = 'SENTIMENT_ONNX_DIR is a folder as Hugging Face exports it';

/** Longest text in tokens. Attention costs the square of it, and 512 is what most models were trained with. */
const MAX_TOKENS = 512;

const config = z.object({
  id2label: z.record(z.string(), z.string()),
  max_position_embeddings: z.number().int().min(8).optional(),
  pad_token_id: z.number().int().nonnegative().nullish(),
});
const tokenizerConfig = z.looseObject({ model_max_length: z.number().min(8).optional() });

/** What a folder says of its model, without the model itself. */
export interface TransformerFolder {
  /** The folder's own, as far as it can be printed. */
  readonly name: string;
  readonly modelFile: string;
  /** Weights that are kept beside the model: those of models over 2 GB are. */
  readonly weightFiles: readonly string[];
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  /** Class of each output. */
  readonly classes: readonly Class[];
  readonly maxTokens: number;
  readonly padId: number;
  /** Everything that scores depend on. */
  readonly files: readonly string[];
}

/** @throws TransformerError for what the folder lacks, or what cannot be read */
export function readTransformerFolder(path: string): TransformerFolder {
  const folder = resolve(path);
  const modelFile = MODELS.map((model) => join(folder, model)).find(existsSync);
  if (modelFile === undefined) throw lacks(folder, MODELS.join(' or '));
  const weightFiles = readdirSync(dirname(modelFile))
    .filter((file) => /^model\.onnx[._]data/.test(file))
    .sort()
    .map((file) => join(dirname(modelFile), file));
  const own = read(folder, 'config.json', config);
  const tokens = read(folder, 'tokenizer_config.json', tokenizerConfig);
  return {
    name: basename(folder)
      .replaceAll(/[^\w.-]+/g, '-')
      .slice(0, 40),
    modelFile,
    weightFiles,
    tokenizer: read(folder, 'tokenizer.json', z.looseObject({ model: z.looseObject({}) })),
    tokenizerConfig: tokens,
    classes: classesOf(own.id2label),
    maxTokens: maxTokensOf(tokens.model_max_length ?? Infinity, own.max_position_embeddings ?? MAX_TOKENS),
    padId: own.pad_token_id ?? 0,
    files: [
      ...['config.json', 'tokenizer.json', 'tokenizer_config.json'].map((file) => join(folder, file)),
      ...[modelFile, ...weightFiles],
    ],
  };
}

/** A tokenizer without a length says 10³⁰; RoBERTa's positions begin after that of the padding, so that two of them are none. */
function maxTokensOf(tokenizer: number, positions: number): number {
  return Math.min(MAX_TOKENS, tokenizer <= positions ? tokenizer : positions - 2);
}

/** SHA-256 of the files' contents: scores are others when it is another. */
export async function contentsOf({ files }: TransformerFolder): Promise<string> {
  const all = createHash('sha256');
  for (const file of files) {
    const one = createHash('sha256');
    await pipeline(createReadStream(file), one);
    all.update(one.digest());
  }
  return all.digest('hex');
}

const lacks = (folder: string, what: string) =>
  new TransformerError(
    `${folder} lacks ${what}. ${HOLDS}: model.onnx, tokenizer.json, tokenizer_config.json and config.json.`,
  );

function read<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const file = join(folder, name);
  if (!existsSync(file)) throw lacks(folder, name);
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const what = issue ? `${issue.path.join('.')}: ${issue.message}` : (error as Error).message;
    throw new TransformerError(
      `${relative(process.cwd(), file)} can't be used (${what}). Export the model again.`,
      error,
    );
  }
}
