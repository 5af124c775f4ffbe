import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { endProcessesOf } from '../support/processes.ts';
import { Stack } from '../support/stack.ts';
import { Audience } from './support/audience.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('a fresh Ovation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-fresh-'));
  let stack: Stack;
  let url: string;
  beforeAll(async () => {
    stack = await Stack.start({ folder });
    url = `http://127.0.0.1:${stack.run.webPort}`;
  });
  afterAll(async () => {
    await stack.stop();
    endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    { name: '1440 px', viewport: WIDE },
    { name: '390 px', viewport: NARROW },
  ])('says how to begin, at $name', async ({ viewport }) => {
    const visit = await Visit.begin(browser, { url, viewport });
    const { page } = visit;
    await visit.open('/');
    await page.getByRole('heading', { name: 'Nothing has been watched yet' }).waitFor();
    for (const command of ['npm run demo', 'npm run ovation -- import', 'npm run ovation -- key create'])
      await page.getByText(command).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    await page.locator('main').getByRole('link', { name: 'Data health' }).click();
    await page.waitForURL('**/settings/health');
    await page.getByText('Nothing was refused.', { exact: true }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('shows its first title while somebody looks on', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await visit.open('/');
    const audience = new Audience(url, stack.ingestUrl, stack.run.token);
    await audience.addFilm('the-first', 'The First of All');
    await audience.start('the-first');
    await page.getByRole('link', { name: 'The First of All' }).filter({ visible: true }).first().waitFor();
    await page.locator('tr', { hasText: 'The First of All' }).locator('.watching.some').waitFor();
    expect(await page.getByText('Simulated audience').count()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('what is not there', () => {
  it.each([
    { path: '/titles/never-made', says: 'There is no such title.' },
    { path: '/nowhere/at/all', says: 'There is no such page.' },
  ])('$path says so, and leads on', async ({ path, says }) => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    const answer = await page.goto(visit.url + path);
    expect(answer?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: says }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.getByRole('link', { name: 'To the slate' }).click();
    await page.waitForURL(`${visit.url}/`);
    await page.getByRole('heading', { level: 1, name: 'Slate' }).waitFor();
    await visit.end();
  });
});
