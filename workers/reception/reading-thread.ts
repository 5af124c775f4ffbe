import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import type { ScorerFolders, TextToScore } from '../sentiment/contract.ts';
import { openReader } from '../sentiment/open-reader.ts';
import { READING_VERSION, readTexts } from './reading.ts';

/** The first message of the thread; afterwards it answers each batch, in order. */
export interface Opened {
  readonly scorer: string;
}
export interface Batch {
  readonly number: number;
  readonly texts: readonly TextToScore[];
}
export interface Answer {
  readonly number: number;
  readonly readings: readonly VoiceReading[];
}

if (!parentPort) throw new Error('reading-thread.ts runs as a worker thread.');
const parent = parentPort;
const reader = await openReader(workerData as ScorerFolders);
parent.postMessage({ scorer: `${reader.id}/${READING_VERSION}` } satisfies Opened);
for await (const [{ number, texts }] of on(parent, 'message') as AsyncIterable<[Batch]>)
  parent.postMessage({ number, readings: await readTexts(texts, reader.score) } satisfies Answer);
