import type { Tokenizer } from '@huggingface/tokenizers';

/** Texts of a batch, and its tokens with the padding: bounds what attention holds in memory at once. */
const BATCH_TEXTS = 32;
const BATCH_TOKENS = 2_048;

type Encode = (text: string) => readonly number[];

/** Ids of a text's tokens, at most `maxTokens`: what is too long loses its end, not the marks that the model wants after it. */
export function encoder(tokenizer: Tokenizer, maxTokens: number): Encode {
  const whole = tokenizer.encode('a').ids;
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const marks = whole.length - (whole.lastIndexOf(bare.at(-1) as number) + 1);
  return (text) => {
    const { ids } = tokenizer.encode(text);
    if (ids.length <= maxTokens) return ids;
    return [...ids.slice(0, maxTokens - marks), ...ids.slice(ids.length - marks)];
  };
}

/** Texts of like lengths together, so that little is padded. Every text is in one batch. */
export function batchesOf<T extends { readonly ids: readonly number[] }>(texts: readonly T[]): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  for (const text of texts.toSorted((a, b) => a.ids.length - b.ids.length)) {
    const full = batch.length === BATCH_TEXTS || (batch.length + 1) * text.ids.length > BATCH_TOKENS;
    if (batch.length > 0 && full) batch = [];
    if (batch.length === 0) batches.push(batch);
    batch.push(text);
  }
  return batches;
}

/** Row by row: the ids and, with 1 where they are, the mask; rows shorter than the longest are filled up at their end. */
export function padded(rows: readonly (readonly number[])[], padId: number) {
  const width = Math.max(...rows.map(({ length }) => length));
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(padId));
  const mask = new BigInt64Array(rows.length * width);
  rows.forEach((row, at) => {
    ids.set(row.map(BigInt), at * width);
    mask.fill(1n, at * width, at * width + row.length);
  });
  return { shape: [rows.length, width] as const, ids, mask };
}
