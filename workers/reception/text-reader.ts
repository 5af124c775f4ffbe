import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import type { ScorerFolders, TextToScore } from '../sentiment/contract.ts';
import { heapMb } from '../sentiment/heap.ts';
import type { Answer, Batch, Opened } from './reading-thread.ts';

/** The reading thread ended. What it was to read is read again by the next try of the job. */
export class ReadingStopped extends Error {
  constructor(cause: unknown) {
    super('The thread that reads reviews and mentions ended before it answered; the job tries again.', { cause });
    this.name = 'ReadingStopped';
  }
}

/** Texts that pass to the thread and back at once: it takes this thread a millisecond or two. */
const BATCH = 100;

/** Reads texts on a thread of its own, so that no page waits for it. The thread is started when it is first needed. */
export class TextReader {
  readonly #folders: ScorerFolders;
  #thread: Promise<ReadingThread> | null = null;
  #closed = false;

  constructor(folders: ScorerFolders) {
    this.#folders = folders;
  }

  /** What reads: changes whenever any reading may differ. */
  async scorer(): Promise<string> {
    return (await this.#open()).scorer;
  }

  /** One reading a text, in order. */
  async read(texts: readonly TextToScore[]): Promise<readonly VoiceReading[]> {
    const thread = await this.#open();
    const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) =>
      thread.read(texts.slice(at * BATCH, (at + 1) * BATCH)),
    );
    return (await Promise.all(batches)).flat();
  }

  /** Whoever still reads gets an error: at a stop the work is found again in the store. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    this.#thread = null;
    await (await thread?.catch(() => null))?.end();
  }

  #open(): Promise<ReadingThread> {
    if (this.#closed) return Promise.reject(new ReadingStopped('closed'));
    if (!this.#thread) {
      const opening = startThread(this.#folders, () => {
        if (this.#thread === opening) this.#thread = null;
      });
      this.#thread = opening;
    }
    return this.#thread;
  }
}

interface ReadingThread {
  scorer: string;
  read(texts: readonly TextToScore[]): Promise<readonly VoiceReading[]>;
  end(): Promise<unknown>;
}

async function startThread(folders: ScorerFolders, onEnd: () => void): Promise<ReadingThread> {
  const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    workerData: folders,
    resourceLimits: { maxOldGenerationSizeMb: heapMb(folders) },
  });
  const waiting = new Map<number, PromiseWithResolvers<readonly VoiceReading[]>>();
  let failure: unknown;
  worker.on('error', (error) => (failure = error));
  worker.on('exit', () => {
    onEnd();
    for (const batch of waiting.values()) batch.reject(new ReadingStopped(failure));
    waiting.clear();
  });
  // What it cannot open (a damaged file of weights) rejects here.
  const [{ scorer }] = (await once(worker, 'message')) as [Opened];
  worker.on('message', ({ number, readings }: Answer) => {
    waiting.get(number)?.resolve(readings);
    waiting.delete(number);
    if (waiting.size === 0) worker.unref();
  });
  // It keeps the process alive only while something is to be read.
  worker.unref();
  let batches = 0;
  return {
    scorer,
    read(texts) {
      const answer = Promise.withResolvers<readonly VoiceReading[]>();
      worker.ref();
      waiting.set((batches += 1), answer);
      worker.postMessage({ number: batches, texts } satisfies Batch);
      return answer.promise;
    },
    end: () => worker.terminate(),
  };
}
