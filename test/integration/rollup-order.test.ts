import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../sql/clickhouse/store.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUp, rollUpEveryTitle } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 9, 30, 12);
const now = () => NOW_MS;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  await test.load(
    [{ type: 'catalog', kind: 'title', id: 'calm', name: 'Calm', form: 'film', runtime_s: 600, updated_at: NOW_MS }],
    NOW_MS,
  );
});
afterAll(() => test.close());

/** Half an hour of a film by one viewer. */
const play = (viewer: string) => ({
  ...{ type: 'playback', play_id: viewer, seq: 1, viewer_id: viewer, title_id: 'calm', action: 'ping' },
  ...{ at: NOW_MS - HOUR_MS, started_at: NOW_MS - 2 * HOUR_MS, position_s: 500, from_s: 0, played_s: 500 },
});

async function viewers(): Promise<number | null | undefined> {
  const range = { fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS };
  return (await titleSummary(test.store, 'calm', range, {}, NOW_MS))?.figures.starters.value;
}

it('a clock that was set back between two starts hides nothing that is new', async () => {
  await test.load([play('first')], NOW_MS);
  await rollUp(test.store, { now });
  expect(await viewers()).toBe(1);

  await test.reopen();
  await test.load([play('second')], NOW_MS);
  await rollUp(test.store, { now: () => NOW_MS - 24 * HOUR_MS });
  expect(await viewers()).toBe(2);
});

it('the daily run of all titles, begun beside a roll-up, does not outrank it with what it read before', async () => {
  await test.load([play('third')], NOW_MS);
  before(test.store, 'rollup.viewers', () => rollUpEveryTitle(test.store, { now: () => NOW_MS + 24 * HOUR_MS }));
  await rollUp(test.store, { now });
  expect(await viewers()).toBe(3);
});

/** Does something in the moment before the next statement of a name. */
function before(store: Store, statement: string, step: () => Promise<unknown>): void {
  const insertSelect = store.insertSelect.bind(store);
  store.insertSelect = async (next) => {
    if (next.name === statement) {
      store.insertSelect = insertSelect;
      await step();
    }
    return insertSelect(next);
  };
}
