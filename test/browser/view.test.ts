import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { Visit } from './support/visit.ts';

const TITLE = '/titles/nine-paper-lanterns-s1';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Languages are told once the audience has been counted, which is asked for every minute. */
async function audienceCounted(): Promise<void> {
  const counted = async () => {
    const answer = await fetch(`${inject('pagesUrl')}/api/v1${TITLE}/audience`, {
      headers: { authorization: `Bearer ${inject('token')}` },
    });
    const { segments } = (await answer.json()) as { segments: { dimension: string }[] };
    return segments.filter(({ dimension }) => dimension === 'audio').length;
  };
  await expect.poll(counted, { timeout: 90_000, interval: 500 }).toBeGreaterThan(0);
}

/** What a reader has before them, without what moves by itself. */
async function view(page: Page): Promise<Record<string, unknown>> {
  return {
    chosen: await page.locator('main select').evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value)),
    metric: await page.getByRole('group', { name: 'Metric of the launch curve' }).locator('[aria-current]').innerText(),
    within: await page.getByRole('group', { name: /days/i }).locator('[aria-current]').allInnerTexts(),
    figures: (await page.locator('.stat').allInnerTexts()).slice(1),
    titles: await page.locator('main h2').allInnerTexts(),
  };
}

describe('the address of a view', () => {
  it('holds range, segment, zone and metric, and opens the same view for a colleague', async () => {
    await audienceCounted();
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(TITLE);
    const choose = async (label: string, value: string) => {
      await page.getByRole('combobox', { name: label, exact: true }).selectOption(value);
      await page.waitForURL((url) => [...url.searchParams.values()].includes(value));
      await visit.ready();
    };
    await choose('Range', 'first-7d');
    await choose('Time zone', 'Asia/Tokyo');
    await page.getByRole('button', { name: 'Segment: Everybody' }).click();
    const country = await page
      .getByRole('combobox', { name: 'Country' })
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value).find((one) => one !== ''));
    await choose('Country', country ?? '');
    await choose('Device', 'tv');
    await page.keyboard.press('Escape');
    await page
      .getByRole('group', { name: 'Metric of the launch curve' })
      .getByRole('link', { name: 'Starters' })
      .click();
    await page.waitForURL('**/*metric=starters*');
    await visit.ready();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      range: 'first-7d',
      zone: 'Asia/Tokyo',
      country,
      device: 'tv',
      metric: 'starters',
    });
    await page.getByText('Tokyo (UTC+9)').filter({ visible: true }).first().waitFor();

    const colleague = await Visit.begin(browser);
    await colleague.open(page.url().slice(visit.url.length));
    expect(await view(colleague.page)).toEqual(await view(page));
    expect([...visit.complaints, ...colleague.complaints]).toEqual([]);

    // The first choice of a list is what an address without it means.
    await page.getByRole('button', { name: /^Segment: / }).click();
    await page.getByRole('combobox', { name: 'Country' }).selectOption('');
    await page.waitForURL((url) => !url.searchParams.has('country'));
    // A language stands alone: it takes the place of the device.
    const language = await page
      .getByRole('combobox', { name: 'Audio language' })
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value).find((one) => one !== ''));
    await page.getByRole('combobox', { name: 'Audio language' }).selectOption(language ?? '');
    await page.waitForURL((url) => url.searchParams.get('audio') === language && !url.searchParams.has('device'));
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await page.waitForURL((url) => !url.searchParams.has('audio') && url.searchParams.has('zone'));
    await page.getByRole('button', { name: 'Segment: Everybody' }).waitFor();
    await colleague.end();
    await visit.end();
  });

  it('with nonsense in it opens the plain view', async () => {
    const visit = await Visit.begin(browser);
    await visit.open(
      `${TITLE}?range=ever&zone=Nowhere%2FAtAll&country=12&device=toaster&audio=%20&plan=&preference=%00&metric=joy&within=3&grain=x`,
    );
    const nonsense = await view(visit.page);
    await visit.open(TITLE);
    expect(await view(visit.page)).toEqual(nonsense);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a part of the audience below the privacy floor', () => {
  it('is withheld, looks it and says why', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${TITLE}?country=IS&device=console`);
    await page.getByText('Iceland, Console').first().waitFor();
    const viewers = page.locator('.stat', { has: page.locator('.name', { hasText: /^\s*Viewers/ }) });
    await viewers.getByText('withheld').waitFor();
    await viewers.getByText('fewer than 50 people').waitFor();
    expect(await viewers.locator('.withheld').evaluate((cell) => getComputedStyle(cell).borderTopStyle)).toBe('dashed');
    // Not a figure of that part is left to be read anywhere on the strip.
    const texts = (await page.locator('.stat').allInnerTexts()).slice(1);
    for (const text of texts) expect(text).toMatch(/withheld|–/);
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a chart', () => {
  it('is saved as a picture, a drawing and a table', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(TITLE);
    const panel = page.locator('section', {
      has: page.getByRole('heading', { name: 'Is this launch ahead of its like?' }),
    });
    const save = async (kind: string) => {
      await panel.getByRole('button', { name: 'Save this chart' }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: kind }).filter({ visible: true }).click();
      const download = await saved;
      return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
    };
    const png = await save('PNG picture');
    expect(png.name).toMatch(/^nine-paper-lanterns.*\.png$/);
    expect([...png.content.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    // IHDR: a picture of the chart's size, not a thumbnail.
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(600);
    expect(png.content.length).toBeGreaterThan(5_000);

    const svg = await save('SVG drawing');
    const drawing = svg.content.toString();
    expect(svg.name).toMatch(/\.svg$/);
    expect(drawing).toMatch(/^<(\?xml|svg)/);
    expect(drawing).toContain('Nine Paper Lanterns');
    expect(drawing).toContain('hours viewed');
    // It stands alone: no colour that only our pages know.
    expect(drawing).not.toContain('var(--');

    const csv = await save('CSV table');
    const lines = csv.content.toString().trim().split(/\r?\n/);
    expect(csv.name).toMatch(/\.csv$/);
    expect(lines[0]).toMatch(/Age.*Nine Paper Lanterns/);
    expect(lines.length).toBeGreaterThan(20);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
