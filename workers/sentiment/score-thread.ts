import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { LanguageModel, Score, ScorerFolders, TextToScore, Unscored } from './contract.ts';
import { openReader } from './open-reader.ts';

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
const reader = await openReader(workerData as ScorerFolders);
parent.postMessage({ id: reader.id, languages: reader.languages } satisfies Opened);
for await (const [{ number, texts }] of on(parent, 'message') as AsyncIterable<[Batch]>)
  parent.postMessage({ number, scores: await reader.score(texts) } satisfies Scored);
