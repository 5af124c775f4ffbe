import { afterAll, beforeAll, expect, it } from 'vitest';
import { recompute, rollUp } from '../../sql/rollup/run.ts';
import { servedRows } from '../support/served-rows.ts';
import { TestStore } from './support/store.ts';

const NOW_MS = Date.UTC(2026, 9, 30, 12);
const now = () => NOW_MS;
const TITLES = 450;
const titleOf = (index: number) => `t${String(index).padStart(3, '0')}`;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  const records = Array.from({ length: TITLES }, (_, index) => [
    {
      type: 'catalog',
      kind: 'title',
      id: titleOf(index),
      name: 'One',
      form: 'film',
      runtime_s: 600,
      updated_at: NOW_MS,
    },
    {
      ...{
        type: 'playback',
        play_id: `p${index}`,
        seq: 1,
        viewer_id: `v${index % 7}`,
        title_id: titleOf(index),
        action: 'ping',
      },
      ...{ at: NOW_MS - 3_600_000, started_at: NOW_MS - 7_200_000, position_s: 500, from_s: 0, played_s: 500 },
    },
  ]).flat();
  await test.load(records, NOW_MS);
  await rollUp(test.store, { now });
});
afterAll(() => test.close());

/** Titles of the pieces that a recompute worked on, and what it told of its progress; cut off after so many pieces. */
async function run(options: { pieces?: number; anew?: boolean } = {}) {
  const told: string[] = [];
  let pieces = 0;
  const insertSelect = test.store.insertSelect.bind(test.store);
  test.store.insertSelect = async (statement) => {
    if (statement.name === 'rollup.episodes' && (pieces += 1) > (options.pieces ?? Infinity))
      throw new Error('cut off');
    return insertSelect(statement);
  };
  try {
    const onProgress = (done: number, total: number) => told.push(`${done}/${total}`);
    const { titles } = await recompute(test.store, null, { now, onProgress, anew: options.anew ?? false });
    return { titles: titles.length, told };
  } catch (error) {
    expect(String(error)).toContain('cut off');
    return { titles: null, told };
  } finally {
    test.store.insertSelect = insertSelect;
  }
}

it('computes all anew from the state, and tells how far it is', async () => {
  const before = await servedRows(test.store, { asOf: true });
  for (const table of ['viewer_title', 'play_fact', 'served_rollup', 'served_title_hour', 'title_part', 'title_slice'])
    await test.store.command({ name: 'test.lose', text: `TRUNCATE TABLE ${table}` });
  expect(await run()).toEqual({ titles: TITLES, told: ['0/450', '200/450', '400/450', '450/450'] });
  expect(await servedRows(test.store, { asOf: true })).toEqual(before);
});

it('goes on where it was cut off, and does what was begun again', async () => {
  expect(await run({ pieces: 1 })).toEqual({ titles: null, told: ['0/450', '200/450'] });
  expect(await run({ pieces: 1 })).toEqual({ titles: null, told: ['200/450', '400/450'] });
  expect(await run()).toEqual({ titles: 50, told: ['400/450', '450/450'] });
  // One that came to its end leaves nothing to go on with.
  expect((await run({ pieces: 2 })).told).toEqual(['0/450', '200/450', '400/450']);
  expect((await run({ anew: true })).told[0]).toBe('0/450');
});
