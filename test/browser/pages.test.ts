import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A page is sound when nobody can complain of it: not the browser, not who reads by ear, not who has a small screen. */
async function expectSound(visit: Visit): Promise<void> {
  expect(await visit.accessibilityFaults()).toEqual([]);
  expect(await visit.sidewaysPixels()).toBe(0);
  expect(visit.complaints).toEqual([]);
}

it('has room for every column of the slate from 1200 px on', async () => {
  const visit = await Visit.begin(browser);
  await visit.open('/');
  const table = visit.page.locator('.title-table');
  for (const width of [1200, 1280, 1410, 1411, 1440]) {
    await visit.page.setViewportSize({ width, height: 900 });
    const sideways = await table.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect({ width, sideways }).toEqual({ width, sideways: 0 });
  }
  await visit.end();
});

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 1440 px', scheme: 'light', viewport: WIDE },
  { name: 'dark, 390 px', scheme: 'dark', viewport: NARROW },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
] as const)('the pages, $name', ({ scheme, viewport }) => {
  it('lead from the slate to a title and on to data health, and each is sound', async () => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    await visit.open('/');
    expect(await page.title()).toBe('Slate · Ovation');
    await page.getByText('Simulated audience').filter({ visible: true }).first().waitFor();
    await expectSound(visit);

    const title = page.locator('main').getByRole('link', { name: 'Nine Paper Lanterns' }).filter({ visible: true });
    await title.first().click();
    await page.waitForURL('**/titles/nine-paper-lanterns-s1');
    await visit.ready();
    await page.getByRole('heading', { level: 1, name: 'Nine Paper Lanterns Season 1' }).waitFor();
    await expectSound(visit);

    if (viewport === NARROW) await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Data health' }).filter({ visible: true }).click();
    await page.waitForURL('**/settings/health');
    await visit.ready();
    await page.getByRole('heading', { level: 1, name: 'Data health' }).waitFor();
    await expectSound(visit);

    await page.getByRole('link', { name: 'Slate' }).filter({ visible: true }).first().click();
    await page.waitForURL(`${visit.url}/`);
    await visit.end();
  });
});

describe('the theme', () => {
  const ground = (visit: Visit) =>
    visit.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  it('is the system’s until one is chosen, and the choice stays through a reload without the other one flashing', async () => {
    const visit = await Visit.begin(browser, { scheme: 'light' });
    const { page } = visit;
    await visit.open('/');
    const light = await ground(visit);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground(visit);
    expect(dark).not.toBe(light);

    await page.getByRole('button', { name: 'Light' }).first().click();
    expect(await ground(visit)).toBe(light);

    // The first frame that has a body is in the chosen theme already.
    await visit.context.addInitScript(() => {
      const grounds: string[] = [];
      Object.assign(window, { grounds });
      const look = () => {
        if (document.body) grounds.push(getComputedStyle(document.documentElement).backgroundColor);
        if (grounds.length < 20) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.reload();
    await visit.ready();
    const seen = await page.evaluate(() => (window as unknown as { grounds: string[] }).grounds);
    expect(new Set(seen.filter((colour) => colour !== 'rgba(0, 0, 0, 0)'))).toEqual(new Set([light]));
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
