import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { audit, type AuditOptions } from '../../sql/audit/run.ts';
import { lastAudit } from '../../sql/queries/audit.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { oddities } from './support/oddities.ts';
import { TestStore } from './support/store.ts';

const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * 86_400_000;
const now = () => END_MS;

describe('the audit', () => {
  let test: TestStore;
  const run = (more: Partial<AuditOptions> = {}) => audit(test.store, { nowMs: END_MS, titles: 5, ...more });

  beforeAll(async () => {
    const audience = createAudience({ seed: 21, startMs: START_MS, endMs: END_MS, scale: 0.02 });
    const lines = [
      ...catalogueLines(audience.slate, END_MS),
      ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
      ...oddities(5).map((record) => JSON.stringify(record)),
    ];
    test = await TestStore.open();
    await test.load(lines, END_MS);
    // What came twice is still there twice in the raw rows.
    await test.load(lines.slice(0, 2_000), END_MS);
    await rollUp(test.store, { now });
  });
  afterAll(() => test.close());

  it('finds nothing where nothing is wrong, of every title and a day of each', async () => {
    const result = await run({ titles: 1_000 });
    expect(result.differences).toEqual([]);
    expect(result.titles).toBeGreaterThan(10);
    expect(result.compared).toBeGreaterThan(8 * result.titles - 1);
    expect(await lastAudit(test.store)).toMatchObject({
      ...{ ranAtMs: END_MS, titles: result.titles, compared: result.compared, differing: 0, differences: [] },
    });
  });

  it('finds nothing wrong in slices of large titles either, and that they add up', async () => {
    const whole = await run();
    const result = await run({ wholeUpTo: 50 });
    expect(result.differences).toEqual([]);
    expect(result.compared).toBeGreaterThan(whole.compared);
  });

  it('samples by the day', async () => {
    const titlesOf = async (nowMs: number) => {
      const asked: unknown[] = [];
      const one = test.store.one.bind(test.store);
      test.store.one = (statement) => {
        if (statement.name === 'audit.raw') asked.push(statement.params?.title);
        return one(statement);
      };
      await run({ titles: 2, nowMs });
      test.store.one = one;
      return asked;
    };
    const first = await titlesOf(END_MS);
    expect(first).toHaveLength(2);
    expect(await titlesOf(END_MS + 3_600_000)).toEqual(first);
    expect(await titlesOf(END_MS + 86_400_000)).not.toEqual(first);
  });

  it('finds a served number that was tampered with, and says by how much', async () => {
    const { title } = await test.store.one<{ title: string }>({
      name: 'test.title',
      text: 'SELECT title FROM served_rollup FINAL WHERE starts > 0 ORDER BY sipHash64(title, {seed:String}) LIMIT 1',
      params: { seed: '2026-11-06' },
    });
    await test.store.insertSelect({
      name: 'test.tamper',
      text: 'INSERT INTO served_rollup SELECT * REPLACE (starters + 1 AS starters, hours_ms - 5 AS hours_ms) FROM served_rollup FINAL WHERE title = {title:String}',
      params: { title },
    });
    const nowMs = END_MS + 7 * 86_400_000;
    const { differences } = await run({ nowMs });
    expect(
      differences.map(({ metric, served, recomputed, ...one }) => ({ ...one, metric, by: served - recomputed })),
    ).toEqual([
      { title, scope: 'title', metric: 'hours', by: -5 },
      { title, scope: 'title', metric: 'starters', by: 1 },
    ]);
    expect((await lastAudit(test.store))?.differences.map((one) => one.metric)).toEqual(['hours', 'starters']);
    // The sum of a large title's facts does not come to it either.
    expect((await run({ nowMs, wholeUpTo: 50 })).differences.map((one) => one.scope)).toEqual(['sum', 'sum']);
  });

  it('does not hold records that wait to be counted against a title', async () => {
    await test.load(
      oddities(5)
        .filter((record) => (record as { type: string }).type === 'playback')
        .map((record) => ({ ...record, viewer_id: 'waiting', play_id: 'waiting' })),
      Date.now(),
    );
    expect((await run({ titles: 1_000 })).differences.filter((one) => one.scope !== 'title')).toEqual([]);
  });
});
