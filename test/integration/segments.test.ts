import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { genreAffinity } from '../../ingest/simulator/oracle-preference.ts';
import { launchBySegment, type LaunchDimension } from '../../ingest/simulator/oracle-segments.ts';
import { realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { titleAudience } from '../../sql/queries/audience.ts';
import { compareTitles } from '../../sql/queries/compare.ts';
import { filterOptions } from '../../sql/queries/launch-segments.ts';
import { LIFE } from '../../sql/queries/lattice.ts';
import { roundPeople, SEGMENT_FLOOR } from '../../sql/queries/privacy.ts';
import type { Figure, Filter, Range, TitleSummary } from '../../sql/queries/read-model.ts';
import { titleSeries } from '../../sql/queries/series.ts';
import { wilson } from '../../sql/queries/statistics.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * DAY_MS;
const now = () => END_MS;
const LIFE_RANGE = { fromMs: 0, toMs: END_MS + HOUR_MS };
const DIMENSIONS: readonly LaunchDimension[] = ['audio', 'plan', 'preference'];

interface Cell {
  title: string;
  week: number;
  dimension: LaunchDimension;
  value: string;
  hours: number;
  [figure: string]: string | number;
}

const PLANS = ['ads', 'standard', 'premium', ''] as const;

/** A plan for everybody who played: the simulated audience has none. Of one in four nothing is told. */
function plansOf(records: readonly EventRecord[]): EventRecord[] {
  const viewers = new Set(records.flatMap((record) => (record.type === 'playback' ? [String(record.viewer_id)] : [])));
  return [...viewers].map((viewer_id, i) => profile(viewer_id, PLANS[i % PLANS.length] ?? ''));
}

const profile = (viewer_id: string, plan: string): EventRecord => ({
  ...{ type: 'viewer', viewer_id, updated_at: START_MS },
  ...(plan !== '' && { plan }),
});

/**
 * 1,200 people of `crowd`, enough for segments to be published: 720 in English, 300 in Portuguese, 120 in French, 50 in
 * German and 10 in Icelandic; every twentieth of them plays the first hour in another language. They come in three weeks,
 * the last of which is open; a quarter finishes. 400 of them have seen a comedy of three hours, which is what they prefer.
 */
function crowd(): EventRecord[] {
  const film = (id: string, genre: string, hours: number): EventRecord => ({
    ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', runtime_s: hours * 3600, genres: [genre] },
    ...{ premiere_at: MONDAYS_MS[0] ?? 0, updated_at: START_MS },
  });
  const people = Array.from({ length: 1_200 }, (_, i) => {
    const viewer = `crowd-${i}`;
    const fifth = i % 20;
    const audio = fifth < 12 ? 'en' : fifth < 17 ? 'pt' : fifth < 19 ? 'fr' : i < 200 ? 'is' : 'de';
    const startMs = (MONDAYS_MS[i % 3] ?? 0) + (i % 4) * DAY_MS + HOUR_MS;
    const hours = i % 4 === 0 ? 2 : 1;
    return [
      profile(viewer, PLANS[i % 3] ?? ''),
      ...(i % 20 === 7
        ? [
            ...play(viewer, 'crowd', 0, 1, startMs, 'pt'),
            ...play(viewer, 'crowd', 1, hours, startMs + 5 * HOUR_MS, audio),
          ]
        : play(viewer, 'crowd', 0, hours, startMs, audio)),
      ...(i % 3 === 1 ? play(viewer, 'laughs', 0, 3, startMs + DAY_MS, audio) : []),
    ];
  });
  return [film('crowd', 'drama', 2), film('laughs', 'comedy', 3), ...people.flat()];
}

/** Of the weeks that people of the crowd come in; the last one is not over. */
const MONDAYS_MS = [Date.UTC(2026, 9, 5), Date.UTC(2026, 9, 12), Date.UTC(2026, 9, 26)];

function play(viewer_id: string, title_id: string, fromHour: number, toHour: number, atMs: number, audio: string) {
  const base = {
    ...{ type: 'playback', play_id: `${viewer_id}-${title_id}-${atMs}`, viewer_id, title_id, started_at: atMs },
    ...{ country: 'PT', device: 'tv', audio },
  };
  const pings = Array.from({ length: Math.max(0, toHour - fromHour) }, (_, i) => ({
    ...{ ...base, seq: i + 1, action: 'ping', at: atMs + (i + 1) * HOUR_MS, from_s: (fromHour + i) * 3600 },
    ...{ position_s: (fromHour + i + 1) * 3600, played_s: (i + 1) * 3600 },
  }));
  return [
    { ...base, seq: 0, action: 'start', at: atMs, position_s: fromHour * 3600, played_s: 0 },
    ...pings,
  ] as EventRecord[];
}

/** All figures but the share of the slate, which no segment has. */
function amountsOf(summary: TitleSummary | null): Figure[] {
  // What is told of everybody only.
  const { shareOfSlate, completionDue, ...figures } = summary?.figures ?? {};
  expect([shareOfSlate?.value, completionDue?.value]).toEqual([null, null]);
  return Object.values(figures);
}

describe('a launch by audio language, plan and preference', () => {
  let truth: RealisedTruth;
  let opened: TestStore;
  let cells: Cell[];

  beforeAll(async () => {
    const audience = createAudience({ seed: 23, startMs: START_MS, endMs: END_MS, scale: 0.05 });
    const simulated = [
      ...catalogueLines(audience.slate, END_MS),
      ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
    ].map((line) => JSON.parse(line) as EventRecord);
    const records = [...simulated, ...plansOf(simulated), ...crowd()];
    truth = realisedTruth(records);
    opened = await TestStore.open();
    await opened.load(records, END_MS);
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    cells = await opened.store.query<Cell>({
      name: 'test.cells',
      text: `
        SELECT title, week, dimension, value, sum(hours_ms) / ${HOUR_MS} AS hours, sum(starts) AS starts, sum(viewers) AS viewers,
          sum(starters) AS starters, sum(watchers) AS watchers, sum(completers) AS completers,
          sum(eligible_7d) AS of7, sum(completed_7d) AS completed7, sum(watched_7d) AS watched7,
          sum(eligible_28d) AS of28, sum(completed_28d) AS completed28, sum(watched_28d) AS watched28
        FROM served_title_audience FINAL GROUP BY title, week, dimension, value`,
    });
  }, 240_000);
  afterAll(() => opened.close());

  const titles = () => [...new Set(cells.map((cell) => cell.title))];

  it('is told no further where titles are compared: its life, and sums of its published weeks', async () => {
    const ids = ['crowd', 'laughs'];
    const filters: Filter[] = [
      { audio: 'en' },
      { audio: 'is' },
      { plan: 'ads' },
      { preference: 'comedy' },
      { country: 'PT' },
    ];
    let drawn = 0;
    for (const filter of filters) {
      const comparison = await compareTitles(opened.store, ids, 91 * 24, END_MS, filter);
      expect(comparison).toMatchObject({ filter, ageHours: null });
      for (const { title, points, figures } of comparison.titles) {
        const own = await titleSummary(opened.store, title.id, LIFE_RANGE, filter, END_MS);
        for (const name of ['hours', 'viewers', 'starters', 'completers', 'completion7d'] as const) {
          expect(figures[name]).toEqual(own?.figures[name]);
        }
        expect(figures.segmentShare.value === null).toBe(figures.viewers.value === null);
        const range = { fromMs: title.premiereMs ?? 0, toMs: END_MS };
        const options = { range, grain: 'week' as const, zone: 'UTC', filter };
        const weeks = (await titleSeries(opened.store, title.id, options, END_MS)).points.filter((week) => !week.open);
        expect(points).toHaveLength(weeks.length);
        let hours: number | null = 0;
        for (const [i, week] of weeks.entries()) {
          hours = hours === null || week.withheld ? null : hours + week.hours;
          expect(points[i]).toMatchObject({ ageHours: (week.endMs - range.fromMs) / HOUR_MS, hours, viewers: null });
          if (hours === null) expect(points[i]?.starters).toBeNull();
          else drawn += 1;
        }
      }
    }
    expect(drawn).toBeGreaterThan(2);
  });

  it('equals the plain computation, in the life and in every week', () => {
    let compared = 0;
    for (const dimension of DIMENSIONS) {
      const own = cells.filter((cell) => cell.dimension === dimension && cell.value !== '');
      for (const [name, some] of Map.groupBy(own, (cell) => `${cell.title}\n${cell.week}`)) {
        const [title = '', week = ''] = name.split('\n');
        const weekMs = Number(week) === LIFE ? null : Number(week) * DAY_MS;
        const expected = launchBySegment(truth, title, dimension, END_MS, weekMs);
        for (const { title: _, week: __, dimension: ___, value, hours, ...people } of some) {
          const { hours: plainHours, within, ...plain } = expected.get(value) ?? { hours: 0, within: undefined };
          const of = (days: 7 | 28) => (weekMs === null ? within?.[days] : { of: 0, completed: 0, watched: 0 });
          expect({ name, value, ...people }).toEqual({
            ...{ name, value, ...plain },
            ...{ of7: of(7)?.of, completed7: of(7)?.completed, watched7: of(7)?.watched },
            ...{ of28: of(28)?.of, completed28: of(28)?.completed, watched28: of(28)?.watched },
          });
          expect(hours).toBeCloseTo(plainHours, 4);
          compared += 1;
        }
      }
      // And there is no segment of the life that is not served.
      for (const title of titles()) {
        const served = own.filter((cell) => cell.title === title && cell.week === LIFE).map((cell) => cell.value);
        expect(served.sort()).toEqual([...launchBySegment(truth, title, dimension, END_MS).keys()].sort());
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('judges preferences as the plain computation does, of the title and of everybody', async () => {
    const rows = await opened.store.query<{ title: string; value: string; viewers: number; base: number }>({
      name: 'test.preferences',
      text: `SELECT title, value, viewers, base FROM served_audience FINAL WHERE dimension = 'preference' AND title != '' AND value != '' AND other_dimension = ''`,
    });
    expect(rows.length).toBeGreaterThan(20);
    for (const [title, own] of Map.groupBy(rows, (row) => row.title)) {
      const expected = [...genreAffinity(truth, title, END_MS)].map(([value, one]) => ({
        ...{ title, value, viewers: one.inSegment, base: one.slateInSegment },
      }));
      const byValue = (a: { value: string }, b: { value: string }) => (a.value < b.value ? -1 : 1);
      expect(own.sort(byValue)).toEqual(expected.sort(byValue));
    }
  });

  it('publishes what the affinity publishes, people in tens, and nothing of what it withholds', async () => {
    let [shown, hidden, parts, told, maturing] = [0, 0, 0, 0, 0];
    for (const title of titles()) {
      const audience = await titleAudience(opened.store, title, END_MS);
      for (const { dimension, value, viewers } of audience?.segments ?? []) {
        if (!DIMENSIONS.some((one) => one === dimension) || value === '') continue;
        const filter: Filter = { [dimension]: value };
        const summary = await titleSummary(opened.store, title, LIFE_RANGE, filter, END_MS);
        if (summary === null) throw new Error('There is no such title.');
        expect(summary.asOfMs).toBe(audience?.asOfMs);
        expect(summary.figures.viewers.value).toBe(viewers.value);
        const cell = cells.find(
          (one) => one.title === title && one.dimension === dimension && one.value === value && one.week === LIFE,
        );
        if (viewers.withheld) {
          hidden += 1;
          for (const figure of amountsOf(summary)) {
            expect(figure).toMatchObject({ value: null, withheld: true });
            expect(figure.n).toBeUndefined();
          }
        } else {
          shown += 1;
          expect(Number(cell?.['viewers'])).toBeGreaterThanOrEqual(SEGMENT_FLOOR);
          expect(summary.figures.hours.value).toBeCloseTo(cell?.hours ?? Number.NaN, 6);
          for (const key of ['starters', 'watchers', 'completers'] as const) {
            const people = Number(cell?.[key]);
            // Few are withheld, and others where these would be what they leave over.
            if (people < SEGMENT_FLOOR || summary.figures[key].withheld) {
              parts += 1;
              expect(summary.figures[key]).toMatchObject({ value: null, withheld: true });
            } else {
              told += 1;
              expect(summary.figures[key].value).toBe(roundPeople(people));
            }
          }
          for (const days of [7, 28] as const) {
            const rate = summary.figures[`completion${days}d`];
            const [some, of] = [Number(cell?.[`completed${days}`]), Number(cell?.[`of${days}`])];
            // No one at all is that old: the calendar says so, and nothing is withheld.
            if (rate.reason === 'Everybody is still maturing.') {
              maturing += 1;
              expect({ of, value: rate.value, n: rate.n }).toEqual({ of: 0, value: null, n: undefined });
              continue;
            }
            if (some < SEGMENT_FLOOR || of < SEGMENT_FLOOR || rate.withheld) {
              expect(rate).toMatchObject({ value: null, withheld: true });
              expect(rate.interval ?? rate.n ?? rate.count).toBeUndefined();
            } else {
              expect(rate).toMatchObject({ n: roundPeople(of), count: roundPeople(some) });
              // The true share and its own interval lie inside what is said of the rounded one.
              const [low, high] = rate.interval ?? [1, 0];
              expect(low).toBeLessThan(wilson(some, of)[0] + 1e-9);
              expect(high).toBeGreaterThan(wilson(some, of)[1] - 1e-9);
            }
          }
        }
      }
    }
    // Of the crowd: four languages at least, three plans, one preference.
    expect(shown).toBeGreaterThanOrEqual(6);
    expect(hidden).toBeGreaterThan(20);
    // Of those shown, a part that is a small segment of its own.
    expect(parts).toBeGreaterThan(0);
    expect(told).toBeGreaterThan(parts);
    expect(maturing).toBeGreaterThan(0);
  });

  it('gives the weeks that the affinity gives; of a preference the life, whatever was asked for', async () => {
    const weeks = new Set<number>();
    for (const title of titles()) {
      const series = await titleSeries(
        opened.store,
        title,
        { range: LIFE_RANGE, grain: 'day', zone: 'UTC', filter: { audio: 'en' } },
        END_MS,
      );
      expect(series.grain).toBe('week');
      for (const point of series.points) {
        const audience = await titleAudience(opened.store, title, END_MS, { dimension: 'audio', weekMs: point.atMs });
        const viewers = audience?.segments.find((one) => one.value === 'en')?.viewers;
        expect(point.withheld ?? false).toBe(viewers === undefined || viewers.withheld === true);
        if (point.withheld) expect(point).toMatchObject({ hours: 0, starts: 0, viewers: 0, starters: null });
        else {
          weeks.add(point.atMs);
          expect([point.viewers, point.viewersNew]).toEqual([viewers?.value, null]);
        }
      }
    }
    expect(weeks.size).toBeGreaterThan(0);

    const [one] = cells.filter((cell) => cell.dimension === 'preference' && Number(cell['viewers']) > 100);
    if (!one) throw new Error('Nobody prefers anything.');
    const lastWeek = { fromMs: END_MS - 7 * DAY_MS, toMs: END_MS };
    const filter = { preference: one.value };
    const [asked, life] = await Promise.all([
      titleSummary(opened.store, one.title, lastWeek, filter, END_MS),
      titleSummary(opened.store, one.title, LIFE_RANGE, filter, END_MS),
    ]);
    expect(asked?.snappedToLife).toBe(true);
    expect(asked?.snappedToWeeks).toBe(false);
    expect(asked?.figures.viewers).toEqual(life?.figures.viewers);
    expect(asked?.figures.hours).toEqual(life?.figures.hours);
  });

  it('says that the open week is, and that it will come, beside the rates of the title’s life', async () => {
    const openWeek = { fromMs: MONDAYS_MS[2] ?? 0, toMs: END_MS + HOUR_MS };
    for (const filter of [{ audio: 'en' }, { country: 'PT' }]) {
      const of = async (range: Range) => (await titleSummary(opened.store, 'crowd', range, filter, END_MS))?.figures;
      const [open, life] = await Promise.all([of(openWeek), of(LIFE_RANGE)]);
      for (const metric of ['hours', 'viewers', 'starters', 'completers'] as const) {
        expect(open?.[metric]).toMatchObject({
          withheld: true,
          reason: expect.stringContaining('open week') as string,
        });
      }
      expect(open?.completion7d.value).not.toBeNull();
      expect(open?.completion7d).toEqual(life?.completion7d);
      const range = { range: openWeek, grain: 'day', zone: 'UTC', filter } as const;
      const { points } = await titleSeries(opened.store, 'crowd', range, END_MS);
      expect(points.at(-1)).toMatchObject({ withheld: true, reason: expect.stringContaining('open week') as string });
    }
  });

  it('withholds a part of the audience that nobody belongs to', async () => {
    const [title = ''] = titles();
    for (const filter of [{ audio: 'xx' }, { plan: 'none' }, { preference: 'none' }, { country: 'ZZ' }]) {
      const summary = await titleSummary(opened.store, title, LIFE_RANGE, filter, END_MS);
      for (const figure of amountsOf(summary))
        expect(figure).toMatchObject({ withheld: true, reason: 'fewer than 50 people' });
    }
  });

  it('offers the values there are, most viewers first, the withheld ones without a number', async () => {
    const options = await filterOptions(opened.store, 'crowd', END_MS);
    for (const dimension of ['country', 'device', ...DIMENSIONS] as const) {
      const viewers = options[dimension].map((one) => one.viewers ?? -1);
      expect(viewers.length).toBeGreaterThan(0);
      expect(viewers).toEqual([...viewers].sort((a, b) => b - a));
      expect(options[dimension].every((one) => one.code !== '')).toBe(true);
    }
  });
});

it('does not say who watched within days where episodes come out over time: segments count those old enough to complete', async () => {
  const opened = await TestStore.open();
  const premiereMs = END_MS - 40 * DAY_MS;
  const season = (id: string, laterDays: number): object[] => [
    {
      ...{ type: 'catalog', kind: 'title', id, name: id, form: 'series', season: 1 },
      premiere_at: premiereMs,
      updated_at: START_MS,
    },
    ...[0, 1].map((at) => ({
      ...{ type: 'catalog', kind: 'episode', id: `${id}-${at}`, title_id: id, number: at + 1, runtime_s: 600 },
      ...{ available_at: premiereMs + at * laterDays * DAY_MS, updated_at: START_MS },
    })),
    ...Array.from({ length: 200 }, (_, viewer) => ({
      ...{
        type: 'playback',
        play_id: `${id}-${viewer}`,
        seq: 0,
        viewer_id: `viewer-${viewer}`,
        title_id: id,
        action: 'end',
      },
      ...{ episode_id: `${id}-0`, started_at: premiereMs + HOUR_MS, at: premiereMs + HOUR_MS + 600_000, country: 'US' },
      ...{ from_s: 0, position_s: 600, played_s: 600 },
    })),
  ];
  await opened.load([...season('at-once', 0), ...season('weekly', 7)], END_MS);
  await rollUp(opened.store, { now });
  const figuresOf = async (id: string) =>
    (await titleSummary(opened.store, id, LIFE_RANGE, { country: 'US' }, END_MS))?.figures;
  expect((await figuresOf('at-once'))?.watching7d).toMatchObject({ value: 1, n: 200 });
  expect(await figuresOf('weekly')).toMatchObject({
    starters: { value: 200 },
    watching7d: { value: null, reason: expect.stringContaining('over time') as string },
    // Nobody has finished, and nobody is a part of fewer than 50.
    completion7d: { value: null, withheld: true },
  });
  await opened.close();
});
