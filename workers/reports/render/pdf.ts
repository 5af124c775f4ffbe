import type { Browser, Page } from 'playwright-core';
import { RenderError } from './error.ts';

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

async function print(url: string, options: PrintOptions): Promise<Buffer> {
  const { signal } = options;
  signal?.throwIfAborted();
  const browser = await start(options);
  const end = () => void browser.close().catch(() => undefined);
  signal?.addEventListener('abort', end);
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    end();
  }, DEADLINE_MS);
  try {
    const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'en-GB' });
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await open(page, url);
    return await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  } catch (error) {
    if (error instanceof RenderError) throw error;
    if (late)
      throw new RenderError(
        `Printing took longer than ${DEADLINE_MS / 1000} s: the machine is busy. It is tried again.`,
        error,
      );
    throw new RenderError(`The report’s page could not be printed (${firstLine(error)}).`, error);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', end);
    await browser.close();
  }
}

/** The first print of a data folder unpacks a browser, some seconds long: begun early, nobody waits for it. */
export function prepareToPrint({
  chromiumPath,
  chromiumFolder,
}: Pick<PrintOptions, 'chromiumPath' | 'chromiumFolder'>) {
  if (chromiumPath !== undefined) return;
  // What fails is tried again, and said, by the print.
  void import('./browser.ts').then((browser) => browser.unpackedChromium(chromiumFolder)).catch(() => undefined);
}

async function start({ chromiumPath, chromiumFolder }: PrintOptions): Promise<Browser> {
  try {
    // Loaded with the first report: it is 14 MB that most of the day nobody needs.
    const { launchBehind, unpackedChromium } = await import('./browser.ts');
    return await launchBehind(chromiumPath ?? (await unpackedChromium(chromiumFolder)));
  } catch (error) {
    throw new RenderError(
      `Chromium could not be started (${firstLine(error)}): set CHROMIUM_PATH to a Chromium or Chrome of this machine.`,
      error,
    );
  }
}

async function open(page: Page, url: string): Promise<void> {
  const answer = await page.goto(url, { timeout: DEADLINE_MS });
  if (!answer?.ok()) throw new RenderError(`The report’s page answered ${answer?.status() ?? 'nothing'} at ${url}.`);
  // Typefaces are asked for when the page is laid out, which may be after it was loaded.
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A long page is laid out again and again while it arrives. What that left is freed before the print, not on top of it: it
  // is a quarter of all that the browser holds.
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
