import type { ScorerFolders } from './contract.ts';

/** A dozen models and lexicons (3 MB each) and a batch; without a bound garbage piles up. */
const MODELS_MB = 384;
/** A tokenizer of 250,000 pieces holds 290 MB, and its file is beside it while it is opened; the transformer itself lies outside the heap. */
const TOKENIZER_MB = 1_536;

/** What the heap of a thread that reads texts may hold. */
export const heapMb = ({ onnxFolder }: ScorerFolders): number => (onnxFolder === undefined ? MODELS_MB : TOKENIZER_MB);
