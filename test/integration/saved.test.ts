import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyStore, type KeyStore } from '../../ingest/keys/key-store.ts';
import { chosenComparables } from '../../sql/postgres/comparables.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { listSchedules } from '../../sql/postgres/report-schedules.ts';
import { keepReport } from '../../sql/postgres/reports.ts';
import { listSavedViews } from '../../sql/postgres/saved-views.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import type { HealthSource } from '../../web/server/health.ts';
import { serveWeb, type WebServer } from '../../web/server/serve.ts';
import type { LiveFeed } from '../../workers/contract/live.ts';
import type { ReportDesk } from '../../workers/contract/reports.ts';
import { weeklyReport } from '../support/weekly-report.ts';
import { TestStore } from './support/store.ts';

const log = pino({ level: 'silent' });
const runToken = 'local-token-of-this-run';
const NOW_MS = Date.UTC(2026, 9, 30, 12);

/** Nothing is live here, and nobody asks how the processes are. */
const live: LiveFeed = {
  snapshot: () => Promise.resolve(null),
  onPatches: () => () => undefined,
  setWatched: () => undefined,
};
const away = () => Promise.reject(new Error('not here'));
const health: HealthSource = { collector: away, loader: away, queues: away, deadLetters: away, disk: away };
let rendersAsked = 0;
const render = () => Promise.resolve(void (rendersAsked += 1));
/** Nobody asks for a report here, but for files of one. */
const reports: ReportDesk = { build: away, progress: away, open: away, render, mails: false };

let folder: string;
let test: TestStore;
let postgres: EmbeddedPostgres;
let control: pg.Pool;
let keys: KeyStore;
let web: WebServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ovation-saved-'));
  test = await TestStore.open();
  const film = (id: string) => ({
    ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', genres: ['drama'], runtime_s: 600 },
    ...{ premiere_at: NOW_MS - 20 * 86_400_000, updated_at: NOW_MS - 30 * 86_400_000 },
  });
  const play = (title: string) => ({
    ...{ type: 'playback', play_id: `play-${title}`, seq: 1, viewer_id: 'viewer', title_id: title, action: 'end' },
    ...{
      at: NOW_MS - 19 * 86_400_000,
      started_at: NOW_MS - 19 * 86_400_000 - 600_000,
      position_s: 500,
      from_s: 0,
      played_s: 500,
    },
  });
  const ids = ['tide', 'salt', 'reef'];
  await test.load([...ids.map(film), ...ids.map(play)], NOW_MS);
  await rollUp(test.store, { now: () => NOW_MS });
  postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), log });
  control = createPool({ url: postgres.url, log });
  await migratePostgres(control, log);
  keys = createKeyStore({ pool: control, runToken, log });
  const config = { webPort: 0, host: '127.0.0.1', publicUrl: undefined };
  web = await serveWeb({ config, store: test.store, control, live, health, reports, keys, log, now: () => NOW_MS });
}, 240_000);

afterAll(async () => {
  await web.close();
  await keys.close();
  await control.end();
  await postgres.stop();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Answer {
  status: number;
  location: string | undefined;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: web.port, path, method: body === undefined ? 'GET' : 'POST', headers },
      (response) => {
        text(response).then(
          (answered) =>
            resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: answered }),
          reject,
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const page = (path: string) => ask(path, { accept: 'text/html' });

/** What a form's action answers: the page's own words, and whether it was taken. */
interface Taken {
  type: 'success' | 'failure' | 'error';
  status: number;
  data: Record<string, unknown>;
}

const origin = () => `http://127.0.0.1:${web.port}`;

/** Sends a form as the page does. */
async function send(path: string, fields: readonly (readonly [name: string, value: string])[]): Promise<Taken> {
  const { body } = await ask(
    path,
    {
      origin: origin(),
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'x-sveltekit-action': 'true',
    },
    new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
  );
  const answer = JSON.parse(body) as { type: Taken['type']; status: number; data?: string };
  return { type: answer.type, status: answer.status, data: answer.data === undefined ? {} : flat(answer.data) };
}

/** SvelteKit's own notation: a list whose first entry names where each value stands. */
function flat(data: string): Record<string, unknown> {
  const all = JSON.parse(data) as unknown[];
  const at = (index: number): unknown => {
    const value = all[index];
    if (index === -1) return undefined;
    if (Array.isArray(value)) return value.map((entry) => at(entry as number));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, place]) => [name, at(place as number)]));
  };
  return at(0) as Record<string, unknown>;
}

const audited = async () =>
  (
    await control.query<{ actor: string; action: string; detail: unknown }>(
      'SELECT actor, action, detail FROM audit ORDER BY id',
    )
  ).rows;
const clear = () => control.query('TRUNCATE saved_view, comparables, report_schedule, report_delivery, audit');
const save = (name: string, more: readonly (readonly [string, string])[] = []) =>
  send('/compare?/save', [['name', name], ['titles', 'tide,salt'], ['metric', 'viewers'], ...more]);

describe('sets of titles', () => {
  it('are kept, renamed, deleted and taken back, and the audit says so', async () => {
    await clear();
    const saved = await save('  Autumn  ');
    expect(saved).toMatchObject({ type: 'success', data: { done: 'saved', name: 'Autumn' } });
    const id = String(saved.data['id']);
    expect(await listSavedViews(control, 'compare')).toEqual([
      { id, name: 'Autumn', payload: { titles: ['tide', 'salt'], metric: 'viewers' } },
    ]);
    const html = (await page('/compare?titles=tide,salt&metric=viewers')).body;
    expect(html).toContain('Autumn');
    expect(html).toContain('/compare?titles=tide,salt&amp;metric=viewers');

    expect(
      await send('/compare?/rename', [
        ['id', id],
        ['name', 'Autumn dramas'],
      ]),
    ).toMatchObject({ type: 'success', data: { done: 'renamed', name: 'Autumn dramas' } });
    expect(await send('/compare?/remove', [['id', id]])).toMatchObject({ data: { done: 'deleted', id } });
    expect(await listSavedViews(control, 'compare')).toEqual([]);
    expect(await send('/compare?/restore', [['id', id]])).toMatchObject({ data: { done: 'restored', id } });
    expect(await listSavedViews(control, 'compare')).toMatchObject([{ name: 'Autumn dramas' }]);

    expect((await audited()).map(({ actor, action }) => [actor, action])).toEqual([
      ['pages', 'saved-view.create'],
      ['pages', 'saved-view.rename'],
      ['pages', 'saved-view.delete'],
      ['pages', 'saved-view.restore'],
    ]);
    expect((await audited())[1]?.detail).toEqual({ from: 'Autumn', to: 'Autumn dramas' });
  });

  it('may be of a part of the audience, which can be saved there, too', async () => {
    await clear();
    await save('In Portugal', [['country', 'PT']]);
    expect(await listSavedViews(control, 'compare')).toMatchObject([{ payload: { segment: { country: 'PT' } } }]);
    expect((await page('/compare?titles=tide,salt')).body).toContain('metric=viewers&amp;country=PT');
    expect(
      await save('Both', [
        ['country', 'PT'],
        ['plan', 'ads'],
      ]),
    ).toMatchObject({ type: 'failure' });
    const segment = await send('/compare?/saveSegment', [
      ['name', 'Lisbon'],
      ['country', 'PT'],
    ]);
    expect(segment).toMatchObject({ type: 'success', data: { done: 'saved' } });
    expect(await listSavedViews(control, 'segment')).toMatchObject([{ name: 'Lisbon', payload: { country: 'PT' } }]);
  });

  it('have a name of their own, whatever its case; a deleted one frees it, and is not taken back over another', async () => {
    await clear();
    const first = await save('Autumn');
    expect(await save('AUTUMN')).toMatchObject({ type: 'failure', status: 409 });
    const id = String(first.data['id']);
    await send('/compare?/remove', [['id', id]]);
    expect(await save('autumn')).toMatchObject({ type: 'success' });
    const back = await send('/compare?/restore', [['id', id]]);
    expect(back).toMatchObject({ type: 'failure', status: 409 });
    expect(back.data['message']).toBe('That name is taken: choose another one.');
    // The other kind has names of its own.
    const segment = [
      ['name', 'Autumn'],
      ['country', 'PT'],
    ] as const;
    expect(await send('/titles/tide?/save', segment)).toMatchObject({ type: 'success' });
    // What was refused is not in the audit.
    expect((await audited()).map(({ action }) => action)).toEqual([
      'saved-view.create',
      'saved-view.delete',
      'saved-view.create',
      'saved-view.create',
    ]);
  });

  it.each([
    ['without a name', [['name', '  ']]],
    ['with a name of two lines', [['name', 'a\nb']]],
    ['with a name too long', [['name', 'x'.repeat(81)]]],
    ['of one title', [['titles', 'tide']]],
    ['without titles', [['titles', '']]],
    ['by a metric there is none of', [['metric', 'joy']]],
    ['to an age there is none of', [['age', '3d']]],
  ] as const)('are not kept %s', async (_, wrong) => {
    await clear();
    const fields = new Map<string, string>([
      ['name', 'Autumn'],
      ['titles', 'tide,salt'],
      ['metric', 'hours'],
      ...wrong.map(([name, value]) => [name, value] as [string, string]),
    ]);
    const answer = await send('/compare?/save', [...fields]);
    expect(answer).toMatchObject({ type: 'failure', status: 400 });
    expect(answer.data['message']).toMatch(/\S/);
    expect(await audited()).toEqual([]);
  });

  it('are not touched through an id of another kind, or none', async () => {
    await clear();
    const id = String((await save('Autumn')).data['id']);
    for (const path of ['/titles/tide?/remove', '/titles/tide?/restore']) {
      expect(await send(path, [['id', id]])).toMatchObject({ type: 'failure', status: 409 });
    }
    expect(await send('/compare?/remove', [['id', "view_' OR 1=1"]])).toMatchObject({ type: 'failure', status: 400 });
    expect(await listSavedViews(control, 'compare')).toHaveLength(1);
  });

  it('are a hundred at most', async () => {
    await clear();
    await control.query(
      `INSERT INTO saved_view (id, kind, name, payload)
       SELECT 'view_' || n, 'compare', 'set ' || n, '{}' FROM generate_series(1, 100) AS n`,
    );
    const answer = await save('One more');
    expect(answer).toMatchObject({ type: 'failure', status: 409 });
    expect(answer.data['message']).toBe('100 are kept already: delete one first.');
    // What this version cannot open is listed all the same, to be deleted.
    expect((await page('/compare?titles=tide,salt')).body).toContain('kept by another version: it cannot be opened');
  });

  it('are written by pages of this server only', async () => {
    await clear();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const fields = 'name=Autumn&titles=tide,salt&metric=hours';
    const refused = [
      { ...form, origin: 'http://evil.example' },
      { ...form, origin: origin(), host: 'evil.example' },
      // A form of another site may come without an Origin; it is refused as well.
      form,
      { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of refused) expect((await ask('/compare?/save', headers, fields)).status).toBe(403);
    expect(await audited()).toEqual([]);
  });

  it('are kept by a browser without scripts too', async () => {
    await clear();
    const answer = await ask(
      '/compare?/save&titles=tide,salt',
      { origin: origin(), accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      'name=Autumn&titles=tide%2Csalt&metric=hours',
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Autumn');
  });
});

describe('segments', () => {
  it('are kept with what they choose, and offered on every title', async () => {
    await clear();
    const fields = [
      ['name', 'Portugal on television'],
      ['country', 'PT'],
      ['device', 'tv'],
    ] as const;
    expect(await send('/titles/tide?/save', fields)).toMatchObject({ type: 'success' });
    expect(await listSavedViews(control, 'segment')).toMatchObject([{ payload: { country: 'PT', device: 'tv' } }]);
    expect((await page('/titles/salt')).body).toContain('Portugal on television');
  });

  it.each([
    ['of everybody', []],
    ['of a country that is none', [['country', 'Portugal']]],
    ['of a device that is none', [['device', 'toaster']]],
  ] as const)('are not kept %s', async (_, fields) => {
    await clear();
    expect(await send('/titles/tide?/save', [['name', 'x'], ...fields])).toMatchObject({ status: 400 });
    expect(await audited()).toEqual([]);
  });
});

interface Comparables {
  comparables: { chosen_by: string; rule: string | null; titles: { id: string }[]; waiting: { id: string }[] };
}
const launch = async () => {
  const answer = await ask('/api/v1/titles/tide/launch', { authorization: `Bearer ${runToken}` });
  return (JSON.parse(answer.body) as Comparables).comparables;
};
const chooses = (...ids: string[]) =>
  send(
    '/titles/tide?/compareWith',
    ids.map((id) => ['comparable', id] as const),
  );

describe('comparables', () => {
  it('are the rule’s until some are chosen by hand, and again when they are let go', async () => {
    await clear();
    expect(await launch()).toMatchObject({ chosen_by: 'rule', rule: 'drama film' });
    expect((await launch()).titles.map(({ id }) => id).sort()).toEqual(['reef', 'salt']);
    expect((await page('/titles/tide')).body).toContain('by rule: drama film');

    expect(await chooses('salt')).toMatchObject({ type: 'success', data: { before: null } });
    expect(await launch()).toMatchObject({ chosen_by: 'hand', rule: null, titles: [{ id: 'salt' }], waiting: [] });
    expect((await page('/titles/tide')).body).toContain('chosen by hand');
    expect(await chooses('reef', 'salt')).toMatchObject({ data: { before: ['salt'] } });
    expect((await chosenComparables(control, 'tide'))?.ids).toEqual(['reef', 'salt']);

    expect(await send('/titles/tide?/compareByRule', [])).toMatchObject({ data: { before: ['reef', 'salt'] } });
    expect(await launch()).toMatchObject({ chosen_by: 'rule' });
    expect((await audited()).map(({ action, detail }) => [action, detail])).toEqual([
      ['comparables.choose', { comparables: ['salt'] }],
      ['comparables.choose', { comparables: ['reef', 'salt'] }],
      ['comparables.reset', { comparables: ['reef', 'salt'] }],
    ]);
  });

  it.each([
    ['none', [], 400],
    ['the title itself', ['tide'], 400],
    ['one twice', ['salt', 'salt'], 400],
    ['what is no id', [' '], 400],
    ['what is not in the catalogue', ['salt', 'nobody'], 404],
    ['too many', Array.from({ length: 41 }, (_, index) => `title-${index}`), 400],
  ] as const)('are not %s', async (_, ids, status) => {
    await clear();
    expect(await chooses(...ids)).toMatchObject({ type: 'failure', status });
    expect(await chosenComparables(control, 'tide')).toBeNull();
  });

  it('keep one that has left the catalogue until somebody takes it out', async () => {
    await clear();
    await control.query(`INSERT INTO comparables VALUES ('tide', '{gone,salt}', 'pages')`);
    expect((await launch()).waiting).toMatchObject([{ id: 'gone' }]);
    expect(await chooses('gone', 'salt', 'reef')).toMatchObject({ type: 'success' });
    expect(await chooses('salt', 'reef')).toMatchObject({ type: 'success' });
  });

  it('are not chosen for a title that is not there', async () => {
    expect(await send('/titles/nobody?/compareWith', [['comparable', 'salt']])).toMatchObject({ status: 404 });
  });
});

describe('schedules of reports', () => {
  const HOOK = 'https://hooks.example/services/T0PS3CR3T9xQ2';
  const FIELDS: Record<string, string> = {
    ...{ kind: 'slate', weekday: '1', time: '09:00', zone: 'Europe/Lisbon', grace: '0', format: 'pdf' },
    ...{ emails: 'ana@example.com', webhook: HOOK },
  };
  const post = (action: string, fields: Record<string, string>) => send(`/reports?/${action}`, Object.entries(fields));

  it('are added, changed, sent, paused, deleted and taken back; of a webhook no more is told than how it ends', async () => {
    await clear();
    const added = await post('addSchedule', FIELDS);
    expect(added).toMatchObject({ type: 'success', data: { done: 'added' } });
    const id = String(added.data['id']);
    const schedules = () => listSchedules(control);
    expect(await schedules()).toMatchObject([
      { id, emails: ['ana@example.com'], nextDue: new Date('2026-11-02T09:00Z') },
    ]);
    // Left empty it stays.
    const change = { id, ...FIELDS, webhook: '', kind: 'campaign', title: 'tide', time: '10:30' };
    expect(await post('editSchedule', change)).toMatchObject({ data: { done: 'edited', id } });
    expect(await schedules()).toMatchObject([{ scope: 'campaign:tide', minute: 630, webhook: 'hooks.example …9xQ2' }]);

    expect(await post('sendNow', { id })).toMatchObject({ data: { done: 'sent' } });
    expect(await post('sendNow', { id })).toMatchObject({ type: 'failure', status: 409 });
    const html = (await page('/reports')).body;
    expect(html).toContain('Mondays 10:30, Europe/Lisbon');
    expect(html).toContain('Waits to be sent');
    expect(html).toContain('SMTP_URL');

    for (const [action, done] of [
      ['pauseSchedule', 'paused'],
      ['resumeSchedule', 'resumed'],
      ['deleteSchedule', 'deleted'],
      ['restoreSchedule', 'restored'],
    ] as const)
      expect(await post(action, { id })).toMatchObject({ data: { done, id } });
    const { rows } = await control.query("SELECT action, detail FROM audit WHERE action LIKE 'report%' ORDER BY id");
    expect(rows.map(({ action }: { action: string }) => action.split('.')[1])).toEqual([
      ...['add', 'edit', 'send-now', 'pause', 'resume', 'delete', 'restore'],
    ]);
    expect(html + JSON.stringify(rows)).not.toContain('T0PS3CR3T');
  });

  it('are told of in a log that goes back as far as there is one', async () => {
    await clear();
    const person = (at: number) => `p${at}@example.com`;
    const emails = Array.from({ length: 40 }, (_, at) => person(at)).join();
    for (const minute of ['09:00', '10:00'])
      expect(await post('addSchedule', { ...FIELDS, emails, webhook: '', time: minute })).toMatchObject({
        status: 200,
      });
    for (const { id } of await listSchedules(control)) await post('sendNow', { id });
    const log = async (query: string) => {
      const { status, body } = await page(`/reports${query}`);
      expect(status).toBe(200);
      const links = [...body.matchAll(/href="([^"]*)"[^>]*>(Newer|Older)</g)].map(([, href, word]) => [word, href]);
      return { body, people: body.match(/<span class="to[^>]*>p\d+@example\.com/g)?.length ?? 0, links };
    };
    expect(await log('')).toMatchObject({ people: 50, links: [['Older', '/reports?sent=50']] });
    expect(await log('?sent=50&zone=UTC')).toMatchObject({ people: 30, links: [['Newer', '/reports?zone=UTC']] });
    const behind = await log('?sent=4000');
    expect(behind).toMatchObject({ people: 0, links: [['Newer', '/reports']] });
    expect(behind.body).toContain('Nothing was sent before that');
  });

  it.each([
    ['to nobody', { emails: '', webhook: '' }, 409],
    ['to what is no address', { emails: 'ana' }, 400],
    ['of a title there is none of', { kind: 'title', title: 'nobody' }, 409],
    ['at no time', { time: '' }, 400],
  ] as const)('are not kept %s', async (_, wrong, status) => {
    await clear();
    const answer = await post('addSchedule', { ...FIELDS, ...wrong });
    expect(answer).toMatchObject({ type: 'failure', status });
    expect(await listSchedules(control)).toEqual([]);
  });
});

describe('a file of an old report', () => {
  it('is made for who asks for it', async () => {
    const sealedAt = new Date(NOW_MS - 40 * 86_400_000);
    const { id } = await keepReport(control, weeklyReport('2026-09-14').snapshot, sealedAt);
    for (const path of ['/reports', `/reports/${id}`]) expect((await page(path)).body).toContain('Make PDF');
    const post = (fields: Record<string, string>) => send('/reports?/makeFile', Object.entries(fields));
    expect(await post({ id, format: 'pdf' })).toMatchObject({ type: 'success' });
    expect(rendersAsked).toBe(1);
    const { body } = await page('/reports');
    expect(body).toContain('PDF<span class="visually-hidden');
    expect(body).not.toContain('Make PDF');
    expect(body).toContain('Make XLSX');
    for (const wrong of [{ id, format: 'exe' }, { id: 'report', format: 'pdf' }, {}])
      expect(await post(wrong as Record<string, string>)).toMatchObject({ type: 'failure', status: 400 });
  });
});

describe('the list of reports', () => {
  it('can be narrowed to any title or campaign that there is one of, however many, by their names', async () => {
    const of = (at: number) => (['title', 'campaign'] as const).map((kind) => ({ kind, titleId: `t${at}` }));
    const scopes = Array.from({ length: 120 }, (_, at) => of(at)).flat();
    for (const { kind, titleId } of scopes.reverse()) {
      const report = weeklyReport('2026-10-19', { scope: `${kind}:${titleId}`, subject: `Peat ${titleId.slice(1)}` });
      await keepReport(control, report.snapshot, new Date(NOW_MS));
    }
    const { body } = await page('/reports?scope=campaign%3At119');
    const options = [...body.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)</g)];
    const names = options.map(([, , name]) => name).filter((name) => name?.includes('Peat'));
    const ofAll = (name: string) => Array.from({ length: 120 }, (_, at) => `${name} ${at}`);
    expect(names).toEqual([...ofAll('Peat'), ...ofAll('Campaign of Peat')]);
    expect(body).toMatch(/<bdi>Campaign of Peat 119<\/bdi>/);
  });
});

describe('the pages', () => {
  it('begin a comparison with the newest launch and put it into the address', async () => {
    await clear();
    const answer = await page('/compare?zone=Asia%2FTokyo');
    expect(answer.status).toBe(307);
    expect(answer.location).toBe('/compare?titles=reef,salt,tide&zone=Asia%2FTokyo');
    await send('/titles/reef?/compareWith', [['comparable', 'tide']]);
    expect((await page('/compare')).location).toBe('/compare?titles=reef,tide');
  });

  it('say which titles of an address are not there', async () => {
    const { status, body } = await page('/compare?titles=tide,nobody&metric=joy&age=ever');
    expect(status).toBe(200);
    expect(body).toContain('nobody: not in the catalogue');
    expect((await page('/compare?titles=')).body).toContain('Choose what to compare');
  });

  it('are the dictionary for people and the counters for programs under one address', async () => {
    const html = await ask('/metrics', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(html.body).toContain('id="completion_7d"');
    for (const accept of ['*/*', 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1']) {
      expect((await ask('/metrics', { accept })).body).toContain('ovation_http_request_duration_seconds');
    }
    expect((await ask('/metrics')).body).toContain('ovation_http_request_duration_seconds');
  });

  it('stand without PostgreSQL, say what is missing, and keep a form that cannot be taken in', async () => {
    await postgres.stop();
    const compare = await page('/compare?titles=tide,salt');
    expect(compare.status).toBe(200);
    expect(compare.body).toContain('The saved sets cannot be read just now');
    const room = await page('/titles/tide');
    expect(room.status).toBe(200);
    expect(room.body).toContain('as those chosen by hand cannot be read just now');
    const answer = await save('Autumn');
    expect(answer).toMatchObject({ type: 'failure', status: 503 });
    // Another band would look right and be another number: a program is told to ask again.
    expect((await ask('/api/v1/titles/tide/launch', { authorization: `Bearer ${runToken}` })).status).toBe(503);
  });
});
