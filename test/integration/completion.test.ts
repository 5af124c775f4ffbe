import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perturb } from '../../ingest/simulator/perturb.ts';
import type { Statement, Store } from '../../sql/clickhouse/store.ts';
import { titleCompletion } from '../../sql/queries/completion.ts';
import { deepCounts } from '../../sql/queries/deep-counts.ts';
import type { Completion } from '../../sql/queries/read-model.ts';
import { waitingSlices } from '../../sql/queries/deep-slices.ts';
import { staleSlices } from '../../sql/rollup/deep-marks.ts';
import { rollUpAllDeep, rollUpDeep } from '../../sql/rollup/deep.ts';
import { recompute, rollUp } from '../../sql/rollup/run.ts';
import { wilson } from '../../sql/queries/statistics.ts';
import { completionAnswer, completionSchema } from '../../web/server/api/completion-answer.ts';
import { october, season, viewers } from './support/audience.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = october(30, 12);
const now = () => NOW_MS;
const close = (value: number) => expect.closeTo(value, 5) as number;
/** Three episodes of ten minutes; an episode's id is its own in the whole catalogue. */
const three = (title: string) => ['one', 'two', 'three'].map((id) => ({ id: `${title}-${id}`, runtimeSeconds: 600 }));

/** Twenty of each kind; every episode is ten minutes, 60 cells. */
const AUDIENCE: object[] = [
  // All at once on 1 September.
  ...season('season', Date.UTC(2026, 8, 1), three('season')),
  ...viewers('season', 'all', 20, [
    { episode: 'season-one', startMs: Date.UTC(2026, 8, 10, 18), to: 600 },
    { episode: 'season-two', startMs: Date.UTC(2026, 8, 10, 18, 10), to: 600 },
    { episode: 'season-three', startMs: Date.UTC(2026, 8, 10, 18, 20), to: 600 },
  ]),
  ...viewers('season', 'two', 20, [
    { episode: 'season-one', startMs: Date.UTC(2026, 8, 10, 18), to: 600 },
    { episode: 'season-two', startMs: Date.UTC(2026, 8, 11, 18), to: 600 },
  ]),
  ...viewers('season', 'half', 20, [{ episode: 'season-one', startMs: Date.UTC(2026, 8, 10, 18), to: 300 }]),
  ...viewers('season', 'twice', 20, [
    { episode: 'season-one', startMs: Date.UTC(2026, 8, 12, 9), to: 600 },
    { episode: 'season-one', startMs: Date.UTC(2026, 8, 12, 21), to: 600 },
  ]),
  // A play before the premiere counts nowhere.
  ...viewers('season', 'screener', 20, [{ episode: 'season-one', startMs: Date.UTC(2026, 7, 20), to: 600 }]),

  // One a week from 5 October on; the fourth is still to come.
  ...season(
    'weekly',
    october(5),
    [5, 12, 19, 37].map((day, i) => ({ id: `w${i + 1}`, runtimeSeconds: 600, availableMs: october(day) })),
  ),
  ...viewers('weekly', 'faithful', 20, [
    { episode: 'w1', startMs: october(5, 20), to: 600 },
    { episode: 'w2', startMs: october(12, 20), to: 600 },
    { episode: 'w3', startMs: october(19, 20), to: 600 },
  ]),
  ...viewers('weekly', 'curious', 20, [{ episode: 'w1', startMs: october(5, 20), to: 600 }]),
  ...viewers('weekly', 'late', 20, [
    { episode: 'w1', startMs: october(14, 20), to: 600 },
    { episode: 'w2', startMs: october(14, 21), to: 600 },
  ]),
  ...viewers('weekly', 'new', 20, [{ episode: 'w1', startMs: october(28, 20), to: 600 }]),

  // Sittings.
  ...season('sittings', october(1), three('sittings')),
  ...viewers('sittings', 'just', 20, [
    { episode: 'sittings-one', startMs: october(10, 18), to: 600 },
    { episode: 'sittings-two', startMs: october(10, 18, 39), to: 600 },
    { episode: 'sittings-three', startMs: october(10, 19, 18), to: 600 },
  ]),
  ...viewers('sittings', 'not', 20, [
    { episode: 'sittings-one', startMs: october(10, 18), to: 600 },
    { episode: 'sittings-two', startMs: october(10, 18, 10), to: 600 },
    { episode: 'sittings-three', startMs: october(10, 18, 50), to: 600 }, // half an hour after 18:20
  ]),
  ...viewers('sittings', 'devices', 20, [
    { episode: 'sittings-one', startMs: october(10, 18), to: 600, endMs: october(10, 18, 45) },
    { episode: 'sittings-two', startMs: october(10, 18, 5), to: 600 },
    { episode: 'sittings-three', startMs: october(10, 19, 10), to: 600 }, // 25 minutes after the other device's end
  ]),
  ...viewers('sittings', 'little', 20, [
    { episode: 'sittings-one', startMs: october(10, 18), to: 600 },
    { episode: 'sittings-two', startMs: october(10, 18, 10), to: 600 },
    { episode: 'sittings-three', startMs: october(10, 18, 20), to: 410 }, // 41 of 60 cells
  ]),
  ...viewers('sittings', 'pieces', 20, [
    { episode: 'sittings-one', startMs: october(10, 18), to: 600 },
    { episode: 'sittings-two', startMs: october(10, 18, 10), to: 600 },
    { episode: 'sittings-three', startMs: october(10, 18, 20), to: 200 },
    { episode: 'sittings-three', startMs: october(10, 18, 25), from: 200, to: 420 }, // 42 of 60 in two plays
  ]),

  // A film, some of it a day old.
  ...season('film', october(1), [], 1_200),
  ...viewers('film', 'old', 20, [{ startMs: NOW_MS - DAY_MS, to: 900 }]),
  ...viewers('film', 'young', 20, [{ startMs: NOW_MS - DAY_MS + HOUR_MS, to: 1_200 }]),
  ...viewers('film', 'glance', 20, [{ startMs: october(20), to: 10 }]),

  // Nobody said how long the second episode is.
  ...season('gap', october(1), [{ id: 'known', runtimeSeconds: 600 }, { id: 'unknown' }]),
  ...viewers('gap', 'both', 30, [
    { episode: 'known', startMs: october(10, 18), to: 600 },
    { episode: 'unknown', startMs: october(10, 19), to: 600 },
  ]),
];
const TITLES = ['season', 'weekly', 'sittings', 'film', 'gap'];

let test: TestStore;
let season1: Completion;
beforeAll(async () => {
  test = await TestStore.open();
  await test.load(AUDIENCE, NOW_MS);
  await rollUp(test.store, { now });
  await rollUpAllDeep(test.store, { now });
  season1 = await completion('season');
});
afterAll(() => test.close());

async function completion(title: string, nowMs = NOW_MS): Promise<Completion> {
  const found = await titleCompletion(test.store, title, nowMs);
  if (!found) throw new Error(`There is no ${title}.`);
  return found;
}
const all = async () =>
  Object.fromEntries(await Promise.all(TITLES.map(async (title) => [title, await completion(title)])));

describe('completion of a season that is out at once', () => {
  it('averages what starters watched', () => {
    // All of it, two thirds, a sixth, a third: 6.5 / 12.
    expect(season1.averageWatched).toMatchObject({ value: close(6.5 / 12), n: 80, asOfMs: NOW_MS });
    const [low = 0, high = 0] = season1.averageWatched.interval ?? [];
    // Squares of 1, 2/3, 1/6, 1/3: 1.5833 / 4 − mean²; times 80/79, by √80.
    const error = Math.sqrt(((1.583333 / 4 - (6.5 / 12) ** 2) * 80) / 79 / 80);
    expect([low, high]).toEqual([close(6.5 / 12 - 1.959964 * error), close(6.5 / 12 + 1.959964 * error)]);
  });

  it('counts each cell’s viewers and plays', () => {
    const [one, two, last] = season1.retention;
    expect(one).toMatchObject({ episodeId: 'season-one', number: 1, runtimeSeconds: 600, n: 80, typical: null });
    expect(one?.shares).toEqual([...new Array<number>(30).fill(1), ...new Array<number>(30).fill(0.75)]);
    expect(one?.intervals?.[59]).toEqual(wilson(60, 80));
    expect(one?.rewatch).toEqual([...new Array<number>(30).fill(100 / 80), ...new Array<number>(30).fill(80 / 60)]);
    expect(one?.moments).toEqual([
      { kind: 'intro', fromSeconds: 0, toSeconds: 30, value: 1 },
      { kind: 'dip', fromSeconds: 290, toSeconds: 300, value: 0.25 },
    ]);
    expect([two?.n, new Set(two?.shares), last?.n]).toEqual([40, new Set([1]), 20]);
  });

  it('tells who goes on to the next episode, and where most are lost', () => {
    expect(season1.funnel.map(({ episodeId, n, share, lost }) => [episodeId, n, share.value, lost])).toEqual([
      ['season-one', 80, 1, null],
      ['season-two', 80, 0.5, 0.5],
      ['season-three', 80, 0.25, 0.5],
    ]);
    expect(season1.dropOff).toBe(1);
  });

  it('names the first episode that hooks', () => {
    // Of the 60 watchers of the first and the 40 of the second 20 completed; of the third all.
    expect(season1.hooked).toMatchObject({
      episodeId: 'season-three',
      number: 3,
      share: { value: 1, n: 20, maturing: 0 },
    });
  });

  it('tells binge and pace', () => {
    expect(season1.bingeRate).toMatchObject({ value: 0.25, n: 80 });
    expect(season1.medianDays).toMatchObject({ value: 0, n: 20, interval: [0, 0] });
    // Half an hour a day, ten minutes on each of two days, five minutes, twice ten on one day.
    expect(season1.hoursPerActiveDay).toMatchObject({ value: close(75 / 60 / 5), n: 80 });
    expect(season1.pace).toBe('savour');
    expect(season1.episodesPerActiveDay.value).toBeCloseTo(7 / 5, 12);
    expect(season1.caughtUp).toBeNull();
  });
});

it('leaves through the read API as its description says', async () => {
  for (const title of TITLES) {
    const answer = completionAnswer(await completion(title));
    expect(completionSchema.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  }
});

describe('completion of a season that comes out over time', () => {
  it('counts in each step who had the chance for a week', async () => {
    const weekly = await completion('weekly');
    expect(weekly.funnel.map(({ n, maturing, share, lost }) => [n, maturing, share.value, lost])).toEqual([
      [60, 20, 1, null],
      [60, 20, close(40 / 60), close(1 / 3)],
      [60, 20, close(20 / 60), close(0.5)],
      [0, 80, null, null],
    ]);
    expect(weekly.dropOff).toBe(2);
  });

  it('tells who has caught up with what is out, while more is to come', async () => {
    expect((await completion('weekly')).caughtUp).toMatchObject({ value: 0.25, n: 80 });
  });

  it('waits with the hooked episode for 28 days', async () => {
    expect((await completion('weekly')).hooked).toBeNull();
  });

  it('tells retention of an episode that is out, and none of one that is not', async () => {
    const { retention } = await completion('weekly');
    expect(retention.map(({ n, shares }) => [n, shares === null])).toEqual([
      [80, false],
      [40, false],
      [20, false],
      [0, true],
    ]);
  });
});

describe('completion of other titles', () => {
  it('ends a sitting at half an hour without any play, and asks for most of an episode in it', async () => {
    expect((await completion('sittings')).bingeRate).toMatchObject({ value: 0.6, n: 100 });
  });

  it('counts a film’s viewers a day after they began it', async () => {
    const film = await completion('film');
    expect(film.retention).toHaveLength(1);
    const [only] = film.retention;
    // Twenty watched 90 cells, twenty a single one.
    expect(only).toMatchObject({ episodeId: '', number: 1, n: 40 });
    expect(only?.shares?.slice(0, 2)).toEqual([1, 0.5]);
    expect(only?.shares?.slice(88, 92)).toEqual([0.5, 0.5, 0, 0]);
    expect(only?.rewatch?.at(-1)).toBe(1);
    // A glance is no start: (0.75 + 1) / 2.
    expect(film.averageWatched).toMatchObject({ value: close(0.875), n: 40 });
    expect(film).toMatchObject({ funnel: [], dropOff: null, hooked: null, pace: null, caughtUp: null });
    expect(film.bingeRate).toMatchObject({ value: null, reason: 'It has fewer than 3 episodes.' });
  });

  it('does without what an unknown runtime hides', async () => {
    const gap = await completion('gap');
    expect(gap.averageWatched).toMatchObject({ value: null, reason: 'The runtime is not known.' });
    expect(gap.medianDays).toMatchObject({ value: null, reason: 'The runtime is not known.' });
    expect(gap.hooked).toBeNull();
    expect(gap.retention.map((episode) => episode.episodeId)).toEqual(['known']);
    expect(gap.funnel.map(({ share }) => share.value)).toEqual([1, 1]);
  });

  it('shows nothing that rests on a few', async () => {
    await test.load(
      [
        ...season('few', october(1), three('few')),
        ...viewers('few', 'one', 19, [{ episode: 'few-one', startMs: october(10), to: 600 }]),
      ],
      NOW_MS,
    );
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    const few = await completion('few');
    const { averageWatched, bingeRate, medianDays, hoursPerActiveDay, episodesPerActiveDay } = few;
    for (const figure of [averageWatched, bingeRate, medianDays, hoursPerActiveDay, episodesPerActiveDay])
      expect(figure.value).toBeNull();
    expect(few.retention.map(({ n, shares, moments }) => [n, shares, moments.length])).toEqual([
      [19, null, 0],
      [0, null, 0],
      [0, null, 0],
    ]);
    expect(few.funnel.map(({ share, lost }) => [share.value, lost])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('is not known of a title that is not in the catalogue, and empty of one nobody played', async () => {
    expect(await titleCompletion(test.store, 'nowhere', NOW_MS)).toBeNull();
    await test.load(season('unplayed', october(1), three('unplayed')), NOW_MS);
    await rollUp(test.store, { now });
    expect((await completion('unplayed')).averageWatched).toMatchObject({ value: null, n: 0 });
  });
});

describe('the slices it is served from', () => {
  it('are counted again as viewers come of age, and not before an hour has passed', async () => {
    const laterMs = NOW_MS + HOUR_MS;
    await rollUpAllDeep(test.store, { now });
    expect(await staleSlices(test.store, laterMs - 1, 10)).toEqual([]);
    expect((await staleSlices(test.store, laterMs, 10)).map((slice) => slice.title)).toEqual(['film']);
    await rollUpAllDeep(test.store, { now: () => laterMs });
    expect((await completion('film')).retention[0]?.n).toBe(60);
    expect(await staleSlices(test.store, laterMs + DAY_MS, 10)).toEqual([]);
    await recompute(test.store, ['film'], { now });
    await rollUpAllDeep(test.store, { now });
  });

  it('wait while they are marked, and say since when', async () => {
    expect(await waitingSlices(test.store)).toEqual({ slices: 0, sinceMs: null });
    await recompute(test.store, ['season'], { now });
    const first = await waitingSlices(test.store);
    expect(first).toEqual({ slices: 1, sinceMs: expect.any(Number) as number });
    await recompute(test.store, ['season'], { now });
    expect(await waitingSlices(test.store)).toEqual(first);
    await rollUpAllDeep(test.store, { now });
    expect(await waitingSlices(test.store)).toEqual({ slices: 0, sinceMs: null });
  });

  it('are halved when a title outgrows them, whatever is cut off meanwhile', async () => {
    const whole = await all();
    const people = 50;
    await recompute(test.store, TITLES, { now });
    for (let cut = 0; cut < 3; cut += 1) {
      // The slices of the new depth are made one after the other: the old ones are served until all are there.
      failOnce(test.store, 'rollup.deep-slice', 3);
      await expect(rollUpAllDeep(test.store, { now, people })).rejects.toThrow('cut off');
      const between = await all();
      for (const title of TITLES) expect({ ...between[title], asOfMs: NOW_MS }).toEqual(whole[title]);
    }
    await rollUpAllDeep(test.store, { now, people });
    expect(await all()).toEqual(whole);
    const slices = await test.store.query<{ slices: number; people: number }>({
      name: 'test.slices',
      text: `SELECT toUInt32(exp2(depth)) AS slices, (SELECT uniqExact(viewer) FROM viewer_title WHERE title = 'season') AS people FROM deep_title FINAL WHERE title = 'season'`,
    });
    expect(slices[0]?.slices).toBeGreaterThanOrEqual((slices[0]?.people ?? 0) / people);
  });

  it('take in what comes later, in the slices of its viewers only', async () => {
    const before = await completion('season');
    await test.load(
      viewers('season', 'more', 1, [{ episode: 'season-one', startMs: Date.UTC(2026, 8, 12, 9), to: 600 }]),
      NOW_MS,
    );
    await rollUp(test.store, { now });
    expect((await waitingSlices(test.store)).slices).toBe(1);
    const piece = await rollUpDeep(test.store, { now, people: 50 });
    expect(piece?.titles).toEqual(['season']);
    const after = await completion('season');
    expect([before.retention[0]?.n, after.retention[0]?.n]).toEqual([80, 81]);
  });

  it('lose nothing when a roll-up is cut off before or after it marks them', async () => {
    for (const [i, step] of ['rollup.deep-mark', 'rollup.title-hours'].entries()) {
      await test.load(
        viewers('season', `cut-${i}`, 1, [{ episode: 'season-one', startMs: Date.UTC(2026, 8, 12, 9), to: 600 }]),
        NOW_MS,
      );
      failOnce(test.store, step, 1);
      await expect(rollUp(test.store, { now })).rejects.toThrow('cut off');
      await rollUpAllDeep(test.store, { now, people: 50 });
      await rollUp(test.store, { now });
      await rollUpAllDeep(test.store, { now, people: 50 });
      expect((await completion('season')).retention[0]?.n).toBe(82 + i);
    }
  });

  it('say the same of a stream that comes shuffled, doubled, late, in pieces and once more', async () => {
    const expected = await all();
    await test.close(); // one engine a process
    test = await TestStore.open();
    const lines = [
      ...AUDIENCE,
      ...['more', 'cut-0', 'cut-1'].flatMap((kind) =>
        viewers('season', kind, 1, [{ episode: 'season-one', startMs: Date.UTC(2026, 8, 12, 9), to: 600 }]),
      ),
    ].map((record) => JSON.stringify(record));
    const sent = perturb(lines, { seed: 3, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 3);
    for (let at = 0; at < sent.length; at += piece) {
      await test.load(sent.slice(at, at + piece), NOW_MS + at);
      await rollUp(test.store, { now });
      if (at % (2 * piece) === 0) await rollUpAllDeep(test.store, { now, people: 50 });
    }
    await rollUpAllDeep(test.store, { now, people: 50 });
    expect(await all()).toEqual(expected);
  });
});

describe('what is typical', () => {
  it('is the median of five other titles of similar runtime, place by place', async () => {
    // Of film k k fifths watch to the end, the others to its middle; the last is too long to be compared.
    for (let film = 0; film <= 5; film += 1) {
      const seconds = 1_600 + film * 40;
      await test.load(
        [
          ...season(`like-${film}`, october(1), [], seconds),
          ...viewers(`like-${film}`, 'end', film * 20, [{ startMs: october(10), to: seconds }]),
          ...viewers(`like-${film}`, 'half', (5 - film) * 20, [{ startMs: october(10), to: seconds / 2 }]),
        ],
        NOW_MS,
      );
    }
    await test.load(
      [...season('long', october(1), [], 3_000), ...viewers('long', 'end', 100, [{ startMs: october(10), to: 3_000 }])],
      NOW_MS,
    );
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    const half = (share: number) => new Array<number>(80).fill(share);
    expect((await completion('like-0')).retention[0]?.typical).toEqual([...half(1), ...half(0.6)]);
    expect((await completion('long')).retention[0]?.typical).toBeNull();
  });

  it('compares first episodes with first ones and later with later, whose openings are skipped', async () => {
    const openingSeconds = 100;
    for (let show = 0; show <= 5; show += 1) {
      const [first, second, third] = ['e-b', 'e-a', 'e-c'].map((id) => `pair-${show}-${id}`) as [
        string,
        string,
        string,
      ];
      const play = (episode: string, from: number) => ({ episode, startMs: october(10), from, to: 2_000 });
      await test.load(
        [
          ...season(
            `pair-${show}`,
            october(1),
            [first, second, third].map((id) => ({ id, runtimeSeconds: 2_000 })),
          ),
          // Everybody sits through the opening of the first; of show k k fifths skip that of the others.
          ...viewers(`pair-${show}`, 'skips', show * 20, [
            play(first, 0),
            play(second, openingSeconds),
            play(third, openingSeconds),
          ]),
          ...viewers(`pair-${show}`, 'sees', (5 - show) * 20, [play(first, 0), play(second, 0), play(third, 0)]),
        ],
        NOW_MS,
      );
    }
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    const cells = (opening: number) => [...new Array<number>(10).fill(opening), ...new Array<number>(190).fill(1)];
    // Of the other five shows 4, 3, 2, 1 and 0 fifths see the opening of a later episode.
    const typical = (await completion('pair-0')).retention.map((episode) => [episode.kind, episode.typical]);
    expect(typical).toEqual([
      ['first', cells(1)],
      ['later', cells(0.4)],
      ['later', cells(0.4)],
    ]);
    // A film of that length is compared with none of them, and none of them with the films of such a length.
    await test.load(
      [...season('lone', october(1), [], 2_400), ...viewers('lone', 'end', 20, [{ startMs: october(10), to: 2_400 }])],
      NOW_MS,
    );
    await rollUp(test.store, { now });
    await rollUpAllDeep(test.store, { now });
    expect((await completion('lone')).retention[0]).toMatchObject({ kind: 'film', typical: null });
  });
});

it('adds up more than 64 bits hold: squares of twenty million people', async () => {
  const [as_of, title] = ['2026-10-01 00:00:00.000', 'vast'];
  const slices = [2, 3].map((slice) => {
    const counts = [{ what: 'content_squares', episode: '', at: 0, n: '9000000000000000000' }];
    return { title, slice, version: 1, as_of, mature_at: as_of, seen: 1, counts };
  });
  await test.store.insertRows('test.slices', 'deep_slice', slices);
  await test.store.insertRows('test.depth', 'deep_title', [{ title, version: 1, depth: 1, next_depth: 1 }]);
  expect((await deepCounts(test.store, title)).total('content_squares')).toBe(1.8e19);
});

it('asks of viewers what is out, and for another episode from its release on', async () => {
  // Three of three, one, two and one; then of four.
  expect((await completion('weekly')).averageWatched).toMatchObject({ value: close(7 / 12), n: 80 });
  const releasedMs = october(37);
  const at = (nowMs: number) => ({ now: () => nowMs, titles: ['weekly'] });
  expect(await rollUpDeep(test.store, at(releasedMs - 1))).toBeNull();
  await rollUpAllDeep(test.store, at(releasedMs));
  const { averageWatched } = await completion('weekly', releasedMs);
  expect(averageWatched).toMatchObject({ value: close(7 / 16), n: 80, asOfMs: releasedMs });
});

/** The nth statement of a name fails as if the process had been killed before it. */
function failOnce(store: Store, name: string, nth: number): void {
  const insertSelect = store.insertSelect.bind(store);
  let seen = 0;
  store.insertSelect = async (statement: Statement) => {
    if (statement.name === name && (seen += 1) === nth) {
      store.insertSelect = insertSelect;
      throw new Error('cut off');
    }
    return insertSelect(statement);
  };
}
