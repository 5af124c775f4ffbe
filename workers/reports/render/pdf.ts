import { once as nextEvent } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RenderError } from './error.ts';
import type { Printed, PrintTask } from './print-thread.ts';
import { unpackedChromium } from './unpack.ts';

/** A report of two hundred titles takes some three seconds on two cores; the rest is for a machine that is busy: it goes last. */
const DEADLINE_MS = 180_000;

interface PrintOptions {
  /** Instead of the Chromium that comes along, which is unpacked into the folder. */
  readonly chromiumPath: string | undefined;
  readonly chromiumFolder: string;
  readonly signal: AbortSignal | undefined;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Prints a page of a report: A4, tagged, with outline, as light as paper. One browser at a time, which is closed afterwards.
 *
 * @param url of the report's page for print
 * @throws RenderError saying what to do
 */
export function printPage(url: string, options: PrintOptions): Promise<Buffer> {
  const turn = last.then(() => print(url, options));
  last = turn.catch(() => undefined);
  return turn;
}

/** On a thread of its own: what drives the browser takes half a second to load, in which no page would be answered. */
async function print(url: string, { signal, ...options }: PrintOptions): Promise<Buffer> {
  signal?.throwIfAborted();
  const task: PrintTask = { url, executablePath: await executablePathOf(options), deadlineMs: DEADLINE_MS };
  signal?.throwIfAborted();
  const thread = new Worker(new URL('./print-thread.ts', import.meta.url), { workerData: task });
  const stop = () => thread.postMessage('stop');
  signal?.addEventListener('abort', stop);
  try {
    const printed = await answerOf(thread);
    if ('fault' in printed) throw new RenderError(printed.fault, printed.cause);
    return Buffer.from(printed.bytes);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Rejects with what the thread has ended with; one that neither answers nor ends is ended, or nothing would be printed any more. */
async function answerOf(thread: Worker): Promise<Printed> {
  const late = AbortSignal.timeout(2 * DEADLINE_MS);
  try {
    return await Promise.race([
      nextEvent(thread, 'message', { signal: late }).then(([printed]) => printed as Printed),
      nextEvent(thread, 'exit', { signal: late }).then(() =>
        Promise.reject(new Error('The printing thread has ended.')),
      ),
    ]);
  } finally {
    if (late.aborted) void thread.terminate();
  }
}

type Where = Pick<PrintOptions, 'chromiumPath' | 'chromiumFolder'>;

async function executablePathOf({ chromiumPath, chromiumFolder }: Where): Promise<string> {
  try {
    return chromiumPath ?? (await unpackedChromium(chromiumFolder));
  } catch (error) {
    throw new RenderError(
      `The Chromium that comes along could not be unpacked into ${chromiumFolder} (${String(error)}): make room there, or set CHROMIUM_PATH.`,
      error,
    );
  }
}

/** The first print of a data folder unpacks a browser, some seconds long: begun early, nobody waits for it. */
export function prepareToPrint(where: Where): void {
  // What fails is tried again, and said, by the print.
  executablePathOf(where).catch(() => undefined);
}
