import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { NotYetError } from '../queues/not-yet.ts';
import { openQueues, type Queues } from '../queues/queues.ts';
import { reportDesk } from './report-desk.ts';
import { Asking } from './settled-report.ts';

const log = pino({ level: 'silent' });
const ORDER = { scope: 'slate', week: '2026-11-16', zone: 'UTC' };
const WAITS = '5 records wait.';
let root: string;
let server: EmbeddedPostgres;
let queues: Queues;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ovation-desk-'));
  server = await startEmbeddedPostgres({ dir: join(root, 'postgres'), log });
});
afterAll(async () => {
  await queues.close();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The jobs, and how often they were tried. */
async function open(waits: { restMs: number; limitMs: number }, build: () => void) {
  queues = await openQueues({ postgresUrl: server.url, log, alone: true, waits });
  const tried = { times: 0 };
  await queues.register({
    'report.build': () => {
      tried.times += 1;
      return Promise.resolve().then(build);
    },
  });
  return tried;
}

it('tells a page and a schedule what their report waits for, and has it built once it can be', async () => {
  let isCounted = false;
  const tried = await open({ restMs: 50, limitMs: 60_000 }, () => {
    if (!isCounted) throw new NotYetError(WAITS);
  });
  const desk = reportDesk(queues, { mails: false });
  const asking = new Asking(queues);
  const sent = () => asking.for('report.build', ORDER, 'It is being made.');
  const sinceMs = Date.now();
  await desk.build(ORDER);
  await expect.poll(() => desk.progress(ORDER, sinceMs)).toEqual({ state: 'waiting', why: WAITS });
  // As everybody sees it who looks at the list.
  expect(await desk.open()).toEqual([{ ...ORDER, state: 'waiting', why: WAITS }]);
  await expect(sent()).rejects.toThrow(new NotYetError('It is being made.'));
  await expect(sent()).rejects.toThrow(new NotYetError(WAITS));
  // More than what fails is tried.
  await expect.poll(() => tried.times, { timeout: 5_000 }).toBeGreaterThan(4);
  expect(await desk.progress(ORDER, sinceMs)).toEqual({ state: 'waiting', why: WAITS });
  isCounted = true;
  await expect.poll(() => desk.progress(ORDER, sinceMs)).toEqual({ state: 'lost' });
  expect(await desk.open()).toEqual([]);
  await queues.close();
});

it('tells a page when it was waited for too long; a schedule asks again', async () => {
  const tried = await open({ restMs: 50, limitMs: 0 }, () => {
    throw new NotYetError(WAITS);
  });
  const asking = new Asking(queues);
  const sent = () => asking.for('report.build', ORDER, 'It is being made.');
  const sinceMs = Date.now();
  await expect(sent()).rejects.toThrow(NotYetError);
  const desk = reportDesk(queues, { mails: false });
  await expect.poll(() => desk.progress(ORDER, sinceMs)).toEqual({ state: 'failed', why: WAITS });
  await expect(sent()).rejects.toThrow(new NotYetError(WAITS));
  await expect.poll(() => tried.times).toBe(2);
});
