import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import type { ScorerFolders, TextToScore } from '../sentiment/contract.ts';
import { openModels } from '../sentiment/models.ts';
import { Reader } from '../sentiment/reader.ts';
import { READING_VERSION, readText } from './reading.ts';

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
// Pages and loading go first, as before the store's background statements. Only Linux has this of one thread.
if (process.platform === 'linux') setPriority(NICE);
const { folder } = workerData as ScorerFolders;
const reader = new Reader(openModels(folder));
parent.postMessage({ scorer: `${reader.id}/${READING_VERSION}` } satisfies Opened);
parent.on('message', ({ number, texts }: Batch) => {
  const readings = texts.map((text) => readText(text, (one) => reader.score(one)));
  parent.postMessage({ number, readings } satisfies Answer);
});
