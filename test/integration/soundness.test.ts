import { afterAll, beforeAll, expect, it } from 'vitest';
import { health } from '../../sql/queries/health.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { collectSoundness } from '../../sql/soundness/collect.ts';
import { TestStore } from './support/store.ts';

const now = Date.now();
const PING_MS = 30_000;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  await test.load(
    [{ type: 'catalog', kind: 'title', id: 'calm', name: 'Calm', form: 'film', runtime_s: 600, updated_at: now }],
    now,
  );
});
afterAll(() => test.close());

/** A minute and a half of a title by one viewer, with a silence of so long before the last ping. */
const play = (viewer: string, silenceMs = PING_MS, title = 'calm') =>
  [0, PING_MS, 2 * PING_MS, 2 * PING_MS + silenceMs].map((afterMs, seq) => ({
    ...{
      type: 'playback',
      play_id: viewer,
      seq,
      viewer_id: viewer,
      title_id: title,
      action: seq === 0 ? 'start' : 'ping',
    },
    ...{ at: now - 600_000 + afterMs, started_at: now - 600_000, position_s: seq * 30, played_s: seq * 30 },
    // Times are corrected by it.
    clock_offset_ms: 2_000,
  }));

it('says nothing before anybody looked', async () => {
  expect(await health(test.store, now)).toMatchObject({ checkedMs: null, freshness: [], unmatched: [], audit: null });
});

it('tells what came when, who fell silent, whose clock is off and what is not in the catalogue', async () => {
  const viewers = Array.from({ length: 40 }, (_, index) => `v${index}`);
  const records = [
    ...viewers.flatMap((viewer) => play(viewer)),
    ...play('silent', 100_000),
    ...play('lost', PING_MS, 'unknown'),
  ];
  await test.load(records, now);
  await rollUp(test.store);
  await collectSoundness(test.store, now);
  const found = await health(test.store, now);
  const playback = found.freshness.find((row) => row.family === 'playback');
  expect(playback).toMatchObject({
    rows: 168,
    lastHourRows: 168,
    lastAtMs: now - 600_000 + 2 * PING_MS + 100_000 - 2_000,
  });
  // By the time of its load.
  expect(Math.abs((playback?.lastReceivedMs ?? 0) - now)).toBeLessThan(60_000);
  expect(found.freshness.find((row) => row.family === 'review')).toMatchObject({
    rows: 0,
    lastReceivedMs: null,
    lastAtMs: null,
  });
  expect(found.heartbeat).toMatchObject({ plays: 42, withGaps: 1, longestGapSeconds: 100 });
  expect(found.clockSkew).toEqual([{ bucket: '1–10 s', plays: 42 }]);
  expect(found.unmatched).toMatchObject([{ titleId: 'unknown', plays: 1, viewers: 1 }]);
  expect(found).toMatchObject({ checkedMs: now, sampledOneIn: 1 });
  expect(found.store.find(({ table }) => table === 'raw_playback')?.rows).toBeGreaterThan(0);
});

it('asks a sample of the viewers where there are many records', async () => {
  await collectSoundness(test.store, now + 1, 50);
  const found = await health(test.store, now);
  expect(found.sampledOneIn).toBe(4);
  expect(found.heartbeat.plays).toBeGreaterThan(0);
  expect(found.heartbeat.plays).toBeLessThan(30);
  // What came is counted, not sampled; and a load that is repeated counts once.
  expect(found.freshness.find((row) => row.family === 'playback')?.lastHourRows).toBe(168);
});

it('tells of an episode id that two titles claim, also where one of them has replaced the other at once', async () => {
  const episode = (id: string, title: string, more: object = {}) => ({
    ...{ type: 'catalog', kind: 'episode', id, title_id: title, number: 1, runtime_s: 600, updated_at: now },
    ...more,
  });
  const seasons = ['one', 'two'].map((id) => ({ type: 'catalog', kind: 'title', id, form: 'series', updated_at: now }));
  await test.load([...seasons, episode('e1', 'one'), episode('e1', 'two'), episode('mine', 'one')], now);
  // One that was deleted where it was is given to another title: that is no claim of two.
  await test.load([episode('given', 'one')], now);
  await test.load([episode('given', 'one', { updated_at: now + 1, deleted: true })], now);
  await test.load([episode('given', 'two', { updated_at: now + 2 })], now);
  await rollUp(test.store);
  await test.store.command({ name: 'test.merge', text: 'OPTIMIZE TABLE raw_catalog FINAL' });
  await collectSoundness(test.store, now + 2);
  const { claimedTwice } = await health(test.store, now);
  expect(claimedTwice).toMatchObject([{ episodeId: 'e1', titleIds: ['one', 'two'] }]);
  expect(['one', 'two']).toContain(claimedTwice[0]?.ownerId);
});
