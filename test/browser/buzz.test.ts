import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { season, viewers } from '../integration/support/audience.ts';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { crowdedWords } from './support/crowded.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const SERIES = '/titles/nine-paper-lanterns-s1/buzz';
const CAMPAIGNED = '/titles/campaigned/buzz';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PREMIERE_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 10 * DAY_MS;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  await tellCampaign();
});
afterAll(() => browser.close());

const panel = (page: Page, title: string | RegExp): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: title }) });

interface Figure {
  value: number | null;
}
interface Answer {
  views: Figure;
  mentions: Figure;
  conversion: { days: number; exposed: number; converted: number; rate: Figure; lift: { ratio: Figure } | null }[];
  buzz_index: { now: Figure };
  milestones: { uplift: { reason?: string } }[];
}

async function answerOf(title: string): Promise<Partial<Answer>> {
  const answer = await fetch(`${inject('pagesUrl')}/api/v1/titles/${title}/buzz`, {
    headers: { authorization: `Bearer ${inject('token')}` },
  });
  return answer.ok ? ((await answer.json()) as Answer) : {};
}
async function until(title: string, reached: (answer: Partial<Answer>) => boolean): Promise<void> {
  while (!reached(await answerOf(title))) await sleep(100);
}

const asset = (id: string, channel: string, more: object = {}) => ({
  ...{ type: 'catalog', kind: 'asset', id: `campaigned-${id}`, title_id: 'campaigned', name: `campaigned: ${id}` },
  ...{ form: id, channel, live_at: PREMIERE_MS - 3 * DAY_MS, updated_at: PREMIERE_MS },
  ...more,
});
const mention = (id: string, atMs: number, title = 'campaigned') => ({
  ...{ type: 'mention', mention_id: `${title}-${id}`, title_id: title, author: `${title}-${id}`, channel: 'forum' },
  ...{ at: atMs, updated_at: atMs, text: 'It is out.', lang: 'en' },
});

/**
 * A film whose campaign a head can count: 60 viewers are shown its trailer an hour after the premiere, 40 play it, 12 to the
 * end, half of all start the film that day; of 40 who are kept from it 8 do. A spot is counted by its channel.
 */
async function tellCampaign(): Promise<void> {
  const shownMs = PREMIERE_MS + HOUR_MS;
  const startMs = PREMIERE_MS + 3 * HOUR_MS;
  const promo = (viewer: string, action: string, laterMs: number, more: object = {}) => ({
    ...{ type: 'promo', event_id: `${viewer}-${action}`, asset_id: 'campaigned-trailer', title_id: 'campaigned' },
    ...{ viewer_id: viewer, action, channel: 'site', at: shownMs + laterMs, paid_owned_earned: 'owned' },
    ...more,
  });
  const fans = Array.from({ length: 60 }, (_, fan) => `campaigned-fan-${fan}`);
  const held = Array.from({ length: 40 }, (_, fan) => `campaigned-held-${fan}`);
  const steps: readonly (readonly [action: string, fans: number])[] = [
    ...([
      ['impression', 60],
      ['start', 40],
      ['q25', 30],
      ['q50', 20],
      ['q75', 15],
      ['complete', 12],
    ] as const),
    ...([
      ['list_add', 5],
      ['reminder', 3],
    ] as const),
  ];
  const counts = {
    impressions: 1_000,
    starts: 500,
    views: 400,
    q25: 300,
    q50: 250,
    q75: 200,
    completes: 150,
    cost: 125,
  };
  await new Audience().send([
    ...season('campaigned', PREMIERE_MS, [], 5_400),
    asset('trailer', 'site', { view_rule: 'q25: a quarter of it played' }),
    asset('spot', 'tube', { view_rule: 'two seconds on screen' }),
    asset('poster', 'foyer'),
    ...[
      ['talk show', 2],
      ['awards', -40],
    ].map(([name, days]) => ({
      ...{ type: 'catalog', kind: 'milestone', id: `campaigned-${name}`, title_id: 'campaigned', name, form: 'press' },
      ...{ at: PREMIERE_MS + Number(days) * DAY_MS, updated_at: PREMIERE_MS },
    })),
    ...steps.flatMap(([action, many], step) => fans.slice(0, many).map((fan) => promo(fan, action, step * 10_000))),
    ...held.map((viewer) => promo(viewer, 'impression', 0, { holdout: true })),
    ...Object.entries(counts).map(([metric, value]) => ({
      ...{ type: 'promo_daily', asset_id: 'campaigned-spot', channel: 'tube', metric, value },
      ...{ date: new Date(PREMIERE_MS).toISOString().slice(0, 10), updated_at: PREMIERE_MS + DAY_MS },
    })),
    ...Array.from({ length: 30 }, (_, said) => mention(`${said}`, PREMIERE_MS + said * 4 * HOUR_MS)),
    ...viewers('campaigned', 'fan', 30, [{ startMs, to: 900 }]),
    ...viewers('campaigned', 'held', 8, [{ startMs, to: 900 }]),
  ]);
  await until('campaigned', ({ mentions, conversion, milestones }) => {
    const day = conversion?.find(({ days }) => days === 1);
    const stirred = milestones?.every(({ uplift }) => uplift.reason !== 'It is being counted.') ?? false;
    return stirred && mentions?.value === 30 && day?.converted === 30 && (day.lift?.ratio.value ?? 0) > 2;
  });
}

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
  { name: 'light, 2560 px', scheme: 'light', viewport: { width: 2560, height: 1300 } },
] as const)('campaigns, $name', ({ scheme, viewport }) => {
  it('are sound pages', async () => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    for (const path of [
      SERIES,
      `${SERIES}?span=days&within=28&credit=linear&zone=Asia%2FKolkata`,
      CAMPAIGNED,
      '/buzz',
      '/buzz?sort=-buzz&find=salt',
    ]) {
      await visit.open(path);
      await page.locator('main h2').first().waitFor();
      expect(await visit.accessibilityFaults(), path).toEqual([]);
      expect(await visit.sidewaysPixels(), path).toBe(0);
      expect(await crowdedWords(page), path).toEqual([]);
      expect(visit.complaints, path).toEqual([]);
    }
    await visit.end();
  });
});

it('fits the table of campaigns into the page from 1024 px on, and folds what has no room of its own', async () => {
  const visit = await Visit.begin(browser);
  const { page } = visit;
  await visit.open('/buzz');
  const table = page.locator('.title-table');
  const row = table.getByRole('row', { name: /campaigned/ });
  for (const width of [1024, 1100, 1320, 1321, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const sideways = await table.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect({ width, sideways }).toEqual({ width, sideways: 0 });
    // Nothing that it tells is gone, nor told twice.
    await table.getByRole('link', { name: /^premiere/i }).waitFor();
    const text = await row.innerText();
    expect(text.match(/out 10 days/g), `${width} px`).toHaveLength(1);
    expect(text.match(/\d\/h/g)?.length ?? 0, `${width} px`).toBe(width > 1320 ? 0 : 2);
  }
  await page.setViewportSize({ width: 1023, height: 900 });
  await table.waitFor({ state: 'hidden' });
  expect(visit.complaints).toEqual([]);
  await visit.end();
});

describe('a campaign that is known', () => {
  it('is told in every part as a head can count it, and as the read API answers', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${CAMPAIGNED}?within=1`);
    const { views, buzz_index: index } = await answerOf('campaigned');
    const stat = (name: RegExp) => page.locator('.stat', { hasText: name }).innerText();
    // A quarter of the trailer, and what the channel of the spot counts.
    expect(views?.value).toBe(30 + 400);
    expect(await stat(/^Trailer views/)).toMatch(/\n430\n/);
    expect(await stat(/^View-through/)).toContain(`${((100 * (12 + 150)) / 1_060).toFixed(1)}\u202f%`);
    expect(await stat(/^List adds/)).toMatch(/\n5\n/);
    expect(await stat(/^Reminders/)).toMatch(/\n3\n/);
    expect(await stat(/^Buzz index/)).toContain((index?.now.value ?? NaN).toFixed(2));
    const findings = (await page.getByRole('list', { name: 'What the numbers say' }).innerText()).replaceAll(
      '\u202f',
      ' ',
    );
    expect(findings).toMatch(/The campaign added \+30\.0 points \(\+\d+\.\d to \+\d+\.\d\): 50\.0 % of the exposed/);
    expect(findings).toMatch(/No uplift can be told after “talk show”: fewer than 21 undisturbed days/);

    const funnels = page.getByRole('slider', { name: 'Steps through each asset' });
    await funnels.focus();
    await page.keyboard.press('Home');
    const says = () => funnels.getAttribute('aria-valuetext');
    const heard: string[] = [];
    for (let step = 0; step < 12; step += 1) {
      heard.push((await says())?.replaceAll('\u202f', ' ') ?? '');
      await page.keyboard.press('ArrowRight');
    }
    expect(heard).toContainEqual(
      'Trailer, Site, played to the end 12, of impressions 20.0 %, lost since the step before 20.0 %, a view is a quarter of it played; from players’ events',
    );
    expect(heard).toContainEqual(
      expect.stringMatching(
        /^Spot, Tube, .*a view is two seconds on screen; from the channel’s daily export until .*; events are not counted beside it$/,
      ),
    );
    const spot = page.getByRole('region', { name: 'Assets by channel' }).getByRole('row', { name: /Spot/ });
    expect(await spot.innerText()).toMatch(/400[\s\S]*15\.0\u202f%[\s\S]*30\.0\u202f%[\s\S]*125/);
    await page.getByText('Nothing has happened yet to Poster.').waitFor();

    const conversion = page.getByRole('slider', { name: 'Conversion by window' });
    expect(await conversion.getAttribute('aria-valuetext')).toMatch(
      /^Within 1 day 50\.0.%, holdout 20\.0.%, Within 7 days/,
    );
    const lift = page.getByRole('slider', { name: 'Lift by window' });
    expect(await lift.getAttribute('aria-valuetext')).toMatch(/^Within 1 day 2\.50×, \+30\.0/);
    const owned = panel(page, /^Paid, owned, earned/).getByRole('row', { name: /^Owned/ });
    // Thirty people are too few to tell of in a part of the campaign.
    expect(await owned.locator('td').allInnerTexts()).toEqual(['60', '40', '30', '12', '60', 'withheld']);
    const uplift = page.getByRole('slider', { name: 'Uplift by milestone' });
    await uplift.focus();
    await page.keyboard.press('End');
    expect(await uplift.getAttribute('aria-valuetext')).toMatch(/^talk show, Fewer than 21 undisturbed days/);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('is walked through by keyboard alone: choices keep the focus and stand in the address, charts are tables and files', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL('**/buzz');
    await page.getByRole('searchbox', { name: 'Search titles and genres' }).focus();
    await page.keyboard.type('campaig');
    await page.getByText(/^1 of \d+ campaigns$/).waitFor();
    const sort = page.getByRole('columnheader', { name: 'Buzz' }).getByRole('link');
    await sort.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/buzz?sort=-buzz&find=campaig');
    await page.getByRole('link', { name: 'campaigned' }).filter({ visible: true }).last().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${CAMPAIGNED}`);
    expect(await page.title()).toBe('Buzz of campaigned · Ovation');

    const linear = page.getByRole('group', { name: 'Credit' }).getByRole('link', { name: 'Linear' });
    await linear.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${CAMPAIGNED}?credit=linear`);
    expect(await linear.evaluate((link) => link === document.activeElement)).toBe(true);

    const mentions = page.getByRole('slider', { name: 'Mentions by hour' });
    await mentions.focus();
    await page.keyboard.press('End');
    expect(await mentions.getAttribute('aria-valuetext')).toMatch(/mentions \d+.*still open: provisional$/);
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Is it heating up?, table' });
    await table.waitFor();
    expect(await table.locator('tbody tr').count()).toBe(169);
    await page.keyboard.press('Enter');
    await mentions.waitFor();

    for (const [title, rows] of [
      ['Is it heating up?', 169],
      ['How far is each asset watched?', 2],
      ['Is it ahead of its genre?', 5],
      ['Do those it reached start watching?', 4],
    ] as const) {
      const save = async (kind: string) => {
        await panel(page, title).getByRole('button', { name: 'Save this chart' }).click();
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: kind }).filter({ visible: true }).click();
        return readFile(await (await saved).path());
      };
      const svg = (await save('SVG drawing')).toString();
      expect(svg).toContain('campaigned: ');
      expect(svg).not.toContain('var(--');
      const lines = (await save('CSV table')).toString().trim().split(/\r?\n/);
      expect(lines.length, title).toBeGreaterThan(rows);
    }
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('moves while it is open, on its page and among all campaigns, and a spike marks itself', async () => {
    const visit = await Visit.begin(browser);
    const all = await Visit.begin(browser);
    await visit.open(CAMPAIGNED);
    await all.open('/buzz?find=campaigned');
    const { page } = visit;
    const mentions = page.locator('.stat', { hasText: /^Mentions/ }).locator('.number');
    await mentions.getByText('30', { exact: true }).waitFor();
    const spikes = panel(page, 'Is it heating up?').locator('svg[data-chart="Mentions by hour"] circle');
    expect(await spikes.count()).toBe(0);
    const nowMs = Date.now();
    await new Audience().send(Array.from({ length: 25 }, (_, said) => mention(`now-${said}`, nowMs)));
    await mentions.getByText('55', { exact: true }).waitFor();
    await spikes.first().waitFor();
    await page.getByText(/^Mentions spiked on .*: 25 in the hour/).waitFor();
    await all.page.getByText('spike: 25 now', { exact: true }).filter({ visible: true }).waitFor();
    expect([...visit.complaints, ...all.complaints]).toEqual([]);
    await visit.end();
    await all.end();
  });
});

describe('what is not there', () => {
  it('is said, with what to do: no campaign, and one that nobody can be told apart of', async () => {
    const audience = new Audience();
    await audience.addFilm('unsung', 'Unsung');
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/unsung/buzz');
    await page.getByText('Nothing was shown or said of it yet').waitFor();
    await page.getByText('import promo youtube.csv --asset').waitFor();
    expect(await page.locator('main svg[data-chart]').count()).toBe(0);
    expect(await visit.accessibilityFaults()).toEqual([]);

    await audience.send([mention('1', Date.now(), 'unsung')]);
    await page.getByText('No asset was played yet').waitFor();
    await page.getByText('Nobody can be told apart').waitFor();
    await page.getByText('The title has no premiere to count the days to.').first().waitFor();
    await page.getByText('It has no milestones yet').waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
