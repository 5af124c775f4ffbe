import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersByTitle, CURRENT } from '../../sql/queries/answers.ts';
import { assetChannels, listAssets } from '../../sql/queries/assets.ts';
import { itemCounts } from '../../sql/queries/catalogue-items.ts';
import { listMilestones } from '../../sql/queries/milestones.ts';
import { shelf } from '../../sql/queries/shelf.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const NOW_MS = Date.UTC(2026, 9, 30, 12);
const now = () => NOW_MS;
let updated = NOW_MS - 3_600_000;

const record = (kind: string, id: string, more: object = {}) => ({
  ...{ type: 'catalog', kind, id, at: NOW_MS - 86_400_000, source: 'test' },
  ...{ updated_at: (updated += 1), ...more },
});
const title = (id: string, more: object = {}) =>
  record('title', id, { name: id, form: 'film', runtime_s: 600, ...more });
const play = (of: string, viewer: string) => ({
  ...{ type: 'playback', play_id: `${of}-${viewer}`, seq: 0, viewer_id: viewer, title_id: of, action: 'end' },
  ...{ at: NOW_MS - 1_000_000, started_at: NOW_MS - 1_600_000, from_s: 0, position_s: 600, played_s: 600 },
});

describe('what pages keep in memory of the titles', () => {
  let test: TestStore;
  const load = async (...records: object[]) => {
    await test.load(records, NOW_MS);
    await rollUp(test.store, { now });
  };
  /** Statements asked of the store meanwhile. */
  const asked = async (work: () => Promise<unknown>) => {
    const { query } = test.store;
    const names: string[] = [];
    test.store.query = (statement) => {
      names.push(statement.name);
      return query.call(test.store, statement) as never;
    };
    try {
      await work();
      return names;
    } finally {
      test.store.query = query;
    }
  };
  const viewersOf = async (id: string) => (await shelf(test.store)).rollups.get(id)?.viewers;

  beforeAll(async () => {
    test = await TestStore.open();
  });
  afterAll(() => test.close());

  it('is what was rolled up just now', async () => {
    expect((await shelf(test.store)).titles.size).toBe(0);
    await load(title('one'), title('two'), record('episode', 'two-1', { title_id: 'two', number: 1, runtime_s: 60 }));
    expect([...(await shelf(test.store)).titles.keys()].sort()).toEqual(['one', 'two']);
    await load(play('one', 'a'), play('one', 'b'), play('two', 'a'));
    expect([await viewersOf('one'), await viewersOf('two')]).toEqual([2, 1]);
    expect((await shelf(test.store)).mostWatched.map(({ id }) => id)).toEqual(['one', 'two']);
    await load(play('two', 'c'), play('two', 'd'));
    expect((await shelf(test.store)).mostWatched.map(({ id }) => id)).toEqual(['two', 'one']);
  });

  it('follows the catalogue: new names, milestones, episodes that go, titles that go and come back', async () => {
    await load(
      title('one', { name: 'Uno' }),
      record('milestone', 'm', { title_id: 'one', form: 'premiere', at: NOW_MS }),
    );
    const one = (await shelf(test.store)).titles.get('one')?.detail;
    expect([one?.name, one?.milestones.map(({ id }) => id)]).toEqual(['Uno', ['m']]);
    await load(record('episode', 'two-1', { title_id: 'two', number: 1, deleted: true }));
    expect((await shelf(test.store)).titles.get('two')?.detail.episodeList).toEqual([]);
    await load(record('title', 'two', { deleted: true }));
    expect((await shelf(test.store)).titles.has('two')).toBe(false);
    await load(title('two'));
    expect((await shelf(test.store)).titles.has('two')).toBe(true);
  });

  it('has the catalogue’s assets and milestones until the catalogue is loaded again, whatever else is', async () => {
    const lists = async () => {
      const some = [await listAssets(test.store, { limit: 9 }), await listMilestones(test.store, { titles: ['one'] })];
      return [...some.flat().map(({ id }) => id), ...(await assetChannels(test.store))];
    };
    const counts = () => itemCounts(test.store);
    await test.load([record('asset', 'clip', { title_id: 'one', channel: 'site' })], NOW_MS);
    expect(await lists()).toEqual(['clip', 'm', 'site']);
    expect(await counts()).toEqual([{ title: 'one', assets: 1, milestones: 1 }]);
    await load(play('one', 'f'));
    const kept = asked(async () => {
      expect(await lists()).toEqual(['clip', 'm', 'site']);
      expect(await counts()).toHaveLength(1);
      // What a caller does with its list is its own.
      (await listAssets(test.store, { limit: 9 })).length = 0;
    });
    expect(await kept).toEqual([]);
    await test.load([record('asset', 'spot', { title_id: 'two', channel: 'tube' })], NOW_MS);
    expect(await lists()).toEqual(['clip', 'spot', 'm', 'site', 'tube']);
    expect(await counts()).toHaveLength(2);
    // While a load goes on nothing is kept: what is read may be of before it.
    const loading = test.load([record('asset', 'spot', { title_id: 'two', deleted: true })], NOW_MS);
    expect(await asked(lists)).not.toEqual([]);
    await loading;
    expect(await lists()).toEqual(['clip', 'm', 'site']);
  });

  it('asks the store for nothing while nothing was written, also for many at once', async () => {
    await shelf(test.store);
    expect(await asked(() => Promise.all([shelf(test.store), shelf(test.store)]))).toEqual([]);
    await load(play('one', 'e'));
    const names = await asked(() => Promise.all(Array.from({ length: 20 }, () => shelf(test.store))));
    expect(names).toEqual(['shelf.newest', 'shelf.rollups']);
  });

  it('asks again for answers about the titles that were rolled up, and no others', async () => {
    const question = { name: 'test.hours', text: `SELECT title, hour FROM served_title_hour FINAL WHERE ${CURRENT}` };
    const answers = () => answersByTitle<{ title: string; hour: number }>(test.store, question, ['one', 'two', 'none']);
    expect([...(await answers()).keys()].sort()).toEqual(['one', 'two']);
    expect(await asked(answers)).toEqual([]);
    await load(play('two', 'f'));
    const params: unknown[] = [];
    const { query } = test.store;
    test.store.query = (statement) => {
      if (statement.name === 'test.hours') params.push(statement.params?.titles);
      return query.call(test.store, statement) as never;
    };
    expect((await answers()).get('one')?.length).toBeGreaterThan(0);
    test.store.query = query;
    expect(params).toEqual([['two']]);
  });
});
