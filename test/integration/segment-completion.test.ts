import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { averageWatched, retention } from '../../ingest/simulator/oracle-content.ts';
import { episodeFunnel } from '../../ingest/simulator/oracle-season.ts';
import { membersOf, ofMembers } from '../../ingest/simulator/oracle-segments.ts';
import { bingeRate } from '../../ingest/simulator/oracle-sittings.ts';
import { realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { between, chance, pick, randomOf, wholeBetween } from '../../ingest/simulator/random.ts';
import { titleCompletion } from '../../sql/queries/completion.ts';
import { filterOptions } from '../../sql/queries/launch-segments.ts';
import type { Completion } from '../../sql/queries/read-model.ts';
import { roundPeople, SEGMENT_FLOOR } from '../../sql/queries/privacy.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { ALL, LIFE } from '../../sql/queries/lattice.ts';
import { Attack, type Bounds, type Layer } from '../support/attack.ts';
import { season } from './support/audience.ts';
import { TestStore } from './support/store.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PREMIERE_MS = Date.UTC(2026, 8, 7);
const NOW_MS = PREMIERE_MS + 40 * DAY_MS;
const now = () => NOW_MS;
const SEASON = 'long-night';
const OTHER = 'other-night';
const EPISODE_SECONDS = 1_200;
const DIMENSIONS = ['country', 'device', 'audio', 'plan', 'preference'] as const;

/** People who take some of a season's episodes, some of each, in one sitting or on several days. */
function crowd(title: string, people: number, seed: number): object[] {
  const random = randomOf(seed, 4_242);
  return Array.from({ length: people }, (_, i) => {
    const viewer_id = `${title}-${i}`;
    const where = {
      country: pick(random, i < 20 ? ['MT'] : ['PT', 'PT', 'PT', 'BR', 'BR', 'JP', 'JP']),
      device: pick(random, ['tv', 'tv', 'mobile', 'web']),
      audio: pick(random, ['pt', 'pt', 'en', 'ja']),
    };
    let startMs = PREMIERE_MS + wholeBetween(random, 0, 30) * DAY_MS + wholeBetween(random, 0, 600) * MINUTE_MS;
    const records: object[] = [
      { type: 'viewer', viewer_id, updated_at: PREMIERE_MS, plan: pick(random, ['ads', 'standard', 'premium']) },
    ];
    for (let episode = 1; episode <= 4 && chance(random, episode === 1 ? 1 : 0.8); episode += 1) {
      const seconds = chance(random, 0.6) ? EPISODE_SECONDS : Math.round(between(random, 1, 110)) * 10;
      records.push(
        ...play(viewer_id, { ...where, title_id: title, episode_id: `${title}-${episode}` }, startMs, seconds),
      );
      startMs += (seconds + 60) * 1000 + (chance(random, 0.4) ? DAY_MS : 0);
    }
    // Some have much to prefer a comedy by.
    if (i % 3 === 0) records.push(...play(viewer_id, { ...where, title_id: 'laughs' }, startMs + 2 * DAY_MS, 9_000));
    return records;
  }).flat();
}

function play(viewer_id: string, what: object, startMs: number, seconds: number): object[] {
  const base = { type: 'playback', play_id: `${viewer_id}-${startMs}`, viewer_id, ...what, started_at: startMs };
  return [
    { ...base, seq: 0, action: 'start', at: startMs, position_s: 0, played_s: 0 },
    {
      ...{ ...base, seq: 1, action: 'ping', at: startMs + seconds * 1000 },
      ...{ from_s: 0, position_s: seconds, played_s: seconds },
    },
  ];
}

const episodesOf = (title: string) =>
  [1, 2, 3, 4].map((i) => ({ id: `${title}-${i}`, runtimeSeconds: EPISODE_SECONDS }));

describe('where people of a segment leave', () => {
  let truth: RealisedTruth;
  let opened: TestStore;

  beforeAll(async () => {
    const records = [
      ...season(SEASON, PREMIERE_MS, episodesOf(SEASON)),
      ...season(OTHER, PREMIERE_MS, episodesOf(OTHER)),
      {
        ...{ type: 'catalog', kind: 'title', id: 'laughs', name: 'laughs', form: 'film', runtime_s: 9_000 },
        ...{ genres: ['comedy'], premiere_at: PREMIERE_MS, updated_at: PREMIERE_MS },
      },
      ...crowd(SEASON, 700, 1),
      ...crowd(OTHER, 300, 2),
    ] as EventRecord[];
    truth = realisedTruth(records);
    opened = await TestStore.open();
    await opened.load(records, NOW_MS);
    await rollUp(opened.store, { now });
    await rollUpAllDeep(opened.store, { now });
    // In slices, so that what is summed is summed.
    await rollUpAudience(opened.store, { now, completion: { viewers: 100_000, slice: 150 } });
  }, 120_000);
  afterAll(() => opened.close());

  const completionOf = (title: string, dimension: string, value: string) =>
    titleCompletion(opened.store, title, NOW_MS, { [dimension]: value });
  const of = (dimension: string, value: string) => completionOf(SEASON, dimension, value);

  it('equals the plain computation of the people in it, in tens', async () => {
    const options = await filterOptions(opened.store, SEASON, NOW_MS);
    let [shown, hidden, told, kept] = [0, 0, 0, 0];
    for (const dimension of DIMENSIONS) {
      const members = membersOf(truth, SEASON, dimension, NOW_MS);
      for (const { code, viewers } of options[dimension]) {
        const completion = await of(dimension, code);
        if (completion === null) throw new Error('There is no such title.');
        expect(completion.filter).toEqual({ [dimension]: code });
        if (viewers === null) {
          hidden += 1;
          expect(completion).toMatchObject({ retention: [], funnel: [], dropOff: null, hooked: null, pace: null });
          for (const metric of ['averageWatched', 'bingeRate', 'medianDays', 'hoursPerActiveDay'] as const) {
            expect(completion[metric]).toMatchObject({ value: null, withheld: true });
            expect(completion[metric].n).toBeUndefined();
          }
          continue;
        }
        shown += 1;
        const own = ofMembers(truth, members.get(code) ?? new Set());
        const name = `${dimension} ${code}`;
        const average = averageWatched(own, SEASON, NOW_MS);
        if (completion.averageWatched.withheld) kept += 1;
        else {
          told += 1;
          expect({ name, n: completion.averageWatched.n }).toEqual({ name, n: roundPeople(average.n) });
          // In tenths of a percent: more digits would say of how many people it is.
          expect(completion.averageWatched.value).toBe(Math.round((average.mean ?? Number.NaN) * 1_000) / 1_000);
        }
        const binges = bingeRate(own, SEASON);
        if (binges.bingers < SEGMENT_FLOOR || completion.bingeRate.withheld) {
          kept += 1;
          expect(completion.bingeRate).toMatchObject({ value: null, withheld: true });
        } else {
          told += 1;
          expect(completion.bingeRate.value).toBeCloseTo(roundPeople(binges.bingers) / roundPeople(binges.of), 10);
        }
        for (const episode of completion.retention) {
          const curve = retention(own, SEASON, episode.episodeId, NOW_MS);
          if (curve.viewers < SEGMENT_FLOOR || episode.withheld) {
            expect(episode).toMatchObject({ withheld: true, n: 0, shares: null, rewatch: null, moments: [] });
            continue;
          }
          expect(episode.n).toBe(roundPeople(curve.viewers));
          // What is withheld is told by another test: all else is as it is.
          expect(episode.shares).toEqual(
            curve.watched.map((people, cell) =>
              episode.shares?.[cell] == null ? null : roundPeople(people) / episode.n,
            ),
          );
          expect(episode.rewatch).toBeNull();
        }
        let share = 1;
        for (const [i, step] of episodeFunnel(own, SEASON, NOW_MS).entries()) {
          share *= roundPeople(step.came) / roundPeople(step.before);
          const shownStep = completion.funnel[i];
          // A step that is withheld takes all after it along: their shares hold its own.
          const before = i > 0 && completion.funnel[i - 1]?.share.withheld === true;
          if (step.n < SEGMENT_FLOOR || step.came < SEGMENT_FLOOR || before || shownStep?.share.withheld) {
            kept += 1;
            expect(shownStep).toMatchObject({ n: 0, maturing: 0, atRisk: 0, lost: null });
            expect(shownStep?.share).toMatchObject({ value: null, withheld: true });
          } else {
            told += 1;
            expect(shownStep?.n).toBe(roundPeople(step.n));
            expect(shownStep?.share.value).toBeCloseTo(share, 10);
          }
        }
      }
    }
    expect(shown).toBeGreaterThanOrEqual(10);
    expect(hidden).toBeGreaterThanOrEqual(2);
    expect(kept).toBeGreaterThan(0);
    expect(told).toBeGreaterThan(kept);
  });

  it.each([SEASON, OTHER])('tells of no cell of %s that few watched, and leaves no few over', async (title) => {
    const options = await filterOptions(opened.store, title, NOW_MS);
    let [told, hidden] = [0, 0];
    for (const dimension of DIMENSIONS) {
      const members = membersOf(truth, title, dimension, NOW_MS);
      const shown = new Map<string, Completion['retention']>();
      for (const { code, viewers } of options[dimension]) {
        const completion = viewers === null ? null : await completionOf(title, dimension, code);
        if (completion) shown.set(code, completion.retention);
      }
      for (const [at, { id }] of episodesOf(title).entries()) {
        const curves = new Map(
          [...members].map(([code, own]) => [code, retention(ofMembers(truth, own), title, id, NOW_MS)]),
        );
        for (let cell = 0; cell < EPISODE_SECONDS / 10; cell += 1) {
          const people = (code: string) => curves.get(code)?.watched[cell] ?? 0;
          const tells = (code: string) => shown.get(code)?.[at]?.shares?.[cell] != null;
          const [open, kept] = [[...members.keys()].filter(tells), [...members.keys()].filter((code) => !tells(code))];
          for (const code of open) expect(people(code)).toBeGreaterThanOrEqual(SEGMENT_FLOOR);
          const rest = kept.reduce((sum, code) => sum + people(code), 0);
          if (kept.length > 0 && open.length > 0)
            expect([title, dimension, id, cell, rest >= SEGMENT_FLOOR]).toContain(true);
          told += open.length;
          hidden += kept.filter((code) => shown.has(code)).length;
        }
      }
    }
    expect(told).toBeGreaterThan(1_000);
    if (title === OTHER) expect(hidden).toBeGreaterThan(100);
  });

  it.each([SEASON, OTHER])('narrows nobody of %s who went on or binged, by linear programming', async (title) => {
    const options = await filterOptions(opened.store, title, NOW_MS);
    const narrowed: string[] = [];
    // A viewer is in one segment of each of these.
    for (const dimension of ['country', 'device', 'audio', 'plan'] as const) {
      const members = [...membersOf(truth, title, dimension, NOW_MS)];
      const known = await Promise.all(
        members.map(async ([code, own]) => {
          const told = options[dimension].find((one) => one.code === code)?.viewers ?? null;
          const completion = told === null ? null : await completionOf(title, dimension, code);
          return { code, told, completion, own: ofMembers(truth, own) };
        }),
      );
      type Known = (typeof known)[number];
      const cellOf = ({ code }: Known) => ({ row: code, column: ALL, week: LIFE });
      /** A kind of people: how many of each segment there are, and what is told of that. */
      type Kind = (one: Known) => { truth: number; told: number | null };
      const layerOf = (kind: Kind, isTold = true): Layer => ({
        totals: new Map([[LIFE, known.reduce((sum, one) => sum + kind(one).truth, 0)]]),
        cells: known.map((one) => ({ cell: cellOf(one), published: isTold ? kind(one).told : null })),
      });
      const viewers: Kind = (one) => ({
        truth: one.own.outcomes.filter((outcome) => outcome.titleId === title).length,
        told: one.told,
      });
      const binge: Kind[] = (['of', 'bingers'] as const).map((of) => (one) => {
        const figure = one.completion?.bingeRate;
        const told = (of === 'of' ? figure?.n : figure?.count) ?? null;
        return { truth: bingeRate(one.own, title)[of], told };
      });
      const steps = episodesOf(title).map((_, step): Kind[] =>
        (['n', 'before', 'came'] as const).map((of) => (one) => {
          const counted = episodeFunnel(one.own, title, NOW_MS)[step];
          const told = one.completion?.funnel[step];
          const share = told?.lost == null ? 1 : 1 - told.lost;
          const count = of === 'n' ? told?.n : of === 'before' ? told?.atRisk : (told?.atRisk ?? 0) * share;
          return { truth: counted?.[of] ?? 0, told: told?.share.value == null ? null : (count ?? null) };
        }),
      );
      for (const kinds of [binge, ...steps]) {
        const whole = { ...layerOf(viewers), partition: true };
        const attack = await Attack.on({ ...whole, parts: kinds.map((kind) => layerOf(kind)) });
        const alone = await Attack.on({ ...whole, parts: kinds.map((kind) => layerOf(kind, false)) });
        for (const [index, kind] of kinds.entries()) {
          for (const one of known.filter((each) => kind(each).told === null && kind(each).truth < SEGMENT_FLOOR)) {
            const [found, least] = [attack, alone].map((each) => each.boundsOf(cellOf(one), index + 1));
            const room = ({ low, high }: Bounds) => high - low;
            if (found && least && room(found) < Math.min(SEGMENT_FLOOR, room(least)) - 0.5)
              narrowed.push(`${dimension} ${one.code} ${kind(one).truth} in [${found.low}, ${found.high}]`);
          }
        }
        attack.close();
        alone.close();
      }
    }
    expect(narrowed).toEqual([]);
  });

  it('stores what is withheld all together only', async () => {
    const options = await filterOptions(opened.store, SEASON, NOW_MS);
    const rows = await opened.store.query<{ dimension: string; values: string[] }>({
      name: 'test.stored',
      text: `SELECT dimension, arraySort(groupUniqArray(value)) AS values FROM served_segment_completion WHERE title = '${SEASON}' GROUP BY dimension`,
    });
    const published = (dimension: (typeof DIMENSIONS)[number]) =>
      options[dimension].filter((one) => one.viewers !== null).map((one) => one.code);
    for (const dimension of ['country', 'audio', 'plan', 'preference'] as const) {
      const stored = rows.find((row) => row.dimension === dimension)?.values ?? [];
      expect(stored.filter((value) => value !== '')).toEqual(published(dimension).sort());
    }
  });

  it('is counted title by title, the one that was counted longest ago first', async () => {
    const countedMs = async () => {
      const rows = await opened.store.query<{ title: string; asOfMs: number }>({
        name: 'test.counted',
        text: 'SELECT toString(title) AS title, toUnixTimestamp64Milli(as_of) AS asOfMs FROM served_segment_completion_run FINAL',
      });
      return Object.fromEntries(rows.map((row) => [row.title, row.asOfMs]));
    };
    const before = await of('country', 'PT');
    const order: string[] = [];
    for (let run = 1; run <= 3; run += 1) {
      const last = await countedMs();
      await rollUpAudience(opened.store, { now: () => NOW_MS + run, completion: { viewers: 1, slice: 16_000 } });
      const next = await countedMs();
      order.push(...Object.keys(next).filter((title) => next[title] !== last[title]));
    }
    expect(order).toHaveLength(3);
    expect(order.sort()).toEqual(['laughs', SEASON, OTHER].sort());
    // From other slices than before the same comes out, as of the later moment.
    const after = await of('country', 'PT');
    expect(after?.asOfMs).toBeGreaterThan(before?.asOfMs ?? Infinity);
    expect(after?.retention).toEqual(before?.retention);
    expect(after?.averageWatched).toEqual({ ...before?.averageWatched, asOfMs: after?.asOfMs });
  });
});
