import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { endProcessesOf } from '../support/processes.ts';
import { Stack } from '../support/stack.ts';
import { Audience } from './support/audience.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const FILM = 'audience-film';
const HOUR_MS = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'ovation-audience-'));
let browser: Browser;
let stack: Stack;
let url: string;
beforeAll(async () => {
  browser = await launchBrowser();
  stack = await Stack.start({ folder });
  const audience = new Audience(urlOf(stack), stack.ingestUrl, stack.run.token);
  await audience.addFilm(FILM, 'Audience film');
  await audience.addFilm('audience-nobody', 'Audience of nobody');
  // 260 viewers: countries that are shown, and one of 30 that is not, nor the next smallest with it.
  await audience.send([...plays('PT', 160), ...plays('ES', 70), ...plays('IE', 30)]);
  await stack.drain();
  // The first run of the job comes with the start; the next ones take their time.
  await stack.stop();
  stack = await Stack.start({ folder });
  url = urlOf(stack);
  await counted(260);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await stack.stop();
  endProcessesOf(folder);
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = ({ run }: Stack) => `http://127.0.0.1:${run.webPort}`;

function plays(country: string, people: number): object[] {
  const startedMs = Date.now() - 3 * HOUR_MS;
  return Array.from({ length: people }, (_, i) => {
    const play = {
      ...{ type: 'playback', play_id: `${FILM}-${country}-${i}`, viewer_id: `${FILM}-${country}-${i}`, title_id: FILM },
      ...{ started_at: startedMs, country, device: 'tv' },
    };
    return [
      { ...play, seq: 0, action: 'start', at: startedMs, position_s: 0, played_s: 0 },
      { ...play, seq: 1, action: 'ping', at: startedMs + 30_000, from_s: 0, position_s: 30, played_s: 30 },
    ];
  }).flat();
}

/** Resolves once the film's audience is counted with that many viewers. */
async function counted(viewers: number): Promise<void> {
  for (;;) {
    const answer = (await stack.get(`/titles/${FILM}/audience`)) as { viewers: { value?: number | null } };
    if (answer.viewers.value === viewers) return;
    await sleep(200);
  }
}

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 1440 px', scheme: 'light', viewport: WIDE },
  { name: 'dark, 390 px', scheme: 'dark', viewport: NARROW },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
] as const)('the audience, $name', ({ scheme, viewport }) => {
  it('is told for a title and for the slate, soundly', async () => {
    const visit = await Visit.begin(browser, { url, scheme, viewport });
    const { page } = visit;
    for (const path of [
      `/titles/${FILM}/audience`,
      `/titles/${FILM}/audience?by=country`,
      '/audience',
      '/audience?by=age_band',
    ]) {
      await visit.open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect([path, await visit.accessibilityFaults()]).toEqual([path, []]);
      expect([path, await visit.sidewaysPixels()]).toEqual([path, 0]);
    }
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the audience of a title', () => {
  it('shows large countries in tens, and withholds a small one with a second without any number', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await visit.open(`/titles/${FILM}/audience?by=country`);
    const territories = page.getByRole('region', { name: 'Where are its viewers?' });
    await territories.getByRole('listitem').filter({ hasText: 'Portugal' }).waitFor();
    expect(await territories.getByRole('listitem').count()).toBe(1);
    expect(await territories.getByText('Withheld', { exact: true }).locator('..').textContent()).toMatch(
      /: Ireland, Spain\./,
    );

    await territories.getByRole('button', { name: 'Show the table' }).click();
    const cells = (name: string) =>
      territories
        .getByRole('row', { name: new RegExp(`^${name}`) })
        .getByRole('cell')
        .allTextContents();
    expect((await cells('Portugal'))[0]).toBe('160');
    for (const name of ['Spain', 'Ireland']) expect(await cells(name)).toEqual(['–', '–', '–', '–', '–', 'all']);
    await visit.end();
  });

  it('keeps the segment and the week in the address', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await visit.open(`/titles/${FILM}/audience`);
    await page.getByRole('group', { name: 'Segment' }).getByRole('link', { name: 'Device' }).click();
    await page.waitForURL('**by=device**');
    await page.getByLabel('Affinity by device').waitFor();
    // The open week is not published, whoever asks for it.
    const monday = new Date(Math.floor((Date.now() / 86_400_000 + 3) / 7) * 7 * 86_400_000 - 3 * 86_400_000);
    await visit.open(`/titles/${FILM}/audience?week=${monday.toISOString().slice(0, 10)}`);
    await page.getByText('This week is not published').waitFor();
    await visit.end();
  });

  it('says that nobody is counted of a title without viewers', async () => {
    const visit = await Visit.begin(browser, { url });
    await visit.open('/titles/audience-nobody/audience');
    await visit.page.getByText('Nobody is counted yet').waitFor();
    await visit.end();
  });
});

describe('the audience of the slate', () => {
  it('is a page of the navigation', async () => {
    const visit = await Visit.begin(browser, { url });
    await visit.open('/');
    await visit.page.getByRole('link', { name: 'Audience', exact: true }).filter({ visible: true }).first().click();
    await visit.page.waitForURL('**/audience');
    await visit.page.getByRole('heading', { name: 'How often is it taken when it is shown?' }).waitFor();
    await visit.end();
  });
});
