import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const SERIES = '/titles/nine-paper-lanterns-s1/completion';
const FILM = '/titles/nuit-sans-reseau/completion';
const TO_COME = '/titles/hollow-orchestra/completion';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const panel = (page: Page, title: string | RegExp): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: title }) });

/** Words of a drawing that lie outside it or over each other. */
async function crowdedWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    for (const svg of document.querySelectorAll('svg[data-chart]')) {
      const frame = svg.getBoundingClientRect();
      const words = [...svg.querySelectorAll('text')].filter((word) => (word.textContent ?? '').trim() !== '');
      const boxes = words.map((word) => word.getBoundingClientRect());
      boxes.forEach((box, index) => {
        const text = `${svg.getAttribute('data-chart')}: “${words[index]?.textContent}”`;
        if (box.left < frame.left - 2 || box.right > frame.right + 2) faults.push(`${text} is outside`);
        for (const [at, other] of boxes.entries()) {
          if (at <= index) continue;
          const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (wide > 1 && high > 4) faults.push(`${text} over “${words[at]?.textContent}”`);
        }
      });
    }
    return faults;
  });
}

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 1440 px', scheme: 'light', viewport: WIDE },
  { name: 'dark, 390 px', scheme: 'dark', viewport: NARROW },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
  { name: 'light, 2560 px', scheme: 'light', viewport: { width: 2560, height: 1300 } },
] as const)('where people leave, $name', ({ scheme, viewport }) => {
  it.each([
    { path: SERIES, title: 'Nine Paper Lanterns Season 1' },
    { path: FILM, title: 'Une nuit sans réseau' },
    { path: TO_COME, title: 'The Hollow Orchestra' },
  ])('$path is sound', async ({ path, title }) => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    await visit.open(path);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    expect(await crowdedWords(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the pages of a title', () => {
  it('are tabs, keep the zone, and are found by their name', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/nine-paper-lanterns-s1?zone=Asia%2FTokyo&range=7d');
    const tabs = page.getByRole('navigation', { name: 'Pages of Nine Paper Lanterns, Season 1' });
    expect(await tabs.locator('[aria-current="page"]').innerText()).toBe('Launch');
    await tabs.getByRole('link', { name: 'Completion' }).click();
    await page.waitForURL(`**${SERIES}?zone=Asia%2FTokyo`);
    await panel(page, /^Where do people leave episode/).waitFor();
    expect(await tabs.locator('[aria-current="page"]').innerText()).toBe('Completion');
    expect(await page.title()).toBe('Completion of Nine Paper Lanterns, Season 1 · Ovation');
    // The sidebar still says which title it is.
    await page.locator('.side a[aria-current]', { hasText: 'Nine Paper' }).waitFor();

    await tabs.getByRole('link', { name: 'Launch' }).click();
    await page.waitForURL('**/titles/nine-paper-lanterns-s1?zone=Asia%2FTokyo');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('lanterns compl');
    await page.getByRole('option', { name: 'Nine Paper Lanterns, Season 1: Completion' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${SERIES}?zone=Asia%2FTokyo`);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('an episode', () => {
  it('is chosen by its number or its small chart, with the keyboard alone, and stands in the address', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(SERIES);
    await panel(page, 'Where do people leave episode 1?').waitFor();
    const third = page.getByRole('group', { name: 'Episode', exact: true }).getByRole('link', { name: '3' });
    await third.focus();
    await page.keyboard.press('Enter');
    await panel(page, 'Where do people leave episode 3?').waitFor();
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('episode')).toMatch(/3/);

    // Focus stayed where the reader was; the small charts are links as well.
    expect(await third.evaluate((link) => link === document.activeElement)).toBe(true);
    const small = page.getByRole('group', { name: 'Retention of every episode' });
    expect(await small.getByRole('link').count()).toBe(8);
    expect(await small.locator('[aria-current]').getAttribute('aria-label')).toMatch(/^(Episode )?3/);
    await small.getByRole('link').nth(4).focus();
    await page.keyboard.press('Enter');
    await panel(page, 'What is watched again in episode 5?').waitFor();

    const colleague = await Visit.begin(browser);
    await colleague.open(page.url().slice(visit.url.length));
    await panel(colleague.page, 'Where do people leave episode 5?').waitFor();
    // An address that asks for an episode nobody made shows the first.
    await colleague.open(`${SERIES}?episode=never-made`);
    await panel(colleague.page, 'Where do people leave episode 1?').waitFor();
    expect([...visit.complaints, ...colleague.complaints]).toEqual([]);
    await colleague.end();
    await visit.end();
  });

  it('is read second by second, and all its charts follow one crosshair', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(SERIES);
    const chart = page.getByRole('slider', { name: 'Retention of episode 1' });
    const says = () => chart.getAttribute('aria-valuetext');
    await chart.focus();
    expect(await says()).toMatch(/watched its middle/);
    await page.keyboard.press('Home');
    expect(await says()).toMatch(/^0:05, still watching [\d.]+.%, 95 % interval/);
    await page.keyboard.press('PageDown');
    const later = await says();
    expect(later).toMatch(/^[1-9]\d*:\d\d, still watching/);
    // Rewatching and the small charts stand at the same second.
    expect(await page.getByRole('slider', { name: 'Rewatching of episode 1' }).locator('.crosshair').count()).toBe(1);
    const at = /^[\d:]+/.exec(later ?? '')?.[0];
    await page.getByText(`at ${at}`, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.crosshair').count()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the funnel and the heat map', () => {
  it('are read step by step and cell by cell, and as tables', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(SERIES);
    const funnel = page.getByRole('slider', { name: 'Episode funnel' });
    await funnel.focus();
    await page.keyboard.press('ArrowDown');
    expect(await funnel.getAttribute('aria-valuetext')).toMatch(/came this far 100.%/);
    await page.keyboard.press('ArrowDown');
    expect(await funnel.getAttribute('aria-valuetext')).toMatch(/lost since the one before [\d.]+.%/);
    await page.locator('.reading', { hasText: 'came this far' }).waitFor();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Who goes on to the next episode?, table' });
    await table.waitFor();
    expect(await table.evaluate((region) => region === document.activeElement)).toBe(true);
    expect(await table.getByRole('row').count()).toBe(9);
    // Nested: nobody comes to an episode who did not come to the one before.
    const shares = (await table.locator('tbody tr td:nth-child(2)').allInnerTexts())
      .map(parseFloat)
      .filter(Number.isFinite);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    await funnel.waitFor();

    const heat = page.getByRole('slider', { name: 'Retention by episode and part of the runtime' });
    await heat.focus();
    await page.keyboard.press('Home');
    const first = await heat.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowDown');
    const below = await heat.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    expect(new Set([first, below, await heat.getAttribute('aria-valuetext')]).size).toBe(3);
    expect(first).toMatch(/0:00–/);
    expect(below).toMatch(/0:00–/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.reading').count()).toBe(0);

    // And with a finger.
    await heat.scrollIntoViewIfNeeded();
    await heat.locator('[data-item="45"]').hover();
    await page.locator('.reading', { hasText: 'still watching' }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it.each([
    'Where do people leave episode 1?',
    'How does each episode hold?',
    'Who goes on to the next episode?',
    'Which part of which episode loses them?',
    'What is watched again in episode 1?',
  ])('“%s” is saved as a picture, a drawing and a table', async (title) => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(SERIES);
    const save = async (kind: string) => {
      await panel(page, title).getByRole('button', { name: 'Save this chart' }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: kind }).filter({ visible: true }).click();
      return readFile(await (await saved).path());
    };
    const png = await save('PNG picture');
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(png.length).toBeGreaterThan(5_000);
    const svg = (await save('SVG drawing')).toString();
    expect(svg).toContain('Nine Paper Lanterns');
    expect(svg).not.toContain('var(--');
    const lines = (await save('CSV table')).toString().trim().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.every((line) => line.split(',').length >= 3)).toBe(true);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a title that has not opened', () => {
  it('says so, and draws nothing', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(TO_COME);
    await page.getByText('It has not opened yet').waitFor();
    expect(await page.locator('main svg[data-chart]').count()).toBe(0);
    expect(await page.locator('.stat').count()).toBe(0);
    const answer = await page.goto(`${visit.url}/titles/never-made/completion`);
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: 'There is no such title.' }).waitFor();
    await visit.end();
  });
});
