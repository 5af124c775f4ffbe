import { parentPort, workerData } from 'node:worker_threads';
import type { Page } from 'playwright-core';
import { launchBehind } from './browser.ts';

/** What the thread is to print; any message to it means: stop. */
export interface PrintTask {
  readonly url: string;
  readonly executablePath: string;
  readonly deadlineMs: number;
}

/** The bytes, or why there are none, in a sentence for a page. */
export type Printed = { readonly bytes: Uint8Array } | { readonly fault: string; readonly cause: string };

if (!parentPort) throw new Error('print-thread.ts runs as a worker thread.');
const port = parentPort;
port.postMessage(await printed(workerData as PrintTask));
port.close();

async function printed({ url, executablePath, deadlineMs }: PrintTask): Promise<Printed> {
  let browser;
  try {
    browser = await launchBehind(executablePath);
  } catch (error) {
    const fault = `Chromium could not be started (${firstLine(error)}): set CHROMIUM_PATH to a Chromium or Chrome of this machine.`;
    return { fault, cause: String(error) };
  }
  const end = () => void browser.close().catch(() => undefined);
  port.once('message', end);
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    end();
  }, deadlineMs);
  try {
    const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'en-GB' });
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const status = await open(page, url, deadlineMs);
    if (status !== 200) {
      const fault = `The report’s page answered ${status ?? 'nothing'} at ${url}.`;
      return { fault, cause: fault };
    }
    return { bytes: await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true }) };
  } catch (error) {
    const fault = late
      ? `Printing took longer than ${deadlineMs / 1000} s: the machine is busy. It is tried again.`
      : `The report’s page could not be printed (${firstLine(error)}).`;
    return { fault, cause: String(error) };
  } finally {
    clearTimeout(deadline);
    await browser.close();
  }
}

/** Returns the status that the page answered with. */
async function open(page: Page, url: string, timeout: number): Promise<number | undefined> {
  const answer = await page.goto(url, { timeout });
  // Typefaces are asked for when the page is laid out, which may be after it was loaded.
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A long page is laid out again and again while it arrives. What that left is freed before the print, not on top of it: it
  // is a quarter of all that the browser holds.
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  return answer?.status();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
}
