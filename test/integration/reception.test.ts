import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { hashOf } from '../../ingest/contract/people.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { averageWatched, retention } from '../../ingest/simulator/oracle-content.ts';
import { caughtUp, completedByWatchers, dropOff, episodeFunnel } from '../../ingest/simulator/oracle-season.ts';
import { bingeRate, pace } from '../../ingest/simulator/oracle-sittings.ts';
import { completionWithin, realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { titleCompletion } from '../../sql/queries/completion.ts';
import type { Figure } from '../../sql/queries/read-model.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { servedRows } from '../support/served-rows.ts';
import { oddities } from './support/oddities.ts';
import { TestStore } from './support/store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * DAY_MS;
const now = () => END_MS;

describe('what is served of an audience', () => {
  let lines: string[];
  let truth: RealisedTruth;
  let clean: TestStore;

  beforeAll(async () => {
    const audience = createAudience({ seed: 11, startMs: START_MS, endMs: END_MS, scale: 0.04 });
    lines = [
      ...catalogueLines(audience.slate, END_MS),
      ...[...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
    ];
    lines.push(...oddities(5).map((record) => JSON.stringify(record)));
    truth = realisedTruth(lines.map((line) => JSON.parse(line) as EventRecord));
    clean = await TestStore.open();
    await clean.load(lines, END_MS);
    await rollUp(clean.store, { now });
    await rollUpAllDeep(clean.store, { now });
  });
  afterAll(() => clean.close());

  it('is of a size that can show something', () => {
    expect(lines.length).toBeGreaterThan(20_000);
    expect(truth.outcomes.length).toBeGreaterThan(150);
  });

  it('equals the plain computation for every viewer: the hour each thing became true', async () => {
    const rows = await clean.store.query<
      Record<'title' | 'viewer', string> & Record<'viewed' | 'start' | 'watch' | 'complete', number>
    >({
      name: 'test.outcomes',
      text: `SELECT title, toString(viewer) AS viewer, viewed_hour AS viewed, start_hour AS start, watch_hour AS watch, complete_hour AS complete
             FROM viewer_title FINAL`,
    });
    const served = new Map(rows.map(({ title, viewer, ...hours }) => [`${title} ${viewer}`, hours]));
    const hour = (ms: number | null) => (ms === null ? 0 : ms / HOUR_MS);
    for (const outcome of truth.outcomes) {
      const key = `${outcome.titleId} ${hashOf(clean.people, 'viewer', outcome.viewerId)}`;
      expect({ key, ...served.get(key) }).toEqual({
        key,
        viewed: hour(outcome.viewerHourMs),
        start: hour(outcome.starterHourMs),
        watch: hour(outcome.watcherHourMs),
        complete: hour(outcome.completerHourMs),
      });
    }
    expect(rows.filter((row) => row.viewed > 0)).toHaveLength(
      truth.outcomes.filter((outcome) => outcome.viewerHourMs !== null).length,
    );
  });

  it('equals the plain computation for every title: hours by the hour, people, plays', async () => {
    const totals = await clean.store.query<{
      title: string;
      ms: number;
      starts: number;
      viewers: number;
      starters: number;
      watchers: number;
      completers: number;
    }>({
      name: 'test.totals',
      text: 'SELECT title, hours_ms AS ms, starts, viewers, starters, watchers, completers FROM served_rollup FINAL',
    });
    expect(totals).toHaveLength(truth.titles.size);
    const hours = await clean.store.query<{ title: string; hour: number; ms: number }>({
      name: 'test.hours',
      text: 'SELECT title, hour, hours_ms AS ms FROM served_title_hour FINAL WHERE hours_ms > 0',
    });
    for (const { title, ms, ...counts } of totals) {
      const expected = truth.totals.get(title);
      expect({ title, ...counts }).toEqual({
        title,
        starts: expected?.plays,
        viewers: expected?.viewers,
        starters: expected?.starters,
        watchers: expected?.watchers,
        completers: expected?.completers,
      });
      // The store shares steps out in whole milliseconds.
      expect(ms / HOUR_MS).toBeCloseTo(expected?.hours ?? Number.NaN, 5);
      for (const [hourMs, seconds] of expected?.contentSecondsByHour ?? []) {
        const servedMs = hours.find((row) => row.title === title && row.hour === hourMs / HOUR_MS)?.ms ?? 0;
        expect(Math.abs(servedMs - seconds * 1000)).toBeLessThan(50);
      }
    }
  });

  it('gives completion within 7 and 28 days of those old enough', async () => {
    for (const title of truth.titles.keys()) {
      const summary = await titleSummary(clean.store, title, { fromMs: START_MS, toMs: END_MS }, {}, END_MS);
      for (const [days, figure] of [
        [7, summary?.figures.completion7d],
        [28, summary?.figures.completion28d],
      ] as const) {
        const expected = completionWithin(truth, title, days, END_MS);
        expect({ title, days, n: figure?.n, maturing: figure?.maturing }).toEqual({
          title,
          days,
          n: expected.of,
          maturing: expected.maturing,
        });
        if (figure?.value != null) expect(figure.value).toBeCloseTo(expected.completed / expected.of, 12);
      }
    }
  });

  it('gives the retention of every cell of every episode', async () => {
    let shown = 0;
    for (const title of truth.titles.keys()) {
      const completion = await titleCompletion(clean.store, title, END_MS);
      for (const { episodeId, n, shares } of completion?.retention ?? []) {
        const expected = retention(truth, title, episodeId, END_MS);
        expect({ title, episodeId, n }).toEqual({ title, episodeId, n: expected.viewers });
        if (shares) shown += 1;
        const watched = shares?.map((share) => Math.round((share ?? 0) * n));
        if (watched) expect({ title, episodeId, watched }).toEqual({ title, episodeId, watched: expected.watched });
      }
    }
    expect(shown).toBeGreaterThan(10);
  });

  it('gives how far people get and how they sit: average watched, funnel, hooked episode, sittings, pace', async () => {
    let shown = 0;
    /** A figure that is shown equals the plain computation; one that is not rests on fewer people than the floor. */
    const expectEqual = (what: object, figure: Figure, n: number, value: number | null | undefined) => {
      if (figure.n !== undefined) expect({ ...what, n: figure.n }).toEqual({ ...what, n });
      if (figure.value === null) return;
      shown += 1;
      expect(Math.abs(figure.value - (value ?? Number.NaN)), JSON.stringify(what)).toBeLessThan(2e-6);
    };
    for (const title of truth.titles.keys()) {
      const completion = await titleCompletion(clean.store, title, END_MS);
      if (!completion) continue;
      const average = averageWatched(truth, title, END_MS);
      expectEqual({ title, metric: 'average' }, completion.averageWatched, average.n, average.mean);
      const binge = bingeRate(truth, title);
      expectEqual({ title, metric: 'binge' }, completion.bingeRate, binge.of, binge.bingers / binge.of);
      const own = pace(truth, title);
      const { medianDays, hoursPerActiveDay, episodesPerActiveDay } = completion;
      expectEqual({ title, metric: 'days' }, medianDays, medianDays.n ?? 0, own.medianDays);
      expectEqual({ title, metric: 'hours' }, hoursPerActiveDay, hoursPerActiveDay.n ?? 0, own.hoursPerActiveDay);
      expectEqual(
        { title, metric: 'a day' },
        episodesPerActiveDay,
        episodesPerActiveDay.n ?? 0,
        own.episodesPerActiveDay,
      );
      const caught = caughtUp(truth, title, END_MS);
      if (completion.caughtUp && caught)
        expectEqual({ title, metric: 'caught up' }, completion.caughtUp, caught.of, caught.caughtUp / caught.of);
      const funnel = episodeFunnel(truth, title, END_MS);
      for (const [i, step] of completion.funnel.entries()) {
        const expected = funnel[i];
        expect({ title, ...step, n: step.n, maturing: step.maturing }).toMatchObject({
          ...{ title, episodeId: expected?.episodeId, n: expected?.n, maturing: expected?.maturing },
        });
        expectEqual({ title, step: i }, step.share, step.share.n ?? 0, expected?.share);
      }
      const lost = dropOff(funnel.filter((_, i) => completion.funnel[i]?.lost != null));
      const shownLost = completion.dropOff === null ? null : completion.funnel[completion.dropOff]?.episodeId;
      if (completion.funnel.length > 0)
        expect({ title, shownLost }).toEqual({ title, shownLost: lost?.episodeId ?? null });
      const { hooked } = completion;
      if (hooked) {
        const expected = completedByWatchers(truth, title, END_MS).find(({ of, completed }) => completed >= 0.7 * of);
        expect(hooked.episodeId).toBe(expected?.episodeId);
        expectEqual(
          { title, metric: 'hooked' },
          hooked.share,
          expected?.of ?? 0,
          (expected?.completed ?? 0) / (expected?.of ?? 0),
        );
      }
    }
    expect(shown).toBeGreaterThan(60);
  });

  it('counts the viewers of any range of days exactly', async () => {
    const day = (ms: number) => Math.floor(ms / DAY_MS);
    const watched = [...truth.totals].filter(([, totals]) => totals.viewers > 0).map(([title]) => title);
    for (const title of watched.slice(-6)) {
      for (const [fromMs, toMs] of [
        [START_MS, END_MS],
        [(day(END_MS) - 9) * DAY_MS, (day(END_MS) - 2) * DAY_MS],
        [(day(END_MS) - 3) * DAY_MS, END_MS],
      ] as const) {
        const active = new Set(
          truth.playHours
            .filter((hour) => hour.titleId === title && hour.contentSeconds > 0)
            .filter((hour) => day(hour.hourMs) >= day(fromMs) && day(hour.hourMs) < Math.ceil(toMs / DAY_MS))
            .map((hour) => hour.viewerId),
        );
        const known = truth.outcomes.filter((outcome) => outcome.titleId === title && outcome.viewerHourMs !== null);
        const expected = known.filter((outcome) => active.has(outcome.viewerId)).length;
        const summary = await titleSummary(clean.store, title, { fromMs, toMs }, {}, END_MS);
        expect({ title, fromMs, viewers: summary?.figures.viewers.value }).toEqual({
          title,
          fromMs,
          viewers: expected,
        });
      }
    }
  });

  it('is the same when the stream comes shuffled, doubled, late, in pieces and once more', async () => {
    const expected = await servedRows(clean.store, { asOf: true });
    await clean.close(); // one engine a process
    const messy = await TestStore.open();
    const sent = perturb(lines, { seed: 3, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 7);
    for (let at = 0; at < sent.length; at += piece) {
      await messy.load(sent.slice(at, at + piece), END_MS + at);
      // Some pieces are rolled up alone, some together, and merges may have happened or not.
      if (at % (2 * piece) === 0) await rollUp(messy.store, { now });
      if (at === 2 * piece) await rollUpAllDeep(messy.store, { now });
      if (at === 4 * piece) await messy.store.command({ name: 'test.merge', text: 'OPTIMIZE TABLE play_state FINAL' });
    }
    await rollUp(messy.store, { now });
    await rollUpAllDeep(messy.store, { now });
    const got = await servedRows(messy.store, { asOf: true });
    await messy.close();
    for (const [table, rows] of Object.entries(expected)) {
      expect(rows.length, table).toBeGreaterThan(0);
      expect(got[table as keyof typeof got], table).toEqual(rows);
    }
  });
});
