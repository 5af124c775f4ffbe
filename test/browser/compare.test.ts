import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { NARROW, Visit, WIDE } from './support/visit.ts';

const TWO = '/compare?titles=nine-paper-lanterns-s1,quiet-arithmetic-s2';
const ROOM = '/titles/nine-paper-lanterns-s1';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Nobody can complain: not the browser, not who reads by ear, not who has a small screen. */
async function expectSound(visit: Visit): Promise<void> {
  expect(await visit.accessibilityFaults()).toEqual([]);
  expect(await visit.sidewaysPixels()).toBe(0);
  expect(visit.complaints).toEqual([]);
}

const chosen = (page: Page) =>
  page.getByRole('list', { name: 'Titles compared' }).locator('li:not(.add) a').allInnerTexts();
const names = async (page: Page) => (await chosen(page)).map((text) => text.split('\n')[0]);
const titlesIn = (page: Page) => new URL(page.url()).searchParams.get('titles')?.split(',');
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
  );

describe.each([
  { name: 'dark, 1440 px', scheme: 'dark', viewport: WIDE },
  { name: 'light, 1440 px', scheme: 'light', viewport: WIDE },
  { name: 'dark, 390 px', scheme: 'dark', viewport: NARROW },
  { name: 'light, 390 px', scheme: 'light', viewport: NARROW },
] as const)('comparing, $name', ({ scheme, viewport }) => {
  it('is sound with what it opens on, with six titles, with none, and in the dictionary', async () => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    await visit.open('/compare');
    await page.getByRole('heading', { level: 1, name: 'Compare' }).waitFor();
    // The address has come to say what is compared.
    expect(titlesIn(page)?.length).toBe(3);
    expect(await chosen(page)).toHaveLength(3);
    await expectSound(visit);

    await visit.open(
      `${TWO},mare-de-vidro-s1,lighthouse-at-three-s1,salt-meridian-s1,cartographers-orchard&age=28d&metric=viewers`,
    );
    expect(await chosen(page)).toHaveLength(6);
    expect(await page.getByRole('combobox', { name: 'Six titles' }).isDisabled()).toBe(true);
    await expectSound(visit);

    await visit.open(`${TWO}&device=tv`);
    await page.getByText(/^Television(, in each title’s life|: withheld)$/).waitFor();
    await expectSound(visit);

    await visit.open('/compare?titles=');
    await page.getByText('Choose what to compare').waitFor();
    await expectSound(visit);

    await visit.open('/metrics#completion_7d');
    await page.getByRole('heading', { name: 'Completion within 7 days' }).waitFor();
    await expectSound(visit);
    await visit.end();
  });

  it('is sound where comparables and segments are chosen', async () => {
    const visit = await Visit.begin(browser, { scheme, viewport });
    const { page } = visit;
    await visit.open(ROOM);
    await page.getByRole('button', { name: /^vs .* comparables$/ }).click();
    await page.getByRole('dialog', { name: 'Compared with' }).waitFor();
    await expectSound(visit);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Segment: / }).click();
    await page.getByText('No segment is saved yet.').waitFor();
    await expectSound(visit);
    await visit.end();
  });
});

describe('titles beside each other', () => {
  it('are found, moved and taken out with the keyboard alone, and the address follows', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${TWO}&zone=Asia%2FTokyo`);
    const field = page.getByRole('combobox', { name: 'Add a title' });
    await field.focus();
    await page.keyboard.type('mare');
    await page.getByRole('option', { name: 'Maré de Vidro' }).waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    await expectSound(visit);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare?titles=nine-paper-lanterns-s1,quiet-arithmetic-s2,mare-de-vidro-s1&zone=*');
    expect(await names(page)).toEqual(['Nine Paper Lanterns', 'The “Quiet” Arithmetic', 'Maré de Vidro']);
    // A title that stands there is not offered again.
    await page.keyboard.type('mare de vidro');
    expect(await page.getByRole('option', { name: 'Maré de Vidro' }).count()).toBe(0);
    await page.keyboard.press('Escape');

    const forward = page.getByRole('button', { name: 'Move Maré de Vidro, Season 1 forward' });
    await forward.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare?titles=nine-paper-lanterns-s1,mare-de-vidro-s1,quiet-arithmetic-s2&zone=*');
    // The focus goes along, so that the same key moves it on.
    await expect.poll(() => focused(page)).toBe('Move Maré de Vidro, Season 1 forward');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare?titles=mare-de-vidro-s1,nine-paper-lanterns-s1,quiet-arithmetic-s2&zone=*');
    await expect.poll(() => focused(page)).toBe('Move Maré de Vidro, Season 1 back');
    await page.getByText('Maré de Vidro, Season 1 is now 1 of 3.').waitFor({ state: 'attached' });

    await page.getByRole('button', { name: 'Take Nine Paper Lanterns, Season 1 out' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare?titles=mare-de-vidro-s1,quiet-arithmetic-s2&zone=*');
    await expect.poll(() => focused(page)).toBe('Add a title');
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      'Maré de Vidro, Season 1',
      'The “Quiet” Arithmetic, Season 2',
    ]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('look the same to a colleague who opens the address, and plain when it holds nonsense', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(TWO);
    await page.getByRole('group', { name: 'Metric of the curves' }).getByRole('link', { name: 'Starters' }).click();
    await page.waitForURL('**/*metric=starters*');
    await page.getByRole('group', { name: 'Age to look to' }).getByRole('link', { name: '7 days' }).click();
    await page.waitForURL('**/*age=7d*');
    await visit.ready();
    const view = async (on: Page) => ({
      names: await names(on),
      findings: await on.getByRole('list', { name: 'What the numbers say' }).allInnerTexts(),
      taken: await on.locator('main .choice [aria-current]').allInnerTexts(),
      figures: await on.getByRole('region', { name: 'Figures side by side' }).innerText(),
      curves: await on.getByRole('slider', { name: /^Launch curves/ }).getAttribute('aria-valuetext'),
    });
    expect((await view(page)).taken).toEqual(['Starters', '7 days']);
    expect((await view(page)).figures).toMatch(/Share of slate[\s\S]*Hold of week 2/);
    const colleague = await Visit.begin(browser);
    await colleague.open(page.url().slice(visit.url.length));
    expect(await view(colleague.page)).toEqual(await view(page));

    await colleague.open(`${TWO},nobody&metric=joy&age=ever`);
    await colleague.page.getByText('nobody: not in the catalogue').waitFor();
    expect(await names(colleague.page)).toHaveLength(2);
    expect([...visit.complaints, ...colleague.complaints]).toEqual([]);
    await colleague.end();
    await visit.end();
  });

  it('are read age by age and as a table', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(TWO);
    const chart = page.getByRole('slider', { name: /^Launch curves/ });
    await chart.focus();
    await page.keyboard.press('Home');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/^premiere, /);
    await page.keyboard.press('PageDown');
    const says = await chart.getAttribute('aria-valuetext');
    expect(says).toContain('Nine Paper Lanterns, Season 1');
    expect(says).toContain('The “Quiet” Arithmetic, Season 2');
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Whose launch is ahead?, table' });
    await table.waitFor();
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'Age',
      'Age, hours',
      'Nine Paper Lanterns, Season 1',
      'The “Quiet” Arithmetic, Season 2',
    ]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('what is kept under a name', () => {
  it('is saved, renamed, deleted and taken back with the keyboard, and opens again', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${TWO}&metric=viewers`);
    const sets = page.locator('section', { has: page.getByRole('heading', { name: 'Saved sets' }) });
    await sets.getByRole('textbox', { name: 'Name for this set' }).focus();
    await page.keyboard.type('Autumn');
    await page.keyboard.press('Enter');
    await sets.getByText('“Autumn” saved.').waitFor();
    const open = sets.getByRole('link', { name: 'Autumn' });
    expect(await open.getAttribute('aria-current')).toBe('true');
    // The same name again is refused where it was typed.
    await sets.getByRole('textbox', { name: 'Name for this set' }).fill('autumn');
    await page.keyboard.press('Enter');
    await sets.getByText('That name is taken: choose another one.').waitFor();

    await sets.getByRole('button', { name: 'Rename Autumn' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Autumn dramas');
    await page.keyboard.press('Enter');
    await sets.getByRole('link', { name: 'Autumn dramas' }).waitFor();
    await expectSound(visit);

    await sets.getByRole('button', { name: 'Delete Autumn dramas' }).focus();
    await page.keyboard.press('Enter');
    await sets.getByText('“Autumn dramas” deleted.').waitFor();
    expect(await sets.getByRole('link').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('Undo');
    await page.keyboard.press('Enter');
    await sets.getByText('“Autumn dramas” restored.').waitFor();

    await visit.open('/compare?titles=mare-de-vidro-s1,salt-meridian-s1');
    await sets.getByRole('link', { name: 'Autumn dramas' }).click();
    await page.waitForURL('**/compare?titles=nine-paper-lanterns-s1,quiet-arithmetic-s2&metric=viewers');
    await visit.ready();
    expect(await names(page)).toEqual(['Nine Paper Lanterns', 'The “Quiet” Arithmetic']);
    await sets.getByRole('button', { name: 'Delete Autumn dramas' }).click();
    await sets.getByText('No set is saved yet.').waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('is seen by a tab that was open before, as soon as it stands in the way there', async () => {
    const [first, second] = [await Visit.begin(browser), await Visit.begin(browser)];
    const sets = ({ page }: Visit) =>
      page.locator('section', { has: page.getByRole('heading', { name: 'Saved sets' }) });
    for (const visit of [first, second]) await visit.open(TWO);
    for (const visit of [first, second]) {
      await sets(visit).getByRole('textbox', { name: 'Name for this set' }).fill('Winter');
      await visit.page.keyboard.press('Enter');
      await sets(visit).getByRole('link', { name: 'Winter' }).waitFor();
    }
    await sets(second).getByText('That name is taken: choose another one.').waitFor();
    await sets(second).getByRole('button', { name: 'Delete Winter' }).click();
    await sets(second).getByText('No set is saved yet.').waitFor();
    // What is not there any more goes from the list, too.
    await sets(first).getByRole('button', { name: 'Delete Winter' }).click();
    await sets(first).getByText('It is not there any more: somebody else changed it.').waitFor();
    expect(await sets(first).getByRole('link').count()).toBe(0);
    await first.end();
    await second.end();
  });

  it('may be a part of the audience, to be looked at again on another title', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${ROOM}?country=PT&device=tv`);
    await page.getByRole('button', { name: /^Segment: / }).click();
    const name = page.getByRole('textbox', { name: 'Name for this segment' });
    expect(await name.inputValue()).toBe('Portugal, Television');
    await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).click();
    await page.getByText('“Portugal, Television” saved.').waitFor();
    await expectSound(visit);

    await visit.open('/titles/salt-meridian-s1?zone=Asia%2FTokyo');
    await page.getByRole('button', { name: /^Segment: / }).click();
    await page.getByRole('link', { name: 'Portugal, Television' }).click();
    await page.waitForURL('**/titles/salt-meridian-s1?zone=Asia%2FTokyo&country=PT&device=tv');
    await page.getByText('Portugal, Television').filter({ visible: true }).first().waitFor();
    await page.getByRole('button', { name: /^Segment: / }).click();
    await page.getByRole('button', { name: 'Delete Portugal, Television' }).click();
    await page.getByText('No segment is saved yet.').waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('comparables', () => {
  it('are named, chosen by hand with the keyboard, taken back, and let go again', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(ROOM);
    const curve = page.locator('section', {
      has: page.getByRole('heading', { name: 'Is this launch ahead of its like?' }),
    });
    const note = curve.locator('.note');
    await note.getByText('by rule: drama series').waitFor();
    await curve.getByRole('button', { name: /^vs/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Compared with' });
    await dialog.getByText('By rule: drama series').waitFor();
    const listed = () => dialog.getByRole('list', { name: 'Comparable titles' }).getByRole('listitem').count();
    const before = await listed();
    expect(before).toBeGreaterThan(1);

    await dialog.getByRole('button', { name: /^Take Maré de Vidro.* out$/ }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText(/^Chosen by hand/).waitFor();
    expect(await listed()).toBe(before - 1);
    await note.getByText('chosen by hand').waitFor();
    // The focus is in the field that adds.
    await expect.poll(() => focused(page)).toBe('Add a title');
    await page.keyboard.type('hollow orch');
    await dialog.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByText('Added.').waitFor();
    expect(await listed()).toBe(before);
    await dialog.getByText('not watched yet, so not in the band').waitFor();
    await expectSound(visit);

    await dialog.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText('As before.').waitFor();
    expect(await listed()).toBe(before - 1);
    await dialog.getByRole('button', { name: 'Let the rule choose' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText('By rule: drama series').waitFor();
    expect(await listed()).toBe(before);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('the dictionary', () => {
  it('is where a number’s definition leads, and is searched', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open(`${ROOM}?zone=Asia%2FTokyo`);
    await page
      .getByRole('button', { name: /^Completion, 7 days/ })
      .first()
      .click();
    await page.locator('[popover]:popover-open').getByRole('link', { name: 'In the dictionary' }).click();
    await page.waitForURL('**/metrics?zone=Asia%2FTokyo#completion_7d');
    const entry = page.locator('#completion_7d');
    await expect.poll(() => entry.evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(WIDE.height / 2);
    expect(await entry.getAttribute('class')).toContain('named');

    await page.getByRole('searchbox').fill('binge scale');
    expect(await page.locator('article h3').allInnerTexts()).toEqual([
      expect.stringContaining('Hours per active day'),
      expect.stringContaining('Pace'),
    ]);
    expect(new URL(page.url()).searchParams.get('q')).toBe('binge scale');
    await page.getByRole('searchbox').fill('quokka');
    await page.getByText('No definition says that').waitFor();
    await expectSound(visit);
    await visit.open('/metrics?q=netflix');
    await page.getByText(/^\d+ of \d+ definitions$/).waitFor();
    await visit.end();
  });

  it('and the comparison are found by their keys and by name', async () => {
    const visit = await Visit.begin(browser);
    const { page } = visit;
    await visit.open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL('**/metrics');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL('**/compare?titles=*');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dictionary');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/metrics');
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
