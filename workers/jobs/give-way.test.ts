import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Store } from '../../sql/clickhouse/store.ts';
import { GivesWay } from './give-way.ts';

describe('giving way to loading', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-give-way-'));
  let store: Store;
  beforeAll(() => {
    store = Store.open({ path: folder, memoryMb: 500 });
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Keeps the lane of the loader busy. */
  const load = (seconds: number) =>
    store.query({ name: 'test.load', lane: 'load', text: `SELECT sleep(${seconds}) AS slept` });

  it('does not rest while nothing is loaded', async () => {
    const way = new GivesWay(store, new AbortController().signal);
    await sleep(100);
    await way.rest();
    expect(way.restedMs).toBeLessThan(20);
  });

  it('rests for longer than it worked beside loading that never pauses, and no longer once that ends', async () => {
    const way = new GivesWay(store, new AbortController().signal);
    const loading = (async () => {
      for (let i = 0; i < 10; i++) await load(0.1);
    })();
    await load(0.1);
    await way.rest();
    expect(way.restedMs).toBeGreaterThan(500);
    await loading;
    await way.rest();
    const before = way.restedMs;
    await way.rest();
    expect(way.restedMs - before).toBeLessThan(20);
  });

  it('ends with the reason of a stop', async () => {
    const stop = new AbortController();
    const way = new GivesWay(store, stop.signal);
    await load(0.3);
    const resting = way.rest();
    stop.abort(new Error('stopping'));
    await expect(resting).rejects.toThrow();
  });
});
