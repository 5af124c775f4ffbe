import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { season, viewers } from '../integration/support/audience.ts';
import { launchBrowser } from '../support/chromium.ts';
import { Audience } from './support/audience.ts';
import { crowdedWords } from './support/crowded.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const SERIES = '/titles/nine-paper-lanterns-s1/reception';
const REVIEWED = '/titles/reviewed/reception';
const STORMED = '/titles/stormed/reception';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  await tellFilm();
  await tellStorm();
});
afterAll(() => browser.close());

const panel = (page: Page, title: string | RegExp): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: title }) });

/** Until an answer of the read API about a title is as it should be. */
async function until<T>(path: string, reached: (answer: Partial<T>) => boolean): Promise<void> {
  for (;;) {
    const answer = await fetch(`${inject('pagesUrl')}/api/v1/titles/${path}`, {
      headers: { authorization: `Bearer ${inject('token')}` },
    });
    const told = (await answer.json()) as Partial<T>;
    if (answer.ok && reached(told)) return;
    await sleep(100);
  }
}
const untilVoices = (title: string, count: number) =>
  until<{ all: { voices: number } }>(`${title}/reception`, ({ all }) => all?.voices === count);

/** A film and people who watched it all: counted before anybody speaks, so that they are known as its viewers from the first. */
async function tellViewers(title: string, startMs: number, count: number): Promise<void> {
  await new Audience().send([
    ...season(title, startMs, [], 3_000),
    ...viewers(title, 'fan', count, [{ startMs: startMs + HOUR_MS, to: 3_000 }]),
  ]);
  await until<{ retention: { n: number }[] }>(`${title}/completion`, ({ retention }) => retention?.[0]?.n === count);
}

/** What makes the texts of two people differ: copies count once in what is praised and blamed. */
const aside = (index: number) => createHash('sha256').update(`${index}`).digest('hex');

/**
 * A film whose voices a head can count: 40 viewers praise its music (9 of 10 stars), 25 others blame its pacing (2 of 10), 30
 * mentions of no opinion. And nine texts that nobody should have to show.
 */
async function tellFilm(): Promise<void> {
  const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 12 * DAY_MS;
  const at = (index: number) => startMs + DAY_MS + index * 5 * HOUR_MS;
  const review = (id: string, index: number, more: object) => ({
    ...{ type: 'review', review_id: `reviewed-${id}`, title_id: 'reviewed', at: at(index), updated_at: at(index) },
    ...more,
  });
  const stars = (rating: number) => ({ rating, scale: [1, 10], lang: 'en' });
  await tellViewers('reviewed', startMs, 40);
  await new Audience().send([
    ...Array.from({ length: 40 }, (_, index) =>
      review(`fan-${index}`, index % 24, {
        ...stars(9),
        viewer_id: `reviewed-fan-${index}`,
        text: `The music is wonderful, I loved every song.${index < 6 ? ' At 12:30 it is beautiful.' : ''} ${aside(index)}`,
      }),
    ),
    ...Array.from({ length: 25 }, (_, index) =>
      review(`other-${index}`, index, {
        ...stars(2),
        author: `reviewed-other-${index}`,
        text: `The pacing is terrible and boring, I gave up. ${aside(index + 40)}`,
      }),
    ),
    ...Array.from({ length: 30 }, (_, index) => ({
      ...{ type: 'mention', mention_id: `reviewed-${index}`, title_id: 'reviewed', channel: 'reddit', lang: 'en' },
      ...{ at: at(index % 24), updated_at: at(index % 24), author: `reviewed-talker-${index}` },
      text: `It is on channel ${index + 1} tonight.`,
    })),
    ...HOSTILE.map((text, index) =>
      review(`hostile-${index}`, 24, { ...text, author: `reviewed-hostile-${index}`, rating: 5, scale: [1, 10] }),
    ),
  ]);
  await untilVoices('reviewed', 40 + 25 + 30 + HOSTILE.length);
}

const HOSTILE: readonly { text: string; lang?: string }[] = [
  {
    text: '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script> a masterpiece <b>bold</b>',
    lang: 'en',
  },
  { text: 'فيلم رائع جدا والموسيقى جميلة <bdo dir="ltr">مدهش</bdo>', lang: 'ar' },
  { text: '\u202Eهذا فيلم سيئ\u202E جدا', lang: 'ar' },
  { text: '音楽が素晴らしい。もう一度見たい。', lang: 'ja' },
  { text: '😭😭😭🔥🔥🔥' },
  { text: 'wow' },
  { text: `${'endless praise '.repeat(3_400)}`, lang: 'en' },
  { text: `${'w'.repeat(50_000)}`, lang: 'en' },
  { text: 'Eg fari at hyggja at hesum aftur í kvøld.', lang: 'fo' },
];

/**
 * A film that 30 viewers and 12 others reviewed over nine days, and 60 accounts nobody had heard of within an hour, with one
 * slogan and the lowest rating.
 */
async function tellStorm(): Promise<void> {
  const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 11 * DAY_MS;
  const stormMs = startMs + 9.5 * DAY_MS;
  const review = (id: string, atMs: number, more: object) => ({
    ...{ type: 'review', review_id: `stormed-${id}`, title_id: 'stormed', at: atMs, updated_at: atMs, lang: 'en' },
    ...more,
  });
  const honest = (index: number) => ({
    ...{ rating: 6 + (index % 5), scale: [1, 10] },
    text: `Evening ${index + 1} of it: a good story, told well by people I liked.`,
  });
  await tellViewers('stormed', startMs, 30);
  await new Audience().send([
    ...Array.from({ length: 30 }, (_, index) =>
      review(`fan-${index}`, startMs + (index + 1) * 7 * HOUR_MS, {
        ...honest(index),
        viewer_id: `stormed-fan-${index}`,
      }),
    ),
    ...Array.from({ length: 12 }, (_, index) =>
      review(`other-${index}`, startMs + (index + 1) * 17 * HOUR_MS, { ...honest(index), author: `stormed-${index}` }),
    ),
    ...Array.from({ length: 60 }, (_, index) =>
      review(`storm-${index}`, stormMs + index * 55_000, {
        ...{ rating: 1, scale: [1, 10], author: `stormed-new-${index}` },
        text: `Worst film ever, do not watch this garbage under any circumstances${'!'.repeat(index % 4)}`,
      }),
    ),
  ]);
  await untilVoices('stormed', 102);
}

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 1440 px', scheme: 'light', viewport: WIDE },
  { name: 'dark, 390 px', scheme: 'dark', viewport: NARROW },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
  { name: 'light, 2560 px', scheme: 'light', viewport: { width: 2560, height: 1300 } },
] as const)('what they say, $name', ({ scheme, viewport }) => {
  it.each([
    { path: SERIES, says: 'When did they say so?' },
    {
      path: `${SERIES}?voices=mentions&span=hours&drivers=term&said=newest&zone=Asia%2FKolkata`,
      says: 'In their own words',
    },
    { path: REVIEWED, says: 'Where in the film?' },
    { path: `${STORMED}?counted=adjusted&course=rating&voices=reviews`, says: /coordinated$/ },
  ])('$path is sound', async ({ path, says }) => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    await visit.open(path);
    await page.getByRole('heading', { name: says }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    expect(await crowdedWords(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the page', () => {
  it('is a tab of its title that keeps the zone, and is found by its name', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/reviewed/completion?zone=Asia%2FTokyo');
    const tabs = page.getByRole('navigation', { name: 'Pages of reviewed' });
    await tabs.getByRole('link', { name: 'Reception' }).click();
    await page.waitForURL(`**${REVIEWED}?zone=Asia%2FTokyo`);
    await visit.open('/titles/reviewed?zone=Asia%2FTokyo');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('reviewed recep');
    await page.getByRole('option', { name: 'reviewed: Reception' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${REVIEWED}?zone=Asia%2FTokyo`);
    expect(await page.title()).toBe('Reception of reviewed · Ovation');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a film whose voices are known', () => {
  it('is told in sentences and figures that a head can count', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(REVIEWED);
    const stat = (name: RegExp) => page.locator('.stat', { hasText: name }).innerText();
    // 40 · 8.89, 25 · 1.11 and 9 · 4.44 of 10, of 74 ratings.
    expect(await stat(/^Bayesian rating/)).toMatch(/mean 5\.7 of 74 ratings/);
    expect(await stat(/Positive share/)).toMatch(/54\.1/);
    expect(await stat(/Verified viewers/)).toMatch(/n 40/);
    expect(await stat(/Voices/)).toMatch(/104[^]*74 reviews · 30 mentions/);
    const findings = await page
      .getByRole('list', { name: 'What the numbers say' })
      .getByRole('listitem')
      .allInnerTexts();
    expect(findings.some((finding) => /Praised most for music.*blamed for pacing/.test(finding))).toBe(true);

    // What pulls the rating stands behind its name.
    await page
      .getByRole('button', { name: /^Bayesian rating/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    const definition = page.locator('[popover]:popover-open');
    await definition.getByText('Pulled to').waitFor();
    expect(await definition.innerText()).toMatch(/Rests on\s+74 ratings/);
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByText('nothing looks so').count()).toBe(1);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('is read with the keyboard alone: over time, as a table, and what they praise in their own words', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${REVIEWED}?voices=reviews`);
    const bars = page.getByRole('slider', { name: 'Texts by what they say' });
    const says = () => bars.getAttribute('aria-valuetext');
    await bars.focus();
    await page.keyboard.press('Home');
    expect(await says()).toMatch(/^\w{3} \d+ \w{3}, positive \d+, neutral \d+, negative \d+/);
    await page.keyboard.press('ArrowRight');
    // Net sentiment over it stands at the same time.
    expect(await page.getByRole('slider', { name: 'Net sentiment over time' }).locator('.crosshair').count()).toBe(1);
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'When did they say so?, table' });
    await table.waitFor();
    expect(await table.evaluate((region) => region === document.activeElement)).toBe(true);
    const column = async (at: number) =>
      (await table.locator(`tbody tr > :nth-child(${at})`).allInnerTexts()).map((text) => Number(text) || 0);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(await column(9))).toBe(74);
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    await bars.waitFor();

    const drivers = page.getByRole('group', { name: 'Praise and blame by aspect' });
    const music = drivers.getByRole('link', { name: /^Music: / });
    expect(Number(/(\d+) praise/.exec((await music.getAttribute('aria-label')) ?? '')?.[1])).toBeGreaterThan(30);
    await music.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/reception?voices=reviews&driver=music');
    const quotes = panel(page, 'What do they say of the music?').getByRole('listitem');
    expect(await quotes.count()).toBeGreaterThan(0);
    expect((await quotes.locator('blockquote').allInnerTexts()).join(' ').toLowerCase()).toContain('music');
    // The focus stayed; chosen again it lets go.
    expect(await music.evaluate((link) => link === document.activeElement)).toBe(true);
    const colleague = await Visit.begin(browser);
    await colleague.open(page.url().slice(visit.url.length));
    await panel(colleague.page, 'What do they say of the music?').waitFor();
    await colleague.end();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/reception?voices=reviews');
    await panel(page, 'In their own words').waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('links what names a place to who watched it', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(REVIEWED);
    const where = panel(page, 'Where in the film?');
    const place = where.getByRole('list', { name: 'Places of the film' }).getByRole('listitem').first();
    expect(await place.innerText()).toMatch(/12:30/);
    expect(await place.innerText()).toMatch(/6 texts/);
    expect(await place.innerText()).toMatch(/100.% watched it/);
    const curve = page.getByRole('slider', { name: 'Places of the film that texts name' });
    expect(await curve.getAttribute('aria-valuetext')).toMatch(/^Texts name 1 place of the film/);
    await curve.focus();
    await page.keyboard.press('Home');
    expect(await curve.getAttribute('aria-valuetext')).toMatch(/^0:05, watched it 100.%/);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('shows every text as text: markup, both directions, emoji, one word, and what is endless', async () => {
    for (const viewport of [WIDE, NARROW]) {
      const visit = await Visit.begin(browser, { viewport });
      const { page } = visit;
      await visit.open(`${REVIEWED}?said=newest`);
      const quotes = panel(page, 'In their own words').locator('blockquote');
      const texts = await quotes.allInnerTexts();
      expect(texts.some((text) => text.includes('a masterpiece'))).toBe(true);
      expect(texts.every((text) => text.length <= 400)).toBe(true);
      expect(await quotes.locator('*').count()).toBe(0);
      expect(await page.title()).toBe('Reception of reviewed · Ovation');
      const arabic = quotes.filter({ hasText: 'رائع' });
      expect(await arabic.getAttribute('lang')).toBe('ar');
      expect(await arabic.evaluate((quote) => getComputedStyle(quote).direction)).toBe('rtl');
      expect(await visit.sidewaysPixels()).toBe(0);
      expect(await visit.accessibilityFaults()).toEqual([]);

      // What is in a language nobody reads here is said to be so.
      const languages = panel(page, 'In which language?');
      expect(await languages.innerText()).toMatch(/not scored is not neutral/);
      expect(await languages.innerText()).toMatch(/Faroese \(1\)/);
      expect(visit.complaints).toEqual([]);
      await visit.end();
    }
  });

  it('follows what is said while it is open', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(REVIEWED);
    const voices = page.locator('.stat', { hasText: /^Voices/ });
    const before = 104;
    await voices.getByText(String(before)).waitFor();
    await new Audience().send([
      {
        ...{ type: 'review', review_id: 'reviewed-late', title_id: 'reviewed', author: 'reviewed-late' },
        ...{ at: Date.now(), updated_at: Date.now(), rating: 10, scale: [1, 10], text: 'A joy.', lang: 'en' },
      },
    ]);
    await voices.getByText(String(before + 1)).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('reviews that look coordinated', () => {
  it('are told with their reasons, beside what the rest says', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(STORMED);
    const notice = panel(page, /coordinated$/);
    expect(await notice.getByRole('heading', { level: 2 }).innerText()).toMatch(/^\d+ reviews look coordinated$/);
    const reasons = notice.getByRole('list', { name: /^Why \d+ of the \d+ reviews of those hours look so$/ });
    expect(await reasons.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);
    expect(await reasons.getByRole('listitem').first().innerText()).toMatch(
      /^People not known to have started it wrote [\d.,]+ reviews an hour; usual: [\d.]+ a day\.$/,
    );
    const rating = notice
      .getByRole('table', { name: 'What they change' })
      .locator('tbody tr', { hasText: 'Bayesian rating' });
    const [raw = 0, adjusted = 0] = (await rating.locator('td').allInnerTexts()).map(parseFloat);
    expect(adjusted).toBeGreaterThan(raw);
    // The page counts everybody, until it is told not to.
    const told = page.locator('.stat', { hasText: /^Bayesian rating/ }).locator('.number');
    expect(parseFloat(await told.innerText())).toBe(raw);
    await notice.getByText('Nothing is deleted or hidden').waitFor();
    await notice.getByRole('link', { name: 'Without them' }).click();
    await page.waitForURL('**/reception?counted=adjusted');
    await page.getByText(/without \d+ reviews that look coordinated/).waitFor();
    expect(parseFloat(await told.innerText())).toBe(adjusted);
    expect(await panel(page, 'What do they praise, what do they blame?').innerText()).toMatch(
      /everybody is counted here/,
    );
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('are not seen where many are disappointed, each in words of their own', async () => {
    const visit = await Visit.begin(browser);
    await visit.open(REVIEWED);
    expect(await panel(visit.page, /coordinated$/).count()).toBe(0);
    await visit.page.getByText('nothing looks so').waitFor();
    await visit.end();
  });
});

describe('the charts of the page', () => {
  it.each([
    { title: 'When did they say so?', charts: 2, rows: 12 },
    { title: 'Who says so?', charts: 1, rows: 5 },
    { title: 'What do they praise, what do they blame?', charts: 1, rows: 2 },
    { title: 'In which language?', charts: 1, rows: 4 },
    { title: 'Where in the film?', charts: 1, rows: 1 },
  ])('“$title” is saved as a picture, a drawing and a table', async ({ title, charts, rows }) => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(REVIEWED);
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
    expect(svg).toContain('reviewed: ');
    expect(svg).not.toContain('var(--');
    expect(svg.match(/data-chart=/g)).toHaveLength(charts);
    const lines = (await save('CSV table')).toString().trim().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(rows);
    expect(lines.every((line) => line.split(',').length >= 4)).toBe(true);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('what is not there', () => {
  it('is said, with what to do: no voices, no ratings', async () => {
    const audience = new Audience();
    await audience.addFilm('unspoken', 'Unspoken');
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/titles/unspoken/reception');
    await page.getByText('Nothing was said of it yet').waitFor();
    await page.getByText('import reviews').waitFor();
    expect(await page.locator('main svg[data-chart]').count()).toBe(0);
    expect(await page.locator('.stat').count()).toBe(0);
    expect(await visit.accessibilityFaults()).toEqual([]);

    const mention = {
      type: 'mention',
      mention_id: 'unspoken-1',
      title_id: 'unspoken',
      channel: 'forum',
      author: 'somebody',
    };
    await audience.send([
      { ...mention, at: Date.now(), updated_at: Date.now(), text: 'Eg síggi tað í kvøld.', lang: 'fo' },
    ]);
    await untilVoices('unspoken', 1);
    await page.getByText('Nobody has rated it yet').waitFor();
    await page.getByText('No text has a score', { exact: true }).waitFor();
    await panel(page, 'In which language?').getByText('not scored', { exact: true }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
