import { parentPort, workerData } from 'node:worker_threads';
import { runDemo, type DemoOptions } from './demo.ts';

/** Ten reports a second are enough for a progress bar; the last one always arrives with the end. */
const REPORT_EVERY_MS = 100;

if (!parentPort) throw new Error('demo-worker.ts runs as a worker thread of the demo.');
const parent = parentPort;
const stop = new AbortController();
parent.on('message', () => stop.abort());

let reportedMs = 0;
const last = await runDemo({
  ...(workerData as Omit<DemoOptions, 'signal' | 'onProgress'>),
  signal: stop.signal,
  onProgress(progress) {
    const nowMs = Date.now();
    if (nowMs - reportedMs < REPORT_EVERY_MS) return;
    reportedMs = nowMs;
    parent.postMessage(progress);
  },
});
parent.postMessage(last);
parent.close();
