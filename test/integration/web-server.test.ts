import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type pg from 'pg';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyStore, type KeyStore } from '../../ingest/keys/key-store.ts';
import { createKey } from '../../ingest/keys/keys.ts';
import { migrateStore } from '../../sql/clickhouse/migrate.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { claimDelivery, endDelivery, planDue } from '../../sql/postgres/report-deliveries.ts';
import { addSchedule } from '../../sql/postgres/report-schedules.ts';
import { writeReportFile } from '../../sql/postgres/reports.ts';
import { buildReport } from '../../sql/queries/report/build.ts';
import { canonicalJson, sealOf } from '../../sql/queries/report/canonical.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { recordLoaded } from '../../sql/rollup/work.ts';
import { ENDPOINTS } from '../../web/server/api/endpoints.ts';
import type { ErrorBody } from '../../web/server/errors.ts';
import type { HealthSource } from '../../web/server/health.ts';
import { serveWeb, type WebServer } from '../../web/server/serve.ts';
import type { LiveFeed, LiveFigures, Snapshot } from '../../workers/contract/live.ts';
import type { ReportDesk } from '../../workers/contract/reports.ts';

const log = pino({ level: 'silent' });
const runToken = 'local-token-of-this-run';

const FIGURES: LiveFigures = {
  concurrents: 3,
  startsPerMinute: 1,
  startsToday: 2,
  hoursToday: 0.5,
  hours: 1.5,
  views: 1,
  viewers: 2,
  starters: 2,
  watchers: 1,
  completers: 1,
  servedAsOfMs: Date.UTC(2026, 10, 2),
};

/** Nobody watches anything new: the rooms stand still. */
const live: LiveFeed = {
  snapshot(room): Promise<Snapshot | null> {
    const asOfMs = Date.UTC(2026, 10, 2);
    const base = { epoch: 'e', version: 1, asOfMs, lastEventMs: null, minutes: [], rollup: 1, deep: 1 };
    if (room === 'slate')
      return Promise.resolve({ ...base, room, titles: { 'salt-road-1': FIGURES }, totals: FIGURES });
    return Promise.resolve(room === 'title:salt-road-1' ? { ...base, room, figures: FIGURES } : null);
  },
  onPatches: () => () => undefined,
  setWatched: () => undefined,
};

const reports: ReportDesk = {
  build: () => Promise.reject(new Error('nobody asks for a report here')),
  progress: () => Promise.resolve({ state: 'failed', why: 'The week has not begun.' }),
  // What is sealed is shown all the same.
  open: () => Promise.reject(new Error('the queues are away')),
  render: () => Promise.resolve(),
  mails: false,
};

const health: HealthSource = {
  collector: () => Promise.reject(new Error('the collector is being started again')),
  loader: () => Promise.resolve(null),
  queues: () => Promise.resolve([{ name: 'rollup', waiting: 1, active: 0, delayed: 0, failed: 0, lastError: null }]),
  deadLetters: () =>
    Promise.resolve([
      {
        reason: 'range',
        count: 2,
        lastAtMs: Date.UTC(2026, 10, 2),
        samples: [
          { atMs: Date.UTC(2026, 10, 2), family: 'playback', message: 'too long', record: '{"viewer_id":"0a"}' },
        ],
      },
    ]),
  disk: () => Promise.resolve({ dataBytes: 10, freeBytes: 100, totalBytes: 1000 }),
};

let root: string;
let store: Store;
let postgres: EmbeddedPostgres;
let control: pg.Pool;
let keys: KeyStore;
let web: WebServer;
let token: string;
let ingestToken: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ovation-web-'));
  store = Store.open({ path: join(root, 'clickhouse'), memoryMb: 600 });
  await migrateStore(store);
  await catalogue();
  postgres = await startEmbeddedPostgres({ dir: join(root, 'postgres'), log });
  control = createPool({ url: postgres.url, log });
  await migratePostgres(control, log);
  await sealOne();
  keys = createKeyStore({ pool: control, runToken, log });
  token = (await createKey(control, { name: 'reader', scopes: ['read'], actor: 'test' })).token;
  ingestToken = (await createKey(control, { name: 'player', scopes: ['ingest'], actor: 'test' })).token;
  web = await serveWeb({
    config: { webPort: 0, host: '127.0.0.1', publicUrl: undefined },
    store,
    control,
    live,
    health,
    reports,
    keys,
    log,
  });
}, 240_000);

afterAll(async () => {
  await keys.close();
  await control.end();
  await postgres.stop();
  await store.close();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

/** One season of a series and one film, as a load brings them. */
async function catalogue(): Promise<void> {
  const row = (id: string, more: Record<string, unknown>) => ({
    segment: 1,
    kind: 'title',
    id,
    title: id,
    genres: ['drama'],
    stage: 'released',
    premiere: '2026-10-05 08:00:00.000',
    runtime_ms: 5_400_000,
    updated_at: '2026-10-01 00:00:00.000',
    received_at: '2026-10-01 00:00:00.000',
    source: 'test',
    ...more,
  });
  await store.insertRows('test.catalogue', 'landing_catalog', [
    row('salt-road-1', { name: 'The Salt Road', form: 'series', show: 'The Salt Road', season: 1 }),
    row('a/b c', { name: 'Slashed', form: 'film' }),
    // Two senders know different things of it.
    row('teaser', { kind: 'asset', title: 'salt-road-1', name: 'Salt', channel: 'youtube' }),
    row('teaser', {
      ...{ kind: 'asset', title: 'salt-road-1', name: 'The Salt Road: teaser', form: 'teaser', source: 'another' },
      ...{ view_rule: 'q25: a quarter', premiere: null, updated_at: '2026-10-02 00:00:00.000' },
    }),
    row('gone', { kind: 'asset', title: 'salt-road-1', deleted: 1 }),
    row('shown', { kind: 'milestone', title: 'salt-road-1', name: 'First shown', form: 'screening' }),
  ]);
  await recordLoaded(store, '1', 2);
  await rollUp(store);
}

const REPORT = 'report_00000000000000ab';

/** A sealed week, under an id that addresses can name. */
async function sealOne(): Promise<void> {
  const request = { scope: { kind: 'slate' } as const, week: '2026-10-05', zone: 'UTC' };
  const text = canonicalJson(await buildReport(store, request, Date.UTC(2026, 10, 2)));
  await control.query(
    `INSERT INTO report (id, scope, subject, week, zone, provisional, hash, snapshot, created_at)
     VALUES ($1, 'slate', 'The slate', $2, 'UTC', false, $3, $4, now())`,
    [REPORT, request.week, sealOf(text), text],
  );
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** By node:http, which lets a test send any Host and Origin. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: web.port,
        path,
        method,
        headers: { ...(body && { 'content-length': String(body.length) }), ...headers },
      },
      (response) => {
        text(response).then(
          (answered) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered }),
          reject,
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const read = (path: string) => ask(path, { authorization: `Bearer ${token}` });
const errorOf = (answer: Answer) => (JSON.parse(answer.body) as ErrorBody).error;

describe('the read API', () => {
  const addresses: [path: string, address: string][] = [
    ['/titles', '/api/v1/titles?search=salt&limit=5'],
    ['/titles/{id}', '/api/v1/titles/salt-road-1'],
    ['/titles/{id}/summary', '/api/v1/titles/salt-road-1/summary?from=2026-10-05&to=2026-10-11&zone=Europe/Lisbon'],
    ['/titles/{id}/launch', '/api/v1/titles/salt-road-1/launch'],
    ['/titles/{id}/completion', '/api/v1/titles/salt-road-1/completion'],
    ['/titles/{id}/reception', '/api/v1/titles/salt-road-1/reception'],
    ['/titles/{id}/buzz', '/api/v1/titles/salt-road-1/buzz'],
    ['/buzz', '/api/v1/buzz'],
    ['/titles/{id}/audience', '/api/v1/titles/salt-road-1/audience?dimension=country&week=2026-11-02'],
    ['/slate', '/api/v1/slate?from=2026-10-05&to=2026-10-11&zone=Europe/Lisbon'],
    ['/compare', '/api/v1/compare?titles=salt-road-1,a%252Fb%20c&age=28d'],
    ['/audience', '/api/v1/audience'],
    ['/assets', '/api/v1/assets?limit=5'],
    ['/assets/{id}', '/api/v1/assets/teaser'],
    ['/milestones', '/api/v1/milestones?title=salt-road-1'],
    ['/milestones/{id}', '/api/v1/milestones/shown'],
    ['/reports', '/api/v1/reports?scope=slate&week=2026-10-05&zone=UTC'],
    ['/reports/deliveries', '/api/v1/reports/deliveries?scope=slate&week=2026-10-05&state=sent&limit=1'],
    ['/reports/{id}', `/api/v1/reports/${REPORT}`],
    ['/reports/{id}/files/{format}', `/api/v1/reports/${REPORT}/files/json`],
    ['/live', '/api/v1/live'],
    ['/metrics', '/api/v1/metrics'],
    ['/health', '/api/v1/health'],
  ];

  it('has an example of every resource here', () => {
    expect(addresses.map(([path]) => path).sort()).toEqual(ENDPOINTS.map((endpoint) => endpoint.path).sort());
  });

  it.each(addresses)('answers %s as its description says', async (path, address) => {
    const answer = await read(address);
    expect(answer.status, answer.body).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['cache-control']).toBe('no-store');
    const { answer: schema, content } = ENDPOINTS.find((endpoint) => endpoint.path === path) ?? {};
    const body: unknown = content === undefined ? JSON.parse(answer.body) : answer.body;
    // Nothing undescribed: what the schema keeps is the whole answer.
    expect(schema?.parse(body)).toEqual(body);
  });

  it('hands out a report as it was sealed, and says of a file that was not made why', async () => {
    const { report, snapshot } = JSON.parse((await read(`/api/v1/reports/${REPORT}`)).body) as {
      report: { hash: string };
      snapshot: unknown;
    };
    const file = await read(`/api/v1/reports/${REPORT}/files/json`);
    expect(file.headers['content-disposition']).toBe('attachment; filename="ovation-slate-2026-10-05.json"');
    expect(sealOf(file.body)).toBe(report.hash);
    expect(JSON.parse(file.body)).toEqual(snapshot);
    const list = (query: string) => read(`/api/v1/reports?${query}`);
    expect(JSON.parse((await list('scope=title:nope')).body)).toEqual({ reports: [] });
    expect(errorOf(await list('week=2026-10-06')).code).toBe('invalid_parameter');
    expect(errorOf(await read(`/api/v1/reports/${REPORT}/files/xlsx`)).message).toMatch(/is not made yet/);
    await writeReportFile(control, REPORT, 'xlsx', { error: 'the disk is full' });
    expect(errorOf(await read(`/api/v1/reports/${REPORT}/files/xlsx`)).message).toMatch(/the disk is full/);
    await writeReportFile(control, REPORT, 'xlsx', Buffer.from('PK'));
    expect((await read(`/api/v1/reports/${REPORT}/files/xlsx`)).body).toBe('PK');
    expect(errorOf(await read('/api/v1/reports/report_0000000000000000')).code).toBe('report_not_found');
    for (const path of ['/reports/report_0000000000000000', '/reports/%00', '/reports/a%2Fb'])
      expect((await read(path)).status, path).toBe(404);
    expect((await read('/reports?scope=title:%00')).status).toBe(200);
  });

  it('has the log of what was sent, part by part, and no more of a webhook than that it is one', async () => {
    await control.query('TRUNCATE report_schedule, report_delivery');
    const by = (nowMs: number) => ({ actor: 'test', nowMs });
    const dueMs = Date.UTC(2026, 9, 12, 9);
    const terms = { weekday: 1, minute: 9 * 60, zone: 'UTC', graceHours: 0, formats: [], skipUnchanged: false };
    const people = { emails: ['ana@example.com', 'ben@example.com'], webhook: 'https://hooks.example/T0PS3CR3T' };
    await addSchedule(control, { ...terms, ...people, scope: 'slate' }, by(dueMs - 86_400_000));
    await planDue(control, dueMs);
    const claimed = (await claimDelivery(control, dueMs, 60_000))!;
    await endDelivery(control, claimed, { state: 'sent', error: null }, dueMs + 1_000);
    const list = async (query: string) => {
      const { body } = await read(`/api/v1/reports/deliveries?${query}`);
      expect(body).not.toContain('T0PS3CR3T');
      return (JSON.parse(body) as { deliveries: { recipient: string }[] }).deliveries;
    };
    expect((await list('')).map(({ recipient }) => recipient)).toEqual([
      'webhook',
      'ben@example.com',
      'ana@example.com',
    ]);
    expect((await list('limit=1&offset=1')).map(({ recipient }) => recipient)).toEqual(['ben@example.com']);
    expect(await list('state=sent&scope=slate&week=2026-10-05')).toEqual([
      {
        ...{ id: claimed.id, scope: 'slate', week: '2026-10-05', zone: 'UTC', recipient: 'ana@example.com' },
        ...{ once_more: false, state: 'sent', attempts: 1, next_at: null, report: null, error: null },
        ...{ created_at: '2026-10-12T09:00:00.000Z', ended_at: '2026-10-12T09:00:01.000Z' },
      },
    ]);
    expect(await list('week=2026-10-12')).toEqual([]);
    expect(errorOf(await read('/api/v1/reports/deliveries?state=lost')).code).toBe('invalid_parameter');
    expect((await ask('/api/v1/reports/deliveries', { authorization: `Bearer ${ingestToken}` })).status).toBe(403);
  });

  it('hands out nothing of a report that is not what was sealed, and says so', async () => {
    const put = async (from: string, to: string) => {
      await control.query('ALTER TABLE report DISABLE TRIGGER report_sealed');
      await control.query('UPDATE report SET snapshot = replace(snapshot, $2, $3) WHERE id = $1', [REPORT, from, to]);
      await control.query('ALTER TABLE report ENABLE TRIGGER report_sealed');
    };
    await put('The slate', 'The Slate');
    for (const path of ['', '/files/json', '/files/xlsx']) {
      const answer = await read(`/api/v1/reports/${REPORT}${path}`);
      expect(answer.status).toBe(500);
      expect(errorOf(answer)).toMatchObject({
        code: 'report_tampered',
        message: expect.stringContaining(
          `The report ${REPORT} is not what was sealed: its text has another hash.`,
        ) as string,
      });
    }
    for (const page of ['/reports', `/reports/${REPORT}`, `/reports/${REPORT}/print`]) {
      const { body } = await read(page);
      expect(body, page).toContain('is not what was sealed');
      expect(body, page).not.toContain('How was the week?');
    }
    await put('The Slate', 'The slate');
    expect((await read(`/api/v1/reports/${REPORT}`)).status).toBe(200);
  });

  it('tells a page that asked for a report what became of it', async () => {
    const asked = (query: string) => read(`/reports/asked?${query}`);
    expect(JSON.parse((await asked('scope=slate&week=2026-10-05&zone=UTC&since=0')).body)).toEqual({
      ...{ state: 'sealed', id: REPORT },
    });
    expect(JSON.parse((await asked('scope=slate&week=2026-10-12&zone=UTC&since=0')).body)).toEqual({
      ...{ state: 'failed', why: 'The week has not begun.' },
    });
    expect(errorOf(await asked('scope=slate&week=2026-10-06&zone=UTC&since=0')).code).toBe('invalid_parameter');
  });

  it('lists assets as their senders together describe them', async () => {
    const asset = {
      ...{ id: 'teaser', title_id: 'salt-road-1', name: 'The Salt Road: teaser', form: 'teaser', channel: 'youtube' },
      ...{ view_rule: 'q25: a quarter', live_at: '2026-10-05T08:00:00.000Z', note: '' },
    };
    expect(JSON.parse((await read('/api/v1/assets')).body)).toEqual({ assets: [asset] });
    expect(JSON.parse((await read('/api/v1/assets?offset=1')).body)).toEqual({ assets: [] });
  });

  it('finds titles whose ids need encoding', async () => {
    expect(JSON.parse((await read('/api/v1/titles/a%2Fb%20c')).body)).toMatchObject({ id: 'a/b c', season: null });
  });

  it('means days of the zone', async () => {
    const { range } = JSON.parse((await read(addresses[2]?.[1] ?? '')).body) as { range: unknown };
    expect(range).toEqual({ from: '2026-10-04T23:00:00.000Z', to: '2026-10-11T23:00:00.000Z' });
  });

  it('keeps rejected records to itself', async () => {
    const { body } = await read('/api/v1/health');
    expect(body).toContain('"reason":"range"');
    expect(body).not.toContain('viewer_id');
    expect(JSON.parse(body)).toMatchObject({
      collector: { value: null, error: 'The collector did not answer: the collector is being started again' },
      loader: { value: null, error: null },
    });
  });

  it.each([
    ['/api/v1/titles/none', 404, 'title_not_found'],
    ['/api/v1/titles/none/summary', 404, 'title_not_found'],
    ['/api/v1/titles/none/launch', 404, 'title_not_found'],
    ['/api/v1/titles/none/completion', 404, 'title_not_found'],
    ['/api/v1/titles/none/buzz', 404, 'title_not_found'],
    ['/api/v1/titles/none/audience', 404, 'title_not_found'],
    ['/api/v1/titles/salt-road-1/audience?week=2026-11-03', 400, 'invalid_parameter'],
    ['/api/v1/titles/salt-road-1/audience?dimension=name', 400, 'invalid_parameter'],
    ['/api/v1/compare', 400, 'invalid_parameter'],
    ['/api/v1/compare?titles=', 400, 'invalid_parameter'],
    ['/api/v1/compare?titles=salt-road-1,none', 404, 'title_not_found'],
    ['/api/v1/compare?titles=salt-road-1,salt-road-1', 400, 'invalid_parameter'],
    ['/api/v1/compare?titles=a,b,c,d,e,f,g', 400, 'invalid_parameter'],
    ['/api/v1/compare?titles=salt-road-1&age=8d', 400, 'invalid_parameter'],
    ['/api/v1/slate?from=2026-10-09&to=2026-10-05', 400, 'empty_range'],
    ['/api/v1/nothing', 404, 'not_found'],
    ['/api', 404, 'not_found'],
    ['/api/v2/titles', 404, 'not_found'],
    ['/api/v1/titles/%ff', 400, 'malformed_address'],
    ['/api/v1/titles?limit=0', 400, 'invalid_parameter'],
    ['/api/v1/titles?limit=1e3', 400, 'invalid_parameter'],
    ['/api/v1/titles?limt=5', 400, 'unknown_parameter'],
    ['/api/v1/titles/salt-road-1/summary?from=yesterday', 400, 'invalid_parameter'],
    ['/api/v1/titles/salt-road-1/summary?from=2026-10-09&to=2026-10-05', 400, 'empty_range'],
    ["/api/v1/titles/'%20OR%201=1", 404, 'title_not_found'],
  ])('answers %s with %d and its one error shape', async (path, status, code) => {
    const answer = await read(path);
    expect(answer.status, answer.body).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({
      error: { code, message: expect.stringMatching(/\.$/) as string, hint: expect.stringMatching(/\S/) as string },
    });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'does not take %s, in whatever shape it comes',
    async (method) => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const answer = await ask(
          '/api/v1/titles',
          { authorization: `Bearer ${token}`, 'content-type': type },
          method,
          'a=b',
        );
        expect([answer.status, errorOf(answer).code, answer.headers['allow']]).toEqual([
          405,
          'method_not_allowed',
          'GET, HEAD',
        ]);
      }
    },
  );

  it('answers HEAD without a body', async () => {
    const answer = await ask('/api/v1/titles', { authorization: `Bearer ${token}` }, 'HEAD');
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  it.each([
    [{}, 401, 'key_missing'],
    [{ authorization: 'Bearer ovk_unknown' }, 401, 'key_unknown'],
    [{ authorization: 'Basic dTpw' }, 401, 'key_malformed'],
    [{ authorization: 'Bearer ' }, 401, 'key_malformed'],
    [{ 'sec-fetch-site': 'cross-site' }, 401, 'key_missing'],
    [{ 'sec-fetch-site': 'same-origin', authorization: 'Bearer ovk_unknown' }, 401, 'key_unknown'],
  ])('refuses a reader with %j', async (headers, status, code) => {
    const answer = await ask('/api/v1/titles', headers as Record<string, string>);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Ovation"');
    expect(answer.body).not.toContain('ovk_unknown');
  });

  it('takes a key with the scope read, the local key of the run, and its own pages', async () => {
    expect(errorOf(await ask('/api/v1/titles', { authorization: `Bearer ${ingestToken}` })).code).toBe('scope_missing');
    expect((await ask('/api/v1/titles', { authorization: `Bearer ${runToken}` })).status).toBe(200);
    expect((await ask('/api/v1/titles', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('describes itself to everyone, once', async () => {
    const first = await ask('/api/v1/openapi.json');
    expect((JSON.parse(first.body) as { openapi: string }).openapi).toBe('3.1.0');
    const again = await ask('/api/v1/openapi.json', { 'if-none-match': String(first.headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
  });
});

describe('the server', () => {
  it.each([
    { host: 'evil.example' },
    { host: 'evil.example:4000' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
  ])('refuses %j on every path', async (headers) => {
    for (const path of [
      '/',
      '/api/v1/titles',
      '/healthz',
      '/metrics',
      '/favicon.svg',
      '/socket.io/?EIO=4&transport=polling',
    ]) {
      const answer = await ask(path, headers as unknown as Record<string, string>);
      expect([path, answer.status, errorOf(answer).code]).toEqual([path, 403, expect.stringMatching(/_not_allowed$/)]);
    }
  });

  it('says that it is up, that its stores answer, and what it counts', async () => {
    expect((await ask('/healthz')).body).toBe('{"status":"up"}\n');
    expect(JSON.parse((await ask('/readyz')).body)).toEqual({
      status: 'ready',
      stores: { clickhouse: 'ready', postgres: 'ready' },
    });
    const { body } = await ask('/metrics');
    expect(body).toContain(
      'ovation_http_request_duration_seconds_count{route="/api/v1/titles",method="GET",status="200"}',
    );
    expect(body).toContain('ovation_store_statements_total{lane="pages",outcome="ok"}');
    expect(body).toContain('ovation_jobs{queue="rollup",state="waiting"} 1');
    expect(body).not.toContain('salt-road-1');
  });

  it.each([
    '/',
    '/titles/salt-road-1',
    '/titles/salt-road-1/audience',
    '/titles/a%2Fb%20c',
    '/audience',
    '/compare?titles=salt-road-1,a%252Fb%20c',
    '/metrics',
    '/settings/health',
  ])('draws %s under a strict policy', async (path) => {
    const answer = await ask(path, { accept: 'text/html' });
    expect(answer.status, answer.body.slice(0, 500)).toBe(200);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/(script-src|style-src) [^;]*unsafe/);
    // Every script in the page carries the nonce: none depends on a weaker policy.
    for (const [tag] of answer.body.matchAll(/<script[^>]*>/g)) expect(tag).toContain('nonce=');
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  it('has a page for a title that is not there', async () => {
    const answer = await ask('/titles/none', { accept: 'text/html' });
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('There is no such title.');
  });

  it('keeps unexpected words out of errors', async () => {
    const answer = await ask('/nothing', { accept: 'application/json' });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain(root);
  });

  it('refuses a taken port in one sentence', async () => {
    const config = { webPort: web.port, host: '127.0.0.1', publicUrl: undefined };
    await expect(serveWeb({ config, store, control, live, health, reports, keys, log })).rejects.toThrow(
      `Port ${web.port} is in use by another program: stop it, or set PORT to a free one.`,
    );
    // The first server goes on.
    expect((await read('/api/v1/titles')).status).toBe(200);
  });

  it('opens a live room beside the pages', async () => {
    const client = io(`http://127.0.0.1:${web.port}`, { transports: ['websocket'], reconnection: false });
    const snapshot = await new Promise((resolve) => client.emit('join', 'title:salt-road-1', resolve));
    expect(snapshot).toMatchObject({ room: 'title:salt-road-1', figures: { concurrents: 3 } });
    client.close();
  });

  it('says which store does not answer', async () => {
    await postgres.stop();
    const answer = await ask('/readyz');
    expect(answer.status).toBe(503);
    const { stores } = JSON.parse(answer.body) as { stores: Record<string, string> };
    expect(stores['clickhouse']).toBe('ready');
    expect(stores['postgres']).not.toBe('ready');
    // A key that was seen goes on being good, a page needs none.
    expect((await read('/api/v1/titles')).status).toBe(200);
    expect((await ask('/')).status).toBe(200);
  });

  it('closes within its deadline while pages and rooms are asked for', async () => {
    const clients = Array.from({ length: 10 }, () =>
      io(`http://127.0.0.1:${web.port}`, { transports: ['websocket'], reconnection: false }),
    );
    await Promise.all(clients.map((client) => new Promise((resolve) => client.emit('join', 'slate', resolve))));
    const asked = Promise.allSettled(Array.from({ length: 40 }, () => ask('/')));
    const startedAtMs = Date.now();
    await web.close();
    expect(Date.now() - startedAtMs).toBeLessThan(3_000);
    const outcomes = await asked;
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') expect(outcome.value.status).toBe(200);
    await expect(ask('/healthz')).rejects.toThrow('ECONNREFUSED');
  });
});
