import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateStore } from '../../sql/clickhouse/migrate.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import type { Patch } from '../contract/live.ts';
import { LiveTick } from './tick.ts';

describe('the live tick', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-tick-'));
  let store: Store;
  beforeAll(async () => {
    store = Store.open({ path: folder, memoryMb: 500 });
    await migrateStore(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const statements = () => store.lanes().find(({ lane }) => lane === 'tick')?.statements ?? 0;
  const tickEvery = (everyMs: number) =>
    new LiveTick({
      store,
      everyMs,
      onError: (error) => {
        throw error;
      },
    });
  /** One viewer starts a play of a title, now. */
  const start = (title: string, play: number) =>
    store.command({
      name: 'test.start',
      text: `INSERT INTO landing_playback (segment, title, viewer, play, action, at, started_at, from_ms, played_ms)
        VALUES (${play}, '${title}', ${play}, ${play}, 'start', now64(3), now64(3), -1, 0)`,
    });

  it('reads nothing while nobody looks', async () => {
    const live = tickEvery(10);
    const before = statements();
    live.poke();
    await sleep(100);
    expect(statements()).toBe(before);
    await live.stop();
  });

  it('tells a watched room of a new viewer soon after it is poked', async () => {
    const live = tickEvery(20);
    await start('film', 1);
    const room = 'title:film';
    const snapshot = await live.snapshot(room);
    expect(snapshot).toMatchObject({ room, figures: { concurrents: 1, startsPerMinute: 1 } });
    live.setWatched(new Set([room]));
    const told = new Promise<Patch>((resolve) => {
      live.onPatches((patches) => {
        const patch = patches.find((one) => one.figures?.concurrents !== undefined);
        if (patch) resolve(patch);
      });
    });
    await start('film', 2);
    live.poke();
    expect(await told).toMatchObject({ room, figures: { concurrents: 2, startsPerMinute: 2 } });
    await live.stop();
  });

  it('does not queue up ticks when it is poked faster than the store answers', async () => {
    const live = tickEvery(1);
    live.setWatched(new Set(['slate']));
    for (const endMs = performance.now() + 400; performance.now() < endMs; await sleep(1)) live.poke();
    const atEnd = statements();
    await sleep(500);
    // What ran, the one that follows it, and no backlog: each reads with three statements at most.
    expect(statements() - atEnd).toBeLessThanOrEqual(6);
    await live.stop();
  });

  it('gives many that join at once one reading', async () => {
    const live = tickEvery(1_000);
    const before = statements();
    await Promise.all(Array.from({ length: 40 }, () => live.snapshot('slate')));
    expect(statements() - before).toBeLessThanOrEqual(6);
    await live.stop();
  });
});
