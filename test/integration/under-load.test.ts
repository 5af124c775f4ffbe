import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../ingest/keys/keys.ts';
import { createSender } from '../../ingest/simulator/sender.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { catalogueLines, Load } from '../faults/load.ts';
import { reckon } from '../faults/reckoning.ts';
import { endProcessesOf, processesOf } from '../support/processes.ts';
import { Stack, type StackOptions } from '../support/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-load-'));
const options: StackOptions = { folder, ownGroup: true };
let stack: Stack;
let load: Load;
let keys: { ingest: string; read: string };

beforeAll(async () => {
  stack = await Stack.start(options);
  const log = pino({ level: 'silent' });
  const pool = createPool({ url: stack.run.databaseUrl ?? '', log });
  const [ingest, read] = await Promise.all(
    ['ingest', 'read'].map((scope) => createKey(pool, { name: scope, scopes: [scope], actor: 'test' })),
  );
  await pool.end();
  keys = { ingest: ingest?.token ?? '', read: read?.token ?? '' };
  const signal = new AbortController().signal;
  await createSender({ ingestUrl: stack.ingestUrl, token: stack.run.token, signal })(catalogueLines());
  load = new Load({ url: stack.ingestUrl, key: keys.ingest, connections: 3, batch: 100, eventsPerSecond: 2_000 });
}, 180_000);

afterAll(() => {
  load.abandon();
  endProcessesOf(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Answer {
  status: number;
  body: { accepted?: number; rejected?: { code: string }[]; error?: { code: string; message: string } };
}

/** What junk is sent in pieces of a megabyte, so that a hundred of them need no memory here. */
function post(pieces: Iterable<Buffer>, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${stack.ingestUrl}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.ingest}`, 'content-type': 'application/x-ndjson', ...headers },
    });
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] }));
      // Refused before all was sent: the rest may meet a closed connection.
      sent.on('error', () => undefined);
    });
    sent.on('error', reject);
    const left = pieces[Symbol.iterator]();
    const more = () => {
      for (let next = left.next(); !next.done; next = left.next())
        if (!sent.write(next.value)) return void sent.once('drain', more);
      sent.end();
    };
    more();
  });
}

const text = (line: string) => [Buffer.from(line)];
const ping = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...{
      type: 'playback',
      play_id: 'junk',
      seq: 1,
      viewer_id: 'junk',
      title_id: 'junk',
      action: 'ping',
      position_s: 1,
    },
    ...{ at: Date.now(), started_at: Date.now() - 5_000, test: true, ...more },
  });

it('junk beside good events: each piece gets a clear answer, the same processes go on, and nothing good is lost', async () => {
  const before = processesOf(folder).filter(({ what }) => what !== 'postgres');
  const refused: [string, number, string, () => Promise<Answer>][] = [
    [
      'cut gzip',
      400,
      'content_encoding',
      () => post([gzipSync(ping()).subarray(0, 40)], { 'content-encoding': 'gzip' }),
    ],
    ['a line of 100 MB', 413, 'body_too_large', () => post(Array<Buffer>(100).fill(Buffer.alloc(1_000_000, 'x')))],
    ['invalid UTF-8', 400, 'utf8', () => post([Buffer.from([0x7b, 0xff, 0x7d])])],
    ['plain text', 415, 'content_type', () => post(text(ping()), { 'content-type': 'text/plain' })],
    ['no key', 401, 'no_key', () => post(text(ping()), { authorization: '' })],
    ['a key that reads only', 403, 'scope', () => post(text(ping()), { authorization: `Bearer ${keys.read}` })],
  ];
  for (const [what, status, code, send] of refused) {
    const answer = await send();
    expect({ what, status: answer.status, code: answer.body.error?.code }).toEqual({ what, status, code });
    expect(answer.body.error?.message).toMatch(/^[A-Z].*\.$/);
  }
  const records: [string, string][] = [
    [ping().replace('"seq":1', `"seq":1,"extra":${'['.repeat(1_000)}${']'.repeat(1_000)}`), 'too_deep'],
    [ping().replace('"seq":1', '"seq":NaN'), 'not_json'],
    [ping({ at: '0000-01-01T00:00:00Z' }), 'range'],
    [ping({ at: '9999-12-31T23:59:59Z' }), 'range'],
    [ping({ type: 'telemetry' }), 'unknown_type'],
  ];
  const odd = [
    ping().replace('"seq":1', '"seq":1e3'),
    ping().replace('"seq":1', '"seq":7,"seq":8'),
    ping().replace('"seq":1', '"seq":9,"__proto__":{"test":false},"constructor":{}'),
  ];
  const answer = await post(text([...records.map(([line]) => line), ...odd].join('\n')));
  expect(answer).toMatchObject({ status: 202, body: { accepted: odd.length } });
  expect(answer.body.rejected?.map(({ code }) => code)).toEqual(records.map(([, code]) => code));

  expect(processesOf(folder).filter(({ what }) => what !== 'postgres')).toEqual(before);
  const acknowledged = load.acknowledged;
  await load.nextAcknowledgement(performance.now());
  expect(load.acknowledged).toBeGreaterThanOrEqual(acknowledged);
  expect(load.wrong).toEqual([]);
}, 60_000);

it('Ctrl-C under load: everything ends within ten seconds, and what was acknowledged is all there at the next start', async () => {
  while (load.acknowledged < 5_000) await load.nextAcknowledgement(performance.now());
  const startedMs = performance.now();
  const { code, stderr } = await stack.program.interruptGroup();
  const tookMs = performance.now() - startedMs;
  load.abandon();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(tookMs).toBeLessThan(10_000);
  expect(processesOf(folder)).toEqual([]);

  stack = await Stack.start(options);
  await stack.drain();
  await stack.stop();
  const { lost, duplicated, stale } = await reckon(folder, load);
  expect({ lost, duplicated, stale }).toEqual({ lost: 0, duplicated: 0, stale: [] });
}, 90_000);
