import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { Visit } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('with the keyboard alone', () => {
  it('the first Tab leads past the sidebar to the content', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'To the content' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('content');
    await visit.end();
  });

  it('a title is found by a few of its letters and opened', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/?zone=Asia%2FTokyo');
    for (const keys of ['Control+k', 'Meta+k', '/']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog', { name: 'Find a title or page' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('paper lan');
    await page.getByRole('option', { name: 'Nine Paper Lanterns' }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    // The zone is the reader's, and goes along.
    await page.waitForURL('**/titles/nine-paper-lanterns-s1?zone=Asia%2FTokyo');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzzzzz');
    await page.getByText('Nothing is called that.').waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('“?” lists the keys, and they do what it says', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('Move the crosshair of a chart').waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });

    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL('**/settings/health');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(`${visit.url}/`);
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    const before = await theme();
    await page.keyboard.press('t');
    expect(await theme()).not.toBe(before);

    // Who speaks to the computer turns letters off.
    await page.keyboard.press('?');
    await keys.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.waitForTimeout(100);
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('the slate is sorted by a column, and by the same one the other way round', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/?range=28d');
    const names = () => page.locator('tbody th .title').allTextContents();
    const byRank = await names();
    const column = page.getByRole('columnheader', { name: 'Title', exact: true });
    await column.getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?range=28d&sort=title');
    const ascending = await names();
    expect(ascending).toEqual([...byRank].sort((a, b) => a.localeCompare(b, 'en')));
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    // The focus stays where it was: the same key again turns the order round.
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?range=28d&sort=-title');
    expect(await names()).toEqual([...ascending].reverse());
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('a chart is read point by point, and as a table', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/nine-paper-lanterns-s1');
    const chart = page.getByRole('slider', { name: /^Launch curve/ });
    const says = () => chart.getAttribute('aria-valuetext');
    await chart.focus();
    expect(await says()).toMatch(/has .* hours viewed at/);
    await page.keyboard.press('Home');
    expect(await says()).toMatch(/^premiere/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const third = await says();
    expect(third).toMatch(/Nine Paper Lanterns.* [\d.,]+/);
    await page.keyboard.press('ArrowLeft');
    expect(await says()).not.toBe(third);
    await chart.locator('.crosshair').waitFor();
    await page.keyboard.press('Escape');
    expect(await chart.locator('.crosshair').count()).toBe(0);

    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Is this launch ahead of its like?, table' });
    await table.waitFor();
    expect(await table.evaluate((region) => region === document.activeElement)).toBe(true);
    expect(await table.getByRole('row').count()).toBeGreaterThan(10);
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    await chart.waitFor();
    expect(await chart.evaluate((slider) => slider === document.activeElement)).toBe(true);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('a number’s definition opens and closes where it stands', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/nine-paper-lanterns-s1');
    const term = page.getByRole('button', { name: /^Completion, 7 days/ }).first();
    await term.focus();
    await page.keyboard.press('Enter');
    const definition = page.locator('[popover]:popover-open');
    await definition.getByText('Rests on').waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Escape');
    await definition.waitFor({ state: 'hidden' });
    expect(await term.evaluate((button) => button === document.activeElement)).toBe(true);
    await visit.end();
  });
});
