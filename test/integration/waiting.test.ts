import { afterAll, beforeAll, expect, it } from 'vitest';
import { slate } from '../../sql/queries/slate.ts';
import { isBehind, waitingTitles } from '../../sql/queries/waiting.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { audienceCountingOf, countingOf } from '../../web/routes/titles/[id]/counting.ts';
import { film, straight } from '../support/told-plays.ts';
import { october } from './support/audience.ts';
import { TestStore } from './support/store.ts';

const FIRST_MS = october(14, 12);
const SECOND_MS = october(14, 13);
const THIRD_MS = october(14, 14);
const RANGE = { fromMs: october(12), toMs: october(14, 15) };

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
});
afterAll(() => test.close());

const play = (title: string, viewer: string, startedMs: number) =>
  straight(0, 360, { title, viewer, play: `${viewer}-${startedMs}`, startedMs });
const waiting = async () => [...(await waitingTitles(test.store)).keys()].sort();
const asOf = async (nowMs: number) => (await slate(test.store, RANGE, nowMs)).asOfMs;

it('knows which titles wait to be counted, and the slate is as old as the oldest of them', async () => {
  await test.load(
    [film('one', 540), film('two', 540), ...play('one', 'ana', october(13, 9)), ...play('two', 'bo', october(13, 9))],
    FIRST_MS,
  );
  expect(await waiting()).toEqual(['one', 'two']);
  await rollUp(test.store, { now: () => FIRST_MS });
  expect(await waiting()).toEqual([]);
  expect(await asOf(FIRST_MS)).toBe(FIRST_MS);

  await test.load(play('two', 'cy', october(14, 12)), SECOND_MS);
  await rollUp(test.store, { now: () => SECOND_MS });
  // Nothing of the other one has come: it is as true as this one.
  expect(await asOf(SECOND_MS)).toBe(SECOND_MS);

  await test.load(play('one', 'di', october(14, 12)), THIRD_MS);
  expect(await waiting()).toEqual(['one']);
  expect(await asOf(THIRD_MS)).toBe(FIRST_MS);
  await rollUp(test.store, { now: () => THIRD_MS });
  expect(await asOf(THIRD_MS)).toBe(THIRD_MS);
});

it('tells a title that is being counted from one that nobody has watched', async () => {
  await test.load([film('new', 540), film('unseen', 540), ...play('new', 'ed', october(14, 12))], THIRD_MS);
  // The catalogue of the other is waited for, too: it is known once that is taken in.
  expect(await countingOf(test.store, 'new', THIRD_MS)).toBe('first');
  await rollUp(test.store, { now: () => THIRD_MS });
  expect(await countingOf(test.store, 'new', THIRD_MS)).toBeNull();
  expect(await countingOf(test.store, 'unseen', THIRD_MS)).toBeNull();

  await test.load(play('new', 'flo', october(14, 13)), THIRD_MS);
  const sinceMs = (await waitingTitles(test.store)).get('new') ?? 0;
  expect(await countingOf(test.store, 'new', sinceMs + 30_000)).toBeNull();
  expect(await countingOf(test.store, 'new', sinceMs + 30_001)).toBe('behind');
  expect(isBehind(undefined, THIRD_MS)).toBe(false);
});

it('tells an audience that is being counted from one that nobody is of', async () => {
  await rollUp(test.store, { now: () => THIRD_MS });
  // Rolled up, and no count of the audience yet.
  for (const title of ['new', undefined]) expect(await audienceCountingOf(test.store, THIRD_MS, title)).toBe('first');
  expect(await audienceCountingOf(test.store, THIRD_MS, 'unseen')).toBeNull();
  await rollUpAudience(test.store, { now: () => THIRD_MS });
  for (const title of ['new', undefined]) expect(await audienceCountingOf(test.store, THIRD_MS, title)).toBeNull();

  await test.load(play('new', 'gil', october(14, 13)), THIRD_MS);
  const sinceMs = (await waitingTitles(test.store)).get('new') ?? 0;
  for (const title of ['new', undefined]) {
    expect(await audienceCountingOf(test.store, sinceMs + 30_001, title)).toBe('behind');
  }
});
