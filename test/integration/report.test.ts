import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { listReports, readReport } from '../../sql/postgres/reports.ts';
import { canonicalJson, sealOf } from '../../sql/queries/report/canonical.ts';
import { buzzHours, exportedDays } from '../../sql/queries/buzz-rows.ts';
import { buildReport } from '../../sql/queries/report/build.ts';
import { parseScope, type ReportSnapshot, type ScopeText } from '../../sql/queries/report/model.ts';
import { dayText, reportWeek } from '../../sql/queries/report/week.ts';
import { WeeklyPromo } from '../../sql/queries/report/weekly-promo.ts';
import { mondayMs } from '../../sql/queries/time.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { collectSoundness } from '../../sql/soundness/collect.ts';
import { shownCell } from '../../web/routes/reports/[id]/cells.ts';
import type { WebContext } from '../../web/server/context.ts';
import { serveWeb } from '../../web/server/serve.ts';
import { TextReader } from '../../workers/reception/text-reader.ts';
import { renderReport } from '../../workers/reports/render/render.ts';
import { SHEETS } from '../../workers/reports/render/tables.ts';
import { restateReports } from '../../workers/reports/restate.ts';
import { sealReport, type ReportDeps } from '../../workers/reports/seal.ts';
import { readWorkbook } from '../support/workbook.ts';
import { countCampaigns } from './support/campaign.ts';
import { hearAndCount } from './support/reception.ts';
import { ReportAnswers } from './support/report-answers.ts';
import { answerTo, numbers } from './support/report-walk.ts';
import { TestStore } from './support/store.ts';

const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
/** A Monday, just begun: the week before is over. */
const END_MS = Date.UTC(2026, 4, 18, 0, 0, 43, 210);
const WEEK = '2026-05-11';
/** A season that is out, with a campaign. */
const TITLE = 'quiet-arithmetic-s2';

/** A season whose episodes come out week by week. */
const WEEKLY = 'blue-ash-harbour-s1';
/** A season whose premiere lies in the week before. */
const YOUNG = 'nine-paper-lanterns-s1';

/** A season that opens now, with a campaign whose milestones are behind it. */
const LAUNCHING = 'tuz-feneri-s1';

/** Reading texts takes longest. */
const SPOKEN_OF = [TITLE, 'nuit-sans-reseau', 'a-year-of-peat'];

/** What the API says, number by number, as it was asked for. */
const answers: { scope: ScopeText; section: string; row: string; column: string; value: number }[] = [];
let nowMs = END_MS;
const now = () => nowMs;
const audience = createAudience({ seed: 7, startMs: END_MS - 56 * DAY_MS, endMs: END_MS, scale: 0.04 });
const reader = new TextReader({});
let folder: string;
/** As another version left it, where this one unpacks its own. */
const BROWSER_OF_OLD = 'chromium-1';
let test: TestStore;
let postgres: EmbeddedPostgres;
let control: pg.Pool;
let deps: ReportDeps;
let web: WebContext;
let titles: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ovation-report-'));
  writeFileSync(join(folder, BROWSER_OF_OLD), '');
  utimesSync(join(folder, BROWSER_OF_OLD), 0, 0);
  test = await TestStore.open();
  const all = [...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines);
  const isVoice = (line: string) => /^\{"type":"(review|mention)"/.test(line);
  const lines = all.filter((line) => !isVoice(line) || SPOKEN_OF.some((id) => line.includes(`"title_id":"${id}"`)));
  await test.load([...catalogueLines(audience.slate, END_MS), ...lines], END_MS);
  await count();
  postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), log });
  control = createPool({ url: postgres.url, log });
  await migratePostgres(control, log);
  deps = {
    store: test.store,
    control,
    now,
    pause: () => Promise.resolve(),
    spool: Promise.resolve(null),
    patienceMs: 0,
  };
  const away = () => Promise.reject(new Error('not here'));
  web = {
    ...{ store: test.store, control, now, log },
    health: { collector: away, loader: away, queues: away, deadLetters: away, disk: away },
  } as unknown as WebContext;
  titles = audience.slate.map(({ id }) => id);
}, 180_000);

afterAll(async () => {
  await control.end();
  await postgres.stop();
  await reader.close();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Extracted text has its own spaces, and its own forms of letters. */
const unspaced = (text: string) => text.normalize('NFKC').replaceAll(/\s/g, '');

/** The letters of a spreadsheet's column, from 0. */
const letters = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : letters(Math.floor(at / 26) - 1) + letters(at % 26);

/** As the jobs do. */
async function count(): Promise<void> {
  const atOnce = () => Promise.resolve();
  while ((await rollUp(test.store, { now })).more);
  await rollUpAllDeep(test.store, { now, pause: atOnce });
  await rollUpAudience(test.store, { now, pause: atOnce });
  await hearAndCount(test.store, reader, now);
  await countCampaigns(test.store, now);
  await collectSoundness(test.store, nowMs);
}

/** As it would be sealed now. */
async function snapshot(scope: ScopeText, week: string): Promise<ReportSnapshot> {
  const request = { scope: parseScope(scope) ?? expect.fail(scope), week, zone: 'UTC' };
  return (await buildReport(test.store, request, nowMs)) ?? expect.fail(`${scope} is not known`);
}

describe('a weekly report', () => {
  const scopes: [name: string, scope: ScopeText][] = [
    ['the slate', 'slate'],
    ['a title', `title:${TITLE}`],
    ['a campaign', `campaign:${TITLE}`],
  ];

  it.each(scopes)('of %s says what the read API says of that week, number by number', async (_, scope) => {
    const { snapshot } = await sealReport(deps, { scope, week: WEEK, zone: 'UTC' });
    const api = new ReportAnswers(web, WEEK);
    let told = 0;
    for (const [section, row, column, cell] of numbers(snapshot)) {
      const where = `${section}/${row}/${column}`;
      const answer = await answerTo(api, titles, [section, row, column], snapshot);
      expect(answer, where).not.toBeUndefined();
      if (answer === 'derived' || where === 'quality/in/value' || column === 'premiere') continue;
      const figure = typeof answer === 'number' || answer === null ? { value: answer } : (answer ?? {});
      if (typeof figure.value === 'number') answers.push({ scope, section, row, column, value: figure.value });
      expect(cell.withheld ?? false, where).toBe(figure.withheld ?? false);
      if (typeof figure.value === 'number') {
        told += 1;
        expect(cell.value, where).toBeCloseTo(figure.value, 9);
        if (figure.interval && column !== 'rating') expect(cell.interval, where).toEqual(figure.interval);
        if (figure.n !== undefined) expect(cell.n, where).toBe(figure.n);
      } else expect(cell.value, where).toBeNull();
      if (cell.value === null) expect(cell.why, where).not.toBe('');
    }
    expect(told).toBeGreaterThan(40);
    expect(snapshot.findings.length).toBeGreaterThan(0);
    for (const { at } of snapshot.findings) {
      const [section, row, column] = at.split('/');
      const found = snapshot.sections.find(({ id }) => id === section);
      expect(
        found?.rows.some(({ id }) => id === row),
        at,
      ).toBe(true);
      expect(
        found?.columns.some(({ id }) => id === column),
        at,
      ).toBe(true);
    }
  });

  it.each(scopes)(
    'of %s has columns that are told apart by their names, also of the week and of the life',
    async (_, scope) => {
      const { snapshot } = await sealReport(deps, { scope, week: WEEK, zone: 'UTC' });
      // What came after a milestone, and how the data stands, are of neither; a launch is since the premiere.
      const timeless = new Set(['uplift', 'quality', 'launch', 'anomalies', 'kpis']);
      for (const { id, columns, rows } of snapshot.sections) {
        const names = columns.map(({ name }) => name);
        expect(new Set(names).size, `${id}: ${names.join()}`).toBe(names.length);
        for (const [at, { name, kind }] of columns.entries())
          if (kind !== 'text' && !timeless.has(id) && rows.some(({ cells }) => cells[at]?.life))
            expect(name, id).toMatch(/ \((of its life|when reported|last 7 days)\)$|first 24 hours$/);
      }
    },
  );

  it.each(scopes)('of %s says the same in each of its files and on its page', async (_, scope) => {
    const report = await sealReport(deps, { scope, week: WEEK, zone: 'UTC' });
    const served = await serveWeb({
      ...{ ...web, config: { webPort: 0, host: '127.0.0.1', publicUrl: undefined } },
      live: { snapshot: () => Promise.resolve(null), onPatches: () => () => undefined, setWatched: () => undefined },
      keys: { check: () => Promise.resolve(null) },
    });
    const url = `http://127.0.0.1:${served.port}`;
    const files = await renderReport(
      { control, log, pagesUrl: Promise.resolve(url), chromiumPath: undefined, chromiumFolder: folder },
      report,
      ['pdf', 'xlsx', 'csv', 'json'],
    );
    const page = await fetch(`${url}/reports/${report.id}`);
    const html = await page.text();
    await served.close();
    expect([...files.keys()]).toEqual(['pdf', 'xlsx', 'csv', 'json']);
    expect(existsSync(join(folder, BROWSER_OF_OLD))).toBe(false);
    const [pdf, xlsx, csv, json] = [...files.values()].map((bytes) => new Uint8Array(bytes));

    const { text } = await extractText(await getDocumentProxy(pdf ?? new Uint8Array()), { mergePages: true });
    const read = { pdf: unspaced(text), page: unspaced(html.replaceAll(/<[^>]*>/g, '').replaceAll('&quot;', '"')) };
    const sheets = new Map(readWorkbook(xlsx ?? new Uint8Array()).sheets.map((sheet) => [sheet.name, sheet]));
    const tables = Object.fromEntries(
      Object.entries(unzipSync(csv ?? new Uint8Array())).map(([name, bytes]) => [
        name,
        parse(strFromU8(bytes), { bom: true }) as string[][],
      ]),
    );
    const { sections } = JSON.parse(strFromU8(json ?? new Uint8Array())) as ReportSnapshot;

    const asked = answers.filter((one) => one.scope === scope);
    expect(asked.length).toBeGreaterThan(40);
    for (const { section: id, row, column, value } of asked) {
      const where = `${id}/${row}/${column}`;
      const section = sections.find((one) => one.id === id) ?? expect.fail(where);
      const down = section.rows.findIndex((one) => one.id === row);
      const across = section.columns.findIndex((one) => one.id === column);
      const cell = section.rows[down]?.cells[across] ?? expect.fail(where);
      expect(cell.value, where).toBeCloseTo(value, 9);

      const told = { ...cell, value };
      const shown = shownCell(told, section.columns[across] ?? expect.fail(where), 'UTC');
      for (const part of [shown.text, ...shown.under.split(' · ')])
        for (const [medium, words] of Object.entries(read))
          expect(words.includes(unspaced(part)), `${where} is ${part} in the ${medium}`).toBe(true);

      const name = SHEETS[section.id];
      const table = tables[`${name.toLowerCase()}.csv`] ?? expect.fail(where);
      const at = table[0]?.indexOf(section.columns[across]?.name ?? '') ?? -1;
      const written = table[down + 1]?.[at] ?? '';
      const kind = cell.kind ?? section.columns[across]?.kind;
      const isDate = kind === 'instant' || kind === 'day';
      expect(isDate ? Date.parse(written) : Number(written), `${where} in the CSV`).toBeCloseTo(value, 9);
      const filed = [...(sheets.get(name)?.cells ?? [])].filter(([place]) => place.endsWith(String(down + 2)));
      const inSheet = filed.find(([place]) => place === `${letters(at)}${down + 2}`)?.[1].value;
      expect(Number(inSheet), `${where} in the XLSX`).toBeCloseTo(value, isDate ? -1 : 9);
    }
  });

  it('leaves out no row that the read API has for it', async () => {
    const api = new ReportAnswers(web, WEEK);
    const rowsOf = async (scope: ScopeText, section: string) => {
      const { snapshot } = await sealReport(deps, { scope, week: WEEK, zone: 'UTC' });
      return snapshot.sections.find(({ id }) => id === section)?.rows.map(({ id }) => id) ?? expect.fail(section);
    };
    const ranked = (await api.slate()).rows.filter(({ rank }) => rank !== null).map(({ title }) => title.id);
    expect(ranked.length).toBeGreaterThan(5);
    expect(await rowsOf('slate', 'ranking')).toEqual(ranked);
    const heated: string[] = [];
    const spokenOf: string[] = [];
    for (const id of titles) {
      const told = [await api.promo(id, 'views'), await api.promo(id, 'views', 1)];
      const said = [await api.promo(id, 'mentions'), await api.promo(id, 'mentions', 1)];
      if ([...told, ...said].some((sum) => (sum ?? 0) > 0)) heated.push(id);
      const { positive, neutral, negative, unscored } = await api.texts([id], 'all');
      if (positive + neutral + negative + unscored > 0) spokenOf.push(id);
    }
    expect(heated.length).toBeGreaterThan(3);
    expect(await rowsOf('slate', 'trailer')).toEqual(expect.arrayContaining(heated));
    expect(spokenOf).not.toEqual([]);
    expect((await rowsOf('slate', 'sentiment')).sort()).toEqual(spokenOf.sort());
    const { funnel } = await api.completion(TITLE);
    expect(await rowsOf(`title:${TITLE}`, 'funnel')).toEqual(funnel.map(({ episode_id }) => episode_id));
    const placings = (await api.buzz(TITLE)).assets.flatMap(({ id, placings: on }) =>
      on.map(({ channel }) => `${id}.${channel}`),
    );
    expect(placings.length).toBeGreaterThan(3);
    for (const scope of [`title:${TITLE}`, `campaign:${TITLE}`] as const)
      expect(await rowsOf(scope, 'trailer')).toEqual(placings);
  });

  it('makes changes of nothing but its own numbers', async () => {
    const { snapshot } = await sealReport(deps, { scope: 'slate', week: WEEK, zone: 'UTC' });
    const kpis = snapshot.sections.find(({ id }) => id === 'kpis');
    for (const { id, cells } of kpis?.rows ?? []) {
      const [, value, before, change] = cells.map((cell) => cell.value as number);
      if (cells[3]?.value === null || value === undefined || before === undefined) continue;
      expect(change, id).toBeCloseTo(id === 'net_sentiment' ? value - before : value / before - 1, 9);
    }
  });

  it('compares nothing of a title that was not out for the whole week before, and all of the slate', async () => {
    const [slate, title] = await Promise.all(['slate', `title:${YOUNG}`].map((scope) => snapshot(scope, WEEK)));
    const row = (report: typeof slate, section: string, id: string) =>
      report?.sections.find((one) => one.id === section)?.rows.find((one) => one.id === id)?.cells ?? [];
    const unknown = { value: null, why: 'It was not out for the whole of the week before.' };
    for (const id of ['hours', 'views', 'viewers', 'starters', 'starts', 'watchers', 'completers', 'share_of_slate']) {
      const [, now, before, change] = row(title, 'kpis', id);
      for (const cell of [now, before]) expect(cell?.value, id).toEqual(expect.any(Number));
      expect(change, id).toEqual(unknown);
    }
    // Enough for a change, and for a doubling.
    const [, now, before] = row(title, 'kpis', 'hours').map(({ value }) => Number(value));
    expect(before).toBeGreaterThan(20);
    expect(now).toBeGreaterThan(2 * Number(before));
    expect(row(slate, 'ranking', YOUNG)[5]).toEqual(unknown);
    const ranking = slate?.sections.find(({ id }) => id === 'ranking')?.rows ?? [];
    expect(ranking.length).toBeGreaterThan(5);
    expect(ranking.filter(({ cells }) => cells[5]?.why === unknown.why).map(({ id }) => id)).toEqual([YOUNG]);
    expect(row(slate, 'kpis', 'hours')[3]?.value).toEqual(expect.any(Number));
    for (const report of [slate, title]) expect(row(report, 'anomalies', `move-${YOUNG}`)).toEqual([]);
    expect(title?.findings.filter(({ at }) => /^kpis\/.*\/change$/.test(at))).toEqual([]);
  });

  it('compares nothing of a campaign that began within the week before, and all of it a week later', async () => {
    const [hours, exported] = [await buzzHours(test.store, titles), await exportedDays(test.store, titles)];
    const began = [...hours].flatMap(([id, rows]) => {
      const hourMs = (rows.find(({ views }) => views > 0)?.hour ?? Infinity) * 3_600_000;
      const firstMs = Math.min(hourMs, (exported.get(id)?.[0]?.day ?? Infinity) * DAY_MS);
      const sinceMonday = firstMs - mondayMs(firstMs);
      return sinceMonday >= DAY_MS && mondayMs(firstMs) <= END_MS - 21 * DAY_MS ? [{ id, firstMs }] : [];
    });
    const { id, firstMs } = began[0] ?? expect.fail('no campaign began within a week');
    const change = async (scope: ScopeText, row: string, column: string, weeks: number) => {
      const { sections } = await snapshot(scope, dayText(mondayMs(firstMs) + weeks * 7 * DAY_MS));
      const section = sections.find((one) => one.id === (scope === 'slate' ? 'trailer' : 'kpis'));
      const at = section?.columns.findIndex((one) => one.id === column) ?? -1;
      return section?.rows.find((one) => one.id === row)?.cells[at];
    };
    const unknown = { value: null, why: 'The first came when the week before had begun.' };
    expect(await change(`campaign:${id}`, 'promo_views', 'change', 1)).toEqual(unknown);
    expect(await change('slate', id, 'views_change', 1)).toEqual(unknown);
    expect(await change(`campaign:${id}`, 'promo_views', 'change', 2)).not.toEqual(unknown);
  });

  it('knows which part of the views of a campaign has hours: most are on channels that export days', async () => {
    const { range } = reportWeek(WEEK, 'UTC') ?? expect.fail();
    const promo = await WeeklyPromo.of(test.store, [LAUNCHING]);
    const rows = (await buzzHours(test.store, [LAUNCHING])).get(LAUNCHING) ?? [];
    const inWeek = rows.filter(({ hour }) => hour * 3_600_000 >= range.fromMs && hour * 3_600_000 < range.toMs);
    const byHour = inWeek.reduce((sum, { views }) => sum + views, 0);
    const part = byHour / ((await new ReportAnswers(web, WEEK).promo(LAUNCHING, 'views')) ?? 0);
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(0.5);
    expect(promo.partByHour(LAUNCHING, range)).toBeCloseTo(part, 9);
    expect(promo.partByHour('nothing', range)).toBeNull();
  });

  it('says why views so far fall, where episodes come out over time and nowhere else', async () => {
    for (const [id, falls] of [
      [WEEKLY, true],
      [TITLE, false],
    ] as const) {
      const { sections } = await snapshot(`title:${id}`, WEEK);
      const launch = sections.find((one) => one.id === 'launch');
      const [chart] = launch?.charts ?? [];
      const points = (chart?.kind === 'launch' && chart.curves[0]?.points) || [];
      expect(
        points.some(({ value }, at) => value < Number(points[at - 1]?.value ?? 0)),
        id,
      ).toBe(falls);
      expect(launch?.note.includes('Views fall where an episode comes out'), id).toBe(falls);
    }
  });

  it('is sealed once: whoever asks again, or at the same time, gets the same', async () => {
    const request = { scope: 'slate', week: '2026-05-04', zone: 'Asia/Kolkata' };
    const [one, two] = await Promise.all([sealReport(deps, request), sealReport(deps, request)]);
    expect(two).toEqual(one);
    expect(await sealReport(deps, request)).toEqual(one);
    expect(one).toMatchObject({ provisional: false, restates: null, restatedBy: null, changes: [] });
    expect(one.createdAt).toEqual(new Date(END_MS));
    expect(sealOf(one.json)).toBe(one.hash);
    expect(canonicalJson(one.snapshot)).toBe(one.json);
    expect(one.snapshot.week.range).toEqual({
      fromMs: Date.parse('2026-05-03T18:30Z'),
      toMs: Date.parse('2026-05-10T18:30Z'),
    });
    for (const change of ['UPDATE report SET hash = hash WHERE id = $1', 'DELETE FROM report WHERE id = $1'])
      await expect(control.query(change, [one.id])).rejects.toThrow(/is sealed/);
    await expect(control.query('TRUNCATE report CASCADE')).rejects.toThrow(/never taken away/);
  });

  it('is a draft while the week goes on, and is made anew then', async () => {
    const request = { scope: `title:${TITLE}`, week: '2026-05-18', zone: 'UTC' };
    const first = await sealReport(deps, request);
    const second = await sealReport(deps, request);
    expect([first.provisional, second.provisional]).toEqual([true, true]);
    expect(second.id).not.toBe(first.id);
    expect(await listReports(control, { scope: `title:${TITLE}`, week: '2026-05-18', limit: 5 })).toHaveLength(1);
    await expect(sealReport(deps, { ...request, week: '2026-05-25' })).rejects.toThrow(
      'The week of 2026-05-25 has not begun.',
    );
    await expect(sealReport(deps, { ...request, week: '2026-05-12' })).rejects.toThrow('2026-05-12 is no Monday');
    await expect(sealReport(deps, { ...request, week: WEEK, scope: 'title:nope' })).rejects.toThrow(
      'There is no title "nope"',
    );
  });

  it('is corrected by another one where late data changed the week, once a day, and never edited', async () => {
    const sealed = await sealReport(deps, { scope: `title:${TITLE}`, week: WEEK, zone: 'UTC' });
    nowMs = END_MS + DAY_MS;
    expect(await restateReports(deps)).toEqual([]);
    await late('one', 40);
    const corrections = await Promise.all((await restateReports(deps)).map((id) => readReport(control, id)));
    const [correction] = corrections.filter((one) => one?.scope === `title:${TITLE}`);
    expect(correction).toMatchObject({ restates: sealed.id, restatedBy: null, week: WEEK });
    expect(correction?.changes).toContainEqual(
      expect.objectContaining({ at: 'kpis/starters/value', name: 'Starters: This week' }),
    );
    const starters = correction?.changes.find(({ at }) => at === 'kpis/starters/value');
    expect(Number(starters?.after) - Number(starters?.before)).toBe(40);
    expect(correction?.changes.some(({ at }) => at.startsWith('funnel/') || at.startsWith('quality/'))).toBe(false);
    const before = await readReport(control, sealed.id);
    expect(before).toEqual({ ...sealed, restatedBy: correction?.id });
    // More of it the same day waits until the next.
    nowMs += DAY_MS / 2;
    await late('two', 40);
    expect(await restateReports(deps)).toEqual([]);
    nowMs += DAY_MS;
    const again = await Promise.all((await restateReports(deps)).map((id) => readReport(control, id)));
    expect(again.find((one) => one?.scope === `title:${TITLE}`)?.restates).toBe(correction?.id);
    expect((await sealReport(deps, { scope: `title:${TITLE}`, week: WEEK, zone: 'UTC' })).restates).toBe(
      correction?.id,
    );
  });
});

/** Some viewers of the week, who come days too late: a start and ten minutes each. */
async function late(name: string, viewers: number): Promise<void> {
  const startedMs = Date.parse(WEEK) + 3 * DAY_MS;
  const episode = audience.slate.find(({ id }) => id === TITLE)?.episodes[0]?.id;
  const records = Array.from({ length: viewers }, (_, viewer) =>
    [0, 600].map((played, seq) => ({
      ...{
        type: 'playback',
        play_id: `late-${name}-${viewer}`,
        viewer_id: `late-${name}-${viewer}`,
        title_id: TITLE,
        episode_id: episode,
      },
      ...{ seq, action: seq === 0 ? 'start' : 'ping', started_at: startedMs, at: startedMs + played * 1_000 },
      ...{ position_s: played, played_s: played, ...(seq > 0 && { from_s: 0 }), country: 'PT', device: 'tv' },
    })),
  ).flat();
  await test.load(records, nowMs);
  while ((await rollUp(test.store, { now })).more);
}
