import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { NARROW, Visit } from './support/visit.ts';

const LIVE_MS = 5_000;
const EVERY_MS = 250;
const A_TIME = 20;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time, which a busy machine does not stretch as it does time on the wall. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Processor milliseconds of each task of the page's main thread while `work` goes on, longest first. */
async function taskMs(page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    trace.traceEvents
      .filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain')
      .map((event) => `${event.pid}/${event.tid}`),
  );
  return trace.traceEvents
    .filter((event) => event.name === 'RunTask' && mains.has(`${event.pid}/${event.tid}`))
    .map((event) => (event.tdur ?? 0) / 1_000)
    .sort((a, b) => b - a);
}

describe('a page that is live', () => {
  it.each([
    { name: 'slate', title: 'busy-on-the-slate', path: '/', has: '.cards' },
    { name: 'launch room', title: 'a-busy-launch', path: '/titles/a-busy-launch', has: '.stat' },
  ])('keeps every task of the $name under 50 ms at 390 px', async ({ title, path, has }) => {
    const audience = new Audience();
    await audience.addFilm(title, 'A Busy Launch');
    const visit = await Visit.begin(browser, { viewport: NARROW });
    const { page } = visit;
    await visit.open(path);
    await page.locator(has).first().waitFor();
    const changes = await page.evaluateHandle(() => {
      const counted = { count: 0 };
      new MutationObserver((all) => (counted.count += all.length)).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      return counted;
    });
    const tasks = await taskMs(page, async () => {
      for (let sentMs = 0; sentMs < LIVE_MS; sentMs += EVERY_MS) {
        await audience.start(title, A_TIME);
        await page.waitForTimeout(EVERY_MS);
      }
    });
    // It was live, and it was measured.
    expect((await changes.jsonValue()).count).toBeGreaterThan(5);
    expect(tasks.length).toBeGreaterThan(100);
    expect(tasks[0]).toBeGreaterThan(0);
    expect(tasks.filter((ms) => ms > 50)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
