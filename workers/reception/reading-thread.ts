import { on } from 'node:events';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import type { ScorerFolders, TextToScore } from '../sentiment/contract.ts';
import { openReader } from '../sentiment/open-reader.ts';
import { READING_VERSION, readTexts } from './reading.ts';

const NICE = 15;

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
// Pages and loading go first, as before the store's background statements. Only Linux has this of one thread; threads that it
// starts have it too.
if (process.platform === 'linux') setPriority(NICE);
const reader = await openReader(workerData as ScorerFolders);
parent.postMessage({ scorer: `${reader.id}/${READING_VERSION}` } satisfies Opened);
for await (const [{ number, texts }] of on(parent, 'message') as AsyncIterable<[Batch]>)
  parent.postMessage({ number, readings: await readTexts(texts, reader.score) } satisfies Answer);
