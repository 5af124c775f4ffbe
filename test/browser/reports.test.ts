import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { pino } from 'pino';
import { getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withStack } from '../../attach.ts';
import { readConfig } from '../../config.ts';
import { renderingsOf } from '../../sql/postgres/report-renderings.ts';
import { keepReport, keepRestatement, readReport, type ReadReport } from '../../sql/postgres/reports.ts';
import type { ReportSnapshot } from '../../sql/queries/report/model.ts';
import { shownCell } from '../../web/routes/reports/[id]/cells.ts';
import { renderReport } from '../../workers/reports/render/render.ts';
import { launchBrowser } from '../support/chromium.ts';
import { HOSTILE_TITLES, hostileSnapshot } from '../support/hostile-report.ts';
import { endProcessesOf } from '../support/processes.ts';
import { ovation, Stack } from '../support/stack.ts';
import { NARROW, Visit } from './support/visit.ts';

const CREATED = new Date();
const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'ovation-reports-'));
let browser: Browser;
let stack: Stack;
let url: string;
/** Sealed, then restated; and one whose PDF could not be made. */
let first: ReadReport;
let second: ReadReport;
let failed: ReadReport;

beforeAll(async () => {
  browser = await launchBrowser();
  stack = await Stack.start({ folder });
  url = `http://127.0.0.1:${stack.run.webPort}`;
  const config = readConfig({ OVATION_DATA: folder });
  await withStack({ config, log, signal: new AbortController().signal }, async ({ control, queues }) => {
    first = await keepReport(control, hostileSnapshot(), CREATED);
    const { snapshot, change } = restated(first.snapshot);
    const id = await keepRestatement(control, {
      ...{ restates: first.id, snapshot, changes: [change] },
      createdAt: new Date(CREATED.getTime() + 3_600_000),
    });
    second = (await readReport(control, id ?? '')) ?? expect.fail('the restatement is kept');
    first = (await readReport(control, first.id)) ?? expect.fail('the report is kept');
    failed = await keepReport(
      control,
      { ...hostileSnapshot(), scope: { kind: 'title', titleId: 'x' }, subject: HOSTILE_TITLES[0] },
      CREATED,
    );
    const options = {
      control,
      log,
      pagesUrl: Promise.resolve(url),
      chromiumPath: '/nowhere/chromium',
      chromiumFolder: folder,
    };
    expect([...(await renderReport(options, failed, ['pdf', 'xlsx'])).keys()]).toEqual(['xlsx']);

    await queues.enqueue('report.render', {});
    for (;;) {
      const states = [...(await renderingsOf(control, [first.id, second.id, failed.id], Date.now())).values()].flat();
      if (states.length === 12 && states.every(({ state }) => state !== 'waiting')) break;
      await sleep(200);
    }
  });
}, 180_000);
afterAll(async () => {
  await browser.close();
  await stack.stop();
  endProcessesOf(folder);
  rmSync(folder, { recursive: true, force: true });
});

/** The same week with one number moved. */
function restated(snapshot: ReportSnapshot) {
  const later = structuredClone(snapshot);
  const cell = later.sections[0]?.rows[0]?.cells[1] ?? expect.fail();
  const before = cell.value;
  cell.value = 1_234_999.5;
  return {
    snapshot: later,
    change: {
      at: 'kpis/hours/value',
      name: 'Hours viewed, this week',
      before,
      after: cell.value,
      cause: 'records' as const,
    },
  };
}

/** Everything a reader is told by the cells of a report, as it is written. */
function told({ snapshot }: ReadReport): string[] {
  return snapshot.sections.flatMap(({ columns, rows }) =>
    rows.flatMap(({ cells }) =>
      cells.flatMap((cell, at) => {
        const { text, under } = shownCell(cell, columns[at] ?? expect.fail(), snapshot.week.zone);
        return [text, ...under.split(' · ')];
      }),
    ),
  );
}

/** Extracted text has its own spaces, also within a line, and its own forms of letters. */
const unspaced = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll('\u02bc', '\u2019')
    .replaceAll(/[\s\u200e\u200f\u2066-\u2069]/g, '');

/**
 * Scripts whose letters take other forms and places as they are drawn. What they say stands in the PDF beside the drawing
 * (ActualText), which this extractor does not read: some of their letters it knows all the same.
 */
const SHAPED =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}\p{Script=Tamil}\p{Script=Bengali}]/gu;

/** Of some texts those that another one, unspaced, does not tell. */
const untold = (texts: readonly string[], text: string) =>
  texts.filter((one) => {
    const shaped = one.match(SHAPED) ?? [];
    return shaped.length > 0 ? !shaped.some((letter) => text.includes(letter)) : !text.includes(unspaced(one));
  });

describe('a report as a PDF', () => {
  it('is real text on A4 pages, tagged, with an outline: every number, name, definition, its hash and its pages', async () => {
    const answer = await fetch(`${url}/reports/${first.id}/files/pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain('filename="ovation-slate-2024-04-01.pdf"');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const pdf = await getDocumentProxy(bytes);
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, at) => pdf.getPage(at + 1)));
    const texts = await Promise.all(
      pages.map(async (page) => {
        const { items } = await page.getTextContent();
        return unspaced(items.map((item) => ('str' in item ? item.str : '')).join(' '));
      }),
    );
    const text = texts.join('');
    for (const page of pages) expect(page.view.map(Math.round)).toEqual([0, 0, 595, 842]);
    texts.forEach((page, at) => expect(page).toContain(`${at + 1}/${pdf.numPages}`));
    const { findings, definitions } = first.snapshot;
    const sentences = findings.map(({ parts }) => parts.map((part) => part.text).join(''));
    const said = [...told(first), ...sentences, ...definitions.map(({ definition }) => definition), first.hash];
    expect(untold(said, text)).toEqual([]);
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    expect((await pdf.getOutline()).map(({ title }) => title)).not.toEqual([]);
    for (const page of pages) {
      // It knows the fonts of a page once it would draw it.
      await page.getOperatorList();
      const { styles } = await page.getTextContent();
      const fonts = Object.keys(styles).map((name) => page.commonObjs.get(name) as { missingFile?: boolean });
      expect(fonts.filter((font) => font.missingFile)).toEqual([]);
    }
  });
});

describe('a report from the command line', () => {
  it('is the same files, in a folder that it makes', async () => {
    const out = join(folder, 'weekly', 'reports');
    const { code, stdout } = await ovation(stack.options, 'report', 'build', '--out', out).ended;
    expect(code).toBe(0);
    const files = stdout
      .trim()
      .split('\n')
      .map((path) => readFileSync(path));
    expect(files.map((bytes) => bytes.subarray(0, 2).toString())).toEqual(['%P', 'PK', 'PK', '{"']);
  });
});

describe('a report as a page', () => {
  it('tells the same numbers, leads from each finding to its figure, and stands on every width', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await visit.open(`/reports/${second.id}`);
    const text = unspaced(await page.locator('article').innerText());
    expect(told(second).filter((one) => !text.includes(unspaced(one)))).toEqual([]);
    await page.getByRole('link', { name: 'Starters fell by 5 %' }).click();
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#kpis/starters/change');
    expect(await page.locator(':target').textContent()).toContain('−4.8');
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.setViewportSize(NARROW);
    expect(await visit.sidewaysPixels()).toBe(0);
    await page.setViewportSize({ width: 2560, height: 1300 });
    expect(await visit.sidewaysPixels()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });

  it('says what a restatement changed, and leads there from the one that was sent', async () => {
    const visit = await Visit.begin(browser, { url, viewport: NARROW });
    const { page } = visit;
    await visit.open(`/reports/${first.id}`);
    await page.getByRole('link', { name: 'The restatement of' }).click();
    await page.waitForURL(`**/reports/${second.id}`);
    await page.getByText('1,234,567.9 → 1,234,999.5').waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.getByRole('link', { name: 'the report sealed' }).click();
    await page.waitForURL(`**/reports/${first.id}`);
    await visit.end();
  });
});

describe('the list of reports', () => {
  it('has every report with its files, or why one is not there, and builds last week’s on demand', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await visit.open('/reports?zone=Asia%2FTokyo');
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(4);
    await page.getByText('Chromium could not be started').first().waitFor();
    await page.getByText('restates 1 number').waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      rows.filter({ hasText: '=HYPERLINK' }).getByRole('link', { name: 'XLSX' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('ovation-title-x-2024-04-01.xlsx');

    await page.getByRole('button', { name: 'Build last week’s now' }).click();
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.getByRole('link', { name: /The week of/ }).click();
    await page.getByRole('heading', { level: 1, name: 'The slate' }).waitFor();

    await visit.open('/reports?scope=title%3Ax');
    expect(await rows.count()).toBe(1);
    await page.setViewportSize(NARROW);
    expect(await visit.sidewaysPixels()).toBe(0);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('a report that is asked for', () => {
  it('and cannot be built says so, and what to do; once that is mended it is built', async () => {
    const visit = await Visit.begin(browser, { url });
    const { page } = visit;
    await inDatabase(`
      CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
      CREATE TRIGGER disk_is_full BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION disk_is_full()`);
    await visit.open('/reports?zone=Pacific%2FAuckland');
    await page.getByRole('button', { name: 'Build last week’s now' }).click();
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.route(
      '**/reports/asked?*',
      (route) => route.fulfill({ json: { state: 'waiting', why: '5 records wait.' } }),
      { times: 1 },
    );
    await page.getByText('It is being built').waitFor();
    // As whoever opens the page meanwhile sees it.
    const onTheirWay = page.getByRole('list', { name: 'On their way' });
    await onTheirWay.getByText('The slate').waitFor();
    await page.getByText('It waits to be built, and will be listed here. 5 records wait.').waitFor();
    await page.getByText('It could not be built. Build it again').waitFor();
    await onTheirWay.waitFor({ state: 'detached' });
    expect(await visit.accessibilityFaults()).toEqual([]);
    await inDatabase('DROP TRIGGER disk_is_full ON report');
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.getByRole('link', { name: /The week of/ }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

const inDatabase = (statements: string) =>
  withStack(
    { config: readConfig({ OVATION_DATA: folder }), log, signal: new AbortController().signal },
    ({ control }) => control.query(statements),
  );

describe('the schedules of reports', () => {
  it('are added, changed and taken away, which can be taken back; what is wrong stands at its field', async () => {
    const visit = await Visit.begin(browser, { url, viewport: NARROW });
    const { page } = visit;
    await visit.open('/reports?zone=Asia%2FTokyo');
    await page.getByRole('button', { name: 'Add a schedule' }).click();
    const form = page.getByRole('dialog', { name: 'Add a schedule' });
    expect(await form.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    await form.getByLabel('Time zone').fill('Europe/Lisbonn');
    await form.getByLabel('E-mail addresses').fill('ana@example.com\nnobody');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('That time zone is not known').waitFor();
    await form.getByText('nobody is not an e-mail address.').waitFor();
    expect(await form.getByLabel('Time zone').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    await form.getByLabel('Time zone').fill('Europe/Lisbon');
    expect(await form.getByText('That time zone is not known').count()).toBe(0);
    await form.getByLabel('E-mail addresses').fill('');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('Nobody would get it').waitFor();
    await form.getByLabel('E-mail addresses').fill('ana@example.com');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.waitFor({ state: 'hidden' });
    await page.getByText('Mondays 09:00, Europe/Lisbon', { exact: true }).waitFor();
    await page.getByText('No mail server is set').waitFor();

    await page.getByRole('button', { name: /^Edit/ }).click();
    const change = page.getByRole('dialog', { name: 'Change the schedule' });
    expect(await change.getByLabel('E-mail addresses').inputValue()).toBe('ana@example.com');
    await change.getByLabel('Day').selectOption('Wednesday');
    await change.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Wednesdays 09:00, Europe/Lisbon', { exact: true }).waitFor();

    await page.getByRole('button', { name: /^Delete/ }).click();
    await page.getByText('Nobody is sent a report yet').waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).evaluate((one) => one === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.press('Enter');
    await page.getByText('Wednesdays 09:00, Europe/Lisbon', { exact: true }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});

describe('on a narrow screen', () => {
  it('reports are in the bar, and the pages it has no room for behind its last button, by keyboard too', async () => {
    const visit = await Visit.begin(browser, { url, viewport: NARROW });
    const { page } = visit;
    await visit.open('/');
    const bar = page.getByRole('navigation', { name: 'Pages' });
    await bar.getByRole('link', { name: 'Reports' }).click();
    await page.waitForURL('**/reports');
    await visit.ready();
    expect(await bar.getByRole('link', { name: 'Reports' }).getAttribute('aria-current')).toBe('page');
    const more = bar.getByRole('button', { name: 'More' });
    await more.focus();
    await page.keyboard.press('Enter');
    await bar.getByRole('link', { name: 'Data health' }).waitFor();
    expect(await visit.accessibilityFaults()).toEqual([]);
    expect(await visit.sidewaysPixels()).toBe(0);
    await page.keyboard.press('Escape');
    await bar.getByRole('link', { name: 'Data health' }).waitFor({ state: 'hidden' });
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await bar.getByRole('link', { name: 'Compare' }).evaluate((link) => link === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/health');
    await bar.getByRole('link', { name: 'Data health' }).waitFor({ state: 'hidden' });
    expect(visit.complaints).toEqual([]);
    await visit.end();
  });
});
