import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Score, Scorer, ScorerFolders, TextToScore, Unscored } from './contract.ts';
import { heapMb } from './heap.ts';
import type { Batch, Opened, Scored } from './score-thread.ts';

export type { Score, Scorer, Unscored } from './contract.ts';

/** The scoring thread ended. The next batch starts a new one. */
export class ScorerStopped extends Error {
  constructor(cause: unknown) {
    super('The thread that scores texts ended before it answered. The batch can be scored again.', { cause });
    this.name = 'ScorerStopped';
  }
}

/** Opens the models on a thread of its own, which does not keep the process alive while it has nothing to do. */
export async function openScorer(folders: ScorerFolders = {}): Promise<Scorer> {
  const first = await startThread(folders);
  let thread: Thread | null = first;
  return {
    id: first.opened.id,
    languages: first.opened.languages,
    async score(texts) {
      if (texts.length === 0) return [];
      if (!thread?.alive) thread = await startThread(folders);
      return thread.score(texts);
    },
  };
}

interface Thread {
  readonly alive: boolean;
  readonly opened: Opened;
  score(texts: readonly TextToScore[]): Promise<(Score | Unscored)[]>;
}

async function startThread(folders: ScorerFolders): Promise<Thread> {
  const worker = new Worker(new URL('./score-thread.ts', import.meta.url), {
    workerData: folders,
    resourceLimits: { maxOldGenerationSizeMb: heapMb(folders), maxYoungGenerationSizeMb: 32 },
  });
  // What it cannot open (a damaged file of weights) rejects here.
  const [opened] = (await once(worker, 'message')) as [Opened];
  const waiting = new Map<number, PromiseWithResolvers<(Score | Unscored)[]>>();
  let alive = true;
  let batches = 0;
  let failure: unknown;
  worker.on('message', ({ number, scores }: Scored) => {
    waiting.get(number)?.resolve([...scores]);
    waiting.delete(number);
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', (error) => (failure = error));
  worker.on('exit', () => {
    alive = false;
    for (const batch of waiting.values()) batch.reject(new ScorerStopped(failure));
    waiting.clear();
  });
  worker.unref();
  return {
    opened,
    get alive() {
      return alive;
    },
    score(texts) {
      batches += 1;
      const answer = Promise.withResolvers<(Score | Unscored)[]>();
      waiting.set(batches, answer);
      worker.ref();
      worker.postMessage({ number: batches, texts } satisfies Batch);
      return answer.promise;
    },
  };
}
