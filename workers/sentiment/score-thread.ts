import { parentPort, workerData } from 'node:worker_threads';
import type { LanguageModel, Score, ScorerFolders, TextToScore, Unscored } from './contract.ts';
import { openModels } from './models.ts';
import { Reader } from './reader.ts';

/** The first message of the thread; afterwards it answers each batch, in order. */
export interface Opened {
  readonly id: string;
  readonly languages: readonly LanguageModel[];
}

export interface Batch {
  readonly number: number;
  readonly texts: readonly TextToScore[];
}

export interface Scored {
  readonly number: number;
  readonly scores: readonly (Score | Unscored)[];
}

if (!parentPort) throw new Error('score-thread.ts runs as a worker thread of the scorer.');
const parent = parentPort;
const { folder } = workerData as ScorerFolders;
const reader = new Reader(openModels(folder));
parent.postMessage({ id: reader.id, languages: reader.languages } satisfies Opened);
parent.on('message', ({ number, texts }: Batch) => {
  parent.postMessage({ number, scores: texts.map((text) => reader.score(text)) } satisfies Scored);
});
