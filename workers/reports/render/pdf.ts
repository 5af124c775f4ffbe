import { RenderError } from './error.ts';
import { Browser } from './browser.ts';
import { unpackedChromium } from './unpack.ts';

/** A report of two hundred titles takes some three seconds on two cores; the rest is for a machine that is busy: it goes last. */
const DEADLINE_MS = 180_000;
/** So much of a PDF is handed over at once. */
const CHUNK_BYTES = 1 << 20;

interface PrintOptions {
  /** Instead of the Chromium that comes along, which is unpacked into the folder. */
  readonly chromiumPath: string | undefined;
  readonly chromiumFolder: string;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMs?: number;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Prints a page of a report: A4, tagged, with outline, as light as paper. One browser at a time, which is ended afterwards.
 *
 * @param url of the report's page for print
 * @throws RenderError saying what to do
 */
export function printPage(url: string, options: PrintOptions): Promise<Buffer> {
  const turn = last.then(() => print(url, options));
  last = turn.catch(() => undefined);
  return turn;
}

async function print(url: string, { signal, deadlineMs = DEADLINE_MS, ...options }: PrintOptions): Promise<Buffer> {
  signal?.throwIfAborted();
  const path = await executablePathOf(options);
  const late = AbortSignal.timeout(deadlineMs);
  // What is asked of a browser that has ended is rejected.
  const stop = signal ? AbortSignal.any([late, signal]) : late;
  let browser: Browser | null = null;
  try {
    browser = await launched(path, options.chromiumFolder, stop);
    return await printed(browser, url);
  } catch (error) {
    if (late.aborted)
      throw new RenderError(
        `Printing took longer than ${deadlineMs / 1000} s: the machine is busy, or its Chromium hangs. It is tried again.`,
        error,
      );
    if (error instanceof RenderError) throw error;
    throw new RenderError(`The report’s page could not be printed (${firstLine(error)}).`, error);
  } finally {
    await browser?.end();
  }
}

async function launched(path: string, folder: string, stop: AbortSignal): Promise<Browser> {
  try {
    return await Browser.launchBehind(path, folder, stop);
  } catch (error) {
    throw new RenderError(
      `Chromium could not be started (${firstLine(error)}): set CHROMIUM_PATH to a Chromium or Chrome of this machine.`,
      error,
    );
  }
}

async function printed(browser: Browser, url: string): Promise<Buffer> {
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  await browser.send('Page.enable', {}, sessionId);
  const features = [
    { name: 'prefers-color-scheme', value: 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ];
  // A medium that is emulated stays one while it prints.
  await browser.send('Emulation.setEmulatedMedia', { media: '', features }, sessionId);
  await browser.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${String(hideOnScreen)})()` }, sessionId);
  const navigated = browser.send('Page.navigate', { url }, sessionId).then(({ errorText }) => {
    if (errorText) throw new RenderError(`The report’s page does not answer at ${url} (${errorText}).`);
  });
  await Promise.all([browser.next('Page.loadEventFired'), navigated]);
  const { result, exceptionDetails: thrown } = await browser.send(
    'Runtime.evaluate',
    { expression: `(${String(settled)})()`, awaitPromise: true, returnByValue: true },
    sessionId,
  );
  if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
  if (result.value !== 200) throw new RenderError(`The report’s page answered ${String(result.value)} at ${url}.`);
  const { stream } = await browser.send(
    'Page.printToPDF',
    {
      ...{ preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true, generateDocumentOutline: true },
      transferMode: 'ReturnAsStream',
    },
    sessionId,
  );
  const parts: Buffer[] = [];
  for (let more = true; more;) {
    const { data, base64Encoded, eof } = await browser.send(
      'IO.read',
      { handle: stream, size: CHUNK_BYTES },
      sessionId,
    );
    parts.push(Buffer.from(data, base64Encoded ? 'base64' : 'latin1'));
    more = !eof;
  }
  return Buffer.concat(parts);
}

/* What follows runs in the browser. */

/**
 * A long page is laid out again and again while it arrives, and once more for print. Only the last is needed: the others were half
 * of what the browser held for it.
 */
function hideOnScreen(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@media screen { body { display: none !important } }');
  document.adoptedStyleSheets = [sheet];
}

/**
 * Loads the typefaces that the text may need, which nothing on the screen asks for.
 * Returns the status that the page was answered with.
 */
async function settled(): Promise<number> {
  const text = document.body.textContent;
  // Each typeface has Latin letters and marks too, which are taken from the first.
  const beyondLatin = text.replace(/[\0-\xff\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212]/g, '');
  const fonts = new Map(
    Array.from(document.fonts, ({ style, weight, family }) => [
      // A variable one has a range of weights.
      `${style} ${weight.split(' ', 1)[0]} 1em ${family}`,
      family.includes('Noto') ? beyondLatin : text,
    ]),
  );
  await Promise.all(Array.from(fonts, ([font, needed]) => document.fonts.load(font, needed)));
  return (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseStatus;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
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

/** The first print of a data folder unpacks a browser, some seconds long: done before, nobody waits for it. */
export function prepareToPrint(where: Where): void {
  // What fails is tried again, and said, by the print.
  executablePathOf(where).catch(() => undefined);
}
