import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifierModel } from './onnx-model.ts';

/** What each word says: logits of negative, neutral and positive, of which a text has the mean. */
export const VALENCES = {
  a: [0, 1, 0],
  the: [0, 1, 0],
  is: [0, 1, 0],
  film: [0, 1.5, 0],
  ein: [0, 1, 0],
  boring: [6, 0, 0],
  terrible: [7, 0, 0],
  wonderful: [0, 0, 6],
  great: [0, 0, 5],
  wunderbar: [0, 0, 7],
} as const;

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];

interface Changes {
  readonly labels?: readonly string[];
  /** From the three logits of a word to the model's. */
  readonly weights?: readonly (readonly number[])[];
  readonly bias?: readonly number[];
  readonly unused?: readonly string[];
  readonly embeddingFile?: string;
  readonly tokenizerConfig?: object;
}

const UNCHANGED = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Writes a model of a dozen words as Hugging Face's exporter writes one. Marks around a text say nothing, but count. */
export function exportModel(folder: string, changes: Changes = {}): void {
  const { labels = ['negative', 'neutral', 'positive'], weights = UNCHANGED, bias = [0, 0, 0], unused = [] } = changes;
  const vocabulary = [...SPECIAL, ...Object.keys(VALENCES)];
  const json = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  mkdirSync(folder, { recursive: true });
  const embedding = [...SPECIAL.map(() => [0, 0, 0]), ...Object.values(VALENCES)];
  const { embeddingFile } = changes;
  const beside = embeddingFile === undefined ? {} : { embeddingFile };
  if (embeddingFile !== undefined) writeFileSync(join(folder, embeddingFile), Float32Array.from(embedding.flat()));
  writeFileSync(join(folder, 'model.onnx'), classifierModel({ embedding, weights, bias, unused, ...beside }));
  json('config.json', { model_type: 'bert', id2label: Object.fromEntries(labels.entries()), pad_token_id: 0 });
  json('tokenizer_config.json', { model_max_length: 16, pad_token: '[PAD]', ...changes.tokenizerConfig });
  json('tokenizer.json', {
    added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    post_processor: { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}
