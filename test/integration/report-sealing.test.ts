import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { renderingsDue, renderingsOf } from '../../sql/postgres/report-renderings.ts';
import { addSchedule } from '../../sql/postgres/report-schedules.ts';
import {
  latestWord,
  listReports,
  listReportsWithChanges,
  readReport,
  reportFiles,
  reportsToCheck,
  TamperedReportError,
  trueAt,
  writeReportFile,
  type ListedReport,
} from '../../sql/postgres/reports.ts';
import { backlog, lackingSince } from '../../sql/queries/backlog.ts';
import { canonicalJson, sealOf } from '../../sql/queries/report/canonical.ts';
import type { ReportSnapshot } from '../../sql/queries/report/model.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { settledReport } from '../../workers/jobs/settled-report.ts';
import { reportRenderingJobs } from '../../workers/jobs/report-rendering.ts';
import { reportJobs } from '../../workers/jobs/reports.ts';
import { reportFileEndpoint, reportsEndpoint } from '../../web/server/api/reports-endpoint.ts';
import type { WebContext } from '../../web/server/context.ts';
import type { ApiError } from '../../web/server/errors.ts';
import type { JobName, JobPayload } from '../../workers/queues/jobs.ts';
import type { JobContext, JobProcessors } from '../../workers/queues/queues.ts';
import { NotYetError } from '../../workers/queues/not-yet.ts';
import { restateReports } from '../../workers/reports/restate.ts';
import { sealReport, type ReportDeps } from '../../workers/reports/seal.ts';
import { film, straight } from '../support/told-plays.ts';
import { countCampaigns } from './support/campaign.ts';
import { TestStore } from './support/store.ts';

/** When a week may be sealed, and what its seal says. */
const log = pino({ level: 'silent' });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK = '2026-05-11';
const WEEK_MS = Date.parse(WEEK);
/** The Monday after it. */
const MONDAY_MS = WEEK_MS + 7 * DAY_MS;
const ORDER = { scope: 'slate', week: WEEK, zone: 'UTC' };
const CONTEXT: JobContext = {
  ...{ log, signal: new AbortController().signal, attempt: 1, askedMs: 0, progress: () => undefined },
};

let nowMs = MONDAY_MS + HOUR_MS;
const now = () => nowMs;
let folder: string;
let test: TestStore;
let postgres: EmbeddedPostgres;
let control: pg.Pool;
let deps: ReportDeps;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ovation-sealing-'));
  test = await TestStore.open();
  postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), log });
  control = createPool({ url: postgres.url, log });
  await migratePostgres(control, log);
  const spool = Promise.resolve(null);
  deps = { store: test.store, control, now, pause: () => Promise.resolve(), spool, patienceMs: 0 };
}, 60_000);

afterAll(async () => {
  await control.end();
  await postgres.stop();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** So many people, each for ten minutes. */
const plays = (name: string, people: number, startedMs: number) =>
  Array.from({ length: people }, (_, at) =>
    straight(0, 600, { title: 'salt', viewer: `${name}-${at}`, play: `${name}-${at}`, startedMs }),
  ).flat();

const value = ({ sections }: ReportSnapshot, section: string, row: string) =>
  sections.find(({ id }) => id === section)?.rows.find(({ id }) => id === row)?.cells[1]?.value;

describe('a week that has ended', () => {
  it('is not sealed while what was received of it waits to be counted', async () => {
    await test.load(
      [film('salt', 3_600, { premiere_at: WEEK_MS - 30 * DAY_MS }), ...plays('one', 60, WEEK_MS + DAY_MS)],
      nowMs,
    );
    const asked = sealReport(deps, ORDER);
    await expect(asked).rejects.toThrow(NotYetError);
    await expect(asked).rejects.toThrow(/there wait 1,261 records to be counted, 1 record of campaigns/);
    // Taken in by the roll-up alone: its campaign is not.
    while ((await rollUp(test.store, { now })).more);
    await expect(sealReport(deps, ORDER)).rejects.toThrow(/there wait 1 record of campaigns|titles whose records/);
    expect(await listReports(control, { limit: 5 })).toEqual([]);

    await countCampaigns(test.store, now);
    const { snapshot, provisional } = await sealReport(deps, ORDER);
    expect(provisional).toBe(false);
    expect(value(snapshot, 'kpis', 'viewers')).toBe(60);
    expect(value(snapshot, 'quality', 'waiting')).toBe(0);
  });

  it('is not sealed while acknowledged records are not loaded', async () => {
    const spool = { drain: () => new Promise<void>(() => undefined), waitingRows: () => 1_204 };
    const order = { ...ORDER, zone: 'Asia/Kolkata' };
    await expect(sealReport({ ...deps, spool: Promise.resolve(spool) }, order)).rejects.toThrow(
      'there wait 1,204 records to be loaded, with what has come since.',
    );
    // Nor before this process knows what it has.
    await expect(sealReport({ ...deps, spool: new Promise(() => undefined) }, order)).rejects.toThrow(NotYetError);
    expect(await listReports(control, { zone: 'Asia/Kolkata', limit: 5 })).toEqual([]);
  });

  it('waits for what came before, and for nothing that comes meanwhile', async () => {
    const [waiting] = await backlog(test.store);
    expect(waiting?.oldestWaitingMs).toBeNull();
    await test.load(plays('two', 5, WEEK_MS + 2 * DAY_MS), nowMs);
    const parts = await backlog(test.store);
    const sinceMs = parts[0]?.oldestWaitingMs ?? expect.fail('a load waits');
    expect(lackingSince(sinceMs - 1)(parts)).toEqual([]);
    expect(lackingSince(sinceMs)(parts).map(({ name }) => name)).toEqual(['titles']);
    // What a load has marked is younger than the load.
    const campaigns = lackingSince(sinceMs);
    const marked = (atMs: number) => [{ name: 'campaigns', oldestWaitingMs: atMs }];
    const takenInMs = Date.now();
    expect(campaigns(marked(takenInMs))).toHaveLength(1);
    expect(campaigns(marked(takenInMs))).toHaveLength(1);
    expect(campaigns(marked(Date.now() + HOUR_MS))).toEqual([]);
    while ((await rollUp(test.store, { now })).more);
  });

  it('is sealed by a later try once what the first one waited for is counted', async () => {
    const order = { ...ORDER, zone: 'Asia/Tokyo' };
    const jobs = reportJobs({ ...deps, onMade: () => undefined });
    const tried = async (zone = order.zone) => jobs['report.build']?.({ ...order, zone }, CONTEXT);
    const load = (name: string) =>
      test.load([film('salt', 3_600, { premiere_at: WEEK_MS - 30 * DAY_MS }), ...plays(name, 1, WEEK_MS)], nowMs);
    const firstMs = nowMs;
    await load('first');
    await expect(tried()).rejects.toThrow(/22 records to be counted, 1 record of campaigns/);
    while ((await rollUp(test.store, { now })).more);
    await load('second');
    await expect(tried()).rejects.toThrow(/there wait 2 records of campaigns/);
    // Those of the first load were taken in, so that what they have marked is waited for; that may be what waits here.
    await countCampaigns(test.store, now);
    await load('third');
    await expect(tried()).rejects.toThrow(/there wait 1 record of campaigns/);
    await countCampaigns(test.store, now);
    nowMs += HOUR_MS;
    await load('fourth');
    // One that is asked for by now waits for all of them.
    await expect(tried('Asia/Seoul')).rejects.toThrow(NotYetError);
    await tried();
    const sealed = await listReports(control, { zone: order.zone, limit: 5 });
    expect(sealed.map(({ createdAt }) => createdAt.getTime())).toEqual([nowMs]);
    // Whoever wants a word of after the first try does not take it for one.
    expect(await trueAt(control, sealed[0]!.id)).toEqual(new Date(firstMs));
    nowMs = firstMs;
    while ((await rollUp(test.store, { now })).more);
    await countCampaigns(test.store, now);
  });

  it('is held against later data in looks that wait for what the first of the day did', async () => {
    const { id } = await sealReport(deps, { ...ORDER, zone: 'Europe/Oslo' });
    const jobs = reportJobs({ ...deps, onMade: () => undefined });
    const checked = async () => (await trueAt(control, id))?.getTime();
    const look = async () => jobs['report.restate']?.({ of: 'due' }, CONTEXT);
    const sealedMs = nowMs;
    nowMs = MONDAY_MS + DAY_MS;
    await test.load(plays('before', 1, WEEK_MS), nowMs);
    await look();
    while ((await rollUp(test.store, { now })).more);
    await test.load(plays('after', 1, WEEK_MS), nowMs);
    expect(await checked()).toBe(sealedMs);
    nowMs += HOUR_MS;
    await look();
    expect(await checked()).toBe(MONDAY_MS + DAY_MS);
    while ((await rollUp(test.store, { now })).more);
    nowMs = sealedMs;
  });
});

describe('a week that was sealed early', () => {
  const order = { scope: 'title:salt', week: WEEK, zone: 'UTC' };
  let jobs: JobProcessors;
  const run = <N extends JobName>(name: N, payload: JobPayload<N>) => jobs[name]?.(payload, CONTEXT);
  const words = async () => (await listReports(control, { ...order, limit: 9 })).reverse();
  /** People of the week whose plays come now, and are counted. */
  const late = async (name: string, people: number) => {
    await test.load(plays(name, people, WEEK_MS + 3 * DAY_MS), nowMs);
    while ((await rollUp(test.store, { now })).more);
  };
  const terms = { ...order, weekday: 1, minute: 0, emails: ['ana@example.com'], webhook: null, formats: [] };
  const add = (graceHours: number) =>
    addSchedule(control, { ...terms, graceHours, skipUnchanged: false }, { actor: 'test', nowMs });
  let asked: string[];
  const asking = {
    for: async <N extends JobName>(name: N, payload: JobPayload<N>): Promise<never> => {
      asked.push(name);
      await run(name, payload);
      throw new NotYetError('Asked for.');
    },
  };
  const sent = (schedule: string) =>
    settledReport(control, asking, { ...order, schedule, createdAt: new Date(nowMs) }, nowMs);
  const day = (days: number, hours: number) => MONDAY_MS + days * DAY_MS + hours * HOUR_MS;
  /** How many corrections the look at an instant makes. */
  const due = async (atMs: number) => {
    nowMs = atMs;
    const before = (await words()).length;
    await run('report.restate', { of: 'due' });
    return (await words()).length - before;
  };
  beforeEach(() => {
    asked = [];
  });
  beforeAll(() => {
    jobs = reportJobs({ ...deps, onMade: () => undefined });
  });

  it('is held against later data before a schedule with a grace sends it', async () => {
    nowMs = MONDAY_MS + 60_000;
    await late('by-hand', 0);
    await run('report.build', order);
    const [early] = await words();
    nowMs = MONDAY_MS + 12 * HOUR_MS;
    await late('in-grace', 40);

    // Without a grace it is what the week's end knew.
    expect(await sent((await add(0)).id)).toBe(early?.id);
    nowMs = MONDAY_MS + 30 * HOUR_MS;
    const { id } = await add(30);
    await expect(sent(id)).rejects.toThrow(NotYetError);
    const [, correction] = await words();
    expect(correction).toMatchObject({ restates: early?.id, createdAt: new Date(nowMs) });
    expect(await sent(id)).toBe(correction?.id);
    expect(asked).toEqual(['report.restate']);
    // Where nothing has changed by the next day it is asked for once, too.
    nowMs = day(2, 1);
    const { id: later } = await add(2 * 24 + 1);
    await expect(sent(later)).rejects.toThrow(NotYetError);
    expect(await sent(later)).toBe(correction?.id);
    expect(asked).toHaveLength(2);
  });

  it('is held against the data once a day, later where nothing ran at that hour', async () => {
    // The last look was at night, an hour into Wednesday.
    await late('after-a-look', 50);
    expect(await due(day(2, 5.9))).toBe(0);
    // Off at six.
    expect(await due(day(2, 9))).toBe(1);
    await late('the-same-day', 50);
    expect(await due(day(2, 23))).toBe(0);
    expect(await due(day(3, 6))).toBe(1);
    await late('the-day-after', 50);
    expect(await due(day(3, 7))).toBe(0);
  });

  it('and has changed after its correction of the day is sent as it is, and not taken for true', async () => {
    const newest = async () => (await words()).at(-1) ?? expect.fail('there is one');
    const trueSince = async () => (await trueAt(control, (await newest()).id))?.getTime();
    const look = async (atMs: number) => {
      nowMs = atMs;
      await run('report.restate', { of: (await newest()).id });
    };
    const { id } = await newest();
    nowMs = day(3, 14);
    expect(await sent((await add(3 * 24 + 14)).id)).toBe(id);
    expect(asked).toEqual([]);
    await look(day(3, 14));
    expect((await newest()).id).toBe(id);
    expect(await trueSince()).toBe(day(3, 6));

    expect(await due(day(4, 6))).toBe(1);
    // Nothing has changed since.
    await look(day(4, 7));
    expect(await trueSince()).toBe(day(4, 7));

    // One of before the hour is not looked at over and over until its day is over.
    await late('at-night', 50);
    await look(day(5, 0.5));
    expect(await trueSince()).toBe(day(5, 0.5));
    await late('in-the-morning', 50);
    expect(await reportsToCheck(control, WEEK, new Date(day(5, 6)))).not.toContain((await newest()).id);
    expect(await due(day(6, 5))).toBe(0);
    expect(await due(day(6, 6))).toBe(1);
  });
});

describe('what is kept of a sealed report', () => {
  /** Past the trigger that refuses it, as whoever owns the database can. */
  async function tamper(id: string, set: string): Promise<() => Promise<void>> {
    const columns = 'subject, snapshot, created_at, restates, changes, zone';
    const { rows } = await control.query(`SELECT ${columns} FROM report WHERE id = $1`, [id]);
    const past = async (change: string, values: unknown[]) => {
      await control.query('ALTER TABLE report DISABLE TRIGGER report_sealed');
      await control.query(`UPDATE report SET ${change} WHERE id = $1`, [id, ...values]);
      await control.query('ALTER TABLE report ENABLE TRIGGER report_sealed');
    };
    await past(set, []);
    return () =>
      past(`(${columns}) = (SELECT ${columns} FROM jsonb_populate_record(NULL::report, $2))`, [
        JSON.stringify(rows[0]),
      ]);
  }

  it('holds the restatement’s list, what it corrects and the time under the hash', async () => {
    const window = { scope: 'title:salt', week: WEEK, limit: 9 };
    const [early, correction] = (await listReportsWithChanges(control, window)).reverse();
    const { snapshot, json } = (await readReport(control, correction!.id))!;
    expect(snapshot).toMatchObject({ format: 2, seal: { restates: early!.id, atMs: correction!.createdAt.getTime() } });
    expect(snapshot.seal?.changes).toEqual(correction!.changes);
    expect(snapshot.seal?.changes.length).toBeGreaterThan(0);
    expect(sealOf(json)).toBe(correction!.hash);
  });

  it('is listed with how much it changes, and by the read API with all of that', async () => {
    const query = { scope: 'title:salt', week: WEEK };
    const { reports } = (await reportsEndpoint.read({ control } as WebContext, query as never)) as {
      reports: { changes: unknown[] }[];
    };
    const listed = await listReports(control, { ...query, limit: 9 });
    expect(listed.map(({ changed }) => changed)).toEqual(reports.map(({ changes }) => changes.length));
    expect(listed[0]?.changed).toBeGreaterThan(0);
    for (const one of [...listed, await latestWord(control, 'title:salt', 'UTC')])
      expect(one).not.toHaveProperty('changes');
  });

  it.each([
    ["snapshot = replace(snapshot, '100', '999')", 'its text has another hash'],
    ["changes = '[]'", 'its changes is another'],
    ["created_at = created_at + interval '1 hour'", 'its time of sealing is another'],
    ['restates = (SELECT id FROM report ORDER BY created_at DESC LIMIT 1)', 'its restates is another'],
    ["subject = 'Another'", 'its subject is another'],
  ])('is held against it when it is read: %s', async (set, fault) => {
    const [, { id }] = (await listReports(control, { scope: 'title:salt', week: WEEK, limit: 9 })).reverse() as [
      ListedReport,
      ListedReport,
    ];
    const mend = await tamper(id, set);
    const read = readReport(control, id);
    await expect(read).rejects.toThrow(TamperedReportError);
    await expect(read).rejects.toThrow(`The report ${id} is not what was sealed: ${fault}.`);
    await mend();
    expect((await readReport(control, id))?.id).toBe(id);
  });

  it('is rendered and restated by nobody once it is changed, and said to be', async () => {
    const { id } = await sealReport(deps, { ...ORDER, zone: 'Europe/Lisbon' });
    const mend = await tamper(id, "snapshot = replace(snapshot, 'The slate', 'The Slate')");
    // The others are made.
    await control.query(
      `INSERT INTO report_file (report, format, bytes)
       SELECT id, format, '' FROM report, unnest(ARRAY['pdf', 'xlsx', 'csv']) AS format WHERE id != $1`,
      [id],
    );
    const nowhere = { pagesUrl: Promise.resolve(null), chromiumPath: undefined, chromiumFolder: folder };
    await reportRenderingJobs({ control, ...nowhere, now })['report.render']?.({}, CONTEXT);
    const files = await reportFiles(control, id);
    expect(files.map(({ format }) => format)).toEqual(['csv', 'pdf', 'xlsx']);
    for (const { bytes, error } of files)
      expect({ bytes, error }).toEqual({
        bytes: null,
        error: expect.stringContaining('is not what was sealed') as string,
      });
    await expect(restateReports(deps)).rejects.toThrow('1 sealed report could not be held against the data.');
    await mend();
    expect(await restateReports(deps)).toEqual([]);
  });

  it('is a file that was made, also when another process could not make it', async () => {
    const { id } = await sealReport(deps, { ...ORDER, zone: 'Europe/Rome' });
    await writeReportFile(control, id, 'pdf', { error: 'Too slow.' });
    await writeReportFile(control, id, 'pdf', Buffer.from('%PDF'));
    await writeReportFile(control, id, 'pdf', { error: 'Too slow again.' });
    expect(await reportFiles(control, id)).toEqual([{ format: 'pdf', bytes: 4, error: null }]);
  });

  it('is a file of an old report that is not tried any more, and made for who asks for it', async () => {
    const { id } = await sealReport(deps, { ...ORDER, zone: 'Europe/Paris' });
    const later = nowMs + 31 * DAY_MS;
    // It is noted, for the workers to find, whoever can tell them.
    const reports = { render: () => Promise.reject(new Error('The queues are away.')) };
    const web = { control, now: () => later, log, reports } as unknown as WebContext;
    const states = async (atMs = later) =>
      (await renderingsOf(control, [id], atMs)).get(id)?.map(({ format, state }) => `${format} ${state}`);
    const due = async (atMs = later) =>
      (await renderingsDue(control, atMs, 99)).find((one) => one.id === id)?.formats ?? [];
    const download = (format: 'pdf' | 'xlsx') =>
      (reportFileEndpoint.read(web, { id, format } as never) as Promise<Response>).then(
        (answer) => answer.arrayBuffer(),
        ({ body }: ApiError) => `${body.error.message} ${body.error.hint}`,
      );
    /** What was noted is so much older. */
    const pass = (interval: string) =>
      control.query(
        `WITH files AS (UPDATE report_file SET made_at = made_at - $2::interval WHERE report = $1)
         UPDATE report_file_asked SET asked_at = asked_at - $2::interval WHERE report = $1`,
        [id, interval],
      );
    // A month long all of them are.
    expect(await due(nowMs)).toEqual(['pdf', 'xlsx', 'csv']);
    expect(await states(nowMs)).toEqual(['pdf waiting', 'xlsx waiting', 'csv waiting', 'json made']);
    expect(await due()).toEqual([]);
    expect(await states()).toEqual(['pdf unmade', 'xlsx unmade', 'csv unmade', 'json made']);

    expect(await download('pdf')).toMatch(/^The pdf of this report is not made yet. It is being made: try again/);
    expect(await due()).toEqual(['pdf']);
    expect((await states())?.slice(0, 2)).toEqual(['pdf waiting', 'xlsx unmade']);
    await writeReportFile(control, id, 'pdf', { error: 'No browser.' });
    expect(await due()).toEqual([]);
    expect((await states())?.[0]).toBe('pdf failed');
    // Asked over and over it is not tried more often.
    const said = 'The pdf of this report could not be made the last time: No browser.';
    expect(await download('pdf')).toMatch(`${said} It is tried again every ten minutes`);
    expect(await due()).toEqual([]);
    await pass('11 minutes');
    expect(await due()).toEqual(['pdf']);
    await pass('1 day');
    expect(await due()).toEqual([]);
    expect((await states())?.[0]).toBe('pdf unmade');

    expect(await download('pdf')).toBe(`${said} It is being made: try again in a minute.`);
    expect(await due()).toEqual(['pdf']);
    await writeReportFile(control, id, 'pdf', Buffer.from('%PDF'));
    expect(await due()).toEqual([]);
    expect(await download('pdf')).toEqual(new TextEncoder().encode('%PDF').buffer);
  });

  it('is read also where it is of before there was a seal in the text', async () => {
    const { snapshot } = await sealReport(deps, ORDER);
    const { seal: _seal, ...before } = { ...snapshot, format: 1 };
    const text = canonicalJson(before).replaceAll('"UTC"', '"Etc/UTC"');
    await control.query(
      `INSERT INTO report (id, scope, subject, week, zone, provisional, hash, snapshot, created_at)
       VALUES ('report_00000000000000ab', 'slate', 'The slate', $1, 'Etc/UTC', false, $2, $3, now())`,
      [WEEK, sealOf(text), text],
    );
    const read = await readReport(control, 'report_00000000000000ab');
    expect(read).toMatchObject({ zone: 'Etc/UTC', snapshot: { format: 1 } });
  });
});

describe('a week that goes on', () => {
  it('is drafted all the same, and says what waits', async () => {
    const monday = '2026-05-18';
    await test.load(plays('two', 5, WEEK_MS + 2 * DAY_MS), nowMs);
    await test.load(plays('three', 7, MONDAY_MS), nowMs);
    const spool = Promise.resolve({ drain: () => Promise.resolve(), waitingRows: () => 3 });
    const { snapshot, provisional } = await sealReport({ ...deps, spool }, { ...ORDER, week: monday });
    expect(provisional).toBe(true);
    // What is to be sent is of a week that is over, and the newest word on it.
    const latest = (await latestWord(control, 'title:salt', 'UTC')) ?? expect.fail('no word');
    expect(latest).toMatchObject({ scope: 'title:salt', provisional: false, restatedBy: null });
    expect((await latestWord(control, null, 'UTC'))?.week).toBe(WEEK);
    // Of five people, then of seven; and the spool's.
    expect(value(snapshot, 'quality', 'waiting')).toBe(plays('', 12, 0).length + 3);
    expect(value(snapshot, 'quality', 'in')).toBeNull();
  });
});
