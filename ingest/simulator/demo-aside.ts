import { Worker } from 'node:worker_threads';
import type { DemoOptions, DemoProgress } from './demo.ts';

/** The thread's heap; without a bound its garbage grew the process by 400 MB while a history was sent. */
const HEAP_MB = 192;

/**
 * `runDemo` on a thread of its own: telling and sending the history takes ten seconds of a core, in which pages served by
 * the same process would wait.
 *
 * @throws Error whose message says in one sentence what to do: refused, or nobody answers.
 */
export async function runDemoAside({ signal, onProgress, ...options }: DemoOptions): Promise<DemoProgress> {
  const worker = new Worker(new URL('./demo-worker.ts', import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 32 },
  });
  const abort = (): void => worker.postMessage('stop');
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let last: DemoProgress | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (progress: DemoProgress) => {
        last = progress;
        onProgress?.(progress);
      });
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
  } finally {
    signal.removeEventListener('abort', abort);
  }
  if (!last) throw new Error('The demo stopped before it sent anything. Start it again.');
  return last;
}
