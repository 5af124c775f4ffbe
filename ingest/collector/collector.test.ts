import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPeople, hashHex, hashOf } from '../contract/people.ts';
import { LetterKeeper } from '../dead-letters/keep.ts';
import { listDeadLetters } from '../dead-letters/list.ts';
import { replayDeadLetters, REPLAY_HEADER } from '../dead-letters/replay.ts';
import { SpoolFailedError } from '../spool/errors.ts';
import { rowsOf } from '../spool/manifest.ts';
import { readRow, walkRows } from '../spool/rows.ts';
import { familyFile, segmentFolder } from '../spool/segment-folder.ts';
import { openSpool, type Spool } from '../spool/spool.ts';
import { Collector } from './collector.ts';

const people = openPeople(Buffer.alloc(32, 7));
const callers = new Map([
  ['ovk_sender', { id: 'k1', scopes: new Set(['ingest']) }],
  ['ovk_reader', { id: 'k2', scopes: new Set(['read']) }],
  ['ovk_importer', { id: 'k3', scopes: new Set(['import']) }],
  ['ovk_local', { id: 'local', scopes: new Set(['ingest', 'import', 'read']) }],
]);

const START = Date.parse('2026-03-01T20:00:00Z');
let nowMs = START;

let dir: string;
let letters: string;
let spool: Spool;
let collector: Collector;
let url: string;
let breakAppends = false;
let rowsTold = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-collector-'));
  letters = join(dir, 'dead-letters');
  spool = await openSpool({ dir: join(dir, 'spool'), maxBytes: 1e9, sealRows: 150_000 });
  const append = spool.append.bind(spool);
  spool.append = (batch) =>
    breakAppends ? Promise.reject(new SpoolFailedError('the spool', new Error('EIO'))) : append(batch);
  collector = new Collector({
    spool,
    people,
    keys: { check: (token) => Promise.resolve(callers.get(token) ?? null) },
    deadLetters: new LetterKeeper({ dir: letters, maxBytes: 1e8, writer: 'collector' }),
    log: pino({ level: 'silent' }),
    allowedOrigins: new Set(['https://player.example']),
    spoolMaxRows: 1_000_000,
    recordsPerSecondPerKey: 0,
    retentionMs: {},
    notReady: () => Promise.resolve(null),
    onRows: () => rowsTold++,
    nowMs: () => nowMs,
  });
  await new Promise<void>((resolve) => collector.server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(collector.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await collector.stop(1000);
  await spool.close();
  await rm(dir, { recursive: true, force: true });
});

beforeEach(() => {
  nowMs = START;
  breakAppends = false;
});

function ping(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'playback',
    play_id: 'p1',
    seq: 1,
    viewer_id: 'v1',
    title_id: 't1',
    action: 'ping',
    at: '2026-03-01T20:00:00Z',
    started_at: '2026-03-01T19:59:00Z',
    position_s: 60,
    from_s: 0,
    played_s: 60,
    ...more,
  };
}

interface Answer {
  status: number;
  body: {
    accepted?: number;
    rejected?: { line: number; code: string; message: string }[];
    rejected_total?: number;
    error?: { code: string; message: string; hint?: string };
  };
  headers: Headers;
}

async function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: 'Bearer ovk_sender', 'content-type': 'application/x-ndjson', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'], headers: response.headers };
}

const json = { 'content-type': 'application/json' };
const line = (more: Record<string, unknown> = {}) => JSON.stringify(ping(more));

/** Everything accepted since the last call, as the spool has it. */
async function rowsInSpool(): Promise<Record<string, unknown>[]> {
  const manifest = await spool.seal();
  if (manifest === null) return [];
  const rows: Record<string, unknown>[] = [];
  for (const { family } of manifest.families) {
    const folder = segmentFolder(join(dir, 'spool'), manifest.segment, 'sealed');
    const bytes = await readFile(join(folder, familyFile(family)));
    const { starts } = walkRows(family, bytes);
    for (let i = 0; i + 1 < starts.length; i++) rows.push(readRow(family, bytes.subarray(starts[i], starts[i + 1])));
  }
  expect(rows).toHaveLength(rowsOf(manifest));
  spool.released(manifest.segment);
  collector.rowsTaken();
  return rows;
}

describe('what is accepted', () => {
  it('answers 202 once the rows are in the spool, with viewers hashed', async () => {
    await rowsInSpool();
    expect(await post(`${line()}\n${line({ seq: 2 })}\n`)).toMatchObject({
      status: 202,
      body: { accepted: 2, rejected: [], rejected_total: 0 },
    });
    const rows = await rowsInSpool();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      title: 't1',
      viewer: String(hashOf(people, 'viewer', 'v1')),
      played_ms: '60000',
      seq: 1,
    });
    expect(JSON.stringify(rows)).not.toContain('v1"');
  });

  it('takes a list, a single record, gzip, zstd, CRLF, blank lines, a byte-order mark, and an empty body', async () => {
    const two = JSON.stringify([ping(), ping({ seq: 2 })], null, 2);
    expect((await post(two, json)).body.accepted).toBe(2);
    expect((await post(line(), json)).body.accepted).toBe(1);
    expect((await post(gzipSync(line()), { 'content-encoding': 'gzip' })).body.accepted).toBe(1);
    expect((await post(zstdCompressSync(line()), { 'content-encoding': 'zstd' })).body.accepted).toBe(1);
    expect((await post(`${line()}\r\n\r\n  \n${line({ seq: 2 })}`)).body.accepted).toBe(2);
    expect((await post(`\ufeff${line()}`)).body.accepted).toBe(1);
    for (const type of ['application/json', 'application/x-ndjson'])
      expect(await post('', { 'content-type': type })).toMatchObject({ status: 202, body: { accepted: 0 } });
    expect((await post('[]', json)).body).toMatchObject({ accepted: 0, rejected_total: 0 });
  });

  it('keeps the first of very many refused records as dead letters, and counts all of them', async () => {
    await rm(letters, { recursive: true, force: true });
    const { status, body } = await post(gzipSync('1\n'.repeat(5_000)), { 'content-encoding': 'gzip' });
    expect({ status, ...body, rejected: body.rejected?.length }).toMatchObject({
      ...{ status: 202, accepted: 0, rejected_total: 5_000, rejected: 100 },
    });
    expect(await listDeadLetters(letters, { limit: 10_000 })).toHaveLength(1_000);
  });

  it.each(['application/json', 'application/x-ndjson'])('refuses millions of records in one %s body', async (type) => {
    const many = type === 'application/json' ? `[${'1,'.repeat(4_000_000)}1]` : '1\n'.repeat(4_000_000);
    const answer = await post(gzipSync(many), { 'content-encoding': 'gzip', 'content-type': type });
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'too_many_records' } } });
  });

  it('takes a body of several stretches, with letters cut by no boundary', async () => {
    await rowsInSpool();
    const lines = Array.from({ length: 9000 }, (_, seq) => line({ seq, surface: 'ホーム' }));
    expect((await post(lines.join('\n'))).body).toMatchObject({ accepted: 9000, rejected_total: 0 });
    const rows = await rowsInSpool();
    expect(new Set(rows.map(({ surface }) => surface))).toEqual(new Set(['ホーム']));
    expect((await post(`[${lines.join(' ,\n')}]`, json)).body).toMatchObject({ accepted: 9000, rejected_total: 0 });
    await rowsInSpool();
  });

  it('tells once that rows begin to wait', async () => {
    await rowsInSpool();
    rowsTold = 0;
    await post(line());
    await post(line());
    expect(rowsTold).toBe(1);
    await rowsInSpool();
    await post(line());
    expect(rowsTold).toBe(2);
  });
});

describe('bad records', () => {
  it('never spoil the others, and become dead letters without plain ids', async () => {
    await rm(letters, { recursive: true, force: true });
    const answer = await post(
      JSON.stringify([ping(), ping({ action: 'dance', viewer_id: 'secret-viewer' }), ping({ seq: 2 })]),
      json,
    );
    expect(answer.body).toMatchObject({ accepted: 2, rejected: [{ line: 2, code: 'vocabulary' }], rejected_total: 1 });
    const [letter] = await listDeadLetters(letters, { limit: 10 });
    expect(letter).toMatchObject({
      code: 'vocabulary',
      family: 'playback',
      keyId: 'k1',
      record: { action: 'dance', viewer_id: { hash: hashHex(hashOf(people, 'viewer', 'secret-viewer') ?? 0n) } },
    });
    expect(JSON.stringify(letter)).not.toContain('secret-viewer');
  });

  it.each([
    ['not JSON', '{"type":', 'not_json'],
    ['NaN', line().replace('"position_s":60', '"position_s":NaN'), 'not_json'],
    ['a number beyond all bounds', line().replace('"position_s":60', '"position_s":1e999'), 'range'],
    ['a list', '[1]', 'not_a_record'],
    ['null', 'null', 'not_a_record'],
    ['no type', line({ type: undefined }), 'required'],
    ['an unknown type', line({ type: 'telemetry' }), 'unknown_type'],
    ['a type of Object.prototype', line({ type: 'constructor' }), 'unknown_type'],
    ['the year 0', line({ at: '0000-01-01T00:00:00Z' }), 'range'],
    ['the year 9999', line({ at: '9999-12-31T23:59:59Z' }), 'range'],
    ['a time without an offset', line({ at: '2026-03-01T20:00:00' }), 'format'],
    ['half a surrogate pair', line().replace('"t1"', '"\\ud800"'), 'characters'],
    ['deep nesting', line({ extra: JSON.parse('['.repeat(30) + ']'.repeat(30)) as unknown }), 'too_deep'],
    ['a future beyond ten minutes', line({ at: '2026-03-01T20:10:01Z' }), 'too_far_in_future'],
    ['people already hashed', line({ viewer_id: { hash: '00000000000000ff' } }), 'hash_not_allowed'],
  ])('%s', async (_, sent, code) => {
    const answer = await post(`${sent}\n${line()}`);
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ line: 1, code }], rejected_total: 1 },
    });
  });

  it('are told one by one up to a hundred, with their number', async () => {
    const answer = await post(Array.from({ length: 250 }, () => '{}').join('\n'));
    expect(answer.body).toMatchObject({ accepted: 0, rejected_total: 250 });
    expect(answer.body.rejected).toHaveLength(100);
  });

  it('of JSON never quote what was sent', async () => {
    const answer = await post('{"viewer_id":"private-person" oops');
    expect(JSON.stringify(answer.body)).not.toContain('private');
  });

  it('are not made of harmless oddities: 1e3, duplicate keys, __proto__, nulls, unknown fields', async () => {
    await rowsInSpool();
    const odd = [
      line().replace('"seq":1', '"seq":1e3'),
      line().replace('"seq":1', '"seq":7,"seq":8'),
      line().replace('"seq":1', '"seq":9,"__proto__":{"seq":1},"constructor":1'),
      line({ country: null, rate: null, episode_id: null, mood: 'good' }),
    ];
    expect((await post(odd.join('\n'))).body).toMatchObject({ accepted: 4, rejected_total: 0 });
    expect((await rowsInSpool()).map(({ seq }) => seq)).toEqual([1000, 8, 9, 1]);
    expect(collector.statistics.snapshot().unknownFields).toMatchObject({
      'playback.mood': 1,
      'playback.__proto__': 1,
    });
  });

  it('may be of any time for an importer', async () => {
    const answer = await post(line({ at: '2026-03-02T20:00:00Z' }), { authorization: 'Bearer ovk_importer' });
    expect(answer.body.accepted).toBe(1);
  });
});

describe('whole requests that are refused', () => {
  const refusals: [string, number, string, () => Promise<Answer>][] = [
    ['no key', 401, 'no_key', () => post(line(), { authorization: '' })],
    ['a malformed key', 401, 'no_key', () => post(line(), { authorization: 'Basic abc' })],
    ['an unknown or revoked key', 401, 'unknown_key', () => post(line(), { authorization: 'Bearer ovk_gone' })],
    ['the wrong scope', 403, 'scope', () => post(line(), { authorization: 'Bearer ovk_reader' })],
    ['a page of another origin', 403, 'origin', () => post(line(), { origin: 'https://evil.example' })],
    ['plain text', 415, 'content_type', () => post(line(), { 'content-type': 'text/plain' })],
    ['another charset', 415, 'charset', () => post(line(), { 'content-type': 'application/json; charset=latin1' })],
    ['brotli', 415, 'content_encoding', () => post(line(), { 'content-encoding': 'br' })],
    ['invalid UTF-8', 400, 'utf8', () => post(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['cut gzip', 400, 'content_encoding', () => post(gzipSync(line()).subarray(0, 40), { 'content-encoding': 'gzip' })],
    [
      'cut zstd',
      400,
      'content_encoding',
      () => post(zstdCompressSync(line()).subarray(0, 40), { 'content-encoding': 'zstd' }),
    ],
    ['no gzip at all', 400, 'content_encoding', () => post(line(), { 'content-encoding': 'gzip' })],
    ['a list that does not end', 400, 'not_json', () => post(`[${line()}`, json)],
    ['a list with a string that does not end', 400, 'not_json', () => post('[{"a":"', json)],
    ['a list with something behind it', 400, 'not_json', () => post('[] []', json)],
    ['a bare word as JSON', 400, 'not_json', () => post('hello', json)],
    ['NDJSON called JSON', 400, 'not_json', () => post(`${line()}\n${line()}`, json)],
    ['a long line', 413, 'line_too_long', () => post(`${line()}\n${' '.repeat(300_000)}{}`)],
    ['a long element', 413, 'line_too_long', () => post(`[${line()},"${'x'.repeat(300_000)}"]`, json)],
    ['a large body', 413, 'body_too_large', () => post(`${line()}\n`.repeat(100_000))],
    [
      'a gzip bomb',
      413,
      'body_too_large',
      () => post(gzipSync(Buffer.alloc(200_000_000)), { 'content-encoding': 'gzip' }),
    ],
    [
      'a zstd bomb',
      413,
      'body_too_large',
      () => post(zstdCompressSync(Buffer.alloc(200_000_000)), { 'content-encoding': 'zstd' }),
    ],
  ];

  it.each(refusals)('%s: %i %s', async (_, status, code, send) => {
    await rowsInSpool();
    const answer = await send();
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error?.message).toMatch(/^[A-Z].*\.$/);
    expect(await rowsInSpool()).toEqual([]);
    expect((await post(line())).body.accepted).toBe(1);
  });

  it('a line of 100 MB that is streamed: refused without filling memory', async () => {
    const before = process.memoryUsage.rss();
    const status = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization: 'Bearer ovk_sender', 'content-type': 'application/x-ndjson' },
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      const megabyte = Buffer.alloc(1_000_000, 'x');
      let left = 100;
      const more = () => {
        request.on('error', () => undefined);
        while (left-- > 0) if (!request.write(megabyte)) return void request.once('drain', more);
        request.end();
      };
      more();
    });
    expect(status).toBe(413);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
  });

  it('a sender that hangs up: nothing is kept and the next is served', async () => {
    await rowsInSpool();
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${url}/v1/events`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer ovk_sender',
          'content-type': 'application/x-ndjson',
          'content-length': '9999',
        },
      });
      request.on('error', () => resolve());
      request.write(`${line()}\n`, () => setTimeout(() => request.destroy(), 30));
    });
    expect(await rowsInSpool()).toEqual([]);
    expect((await post(line())).status).toBe(202);
  });

  it('a spool that fails: 503 with Retry-After, and no dead letters of a body that was not taken', async () => {
    await rm(letters, { recursive: true, force: true });
    breakAppends = true;
    const answer = await post(`${line()}\n{}`);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'spool_failed' } } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await listDeadLetters(letters, { limit: 10 })).toEqual([]);
  });

  it('other paths and methods', async () => {
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    const wrong = await fetch(`${url}/v1/events`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
  });
});

describe('the port', () => {
  it('lets pages of an allowed origin send', async () => {
    const headers = { origin: 'https://player.example' };
    const preflight = await fetch(`${url}/v1/events`, { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, headers.origin]);
    expect((await post(line(), headers)).headers.get('access-control-allow-origin')).toBe(headers.origin);
  });

  it('says that it is up and ready, gives metrics and the schema', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/ovation_collector_records_accepted_total\{family="playback"\} \d+/);
    expect(metrics).toContain('ovation_collector_answers_total{status="202"}');
    const schema = (await (await fetch(`${url}/v1/schema`)).json()) as { $schema: string };
    expect(schema.$schema).toContain('2020-12');
  });
});

describe('dead letters', () => {
  it('are sent again, become the same viewer, and are never sent twice', async () => {
    await rm(letters, { recursive: true, force: true });
    await rowsInSpool();
    await post(`${line({ action: 'stop', play_id: 'p9' })}\n${line({ at: '2026-03-01T21:00:00Z' })}\noops`);
    nowMs += 3_600_000;
    const send = async (ndjson: string) => {
      const answer = await post(ndjson, { authorization: 'Bearer ovk_local', [REPLAY_HEADER]: '1' });
      return { accepted: answer.body.accepted ?? 0, rejected: answer.body.rejected ?? [] };
    };
    const mended = (record: Record<string, unknown>) =>
      record.action === 'stop' ? { ...record, action: 'end' } : record;
    expect(await replayDeadLetters(letters, send, { reason: 'vocabulary' })).toEqual({
      sent: 1,
      accepted: 0,
      refusedAgain: { vocabulary: 1 },
      left: 0,
    });
    expect(await replayDeadLetters(letters, send, { mended })).toEqual({
      sent: 2,
      accepted: 2,
      refusedAgain: {},
      left: 1,
    });
    expect(await replayDeadLetters(letters, send, { mended })).toEqual({
      sent: 0,
      accepted: 0,
      refusedAgain: {},
      left: 1,
    });
    const viewer = String(hashOf(people, 'viewer', 'v1'));
    expect(await rowsInSpool()).toMatchObject([
      { viewer, action: 'end', play: String(hashOf(people, 'play', 'p9')) },
      { viewer, action: 'ping', play: String(hashOf(people, 'play', 'p1')) },
    ]);
    expect(await listDeadLetters(letters, { limit: 10 })).toHaveLength(1);
  });
});
