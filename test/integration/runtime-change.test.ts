import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { viewsWithin } from '../../ingest/simulator/oracle-launch.ts';
import { realisedTruth } from '../../ingest/simulator/oracle.ts';
import { audit } from '../../sql/audit/run.ts';
import { titleLaunch } from '../../sql/queries/launch.ts';
import { servedSince } from '../../sql/queries/live.ts';
import { slate } from '../../sql/queries/slate.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { titleDetail } from '../../sql/queries/titles.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { recompute, rollUp, rollUpEveryTitle } from '../../sql/rollup/run.ts';
import { servedRows } from '../support/served-rows.ts';
import { CATALOGUE_MS, film, season, straight } from '../support/told-plays.ts';
import { TestStore } from './support/store.ts';
import { deepExpected, deepServed } from './support/title-numbers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PREMIERE_MS = Date.UTC(2026, 2, 2, 8);
const NOW_MS = Date.UTC(2026, 3, 15, 12);
/** On the hour: what was played until then was of the old length. */
const CHANGE_MS = Date.UTC(2026, 2, 12, 12);
/** What is said of the change, and what corrects it. */
const later = (edit: number) => ({ effective_from: CHANGE_MS, updated_at: CATALOGUE_MS + edit });

interface Numbers {
  readonly views: number | null;
  readonly starters: number;
  readonly watchers: number;
  readonly completers: number;
}

describe('a runtime that really changed', () => {
  let test: TestStore;
  const said: EventRecord[] = [];
  beforeAll(async () => {
    test = await TestStore.open();
  });
  afterAll(() => test.close());

  /** Says something more; what is then served is what the plain computation says of all that was said. */
  async function tell(title: string, records: readonly EventRecord[], nowMs = NOW_MS): Promise<Numbers> {
    said.push(...records);
    const now = () => nowMs;
    await test.load(records, nowMs);
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    const truth = realisedTruth(said, nowMs);
    const summary = await titleSummary(test.store, title, { fromMs: 0, toMs: nowMs }, {}, nowMs);
    const { views, starters, watchers, completers } = summary?.figures ?? {};
    const served = {
      views: rounded(views?.value ?? null),
      starters: starters?.value ?? Number.NaN,
      watchers: watchers?.value ?? Number.NaN,
      completers: completers?.value ?? Number.NaN,
    };
    const totals = truth.totals.get(title);
    expect(served).toEqual({
      views: rounded(viewsWithin(truth, title, 0, nowMs, nowMs)),
      ...{ starters: totals?.starters, watchers: totals?.watchers, completers: totals?.completers },
    });
    expect(await deepServed(test.store, truth, title, nowMs)).toEqual(deepExpected(truth, title, nowMs));
    const [live] = (await servedSince(test.store, 0, nowMs)).filter((one) => one.title === title);
    const row = (await slate(test.store, { fromMs: 0, toMs: nowMs }, nowMs)).rows.find((one) => one.title.id === title);
    expect([rounded(live?.views ?? null), rounded(row?.views.value ?? null)]).toEqual([served.views, served.views]);
    return served;
  }
  const runtimeOf = async (title: string) => (await titleDetail(test.store, title))?.runtimeSeconds;

  it('leaves what was played before as it was, and holds for who begins after it', async () => {
    const title = 'film';
    const premiere_at = PREMIERE_MS;
    const beforeMs = CHANGE_MS - 5 * DAY_MS;
    const plays = [
      ...straight(0, 540, { title, viewer: 'before', startedMs: beforeMs }),
      // Began before, and saw the rest of what they had begun.
      ...straight(0, 270, { title, viewer: 'between', startedMs: beforeMs }),
      ...straight(270, 540, { title, viewer: 'between', play: 'p2', startedMs: CHANGE_MS + DAY_MS }),
      ...straight(0, 540, { title, viewer: 'after', startedMs: CHANGE_MS + DAY_MS }),
      ...straight(0, 700, { title, viewer: 'all', startedMs: CHANGE_MS }),
    ];
    const everybody = { starters: 4, watchers: 4 };
    expect(await tell(title, [film(title, 540, { premiere_at }), ...plays])).toEqual({
      ...{ ...everybody, views: rounded(2320 / 540), completers: 4 },
    });
    const change = film(title, 700, { premiere_at, ...later(1) });
    const changed = { ...everybody, views: rounded(810 / 540 + 1510 / 700), completers: 3 };
    expect(await tell(title, [change])).toEqual(changed);
    expect(await runtimeOf(title)).toBe(700);
    const launch = await titleLaunch(test.store, title, NOW_MS);
    const viewsAt = (atMs: number) =>
      rounded(launch?.points.findLast((point) => PREMIERE_MS + point.ageHours * HOUR_MS <= atMs)?.views ?? null);
    expect([viewsAt(CHANGE_MS), viewsAt(NOW_MS)]).toEqual([1.5, changed.views]);
    // What is computed anew is the same, and so is what the audit computes from the records.
    const before = await servedRows(test.store, { asOf: true });
    await recompute(test.store, null, { now: () => NOW_MS });
    await rollUpAllDeep(test.store, { now: () => NOW_MS });
    expect(await servedRows(test.store, { asOf: true })).toEqual(before);
    expect(await audit(test.store, { nowMs: NOW_MS })).toMatchObject({ titles: 1, skipped: 0, differences: [] });
    // A correction of the change, and one of what held before it: of 54 cells 49 are enough, of 60 are 54, of 65 are 59.
    expect(await tell(title, [film(title, 600, { premiere_at, ...later(2) })])).toEqual({
      ...{ ...everybody, views: rounded(810 / 540 + 1510 / 600), completers: 4 },
    });
    expect(await tell(title, [film(title, 650, { premiere_at, updated_at: CATALOGUE_MS + 3 })])).toEqual({
      ...{ ...everybody, views: rounded(810 / 650 + 1510 / 600), completers: 2 },
    });
    // Without a runtime it is withdrawn.
    expect(await tell(title, [film(title, null, { premiere_at, ...later(4) })])).toEqual({
      ...{ ...everybody, views: rounded(2320 / 650), completers: 1 },
    });
  });

  it('cuts off what nobody can see any more of the new length', async () => {
    const title = 'shorter';
    const plays = [
      ...straight(0, 600, { title, viewer: 'before', startedMs: CHANGE_MS - DAY_MS }),
      ...straight(0, 600, { title, viewer: 'after', startedMs: CHANGE_MS }),
    ];
    const views = rounded(1 + 600 / 400);
    expect(await tell(title, [film(title, 600), film(title, 400, later(1)), ...plays])).toEqual({
      ...{ views, starters: 2, watchers: 2, completers: 2 },
    });
  });

  it('waits for its time, and comes into force by itself', async () => {
    const title = 'ahead';
    const fromMs = NOW_MS + 30 * DAY_MS;
    const plays = straight(0, 540, { title, startedMs: NOW_MS - 20 * DAY_MS });
    const one = { views: 1, starters: 1, watchers: 1, completers: 1 };
    expect(
      await tell(title, [film(title, 540), film(title, 700, { ...later(1), effective_from: fromMs }), ...plays]),
    ).toEqual(one);
    expect(await runtimeOf(title)).toBe(540);
    expect(await rollUpEveryTitle(test.store, { now: () => fromMs - 1 })).toContain(title);
    expect(await runtimeOf(title)).toBe(540);
    // Within the day.
    expect(await rollUpEveryTitle(test.store, { now: () => fromMs })).toEqual([title]);
    expect(await runtimeOf(title)).toBe(700);
    expect(await rollUpEveryTitle(test.store, { now: () => fromMs })).toEqual([]);
    const more = straight(0, 540, { title, viewer: 'ben', startedMs: fromMs + HOUR_MS });
    expect(await tell(title, more, fromMs + 2 * DAY_MS)).toEqual({
      ...{ views: rounded(1 + 540 / 700), starters: 2, watchers: 2, completers: 1 },
    });
  });

  it('asks for an episode that was not played as it was when the viewer began', async () => {
    const title = 'season';
    const [first, second] = [`${title}-e1`, `${title}-e2`];
    const change = {
      ...{ type: 'catalog', kind: 'episode', id: second, title_id: title, number: 2, runtime_s: 600 },
      ...{ available_at: PREMIERE_MS, ...later(1) },
    } as EventRecord;
    const plays = [
      ...straight(0, 600, { title, episode: first, viewer: 'before', startedMs: CHANGE_MS - DAY_MS }),
      ...straight(0, 600, { title, episode: first, viewer: 'after', startedMs: CHANGE_MS }),
      // Began before, and the other episode when it was longer.
      ...straight(0, 300, { title, episode: first, viewer: 'both', startedMs: CHANGE_MS - DAY_MS }),
      ...straight(0, 300, { title, episode: second, viewer: 'both', play: 'p2', startedMs: CHANGE_MS + DAY_MS }),
    ];
    expect(await tell(title, [...season(title, PREMIERE_MS, [{}, { runtimeSeconds: 60 }]), change, ...plays])).toEqual({
      views: rounded(900 / 660 + 900 / 1200),
      starters: 3,
      watchers: 2,
      completers: 1,
    });
    // The records say so too, of every title here.
    expect((await audit(test.store, { nowMs: NOW_MS })).differences).toEqual([]);
  });

  it('is known before too where nothing else was said, and a deletion ends the title with it', async () => {
    const title = 'only';
    const plays = straight(0, 540, { title, startedMs: CHANGE_MS - DAY_MS });
    expect(await tell(title, [film(title, 540, later(1)), ...plays])).toEqual({
      ...{ views: 1, starters: 1, watchers: 1, completers: 1 },
    });
    await test.load([film(title, null, { updated_at: CATALOGUE_MS + 2, deleted: true })], NOW_MS);
    await rollUp(test.store, { now: () => NOW_MS });
    expect(await titleDetail(test.store, title)).toBeNull();
  });
});

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6);
