import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import type { MilestoneUplift } from '../../sql/queries/buzz-model.ts';
import { serveUplifts } from '../../sql/rollup/buzz/uplifts.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { season } from './support/audience.ts';
import { countCampaigns } from './support/campaign.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEGIN_MS = Date.UTC(2026, 7, 1);
const TRAILER_MS = BEGIN_MS + 50 * DAY_MS + 9 * HOUR_MS;
let nowMs = TRAILER_MS + 3 * DAY_MS + HOUR_MS / 2;
const now = () => nowMs;

/** One an hour, a little more on some days; three times as much after the trailer. */
function talk(untilMs: number): object[] {
  const said: object[] = [];
  for (let hour = 0; BEGIN_MS + hour * HOUR_MS < untilMs; hour += 1) {
    const atMs = BEGIN_MS + hour * HOUR_MS;
    const n = (1 + Number(hour % 5 === 0)) * (atMs >= TRAILER_MS ? 3 : 1);
    for (let i = 0; i < n; i += 1) said.push(mention(`${hour}-${i}`, atMs + i * 1_000));
  }
  return said;
}
const mention = (id: string, atMs: number) => ({
  ...{ type: 'mention', mention_id: id, title_id: 'tide', at: atMs, author: `a${id}` },
});
const milestone = (id: string, atMs: number, more: object = {}) => ({
  ...{ type: 'catalog', kind: 'milestone', id, title_id: 'tide', name: id, form: 'trailer release', at: atMs },
  ...{ updated_at: BEGIN_MS, ...more },
});

describe('what milestones have stirred', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await TestStore.open();
    await test.load([...season('tide', BEGIN_MS + 90 * DAY_MS, [], 6_000), ...talk(nowMs)], nowMs);
    await rollUp(test.store, { now });
    await countCampaigns(test.store, now);
  });
  afterAll(() => test.close());

  async function told(): Promise<MilestoneUplift[]> {
    return (await titleBuzz(test.store, 'tide', nowMs))?.milestones ?? expect.fail('the title is known');
  }
  /** Counts what was told, without the forecasts. */
  async function count(...records: object[]): Promise<void> {
    await test.load(records, nowMs);
    await rollUp(test.store, { now });
    await countCampaigns(test.store, now, { forecasts: false });
  }
  const versions = () =>
    test.store.query<{ version: number }>({
      name: 'test.versions',
      text: 'SELECT version FROM served_uplift FINAL',
    });

  it('is made by a job: until then the page says so, and what is ahead says that', async () => {
    await count(milestone('trailer', TRAILER_MS), milestone('press', nowMs + DAY_MS));
    expect((await told()).map(({ uplift }) => [uplift.value, uplift.reason])).toEqual([
      [null, 'It is being counted.'],
      [null, 'It lies ahead.'],
    ]);
    expect(await serveUplifts(test.store, { now })).toEqual(['tide']);
    const [trailer, press] = await told();
    expect(trailer).toMatchObject({
      ...{ metric: 'mentions', window: { fromMs: TRAILER_MS, toMs: TRAILER_MS + 3 * DAY_MS } },
      observed: talk(TRAILER_MS + 3 * DAY_MS).length - talk(TRAILER_MS).length,
    });
    expect(trailer?.uplift.interval?.[0]).toBeGreaterThan(1);
    expect(trailer?.course?.observed).toHaveLength(72);
    const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);
    expect(sum(trailer?.course?.observed)).toBe(trailer?.observed);
    expect(sum(trailer?.course?.expected)).toBeCloseTo(trailer?.expected ?? NaN, 6);
    const [low = NaN, high = NaN] = trailer?.course?.interval ?? [];
    expect(low).toBeLessThan(1);
    expect(low * high).toBeCloseTo(1, 9);
    expect(press?.uplift.reason).toBe('It lies ahead.');
  });

  it('is left as it is by what changes nothing of it, and made anew by late data and by a whole day more', async () => {
    const before = await told();
    const served = await versions();
    // Of the hour that is open, and of before the days that are looked at.
    await count(mention('now', nowMs), mention('old', BEGIN_MS + 2 * DAY_MS));
    expect(await serveUplifts(test.store, { now })).toEqual([]);
    expect(await versions()).toEqual(served);

    await count(mention('late', TRAILER_MS + HOUR_MS));
    expect(await serveUplifts(test.store, { now })).toEqual(['tide']);
    expect((await told())[0]?.observed).toBe((before[0]?.observed ?? NaN) + 1);

    nowMs += HOUR_MS;
    expect(await serveUplifts(test.store, { now })).toEqual([]);
    nowMs += DAY_MS;
    expect(await serveUplifts(test.store, { now })).toEqual(['tide']);
    const [trailer, press] = await told();
    expect(trailer?.window?.toMs).toBe(TRAILER_MS + 4 * DAY_MS);
    expect(press?.uplift.reason).toBe('Less than a day has passed since.');
  });

  it('follows a milestone that is put off or taken away', async () => {
    await count(milestone('trailer', TRAILER_MS + DAY_MS, { updated_at: nowMs }));
    expect((await told())[0]?.uplift.reason).toBe('It is being counted.');
    await serveUplifts(test.store, { now });
    expect((await told())[0]?.window?.fromMs).toBe(TRAILER_MS + DAY_MS);
    await count(milestone('trailer', TRAILER_MS, { updated_at: nowMs + 1, deleted: true }));
    expect((await told()).map((one) => one.milestone.id)).toEqual(['press']);
    expect(await serveUplifts(test.store, { now })).toEqual(['tide']);
  });
});
