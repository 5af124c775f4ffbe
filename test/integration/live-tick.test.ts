import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Patch, SlateSnapshot, TitleSnapshot } from '../../workers/contract/live.ts';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import { deepVersions } from '../../sql/queries/live.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { buzzJobs } from '../../workers/jobs/buzz.ts';
import { rollUpJobs } from '../../workers/jobs/rollup.ts';
import { LiveTick } from '../../workers/live/tick.ts';
import { TestStore } from './support/store.ts';

let test: TestStore;
let nowMs = Date.now();
const now = () => nowMs;
beforeAll(async () => {
  test = await TestStore.open();
});
afterAll(() => test.close());

const title = (id: string) => ({
  type: 'catalog',
  kind: 'title',
  id,
  name: id,
  form: 'film',
  runtime_s: 3600,
  updated_at: nowMs - 86_400_000,
});
const beat = (viewer: string, titleId: string, seq: number, atMs: number) => ({
  ...{
    type: 'playback',
    play_id: `${viewer}-${titleId}`,
    seq,
    viewer_id: viewer,
    title_id: titleId,
    action: seq === 0 ? 'start' : 'ping',
  },
  ...{
    at: atMs,
    started_at: atMs - seq * 30_000,
    position_s: seq * 30,
    played_s: seq * 30,
    ...(seq > 0 && { from_s: seq * 30 - 30 }),
  },
});

it('tells watched rooms who watches now, once a viewer however often a record comes', async () => {
  const records = [
    beat('v1', 'calm', 0, nowMs - 20_000),
    beat('v2', 'calm', 0, nowMs - 10_000),
    beat('v1', 'storm', 0, nowMs - 10_000),
  ];
  await test.load([title('calm'), title('storm'), ...records, ...records], nowMs);
  await test.load(records, nowMs);
  await rollUp(test.store, { now });

  const tick = new LiveTick({ store: test.store, everyMs: 10, onError: (error) => expect.fail(String(error)), now });
  const patches: Patch[] = [];
  tick.onPatches((all) => patches.push(...all));
  tick.setWatched(new Set(['slate', 'title:calm']));
  const slate = (await tick.snapshot('slate')) as SlateSnapshot;
  // v1 watches two titles, and is one person.
  expect(slate.totals.concurrents).toBe(2);
  expect(slate.totals.startsPerMinute).toBe(3);
  expect(slate.titles['calm']).toMatchObject({ concurrents: 2, startsPerMinute: 2, viewers: 0 });
  expect(await tick.snapshot('title:unknown')).toBeNull();
  const calm = (await tick.snapshot('title:calm')) as TitleSnapshot;
  expect(calm.figures.concurrents).toBe(2);
  expect(calm.minutes.reduce((sum, minute) => sum + minute.starts, 0)).toBe(2);

  await test.load([beat('v3', 'calm', 0, nowMs - 1_000), beat('v1', 'calm', 5, nowMs - 1_000)], nowMs);
  tick.poke();
  await expect
    .poll(() => patches.find((patch) => patch.room === 'title:calm')?.figures)
    .toMatchObject({ concurrents: 3 });
  await rollUp(test.store, { now });
  tick.poke();
  // v1 told of 150 seconds: a viewer and a starter.
  await expect
    .poll(() => patches.find((patch) => patch.figures?.starters === 1), { timeout: 5_000 })
    .toMatchObject({ figures: { viewers: 1 }, rollup: expect.any(Number) });

  // Two who are told without looking on, and a load between: the second is told of it. A title that is deleted is gone,
  // and what it was watched counts no more; nor do hours from before a premiere that was corrected.
  tick.setWatched(new Set());
  const before = (await tick.snapshot('slate')) as SlateSnapshot;
  expect(before.totals.hoursToday).toBeCloseTo(150 / 3600, 6);
  await test.load(
    [
      { ...title('storm'), deleted: true, updated_at: nowMs },
      { ...title('calm'), premiere_at: nowMs + 86_400_000, updated_at: nowMs },
      beat('v4', 'storm', 0, nowMs - 1_000),
    ],
    nowMs,
  );
  await rollUp(test.store, { now });
  await sleep(1_100);
  const after = (await tick.snapshot('slate')) as SlateSnapshot;
  expect(after.asOfMs).toBe(nowMs);
  expect(after.totals.hoursToday).toBe(0);
  expect(after.titles).not.toHaveProperty('storm');
  expect(after.titles['calm']).toMatchObject({ hours: 0, hoursToday: 0, startsToday: 0 });
  tick.setWatched(new Set(['slate']));

  nowMs += 120_000;
  await expect
    .poll(() => patches.findLast((patch) => patch.totals?.concurrents !== undefined)?.totals, { timeout: 5_000 })
    .toMatchObject({ concurrents: 0 });
  await tick.stop();
});

it('tells the room of a title, and no other, as soon as its deep figures are counted', async () => {
  await test.load([title('deep'), title('other'), beat('v1', 'deep', 5, nowMs - 1_000)], nowMs);
  await rollUp(test.store, { now });
  await rollUpAllDeep(test.store, { now });
  const tick = new LiveTick({ store: test.store, everyMs: 10, onError: (error) => expect.fail(String(error)), now });
  const { deep, rollup } = (await tick.snapshot('title:deep')) as TitleSnapshot;
  expect(deep).toBeGreaterThan(0);
  expect(rollup).toBeGreaterThan(0);
  expect(await tick.snapshot('title:other')).toMatchObject({ deep: expect.any(Number) as number });
  expect(await tick.snapshot('slate')).toMatchObject({ deep: 0 });

  const told: { patch: Patch; atMs: number }[] = [];
  tick.onPatches((patches) => {
    for (const patch of patches) if (patch.deep !== undefined) told.push({ patch, atMs: performance.now() });
  });
  tick.setWatched(new Set(['slate', 'title:deep', 'title:other']));
  await test.load([beat('v2', 'deep', 5, nowMs - 1_000)], nowMs);
  await rollUp(test.store, { now });
  await sleep(1_200);
  expect(told).toEqual([]);

  const counted: { titles: readonly string[]; atMs: number }[] = [];
  const count = rollUpJobs({
    store: test.store,
    now,
    onDeepCounted: (titles) => {
      counted.push({ titles, atMs: performance.now() });
      tick.pokeDeep();
    },
  })['rollup.deep'];
  const ending = new AbortController();
  const job = count?.(
    {},
    { signal: ending.signal, log: pino({ level: 'silent' }), progress: () => undefined, attempt: 1, askedMs: 0 },
  );
  await expect.poll(() => told.length, { timeout: 5_000, interval: 10 }).toBeGreaterThan(0);
  ending.abort();
  await job;
  await tick.stop();
  expect(counted.map(({ titles }) => titles)).toEqual([['deep']]);
  expect(told.map(({ patch }) => patch.room)).toEqual(['title:deep']);
  expect(told[0]?.patch.deep).toBeGreaterThan(deep);
  // A second later the tick would have found out by itself, as it does where another process counts.
  expect((told[0]?.atMs ?? Infinity) - (counted[0]?.atMs ?? 0)).toBeLessThan(800);
});

it('has pages read anew what they are told of, also while the statement that wrote it has not returned', async () => {
  const tick = new LiveTick({ store: test.store, everyMs: 10, onError: (error) => expect.fail(String(error)), now });
  await tick.snapshot('title:deep');
  const before = test.store.changes;
  let told: number | undefined;
  tick.onPatches((patches) => {
    if (patches.some(({ deep }) => deep !== undefined)) told ??= test.store.changes;
  });
  tick.setWatched(new Set(['title:deep']));
  // Past the store's own count, as what it does not know of yet.
  await test.store.withClient('jobs', 'test.running', (client) =>
    client.command({
      query: `INSERT INTO deep_slice SELECT * REPLACE (version + 1 AS version) FROM deep_slice FINAL WHERE title = 'deep'`,
    }),
  );
  expect(test.store.changes).toBe(before);
  await expect.poll(() => told, { timeout: 5_000 }).toBeGreaterThan(before);
  await tick.stop();
});

it('tells the room of a title and the slate, and no other, when a campaign is counted: a burst marks itself within seconds', async () => {
  const openHourMs = Math.floor(nowMs / 3_600_000) * 3_600_000;
  const asset = {
    type: 'catalog',
    kind: 'asset',
    id: 'hot-trailer',
    title_id: 'hot',
    form: 'trailer',
    channel: 'site',
  };
  const play = (hour: number, count: number) => ({
    ...{ type: 'promo', event_id: `p${hour}-${count}`, asset_id: 'hot-trailer', action: 'start', channel: 'site' },
    at: openHourMs - hour * 3_600_000 + count,
  });
  // Two plays an hour for ten days.
  const calm = Array.from({ length: 480 }, (_, i) => play(Math.floor(i / 2) + 1, i % 2));
  await test.load([title('hot'), title('cold'), { ...asset, updated_at: nowMs }, ...calm], nowMs);
  await rollUp(test.store, { now });
  const tick = new LiveTick({ store: test.store, everyMs: 10, onError: (error) => expect.fail(String(error)), now });
  const told: Patch[] = [];
  tick.onPatches((patches) => told.push(...patches.filter((patch) => patch.deep !== undefined)));
  const count = buzzJobs({ store: test.store, now, onCounted: () => tick.pokeDeep() })['rollup.buzz'];
  const run = async (signal: AbortSignal) => {
    const log = pino({ level: 'silent' });
    await count?.({}, { signal, log, progress: () => undefined, attempt: 1, askedMs: 0 });
  };
  const ending = new AbortController();
  const first = run(ending.signal);
  const views = async () => (await titleBuzz(test.store, 'hot', nowMs))?.figures.views.value;
  await expect.poll(views, { timeout: 5_000 }).toBe(480);
  await expect.poll(() => deepVersions(test.store, ['cold']), { timeout: 5_000 }).toHaveLength(1);
  ending.abort();
  await first;
  expect((await titleBuzz(test.store, 'hot', nowMs))?.velocity.views).toMatchObject({
    ...{ perHour: { value: 2 }, change: 1, open: { count: 0 }, spikes: [] },
  });

  tick.setWatched(new Set(['slate', 'title:hot', 'title:cold']));
  const rooms = ['slate', 'title:hot', 'title:cold'] as const;
  const [, hot, cold] = await Promise.all(rooms.map((room) => tick.snapshot(room)));
  told.length = 0;
  const burst = Array.from({ length: 40 }, (_, i) => play(0, i + 2));
  await test.load(burst, nowMs);
  const again = new AbortController();
  const second = run(again.signal);
  await expect.poll(() => told.map(({ room }) => room).sort(), { timeout: 5_000 }).toEqual(['slate', 'title:hot']);
  again.abort();
  await second;
  await tick.stop();
  expect(told.find(({ room }) => room === 'title:hot')?.deep).toBeGreaterThan(hot?.deep ?? Infinity);
  expect(cold?.deep).toBe(0);
  const { velocity } = (await titleBuzz(test.store, 'hot', nowMs)) ?? expect.fail('the title is known');
  expect(velocity.views.open).toMatchObject({ count: 40, open: true, spike: { expected: 2 } });
  expect(velocity.views.spikes.map(({ atMs }) => atMs)).toEqual([openHourMs]);
});
