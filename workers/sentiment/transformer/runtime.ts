import type { Tokenizer } from '@huggingface/tokenizers';
import type * as Ort from 'onnxruntime-web';
import { TransformerError } from './error.ts';

/** What a transformer needs that nothing else does. */
export const RUNTIME_PACKAGES = ['onnxruntime-web@1.22.0', '@huggingface/tokenizers@0.2.0'];

export interface Runtime {
  readonly ort: typeof Ort;
  readonly Tokenizer: typeof Tokenizer;
}

/** @throws TransformerError when they are not installed, as after `npm ci --omit=dev` */
export async function loadRuntime(): Promise<Runtime> {
  try {
    const [ort, { Tokenizer }] = await Promise.all([import('onnxruntime-web'), import('@huggingface/tokenizers')]);
    return { ort, Tokenizer };
  } catch (error) {
    throw new TransformerError(
      `SENTIMENT_ONNX_DIR needs two more packages: npm install --no-save ${RUNTIME_PACKAGES.join(' ')}`,
      error,
    );
  }
}
