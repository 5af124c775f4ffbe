import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function expectSound(visit: Visit): Promise<void> {
  expect(await visit.accessibilityFaults()).toEqual([]);
  expect(await visit.sidewaysPixels()).toBe(0);
  expect(visit.complaints).toEqual([]);
}

describe('the catalogue', () => {
  it('is edited with the keyboard alone, told what is wrong at the field, and undone', async () => {
    await new Audience().addFilm('ebb', 'Ebb');
    const visit = await Visit.begin(browser, { scheme: 'light', viewport: WIDE });
    const { page } = visit;
    await visit.open('/settings/catalogue');
    await page.getByRole('combobox', { name: 'Choose a title' }).focus();
    await page.keyboard.type('ebb');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Ebb' }).waitFor();
    await page.getByText(`import milestones milestones.csv --title 'ebb'`).waitFor();
    await expectSound(visit);

    await page.getByRole('button', { name: 'Add an asset' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add an asset' });
    const name = dialog.getByLabel('Name');
    await dialog.getByLabel('Channel', { exact: true }).fill('tube');
    await dialog.getByLabel('Live from (UTC)').fill('2026-09-01T20:30');
    await dialog.getByLabel('Kind').selectOption('teaser');
    await dialog.getByRole('button', { name: 'Add' }).press('Enter');
    await dialog.getByText('A name takes 1 to 512 characters in one line.').waitFor();
    expect(await name.evaluate((element) => element === document.activeElement)).toBe(true);
    // What was chosen stays chosen when a fault appears.
    expect(await dialog.getByLabel('Kind').inputValue()).toBe('teaser');
    await dialog.getByLabel('Kind').selectOption('trailer');
    await name.fill('First look');
    await dialog.getByLabel('Events count a view at').selectOption('q25');
    await expect.poll(() => dialog.getByText('A name takes').count()).toBe(0);
    await name.press('Enter');
    await page.getByText('Trailer “First look” added.').waitFor();
    const assets = page.getByRole('list', { name: 'Assets' });
    expect(await assets.innerText()).toMatch(
      /Trailer · Tube · live 1 Sep 2026, 20:30 UTC\s+A view: a quarter of it played\./,
    );
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Edit First look');

    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Edit asset' }).getByLabel('Name').fill('Second look');
    await page.keyboard.press('Enter');
    await page.getByText('Trailer “Second look” changed.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Trailer “First look” is as before.').waitFor();
    await page.getByRole('button', { name: 'Delete First look' }).press('Enter');
    await page.getByText('Trailer “First look” deleted.').waitFor();
    expect(await assets.count()).toBe(0);
    // The focus is on Undo.
    await page.keyboard.press('Enter');
    await page.getByText('Trailer “First look” is as before.').waitFor();
    expect(await assets.innerText()).toContain('live 1 Sep 2026, 20:30 UTC');

    await page.getByRole('button', { name: 'Add a milestone' }).click();
    const milestone = page.getByRole('dialog', { name: 'Add a milestone' });
    await milestone.getByLabel('Name').fill('Festival');
    await milestone.getByLabel('Kind').fill('festival');
    await milestone.getByLabel('When (UTC)').fill('2026-09-05T18:00');
    await milestone.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('list', { name: 'Milestones' }).getByText('5 Sep 2026, 18:00 UTC').waitFor();
    const edits = await page.getByRole('list', { name: 'Edits' }).locator('li').allInnerTexts();
    expect(edits.map((text) => text.split('\n')[0])).toEqual([
      'Milestone “Festival” added',
      'Trailer “First look” added',
      'Trailer “First look” deleted',
      'Trailer “First look” changed: name',
      'Trailer “Second look” changed: name',
      'Trailer “First look” added',
    ]);
    await expectSound(visit);
    await visit.end();
  });

  it('is sound in the dark and on a narrow screen, with a form open and with titles to choose from', async () => {
    const visit = await Visit.begin(browser, { scheme: 'dark', viewport: NARROW });
    const { page } = visit;
    await visit.open('/settings/catalogue');
    await page.getByRole('list', { name: 'Titles' }).waitFor();
    await expectSound(visit);
    await visit.open('/settings/catalogue?title=nine-paper-lanterns-s1');
    await page.getByRole('list', { name: 'Milestones' }).waitFor();
    await expectSound(visit);
    await page.getByRole('button', { name: 'Add a milestone' }).click();
    await page.getByRole('dialog', { name: 'Add a milestone' }).waitFor();
    await expectSound(visit);
    await page.keyboard.press('Escape');
    await visit.open('/settings/catalogue?title=none');
    await page.getByText('There is no such title').waitFor();
    await expectSound(visit);
    await visit.end();
  });
});
