import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { titleLaunch } from '../../sql/queries/launch.ts';
import type { Grain, Range } from '../../sql/queries/read-model.ts';
import { titleSeries } from '../../sql/queries/series.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { film, straight } from '../support/told-plays.ts';
import { october } from './support/audience.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, at half past. */
const PREMIERE_MS = october(5, 10, 30);
const NOW_MS = october(20, 12, 15);
const FIRST_WEEK = { fromMs: PREMIERE_MS, toMs: PREMIERE_MS + 7 * DAY_MS };
const LIFE = { fromMs: PREMIERE_MS, toMs: october(20, 13) };

/** Viewers who watch six minutes. */
const crowd = (name: string, count: number, startedMs: number) =>
  Array.from({ length: count }, (_, i) =>
    straight(0, 360, { viewer: `${name}-${i}`, play: `${name}-${i}-${startedMs}`, startedMs }),
  ).flat();

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  const records = [
    film('film', 540, { premiere_at: PREMIERE_MS }),
    ...crowd('early', 30, october(5, 11)),
    // Some come back: they are no viewers more.
    ...crowd('early', 20, october(8, 20)),
    // Some of those see the rest.
    ...Array.from({ length: 12 }, (_, i) =>
      straight(360, 540, { viewer: `early-${i}`, play: `early-${i}-rest`, startedMs: october(9, 20) }),
    ).flat(),
    ...crowd('middle', 10, october(8, 12)),
    ...crowd('last', 5, october(12, 9)),
    // On the UTC day that the seventh day ends in, after its end.
    ...crowd('after', 7, october(12, 20)),
    ...crowd('now', 3, october(20, 12)),
  ];
  await test.load(records, NOW_MS);
  await rollUp(test.store, { now: () => NOW_MS });
});
afterAll(() => test.close());

async function summaryOf(range: Range) {
  const summary = await titleSummary(test.store, 'film', range, {}, NOW_MS);
  if (summary === null) throw new Error('There is no such title.');
  return summary;
}
const viewersIn = async (range: Range) => (await summaryOf(range)).figures.viewers;

describe('viewers of a range', () => {
  it('are those of its hours where nobody came before it: as the launch curve has them', async () => {
    const viewers = await viewersIn(FIRST_WEEK);
    expect(viewers.value).toBe(45);
    expect(viewers.range).toBeUndefined();
    const launch = await titleLaunch(test.store, 'film', NOW_MS);
    expect(launch?.points.find((point) => point.ageHours === 7 * 24)?.viewers).toBe(45);
    expect((await viewersIn(LIFE)).value).toBe(55);
    expect((await viewersIn({ fromMs: 0, toMs: october(5, 12) })).value).toBe(30);
  });

  it('are exact in whole UTC days, and up to now', async () => {
    for (const [range, viewers] of [
      [{ fromMs: october(8), toMs: october(9) }, 30],
      [{ fromMs: october(6), toMs: october(13) }, 42],
      [{ fromMs: october(12), toMs: LIFE.toMs }, 15],
    ] as const) {
      expect(await viewersIn(range)).not.toHaveProperty('range');
      expect((await viewersIn(range)).value).toBe(viewers);
    }
  });

  it('are of the whole UTC days around any other range, and say so', async () => {
    expect(await viewersIn({ fromMs: october(8, 10), toMs: october(8, 14) })).toMatchObject({
      ...{ value: 30, range: { fromMs: october(8), toMs: october(9) } },
    });
    // A day of Tokyo.
    expect(await viewersIn({ fromMs: october(7, 15), toMs: october(8, 15) })).toMatchObject({
      ...{ value: 30, range: { fromMs: october(7), toMs: october(9) } },
    });
  });

  it('have completed, of those whose seven days ended in it', async () => {
    const due = async (range: Range) => (await summaryOf(range)).figures.completionDue;
    // Those of the 5th, whose last day is the 12th, and those of the 8th.
    expect(await due({ fromMs: october(12), toMs: october(19) })).toMatchObject({ value: 0.3, count: 12, n: 40 });
    expect(await due({ fromMs: october(12), toMs: october(13) })).toMatchObject({ value: 0.4, count: 12, n: 30 });
    // The last day of those of the 12th is the 19th, which ends with it.
    expect(await due({ fromMs: october(13), toMs: october(20) })).toMatchObject({ value: 0, count: 0, n: 22 });
    expect(await due({ fromMs: october(5), toMs: october(12) })).toMatchObject({ value: null, n: 0 });
  });

  it('are none where nothing was played', async () => {
    const { hours, viewers } = (await summaryOf({ fromMs: october(8, 9), toMs: october(8, 10) })).figures;
    expect([hours.value, viewers.value, viewers.range]).toEqual([0, 0, undefined]);
  });
});

describe('a title over time', () => {
  const seriesOf = (range: Range, grain: Grain, zone: string) =>
    titleSeries(test.store, 'film', { range, grain, zone, filter: {} }, NOW_MS);

  it('adds up to the figures of its range, whatever the buckets', async () => {
    for (const range of [FIRST_WEEK, LIFE, { fromMs: october(8, 13), toMs: october(12, 9) }]) {
      const { figures } = await summaryOf(range);
      for (const grain of ['hour', 'day', 'week'] as const) {
        for (const zone of ['UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'America/Los_Angeles']) {
          const { points } = await seriesOf(range, grain, zone);
          const sum = (key: 'hours' | 'starts' | 'starters') =>
            points.reduce((all, point) => all + (point[key] ?? 0), 0);
          expect({ grain, zone, hours: sum('hours').toFixed(6), starts: sum('starts') }).toEqual({
            ...{ grain, zone, hours: figures.hours.value?.toFixed(6), starts: figures.starts.value },
          });
          expect(sum('starters')).toBe(figures.starters.value);
        }
      }
    }
  });

  it('says which buckets the range cuts', async () => {
    const { points } = await seriesOf(FIRST_WEEK, 'day', 'UTC');
    expect(points.map((point) => point.partial ?? false)).toEqual([true, ...Array<boolean>(6).fill(false), true]);
    // What ends with now is open instead: the rest of it will come.
    const life = await seriesOf(LIFE, 'week', 'UTC');
    expect(life.points.map(({ partial = false, open }) => ({ partial, open }))).toEqual([
      { partial: true, open: false },
      { partial: false, open: false },
      { partial: false, open: true },
    ]);
    const whole = await seriesOf({ fromMs: october(6), toMs: october(9) }, 'day', 'UTC');
    expect(whole.points.some((point) => point.partial)).toBe(false);
  });
});
