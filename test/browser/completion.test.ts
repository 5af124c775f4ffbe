import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { season, viewers } from '../integration/support/audience.ts';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { crowdedWords } from './support/crowded.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const SERIES = '/titles/nine-paper-lanterns-s1/completion';
const FILM = '/titles/nuit-sans-reseau/completion';
const TO_COME = '/titles/hollow-orchestra/completion';
const DAY_MS = 86_400_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const panel = (page: Page, title: string | RegExp): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: title }) });

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
    { path: `${SERIES}?country=IS`, title: 'Nine Paper Lanterns Season 1' },
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
    expect(await says()).toMatch(/^0:05, watched it [\d.]+.%, 95 % interval/);
    await page.keyboard.press('PageDown');
    const later = await says();
    expect(later).toMatch(/^[1-9]\d*:\d\d, watched it/);
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

/**
 * A season of three episodes of ten minutes, forty days old, with 160 viewers: 80 saw it through (40 of them a scene of
 * episode 1 twice), 48 left after episode 2, and 32 in the middle of episode 1.
 */
async function tellSeason(): Promise<void> {
  const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 40 * DAY_MS;
  const episodes = ['one', 'two', 'three'].map((id) => `told-${id}`);
  const watched = (count: number) =>
    episodes.slice(0, count).map((episode, index) => ({ episode, startMs: startMs + (index + 1) * 600_000, to: 600 }));
  const scene = { episode: 'told-one', startMs: startMs + 6_000_000, from: 400, to: 500 };
  const audience = new Audience();
  await audience.send([
    ...season(
      'told',
      startMs,
      episodes.map((id) => ({ id, runtimeSeconds: 600 })),
    ),
    ...viewers('told', 'all', 40, watched(3)),
    ...viewers('told', 'again', 40, [...watched(3), scene]),
    ...viewers('told', 'two', 48, watched(2)),
    ...viewers('told', 'half', 32, [{ episode: 'told-one', startMs: startMs + 600_000, to: 300 }]),
  ]);
  const headers = { authorization: `Bearer ${inject('token')}` };
  for (;;) {
    const answer = await fetch(`${inject('pagesUrl')}/api/v1/titles/told/completion`, { headers });
    const { retention, funnel } = (await answer.json()) as Partial<Told>;
    if (answer.ok && retention?.at(-1)?.n === 80 && funnel?.[0]?.n === 160) return;
    await sleep(100);
  }
}
interface Told {
  retention: { n: number }[];
  funnel: { n: number }[];
}

describe('a season whose viewers are known', () => {
  it('is told in sentences and figures that a head can count', async () => {
    await tellSeason();
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/told/completion');
    const findings = await page
      .getByRole('list', { name: 'What the numbers say' })
      .getByRole('listitem')
      .allInnerTexts();
    expect(findings[0]).toMatch(/^Most is lost at episode 3: 37\.5.% of those who came to episode 2 don’t go on/);
    expect(findings[1]).toMatch(/^The sharpest fall inside an episode is at [45]:\d\d of episode 1: 20\.0 points/);
    expect(findings[2]).toMatch(/^They are hooked by episode 3: 100.%/);
    const stat = (name: RegExp) => page.locator('.stat', { hasText: name }).innerText();
    expect(await stat(/Average watched/)).toMatch(/73\.3/);
    expect(await stat(/Binge rate/)).toMatch(/50\.0/);
    expect(await stat(/Days to complete/)).toMatch(/half of those who finish do so on the first day/);
    expect(await stat(/Hooked episode/)).toMatch(/episode\s3/);

    const curve = page.getByRole('slider', { name: 'Retention of episode 1' });
    await curve.focus();
    await page.keyboard.press('Home');
    expect(await curve.getAttribute('aria-valuetext')).toMatch(/^0:05, watched it 100.%/);
    await page.keyboard.press('End');
    expect(await curve.getAttribute('aria-valuetext')).toMatch(
      /^9:55, watched it 80\.0.%, 95 % interval 73\.1–85\.5.%/,
    );
    await page.getByRole('list', { name: 'Moments of episode 1' }).getByText('20.0 points leave').waitFor();
    await page.keyboard.press('Escape');
    const again = page.getByRole('slider', { name: 'Rewatching of episode 1' });
    // 128 viewers of the scene, 40 of them twice.
    expect(await again.getAttribute('aria-valuetext')).toMatch(/^Watched again most: 6:40.*1\.31×/);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('is read step by step, as a table, and cell by cell', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/told/completion');
    const funnel = page.getByRole('slider', { name: 'Episode funnel' });
    await funnel.focus();
    await page.keyboard.press('ArrowDown');
    expect(await funnel.getAttribute('aria-valuetext')).toMatch(/came this far 100.%/);
    await page.keyboard.press('ArrowDown');
    expect(await funnel.getAttribute('aria-valuetext')).toMatch(
      /came this far 80\.0.%.*lost since the one before 20\.0.%/,
    );
    await page.locator('.reading', { hasText: 'came this far' }).waitFor();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Who goes on to the next episode?, table' });
    await table.waitFor();
    expect(await table.evaluate((region) => region === document.activeElement)).toBe(true);
    const column = (at: number) => table.locator(`tbody tr > :nth-child(${at})`).allInnerTexts();
    expect((await column(2)).map(parseFloat)).toEqual([100, 80, 50]);
    expect((await column(5)).map(parseFloat)).toEqual([NaN, 20, 37.5]);
    expect(await column(6)).toEqual(['160', '160', '160']);
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    await funnel.waitFor();

    const heat = page.getByRole('slider', { name: 'Retention by episode and part of the runtime' });
    const says = () => heat.getAttribute('aria-valuetext');
    await heat.focus();
    await page.keyboard.press('Home');
    expect(await says()).toMatch(/^1 · told-one, 0:00–0:30, watched it 100.%, of its viewers 160/);
    await page.keyboard.press('ArrowDown');
    expect(await says()).toMatch(/^2 · told-two, 0:00–0:30, watched it 100.%, of its viewers 128/);
    await page.keyboard.press('ArrowRight');
    expect(await says()).toMatch(/^2 · told-two, 0:30–1:00/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.reading').count()).toBe(0);

    // And with the pointer: the last part of episode 1.
    await heat.scrollIntoViewIfNeeded();
    await heat.locator('[data-item="19"]').hover();
    await page.locator('.reading', { hasText: '80.0' }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('an open page', () => {
  it('follows within a second of its figures, and asks for nothing while nothing happens', async () => {
    const startMs = Date.now() - 3 * DAY_MS;
    const audience = new Audience();
    const watch = (kind: string) => viewers('followed', kind, 20, [{ startMs, to: 600 }]);
    const counted = async (): Promise<number> => {
      const answer = await fetch(`${inject('pagesUrl')}/api/v1/titles/followed/completion`, {
        headers: { authorization: `Bearer ${inject('token')}` },
      });
      const { retention } = (await answer.json()) as Partial<Told>;
      return retention?.[0]?.n ?? 0;
    };
    const untilCounted = async (n: number) => {
      while ((await counted()) !== n) await sleep(20);
    };
    await audience.send([...season('followed', startMs - DAY_MS, [], 600), ...watch('a')]);
    await untilCounted(20);
    await sleep(2_000); // whatever else the roll-ups have to do with it
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/followed/completion');
    const shows = (n: number) => panel(page, 'Where do people leave?').getByText(`retention · n ${n}`).waitFor();
    await shows(20);
    let asked = 0;
    page.on('request', (request) => (asked += request.url().includes('__data.json') ? 1 : 0));
    await sleep(2_000);
    expect(asked).toBe(0);

    // A busy machine may be late once; a page that isn't told is late always.
    const waits: number[] = [];
    for (const [round, kind] of ['b', 'c'].entries()) {
      const n = 40 + 20 * round;
      await audience.send(watch(kind));
      await untilCounted(n);
      const beganMs = performance.now();
      await shows(n);
      waits.push(performance.now() - beganMs);
    }
    expect(Math.min(...waits)).toBeLessThan(1_000);
    expect(asked).toBeGreaterThan(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the charts of a title', () => {
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
