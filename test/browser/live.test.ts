import type { Browser, Locator, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { Visit } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A figure of the strip, as it is read: `Watching now`. */
const figure = (page: Page, name: string) => page.locator('.stat', { hasText: name }).locator('.figure');

/** Where the slate says how many are watching a title. */
const watchingOf = (page: Page, title: string) => page.locator('tr', { hasText: title }).locator('.watching');

/** Resolves with the milliseconds until a place reads `text`. */
async function msUntil(place: Locator, text: string): Promise<number> {
  const beganMs = performance.now();
  await place.filter({ hasText: new RegExp(`^${text}$`) }).waitFor({ timeout: 20_000 });
  return performance.now() - beganMs;
}

/** As a browser tells a page that its tab went to the back, or came to the front again. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (now ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

describe('a start', () => {
  it('is seen on the slate and in the launch room within two seconds, without a reload', async () => {
    const audience = new Audience();
    await audience.addFilm('a-start-is-seen', 'A Start Is Seen');
    const slate = await Visit.begin(browser);
    const room = await Visit.begin(browser);
    await audience.start('a-start-is-seen');
    await slate.open('/');
    await room.open('/titles/a-start-is-seen');
    await msUntil(figure(room.page, 'Watching now'), '1');
    for (const visit of [slate, room]) await visit.page.evaluate(() => Object.assign(window, { notReloaded: true }));

    // A busy machine may be late once; a page that isn't told is late always.
    const waits = { slate: [] as number[], room: [] as number[] };
    for (const expected of ['2', '3', '4']) {
      await audience.start('a-start-is-seen');
      const [onSlate, inRoom] = await Promise.all([
        msUntil(watchingOf(slate.page, 'A Start Is Seen'), expected),
        msUntil(figure(room.page, 'Watching now'), expected),
      ]);
      waits.slate.push(onSlate);
      waits.room.push(inRoom);
    }
    expect(Math.min(...waits.slate)).toBeLessThan(2_000);
    expect(Math.min(...waits.room)).toBeLessThan(2_000);
    for (const visit of [slate, room]) {
      expect(await visit.page.evaluate(() => 'notReloaded' in window)).toBe(true);
      expect(await visit.page.locator('.pulse').first().textContent()).toMatch(/^live, \d+ s ago$/);
      expect(visit.complaints).toEqual([]);
      await visit.end();
    }
  });

  it('has its pulse also where nothing of a page moves', async () => {
    const visit = await Visit.begin(browser);
    const audience = new Audience();
    await audience.addFilm('a-pulse', 'A Pulse');
    await audience.start('a-pulse');
    for (const path of ['/reports', '/metrics', '/settings/catalogue']) {
      await visit.open(path);
      await visit.page
        .locator('.pulse', { hasText: /^live, (last event )?\d+ (s|min) ago$/ })
        .first()
        .waitFor();
    }
    await visit.end();
  });
});

describe('a lost connection', () => {
  it('is said, and what was missed is there once it is back', async () => {
    const audience = new Audience();
    await audience.addFilm('a-line-is-cut', 'A Line Is Cut');
    await audience.start('a-line-is-cut');
    const visit = await Visit.begin(browser);
    const { page } = visit;
    const line: { cut: boolean; sockets: WebSocketRoute[] } = { cut: false, sockets: [] };
    await page.routeWebSocket(/socket\.io/, (socket) => {
      if (line.cut) {
        void socket.close();
        return;
      }
      socket.connectToServer();
      line.sockets.push(socket);
    });
    await visit.open('/titles/a-line-is-cut');
    const watching = figure(page, 'Watching now');
    await msUntil(watching, '1');

    line.cut = true;
    await Promise.all(line.sockets.map((socket) => socket.close()));
    await page.locator('.pulse', { hasText: 'reconnecting…' }).first().waitFor();
    await audience.start('a-line-is-cut', 2);
    // It doesn't pass for live for long.
    await page
      .locator('.pulse.stale', { hasText: /^stale since \d\d:\d\d/ })
      .first()
      .waitFor({ timeout: 20_000 });
    expect(await watching.textContent()).toBe('1');

    line.cut = false;
    await page.locator('.pulse.live').first().waitFor({ timeout: 20_000 });
    await msUntil(watching, '3');
    await visit.end();
  });
});

describe('a hidden tab', () => {
  it('asks for nothing and changes nothing, and catches up when it is seen again', async () => {
    const audience = new Audience();
    await audience.addFilm('a-tab-is-hidden', 'A Tab Is Hidden');
    await audience.start('a-tab-is-hidden');
    const visit = await Visit.begin(browser);
    const { page } = visit;
    const traffic: string[] = [];
    page.on('request', (request) => traffic.push(request.url()));
    page.on('websocket', (socket) => {
      socket.on('framereceived', () => traffic.push('frame received'));
      socket.on('framesent', () => traffic.push('frame sent'));
      socket.on('close', () => traffic.push('closed'));
    });
    await visit.open('/titles/a-tab-is-hidden');
    const watching = figure(page, 'Watching now');
    await msUntil(watching, '1');

    await setHidden(page, true);
    // A tab that is left for a moment keeps its connection; then it goes.
    await expect.poll(() => traffic.at(-1), { timeout: 15_000 }).toBe('closed');
    traffic.length = 0;
    await page.evaluate(() => {
      const mutations = { count: 0 };
      Object.assign(window, { mutations });
      new MutationObserver((all) => (mutations.count += all.length)).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    await audience.start('a-tab-is-hidden', 4);
    await page.waitForTimeout(2_500);
    expect(traffic).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { mutations: { count: number } }).mutations.count)).toBe(0);

    await setHidden(page, false);
    await msUntil(watching, '5');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a click', () => {
  it('is not lost to figures that change while the page it leads to is on its way', async () => {
    const audience = new Audience();
    await audience.addFilm('a-click-is-kept', 'A Click Is Kept');
    await audience.start('a-click-is-kept');
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/');
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const asked: string[] = [];
    await page.route('**/__data.json*', async (route) => {
      asked.push(new URL(route.request().url()).pathname);
      if (asked.at(-1) === '/titles/a-click-is-kept/__data.json') await arrived;
      await route.continue();
    });
    await page.locator('main').getByRole('link', { name: 'A Click Is Kept' }).first().click();
    await expect.poll(() => asked, { timeout: 10_000 }).toContain('/titles/a-click-is-kept/__data.json');
    await audience.start('a-click-is-kept', 2);
    // A roll-up follows within some seconds, and the slate hears of it: it would read its figures again.
    await page.waitForTimeout(8_000);
    arrive();
    await page.waitForURL('**/titles/a-click-is-kept');
    await page.getByRole('heading', { level: 1, name: 'A Click Is Kept' }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
