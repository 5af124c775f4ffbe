import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closestLaunches, newestLaunch } from '../../sql/queries/comparables.ts';
import { compareTitles } from '../../sql/queries/compare.ts';
import { titleLaunch } from '../../sql/queries/launch.ts';
import type { Comparison } from '../../sql/queries/read-model.ts';
import { titleDetail } from '../../sql/queries/titles.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Twenty past: the hour that is open belongs to no figure. */
const NOW_MS = Date.UTC(2026, 9, 30, 12, 20);
const NOON_MS = Date.UTC(2026, 9, 30, 12);
/** Nine days and five hours old. */
const YOUNG_MS = NOON_MS - 221 * HOUR_MS;
/** Thirty days old. */
const OLD_MS = NOON_MS - 720 * HOUR_MS;

const film = (id: string, premiereMs: number, genres: readonly string[] = ['drama']) => ({
  ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', genres, runtime_s: 600 },
  ...{ premiere_at: premiereMs, updated_at: OLD_MS - HOUR_MS },
});

let play = 0;
/** So many new viewers play so many seconds of a film from its start, beginning a minute after an instant. */
const watched = (title: string, atMs: number, count: number, seconds = 600): object[] =>
  Array.from({ length: count }, () => {
    const viewer = `viewer-${(play += 1)}`;
    const base = { type: 'playback', play_id: viewer, viewer_id: viewer, title_id: title };
    const startedMs = atMs + MINUTE_MS;
    return [
      { ...base, seq: 0, action: 'start', at: startedMs, started_at: startedMs, position_s: 0, played_s: 0 },
      {
        ...{ ...base, seq: 1, action: 'end', at: startedMs + seconds * 1000, started_at: startedMs },
        ...{ from_s: 0, position_s: seconds, played_s: seconds },
      },
    ];
  }).flat();

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  await test.load(
    [
      film('young', YOUNG_MS),
      film('old', OLD_MS, ['drama', 'mystery']),
      film('ahead', NOON_MS + 240 * HOUR_MS),
      { ...film('fresh', NOON_MS - 10 * MINUTE_MS, ['nature']), form: 'documentary' },
      ...watched('fresh', NOON_MS, 2),
      film('unlike', OLD_MS, ['comedy']),
      ...watched('young', YOUNG_MS, 25),
      ...watched('young', YOUNG_MS + 215 * HOUR_MS, 6),
      // Of the hour that is open.
      ...watched('young', NOON_MS, 3),
      ...watched('old', OLD_MS, 40),
      ...watched('old', OLD_MS + 48 * HOUR_MS, 20, 150),
      ...watched('old', OLD_MS + 192 * HOUR_MS, 10),
      // Older than the young title is, and while that was out.
      ...watched('old', OLD_MS + 510 * HOUR_MS, 30),
      ...watched('unlike', OLD_MS, 1),
    ],
    NOW_MS,
  );
  await rollUp(test.store, { now: () => NOW_MS });
});
afterAll(() => test.close());

const one = (comparison: Comparison, id: string) => comparison.titles.find((each) => each.title.id === id)!;
const values = (comparison: Comparison, id: string) =>
  Object.fromEntries(Object.entries(one(comparison, id).figures).map(([name, figure]) => [name, figure.value]));

describe('titles beside each other', () => {
  it('are all at the age of the youngest, in whole hours, with their rates as they stood then', async () => {
    const comparison = await compareTitles(test.store, ['young', 'old'], null, NOW_MS);
    expect([comparison.ageHours, comparison.horizonHours]).toEqual([221, 28 * 24]);
    const young = values(comparison, 'young');
    const old = values(comparison, 'old');
    expect(young).toMatchObject({ viewers: 31, starters: 31, watchers: 31, completers: 31, holdWeek2: null });
    expect(young['hours']).toBeCloseTo(31 / 6, 9);
    expect(young['views']).toBeCloseTo(31, 9);
    // While it was out, 30 people played the whole of the old one.
    expect(young['shareOfSlate']).toBeCloseTo(31 / (31 + 30), 9);
    expect(young['completion7d']).toBe(1);
    // First days are whole days: today's starters are maturing, those of the open hour too.
    expect(one(comparison, 'young').figures.completion7d).toMatchObject({ n: 25, maturing: 6 + 3 });

    expect(old).toMatchObject({ viewers: 70, starters: 70, completers: 50, completion28d: null });
    expect(old['hours']).toBeCloseTo(50 / 6 + (20 * 150) / 3600, 9);
    expect(old['completion7d']).toBeCloseTo(40 / 60, 9);
    expect(one(comparison, 'old').figures.completion7d).toMatchObject({ n: 60, maturing: 10 });
    expect(one(comparison, 'old').figures.completion28d.reason).toBe('Everybody is still maturing.');
    // (10 of 600 s) ÷ (40 of 600 s + 20 of 150 s).
    expect(old['holdWeek2']).toBeCloseTo(6000 / 27_000, 9);
    for (const each of comparison.titles) {
      for (const figure of Object.values(each.figures)) expect(figure.asOfMs).toBe(NOW_MS);
    }
  });

  it('are at the horizon when all have reached it', async () => {
    const comparison = await compareTitles(test.store, ['old', 'young'], 7 * 24, NOW_MS);
    expect(comparison.ageHours).toBe(168);
    expect(values(comparison, 'young')).toMatchObject({ viewers: 25 });
    expect(values(comparison, 'old')).toMatchObject({ viewers: 60 });
  });

  it('keep the order, leave out what the catalogue does not know, and say why one ahead of its premiere has no numbers', async () => {
    const comparison = await compareTitles(test.store, ['ahead', 'old', 'nobody', 'young'], 91 * 24, NOW_MS);
    expect(comparison.titles.map((each) => each.title.id)).toEqual(['ahead', 'old', 'young']);
    expect(one(comparison, 'ahead')).toMatchObject({ ageHours: null, points: [] });
    expect(one(comparison, 'ahead').figures.hours).toMatchObject({ value: null, reason: 'Not out yet.' });
    expect(comparison.ageHours).toBe(221);
    // The curve goes on to the hour that is open.
    expect(one(comparison, 'young').points.at(-1)).toMatchObject({ ageHours: 221, viewers: 34 });
    expect(one(comparison, 'old').points.at(-1)).toMatchObject({ ageHours: 720, viewers: 100 });
  });

  it('are not compared at the age of one that is out for less than an hour', async () => {
    const comparison = await compareTitles(test.store, ['fresh', 'old'], null, NOW_MS);
    expect(comparison.ageHours).toBe(720);
    expect(one(comparison, 'fresh').ageHours).toBe(0);
    const { hours, completion7d } = one(comparison, 'fresh').figures;
    for (const figure of [hours, completion7d]) {
      expect(figure).toMatchObject({ value: null, reason: 'Out for less than an hour.' });
    }
  });

  it('have no age when none has premiered', async () => {
    expect(await compareTitles(test.store, ['ahead'], null, NOW_MS)).toMatchObject({ ageHours: null });
    expect((await compareTitles(test.store, [], null, NOW_MS)).titles).toEqual([]);
  });
});

describe('what a launch is compared with', () => {
  const launch = async (chosen: Parameters<typeof titleLaunch>[3]) =>
    (await titleLaunch(test.store, 'young', NOW_MS, chosen))!.comparables;

  it('is of the same form and genre by rule, and says so', async () => {
    const { chosen, titles, waiting, kind } = await launch(null);
    expect({ chosen, kind, waiting }).toEqual({
      chosen: { by: 'rule', rule: 'drama film' },
      kind: 'titles',
      waiting: [],
    });
    expect(titles).toEqual([{ id: 'old', name: 'old', season: null, ageHours: 720 }]);
  });

  it('is what was chosen by hand; what cannot be in the band is named beside it', async () => {
    const by = { who: 'somebody', atMs: NOW_MS - HOUR_MS };
    const { chosen, titles, waiting } = await launch({ ids: ['unlike', 'ahead', 'gone'], ...by });
    expect(chosen).toEqual({ by: 'hand', ...by });
    expect(titles.map((title) => title.id)).toEqual(['unlike']);
    expect(waiting).toEqual([
      { id: 'ahead', name: 'ahead', season: null, ageHours: null },
      { id: 'gone', name: 'gone', season: null, ageHours: null },
    ]);
  });

  it('is at first the newest launch and those most like it', async () => {
    expect(await newestLaunch(test.store, NOW_MS)).toBe('fresh');
    expect(await newestLaunch(test.store, NOW_MS - HOUR_MS)).toBe('young');
    expect(await newestLaunch(test.store, YOUNG_MS - 1)).toMatch(/^(old|unlike)$/);
    const young = (await titleDetail(test.store, 'young'))!;
    expect(await closestLaunches(test.store, young, 2, NOW_MS)).toEqual(['old', 'unlike']);
  });
});
