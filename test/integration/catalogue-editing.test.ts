import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../ingest/keys/keys.ts';
import { lastEdits } from '../../sql/postgres/catalogue-edits.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { Stack } from '../support/stack.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'ovation-editing-'));
let stack: Stack;
let control: pg.Pool;
let editor: { token: string; id: string };
let reader: string;

beforeAll(async () => {
  stack = await Stack.start({ folder });
  control = createPool({ url: stack.run.databaseUrl ?? '', log: pino({ level: 'silent' }) });
  const make = (scope: string) => createKey(control, { name: scope, scopes: [scope], actor: 'test' });
  const { token, key } = await make('edit');
  editor = { token, id: key.id };
  reader = (await make('read')).token;
  const film = (id: string) => ({ type: 'catalog', kind: 'title', id, name: id, form: 'film', runtime_s: 600 });
  await send(film('tide'), film('reef'));
  await stack.drain();
}, 120_000);

afterAll(async () => {
  await control.end();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** As any sender does. */
async function send(...records: object[]): Promise<void> {
  const answer = await fetch(`${stack.ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.run.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(records),
  });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
}

/** What jobs bring, some of them once in seconds. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000, interval: 100 });

interface Answer {
  status: number;
  /** The asset or milestone, or the error. */
  said: Record<string, unknown>;
  location: string | null;
}

const pagesUrl = () => `http://127.0.0.1:${stack.run.webPort}`;

async function ask(method: string, path: string, body?: unknown, token: string | null = editor.token): Promise<Answer> {
  const response = await fetch(`${pagesUrl()}/api/v1${path}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, Record<string, unknown>>;
  const said = answer['asset'] ?? answer['milestone'] ?? answer['error'] ?? {};
  return { status: response.status, said, location: response.headers.get('location') };
}

async function listed(path: string): Promise<Record<string, unknown>[]> {
  const answer = (await stack.get(path)) as Record<string, Record<string, unknown>[]>;
  return answer['assets'] ?? answer['milestones'] ?? [];
}

const TRAILER = {
  ...{ title_id: 'tide', name: 'First look', form: 'trailer', channel: 'site' },
  ...{ view_rule: 'q25: a quarter', live_at: '2026-10-05T08:00:00.000Z', note: 'the long cut' },
};
const WRAP = { title_id: 'tide', name: 'Last day', form: 'filming wrap', at: '2026-08-01T18:00:00.000Z', note: '' };

describe('assets and milestones that are edited by the API', () => {
  it('are seen as soon as they are answered, and who did it is noted', async () => {
    const made = await ask('POST', '/assets', TRAILER);
    expect(made).toMatchObject({ status: 201, said: TRAILER, location: `/api/v1/assets/${String(made.said['id'])}` });
    expect(await listed('/assets?title=tide')).toEqual([made.said]);
    expect(await listed('/assets?title=reef')).toEqual([]);
    expect((await ask('GET', `/assets/${String(made.said['id'])}`, undefined, reader)).said).toEqual(made.said);

    expect(await ask('PUT', '/milestones/wrap', { ...WRAP, at: '2026-08-01T20:00:00+02:00' })).toMatchObject({
      ...{ status: 201, said: { id: 'wrap', ...WRAP }, location: '/api/v1/milestones/wrap' },
    });
    expect(await listed('/milestones?title=tide')).toEqual([{ id: 'wrap', ...WRAP }]);
    const edits = await lastEdits(control, 'tide');
    expect(edits).toMatchObject([
      { kind: 'milestone', did: 'add', id: 'wrap', actor: editor.id, before: null, after: WRAP },
      { kind: 'asset', did: 'add', actor: editor.id, before: null, after: TRAILER },
    ]);
  });

  it('change nothing when the same is said once more, and all of it when something else is', async () => {
    expect((await ask('PUT', '/assets/spot', TRAILER)).status).toBe(201);
    const before = (await lastEdits(control, 'tide')).length;
    expect((await ask('PUT', '/assets/spot', TRAILER)).status).toBe(200);
    expect(await lastEdits(control, 'tide')).toHaveLength(before);
    const bare = { title_id: 'tide', name: 'Spot', form: 'clip' };
    expect(await ask('PUT', '/assets/spot', bare)).toMatchObject({
      status: 200,
      said: { ...bare, channel: '', view_rule: '', live_at: null, note: '' },
    });
    expect((await lastEdits(control, 'tide'))[0]).toMatchObject({ did: 'change', before: TRAILER });
    // Two at once: one after the other, and the last one stands.
    const both = await Promise.all(['one', 'two'].map((name) => ask('PUT', '/assets/spot', { ...bare, name })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const [last] = await lastEdits(control, 'tide');
    expect((await ask('GET', '/assets/spot', undefined, reader)).said['name']).toBe(
      (last?.after as { name: string }).name,
    );
  });

  it('stand beside what senders say: the later one counts, and what an edit empties is empty', async () => {
    const nowMs = Date.now();
    const sent = (updatedMs: number, more: object = {}) => ({
      ...{ type: 'catalog', kind: 'milestone', id: 'festival', title_id: 'tide', form: 'festival', source: 'plan' },
      ...{ name: 'Festival', note: 'in the lagoon', at: nowMs + 9 * DAY_MS, updated_at: updatedMs, ...more },
    });
    const read = async () => (await ask('GET', '/milestones/festival', undefined, reader)).said;
    await send(sent(nowMs - DAY_MS));
    await soon(read).toMatchObject({ name: 'Festival', note: 'in the lagoon' });

    const edited = { title_id: 'tide', name: 'Premiere', form: 'festival', at: '2027-01-02T20:00:00.000Z', note: '' };
    expect((await ask('PUT', '/milestones/festival', edited)).status).toBe(200);
    // Sent again, as a replay does, and corrected by a file that is older than the edit; then something that is seen.
    await send(sent(nowMs - DAY_MS), sent(nowMs - 1_000, { name: 'Fest' }), sent(nowMs, { id: 'last' }));
    await soon(() => listed('/milestones?title=tide')).toContainEqual(expect.objectContaining({ id: 'last' }));
    expect(await read()).toEqual({ id: 'festival', ...edited });
    // Once, on every page too.
    await soon(async () => {
      const title = (await stack.get('/titles/tide')) as { milestones: { id: string; name: string }[] };
      return title.milestones.flatMap(({ id, name }) => (id === 'festival' ? [name] : []));
    }).toEqual(['Premiere']);

    // A clock that goes ahead makes a later record, and an edit after it is later still.
    await send(sent(nowMs + 300_000, { name: 'Festival, moved', note: 'on the island' }));
    await soon(read).toMatchObject({ name: 'Festival, moved', note: 'on the island' });
    expect((await ask('PUT', '/milestones/festival', edited)).said).toEqual({ id: 'festival', ...edited });
  }, 60_000);

  it('go and come back, with all that was told of them', async () => {
    await ask('PUT', '/assets/reel', { ...TRAILER, title_id: 'reef', view_rule: '' });
    await send({ type: 'promo', event_id: 'e1', asset_id: 'reel', action: 'start', at: Date.now(), viewer_id: 'v1' });
    const views = async () => {
      const { assets } = (await stack.get('/titles/reef/buzz')) as {
        assets: { id: string; placings: { views: { value: number } }[] }[];
      };
      return assets.map(({ id, placings }) => [id, ...placings.map((one) => one.views.value)]);
    };
    await soon(views).toEqual([['reel', 1]]);
    expect((await ask('DELETE', '/assets/reel')).status).toBe(204);
    expect(await ask('DELETE', '/assets/reel')).toMatchObject({ status: 404, said: { code: 'asset_not_found' } });
    expect(await ask('GET', '/assets/reel', undefined, reader)).toMatchObject({ status: 404 });
    await soon(views).toEqual([]);
    expect((await ask('PUT', '/assets/reel', { ...TRAILER, title_id: 'reef', view_rule: '' })).status).toBe(201);
    await soon(views).toEqual([['reel', 1]]);
  }, 60_000);

  it('are refused in the one shape, with what is wrong', async () => {
    const codes = async (...asked: Parameters<typeof ask>) => {
      const { status, said } = await ask(...asked);
      expect(Object.keys(said).sort()).toEqual(['code', 'hint', 'message']);
      return [status, said['code']];
    };
    const before = await listed('/assets');
    expect(await codes('POST', '/assets', TRAILER, reader)).toEqual([403, 'scope_missing']);
    expect(await codes('POST', '/assets', TRAILER, null)).toEqual([401, 'key_missing']);
    expect(await codes('GET', '/assets')).toEqual([403, 'scope_missing']);
    expect(await codes('PATCH', '/assets/spot', TRAILER)).toEqual([405, 'method_not_allowed']);
    expect(await codes('POST', '/assets')).toEqual([415, 'not_json']);
    expect(await codes('POST', '/assets', [])).toEqual([400, 'invalid_body']);
    expect(await codes('POST', '/assets', { ...TRAILER, tittle: 'tide' })).toEqual([400, 'invalid_body']);
    expect(await codes('POST', '/assets', { ...TRAILER, title_id: 'tidy' })).toEqual([404, 'title_not_found']);
    expect(await codes('PUT', '/milestones/wrap', { ...WRAP, title_id: 'reef' })).toEqual([409, 'title_stays']);
    expect((await ask('POST', '/milestones', { ...WRAP, at: 'soon' })).said['message']).toMatch(/^at: A milestone/);
    expect((await ask('POST', '/assets', { ...TRAILER, name: 'a\nb' })).said['message']).toMatch(/^name: A name/);
    expect(await listed('/assets')).toEqual(before);
  });
});

/** What a form of the page came to. */
interface Taken {
  type: 'success' | 'failure';
  data: string;
}

async function post(
  action: string,
  fields: Record<string, string>,
  origin = pagesUrl(),
): Promise<Taken & { status: number }> {
  const response = await fetch(`${pagesUrl()}/settings/catalogue?/${action}&title=tide`, {
    method: 'POST',
    headers: {
      origin,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'x-sveltekit-action': 'true',
    },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: response.status, ...((await response.json()) as Taken) };
}

describe('the page of the catalogue', () => {
  it('takes its forms, says what is wrong at which field, and undoes', async () => {
    const fields = {
      ...{ title_id: 'tide', name: 'Talk show', form: 'interview', channel: 'tube', zone: 'Asia/Kolkata' },
      ...{ live_at: '2026-09-01T20:30', view_step: 'complete', view_words: '', note: 'cut it' },
    };
    const wrong = await post('asset', { ...fields, name: ' ', live_at: '2026-99-01T20:30' });
    expect(wrong.type).toBe('failure');
    expect(wrong.data).toContain('A name takes 1 to 512 characters');
    expect(wrong.data).toContain('Choose a day and a time, or neither.');

    expect((await post('asset', { ...fields, id: 'talk' })).type).toBe('success');
    const talk = { ...{ id: 'talk', title_id: 'tide', name: 'Talk show', form: 'interview', channel: 'tube' } };
    const made = { ...talk, view_rule: 'complete: the end of it', live_at: '2026-09-01T15:00:00.000Z', note: 'cut it' };
    expect((await ask('GET', '/assets/talk', undefined, reader)).said).toEqual(made);
    // What undoes a deletion writes all of it as it was.
    expect((await post('removeAsset', { id: 'talk' })).type).toBe('success');
    expect((await ask('GET', '/assets/talk', undefined, reader)).status).toBe(404);
    expect((await post('asset', made)).type).toBe('success');
    expect((await ask('GET', '/assets/talk', undefined, reader)).said).toEqual(made);
    expect((await lastEdits(control, 'tide')).slice(0, 3).map(({ did, actor }) => [did, actor])).toEqual([
      ['add', 'pages'],
      ['delete', 'pages'],
      ['add', 'pages'],
    ]);
    // What a sender described in part comes back too, without what was never said.
    await send({
      type: 'catalog',
      kind: 'asset',
      id: 'bare',
      title_id: 'tide',
      source: 'plan',
      updated_at: Date.now(),
    });
    await soon(async () => (await ask('GET', '/assets/bare', undefined, reader)).status).toBe(200);
    const bare = (await ask('GET', '/assets/bare', undefined, reader)).said as Record<string, string | null>;
    expect((await post('removeAsset', { id: 'bare' })).type).toBe('success');
    const fieldsOf = Object.fromEntries(Object.entries(bare).map(([field, value]) => [field, value ?? '']));
    expect((await post('asset', fieldsOf)).type).toBe('failure');
    expect((await post('asset', { ...fieldsOf, undo: 'null' })).type).toBe('success');
    expect((await ask('GET', '/assets/bare', undefined, reader)).said).toEqual(bare);
    expect((await post('asset', { ...fieldsOf, undo: '{' })).data).toContain('It does not say what is to be undone.');
    expect((await post('removeAsset', { id: 'talk' }, 'http://elsewhere.example')).status).toBe(403);

    // What somebody else has edited meanwhile is not undone.
    const { id, ...talked } = made;
    expect((await post('asset', { ...made, name: 'Talk' })).type).toBe('success');
    expect((await ask('PUT', '/assets/talk', { ...talked, name: 'Late talk' })).status).toBe(200);
    const undo = JSON.stringify({ ...talked, name: 'Talk' });
    const refused = await post('asset', { ...made, undo });
    expect([refused.type, refused.data]).toEqual(['failure', expect.stringContaining('not as this edit has left it')]);
    expect((await post('removeAsset', { id, undo })).type).toBe('failure');
    expect((await ask('GET', '/assets/talk', undefined, reader)).said).toMatchObject({ name: 'Late talk' });
    expect((await post('asset', { ...made, undo: JSON.stringify({ ...talked, name: 'Late talk' }) })).type).toBe(
      'success',
    );

    const page = await (await fetch(`${pagesUrl()}/settings/catalogue?title=tide&zone=Asia/Kolkata`)).text();
    expect(page).toContain('1 Sep 2026, 20:30');
    expect(page).toMatch(/Interview “Talk show” added/);
  });
});
