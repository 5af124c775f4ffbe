import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { NotYetError } from './not-yet.ts';
import { openQueues, type Queues } from './queues.ts';

const log = pino({ level: 'silent' });
let root: string;
let server: EmbeddedPostgres;
let queues: Queues;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ovation-queues-'));
  server = await startEmbeddedPostgres({ dir: join(root, 'postgres'), log });
});
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  queues = await openQueues({ postgresUrl: server.url, log, alone: true });
});
afterEach(() => queues.close());

async function until(met: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await met()); await sleep(10)) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
  }
}

/** A processor that ends when told to. */
function held() {
  const runs: { end: () => void }[] = [];
  return { runs, process: () => new Promise<void>((end) => runs.push({ end })) };
}

describe('queues', () => {
  it('run a job within some milliseconds of asking for it', async () => {
    const latencies: number[] = [];
    let askedAt = 0;
    await queues.register({
      'rollup.recompute': () => {
        latencies.push(performance.now() - askedAt);
        return Promise.resolve();
      },
    });
    for (let i = 0; i < 50; i += 1) {
      askedAt = performance.now();
      await queues.enqueue('rollup.recompute', { titles: ['a'] });
      await until(() => latencies.length === i + 1);
    }
    const median = latencies.sort((a, b) => a - b)[25] ?? Infinity;
    expect(median).toBeLessThan(100);
    expect(queues.figures()).toMatchObject([{ name: 'rollup.recompute', runs: 50, failures: 0, running: 0 }]);
  });

  it('find a job by what it was asked for with: open, failed since then, or not there', async () => {
    const { runs, process } = held();
    class Refusal extends Error {
      override name = 'Refusal';
    }
    await queues.register({
      'report.build': async ({ scope }) => {
        if (scope === 'slate') return process();
        if (scope === 'title:early') throw new NotYetError('5 records wait.');
        throw new Refusal(`There is no ${scope}.`);
      },
    });
    const order = { scope: 'slate', week: '2026-11-16', zone: 'UTC' };
    const refused = { ...order, scope: 'title:x' };
    const beforeMs = Date.now();
    expect(await queues.find('report.build', order, beforeMs)).toBeNull();
    await queues.enqueue('report.build', order);
    await queues.enqueue('report.build', refused);
    await until(() => runs.length === 1);
    const open = { state: 'open', waits: null };
    expect(await queues.find('report.build', order, beforeMs)).toEqual(open);
    expect(await queues.find('report.build', refused, beforeMs)).toEqual(open);
    runs[0]?.end();
    const found = () => queues.find('report.build', refused, beforeMs);
    await until(async () => (await found())?.state === 'failed');
    expect(await found()).toEqual({ state: 'failed', error: 'Refusal', message: 'There is no title:x.' });
    expect(await queues.find('report.build', refused, Date.now() + 1)).toBeNull();
    const early = { ...order, scope: 'title:early' };
    await queues.enqueue('report.build', early);
    const waits = { state: 'open', waits: '5 records wait.' };
    await expect.poll(() => queues.find('report.build', early, beforeMs), { timeout: 5_000 }).toEqual(waits);
    // Nothing is wrong with it: it is told by none of what watches over failures.
    const state = (await queues.states()).find(({ name }) => name === 'report.build');
    expect(state).toMatchObject({ failed: 1, lastError: { message: 'There is no title:x.' } });
    // The tries of the one that has failed.
    expect(queues.figures()).toMatchObject([{ name: 'report.build', failures: 3 }]);
    expect(await queues.find('report.build', order, beforeMs)).toBeNull();
  });

  it('make one job of many askings, and exactly one more of those that come while it runs', async () => {
    const job = held();
    for (let i = 0; i < 10; i += 1) await queues.enqueue('rollup.touched', {});
    expect((await queues.states()).find((s) => s.name === 'rollup.touched')?.waiting).toBe(1);
    await queues.register({ 'rollup.touched': job.process });
    await until(() => job.runs.length === 1);
    for (let i = 0; i < 10; i += 1) await queues.enqueue('rollup.touched', {});
    await sleep(200);
    expect(job.runs).toHaveLength(1);
    job.runs[0]?.end();
    await until(() => job.runs.length === 2);
    job.runs[1]?.end();
    await until(() => queues.idle());
    expect(job.runs).toHaveLength(2);
  });

  it('keep the jobs of different titles apart', async () => {
    const seen: string[] = [];
    await queues.enqueue('rollup.recompute', { titles: ['a'] });
    await queues.enqueue('rollup.recompute', { titles: ['b'] });
    await queues.register({
      'rollup.recompute': ({ titles }) => {
        seen.push(...(titles ?? []));
        return Promise.resolve();
      },
    });
    await until(() => seen.length === 2);
    expect(seen).toEqual(['a', 'b']);
  });

  it('try again with a pause, then show the failure; the next asking runs anew', async () => {
    const tries: number[] = [];
    let fail = true;
    await queues.register({
      'rollup.recompute': (_, { attempt }) => {
        tries.push(attempt);
        return fail ? Promise.reject(new Error('the store said no')) : Promise.resolve();
      },
    });
    await queues.enqueue('rollup.recompute', { titles: null });
    await until(async () => (await queues.states()).find((s) => s.name === 'rollup.recompute')?.failed === 1);
    expect(tries).toEqual([1, 2, 3]);
    expect((await queues.states()).find((s) => s.name === 'rollup.recompute')?.lastError).toMatchObject({
      job: 'rollup.recompute',
      message: 'the store said no',
    });
    fail = false;
    await queues.enqueue('rollup.recompute', { titles: null });
    await until(() => tries.length === 4);
    expect(queues.figures()).toMatchObject([{ name: 'rollup.recompute', failures: 3 }]);
  });

  describe('with what cannot be done yet', () => {
    const order = (scope: string) => ({ scope, week: '2026-11-16', zone: 'UTC' });
    const found = (scope: string) => queues.find('report.build', order(scope), 0);
    const again = async (limitMs: number) => {
      await queues.close();
      queues = await openQueues({ postgresUrl: server.url, log, alone: true, waits: { restMs: 40, limitMs } });
    };

    it('try it again and again until it can, while others have their turn; it was asked for once', async () => {
      await again(60_000);
      const tries: number[] = [];
      const asked = new Set<number>();
      const done: string[] = [];
      let canBe = false;
      await queues.register({
        'report.build': ({ scope }, { attempt, askedMs }) => {
          if (scope === 'title:first') {
            tries.push(attempt);
            asked.add(askedMs);
          }
          if (scope !== 'slate' && !canBe) throw new NotYetError(`${tries.length} records wait.`);
          done.push(scope);
          return Promise.resolve();
        },
      });
      // More of them than run at once.
      for (const name of ['first', 'second', 'third', 'fourth'])
        await queues.enqueue('report.build', order(`title:${name}`));
      await until(() => tries.length === 5);
      await queues.enqueue('report.build', order('slate'));
      await until(() => done.length === 1);
      expect(done).toEqual(['slate']);
      expect(await found('title:first')).toMatchObject({
        waits: expect.stringMatching(/^\d+ records wait.$/) as string,
      });
      expect(queues.figures()).toMatchObject([{ failures: 0 }]);
      canBe = true;
      await until(() => queues.idle());
      expect(tries).toEqual(tries.map((_, at) => at + 1));
      expect(asked.size).toBe(1);
      expect(await found('title:first')).toBeNull();
    });

    it('stop trying once it was asked for too long ago', async () => {
      await again(400);
      await queues.register({ 'report.build': () => Promise.reject(new NotYetError('5 records wait.')) });
      const sinceMs = Date.now();
      await queues.enqueue('report.build', order('slate'));
      await until(async () => (await found('slate'))?.state === 'failed');
      expect(Date.now() - sinceMs).toBeGreaterThanOrEqual(400);
      expect(await found('slate')).toMatchObject({ error: 'NotYetError', message: '5 records wait.' });
      expect(queues.figures()).toMatchObject([{ failures: 0 }]);
      expect((await queues.states()).find(({ name }) => name === 'report.build')).toMatchObject({ failed: 0 });
    });

    it('leave its tries to what fails meanwhile', async () => {
      await again(60_000);
      const ends = ['waits', 'fails', 'fails', 'waits', 'fails', 'waits', 'waits', 'waits', 'fails', 'fails', 'fails'];
      let tries = 0;
      await queues.register({
        'report.build': () => {
          tries += 1;
          throw ends[tries - 1] === 'waits' ? new NotYetError('5 records wait.') : new Error('The store said no.');
        },
      });
      await queues.enqueue('report.build', order('slate'));
      await until(async () => (await found('slate'))?.state === 'failed');
      expect(tries).toBe(ends.length);
      expect(await found('slate')).toMatchObject({ error: 'Error', message: 'The store said no.' });
    });
  });

  it('repeat what is to be repeated, once however often it is asked for', async () => {
    let runs = 0;
    await queues.every('rollup.daily', {}, 100);
    await queues.every('rollup.daily', {}, 100);
    await queues.register({
      'rollup.daily': () => {
        runs += 1;
        return Promise.resolve();
      },
    });
    await until(() => runs >= 5);
    const before = runs;
    await sleep(500);
    expect(runs - before).toBeLessThanOrEqual(7);
    await until(() => queues.idle());
  });

  it('go on after PostgreSQL was killed', async () => {
    let runs = 0;
    await queues.register({
      'rollup.daily': () => {
        runs += 1;
        return Promise.resolve();
      },
    });
    await queues.enqueue('rollup.daily', {});
    await until(() => queues.idle());
    expect(runs).toBe(1);
    process.kill(server.pid() ?? 0, 'SIGKILL');
    await until(async () => {
      try {
        await queues.enqueue('rollup.daily', {});
        return true;
      } catch {
        return false;
      }
    });
    await until(() => runs >= 2, 5_000);
  });

  it('tell running jobs to end, and close without waiting for one that does not listen', async () => {
    const job = held();
    let aborted = false;
    await queues.register({
      'rollup.touched': job.process,
      'rollup.daily': (_, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve();
          }),
        ),
    });
    await queues.enqueue('rollup.touched', {});
    await queues.enqueue('rollup.daily', {});
    await until(() => job.runs.length === 1 && queues.figures().length === 2);
    const startedMs = Date.now();
    await queues.close(500);
    expect(aborted).toBe(true);
    expect(Date.now() - startedMs).toBeLessThan(2_000);

    // The one that never ended is not in the way of the next process.
    queues = await openQueues({ postgresUrl: server.url, log, alone: true });
    let again = 0;
    await queues.register({
      'rollup.touched': () => {
        again += 1;
        return Promise.resolve();
      },
    });
    await queues.enqueue('rollup.touched', {});
    await until(() => again === 1, 5_000);
  });
});
