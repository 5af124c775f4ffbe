import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaybackRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { campaignServed, viewsOfRecords } from '../../sql/audit/campaigns.ts';
import { audit, type AuditOptions } from '../../sql/audit/run.ts';
import { drawSample } from '../../sql/audit/sample.ts';
import type { Scope } from '../../sql/audit/scope.ts';
import { lastAudit } from '../../sql/queries/audit.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TextReader } from '../../workers/reception/text-reader.ts';
import { countCampaigns } from './support/campaign.ts';
import { oddities } from './support/oddities.ts';
import { hearAndCount } from './support/reception.ts';
import { TestStore } from './support/store.ts';

const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * 86_400_000;
const now = () => END_MS;
/** Longer after the roll-up than two jobs may overlap. */
const LATER_MS = END_MS + 3_600_000;

/** By table: which of its rows of a title, what is made of them, and the numbers that are then other ones. */
const TAMPERED: readonly { table: string; rows: string; set: string; by: Record<string, number> }[] = [
  {
    ...{ table: 'served_rollup', rows: '', set: 'starters + 1 AS starters, hours_ms - 5 AS hours_ms' },
    by: { starters: 1, hours: -5 },
  },
  {
    ...{ table: 'served_title_cohort', rows: 'ORDER BY base_day LIMIT 1' },
    set: 'completed_7d + 1 AS completed_7d, completed_28d + 2 AS completed_28d',
    by: { completed_7d: 1, completed_28d: 2 },
  },
  {
    ...{ table: 'served_title_hour', rows: 'ORDER BY hour LIMIT 1', set: 'watchers + 1 AS watchers' },
    by: { watchers_by_age: 1 },
  },
  {
    ...{ table: 'served_title_segment', rows: 'AND week = 0', set: 'viewers + 1 AS viewers' },
    by: { viewers_of_segment: 1 },
  },
  {
    ...{ table: 'served_audience', rows: 'AND week = 0', set: 'viewers + 1 AS viewers' },
    by: { viewers_of_audience: 1 },
  },
  {
    ...{ table: 'deep_slice', rows: '' },
    // One more of the first of each count of each episode: of the plays of its first cell, for one.
    set: `arrayMap(
      (x, before) -> (x.1, x.2, x.3, x.4 + toInt64((x.1, x.2) != before AND x.1 IN ('measured', 'content', 'viewers', 'played', 'bingers', 'active_days', 'day_episodes', 'ms'))),
      counts, arrayPushFront(arrayPopBack(arrayMap(x -> (x.1, x.2), counts)), ('watched', 'none'))) AS counts`,
    by: {
      ...{ average_watched_of: 1, average_watched_ppm: 1, retention_viewers: 1, plays_of_cell: 1 },
      ...{ bingers: 1, active_days: 1, episodes_on_days: 1, played_ms: 1 },
    },
  },
  {
    ...{ table: 'served_reception', rows: '', set: 'positive + 1 AS positive, ratings - 1 AS ratings' },
    by: { positive: 1, ratings: -1 },
  },
  {
    ...{ table: 'served_buzz', rows: '' },
    set: `converted_7d + 1 AS converted_7d, replaceOne(detail, '"views":', '"views":1') AS detail`,
    by: { converted_7d: 1 },
  },
];

/** Exports that count no views, on the asset's own channel, whose rule asks for a quarter, and on another one. */
const COUNTED_IN_STEPS = [
  {
    ...{ type: 'catalog', kind: 'asset', id: 'odd-spot', title_id: 'odd-film', channel: 'Tube' },
    ...{ view_rule: 'q25: a quarter of it', updated_at: START_MS },
  },
  ...['tube', 'elsewhere'].flatMap((channel) =>
    ['starts', 'q25'].map((metric, step) => ({
      ...{ type: 'promo_daily', asset_id: 'odd-spot', channel, date: '2026-10-01', metric, value: 90 - 40 * step },
      updated_at: START_MS,
    })),
  ),
];

describe('the audit', () => {
  let test: TestStore;
  const reader = new TextReader({});
  const run = (more: Partial<AuditOptions> = {}) => audit(test.store, { nowMs: END_MS, ...more });

  beforeAll(async () => {
    const audience = createAudience({ seed: 21, startMs: START_MS, endMs: END_MS, scale: 0.02 });
    const lines = [
      ...catalogueLines(audience.slate, END_MS),
      ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
      ...[...oddities(5), ...COUNTED_IN_STEPS].map((record) => JSON.stringify(record)),
    ];
    test = await TestStore.open();
    await test.load(lines, END_MS);
    // What came twice is still there twice in the raw rows.
    await test.load(lines.slice(0, 2_000), END_MS);
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    await rollUpAudience(test.store, { now: () => LATER_MS });
    await hearAndCount(test.store, reader, now);
    await countCampaigns(test.store, now);
  });
  afterAll(async () => {
    await reader.close();
    await test.close();
  });

  /** A night whose first title it is. */
  async function nightOf(title: string): Promise<number> {
    for (let nowMs = END_MS; ; nowMs += 86_400_000) {
      const [first] = await drawSample(test.store, new Date(nowMs).toISOString().slice(0, 10), 1, 0);
      if (first?.title === title) return nowMs;
    }
  }

  it('finds nothing where nothing is wrong, of every title and a day of each', async () => {
    const result = await run({ titles: 1_000 });
    expect(result.differences).toEqual([]);
    expect(result.titles).toBeGreaterThan(10);
    // Of every title, but for some parts of those of which nothing is said or shown.
    expect(result.compared).toBeGreaterThan(30 * result.titles);
    expect(result.skipped).toBe(0);
    expect(await lastAudit(test.store)).toMatchObject({
      ...{ ranAtMs: END_MS, titles: result.titles, compared: result.compared, differing: 0, differences: [] },
    });
  });

  it('finds nothing wrong in slices of large titles either, and that they add up', async () => {
    const whole = await run({ titles: 2 });
    const result = await run({ titles: 2, wholeUpTo: 50 });
    expect(result.differences).toEqual([]);
    expect(result.compared).toBeGreaterThan(whole.compared);
  });

  it('reads no slice of a large title at once, so that nobody waits long behind it', async () => {
    const { one } = test.store;
    const read: Scope[] = [];
    test.store.one = (statement) => {
      const scope = statement.params as unknown as Scope;
      // Of quiet viewers pieces are read in any case.
      if (statement.name === 'audit.deep-facts' && scope.quietSinceMs === 0) read.push(scope);
      return one.call(test.store, statement) as never;
    };
    try {
      const [sampled] = await drawSample(test.store, new Date(END_MS).toISOString().slice(0, 10), 1, 0);
      const piece = Math.ceil((sampled?.records ?? 0) / 4);
      expect((await run({ titles: 1, wholeUpTo: 50, piece })).differences).toEqual([]);
    } finally {
      test.store.one = one;
    }
    // Four pieces, each of which begins where the one before it ends.
    const quarter = 2n ** 62n;
    expect(read.map(({ fromViewer, toViewer }) => [BigInt(fromViewer), BigInt(toViewer) + 1n])).toEqual(
      [0n, 1n, 2n, 3n].map((place) => [place * quarter, (place + 1n) * quarter]),
    );
  });

  it('counts views of exports that count steps alone as they are served', async () => {
    const views = async () => (await campaignServed(test.store, 'odd-film'))?.views;
    expect(await views()).toEqual(
      new Map([
        ['odd-spot on elsewhere', 90],
        ['odd-spot on tube', 50],
      ]),
    );
    expect(await viewsOfRecords(test.store, 'odd-film', [], () => Promise.resolve())).toEqual(await views());
  });

  it('samples by the day', async () => {
    const titlesOf = async (day: string) => (await drawSample(test.store, day, 2, 0)).map(({ title }) => title);
    const first = await titlesOf('2026-10-30');
    expect(first).toHaveLength(2);
    expect(await titlesOf('2026-10-30')).toEqual(first);
    expect(await titlesOf('2026-10-31')).not.toEqual(first);
  });

  it('finds each kind of served number that was tampered with, and says by how much', async () => {
    // One that has everything: a season of some weeks with a campaign and reviews.
    const { title } = await test.store.one<{ title: string }>({
      name: 'test.title',
      text: `SELECT title FROM served_buzz FINAL WHERE exposed_7d > 0 AND title IN (SELECT title FROM served_reception FINAL WHERE positive > 0)
        AND title IN (SELECT title FROM served_title_cohort FINAL WHERE base_day + 28 <= {today:UInt16})
        AND title IN (SELECT title FROM served_title FINAL WHERE length(episodes) > 2) ORDER BY exposed_7d DESC LIMIT 1`,
      params: { today: Math.floor(END_MS / 86_400_000) },
    });
    const nowMs = await nightOf(title);
    expect((await run({ nowMs, titles: 1 })).differences).toEqual([]);
    for (const { table, rows, set } of TAMPERED)
      await test.store.insertSelect({
        name: 'test.tamper',
        text: `INSERT INTO ${table} SELECT * REPLACE (${set}) FROM ${table} FINAL WHERE title = {title:String} ${rows}`,
        params: { title },
      });
    const { differences } = await run({ nowMs, titles: 1 });
    const by = differences.map(({ metric, served, recomputed }): [string, number] => [metric, served - recomputed]);
    const views = differences.filter(({ metric }) => metric === 'promo_views');
    expect(views).toMatchObject([{ title, scope: expect.stringContaining(' on ') as string }]);
    expect(Object.fromEntries(by.filter(([metric]) => metric !== 'promo_views'))).toEqual(
      Object.assign({}, ...TAMPERED.map((one) => one.by)),
    );
    expect((await lastAudit(test.store))?.differing).toBe(differences.length);
    // The sum of a large title's facts does not come to it either.
    const sums = (await run({ nowMs, titles: 1, wholeUpTo: 50 })).differences;
    expect(new Set(sums.map(({ metric }) => metric))).toEqual(new Set(by.map(([metric]) => metric)));
    expect(sums.filter(({ scope }) => scope.startsWith('quiet'))).toEqual([]);
  });

  it('does not hold records that wait to be counted against a title', async () => {
    const played = oddities(5).find((record) => (record as { type: string }).type === 'playback') as PlaybackRecord;
    const nowMs = await nightOf(played.title_id);
    await test.load([{ ...played, viewer_id: 'waiting', play_id: 'waiting' }], Date.now());
    const { compared, differences } = await run({ nowMs, titles: 1 });
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(15);
  });
});
