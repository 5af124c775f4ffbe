import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord, PlaybackRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { overlap, viewersOf } from '../../ingest/simulator/oracle-audience.ts';
import { takeFraction } from '../../ingest/simulator/oracle-taking.ts';
import { realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { chance, randomOf } from '../../ingest/simulator/random.ts';
import { slateAudience } from '../../sql/queries/audience-slate.ts';
import { titleAudience } from '../../sql/queries/audience.ts';
import type { Figure, SlateAudience, TitleAudience } from '../../sql/queries/read-model.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { countsOfOracle, countsOfStore, type AudienceCounts } from './support/audience-counts.ts';
import { indexInterval, liftInterval, shareInterval, wilsonRoots } from './support/intervals.ts';
import { oddities } from './support/oddities.ts';
import { segmentsExpected, segmentsServed } from './support/segment-amounts.ts';
import { TestStore } from './support/store.ts';
import { strays } from './support/strays.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * DAY_MS;
const now = () => END_MS;
/** Impressions count from the midnight 28 days before they are a day old, until then. */
const TAKE_UNTIL_MS = END_MS - DAY_MS;
const TAKE_FROM_MS = Math.floor(TAKE_UNTIL_MS / DAY_MS) * DAY_MS - 28 * DAY_MS;

/** The dictionary's publishing: people in tens, nothing of fewer than 50. */
const tens = (people: number) => Math.round(people / 10) * 10;
const FLOOR = 50;

/** A person's first and last record of each play: as many people with a tenth of the records. */
function thinned(records: readonly EventRecord[]): EventRecord[] {
  const keyOf = ({ title_id, viewer_id, play_id }: PlaybackRecord) => JSON.stringify([title_id, viewer_id, play_id]);
  const last = new Map<string, number>();
  for (const record of records)
    if (record.type === 'playback') last.set(keyOf(record), Math.max(record.seq, last.get(keyOf(record)) ?? 0));
  return records.filter(
    (record) => record.type !== 'playback' || record.seq === 0 || record.seq === last.get(keyOf(record)),
  );
}

/** Several people like each, of whom all but the first skip a fifth of the plays: what is shown of a part needs fifty. */
function multiplied(records: readonly EventRecord[], times: number): EventRecord[] {
  const random = randomOf(31, 7);
  return Array.from({ length: times }, (_, copy) => {
    const skipped = new Map<string, boolean>();
    const another = <T>(id: T): T => (typeof id === 'string' ? (`${id}${'+'.repeat(copy)}` as T) : id);
    return records.flatMap((record): EventRecord[] => {
      if (copy === 0) return [record];
      if (record.type === 'viewer') return [{ ...record, viewer_id: another(record.viewer_id) }];
      if (record.type === 'impression')
        return [{ ...record, viewer_id: another(record.viewer_id), impression_id: another(record.impression_id) }];
      if (record.type !== 'playback') return [];
      const skip = skipped.get(record.play_id) ?? chance(random, 0.2);
      skipped.set(record.play_id, skip);
      return skip ? [] : [{ ...record, viewer_id: another(record.viewer_id), play_id: another(record.play_id) }];
    });
  }).flat();
}

/** A shown figure equals what is expected of it, with its interval. */
function expectFigure(
  what: object,
  figure: Figure,
  value: number,
  { n, interval }: { n?: number; interval?: readonly [number, number] } = {},
): void {
  const told = JSON.stringify(what);
  expect(Math.abs((figure.value ?? Number.NaN) - value) / Math.max(1, value), told).toBeLessThan(1e-9);
  if (n !== undefined) expect({ ...what, n: figure.n }).toEqual({ ...what, n });
  for (const [i, end] of (interval ?? []).entries())
    expect(Math.abs((figure.interval?.[i] ?? Number.NaN) - end) / Math.max(1, end), told).toBeLessThan(1e-6);
}

describe('what is served of who watches', () => {
  let records: EventRecord[];
  let truth: RealisedTruth;
  let expected: AudienceCounts;
  let opened: TestStore;
  let counted: AudienceCounts;
  let titles: TitleAudience[];
  let slate: SlateAudience;

  const read = async () => {
    counted = await countsOfStore(opened.store);
    slate = await slateAudience(opened.store, END_MS);
    titles = [];
    for (const title of truth.titles.keys()) {
      const life = await titleAudience(opened.store, title, END_MS);
      if (!life) throw new Error(`There is no ${title}.`);
      titles.push(life);
      for (const weekMs of life.weeks) {
        const week = await titleAudience(opened.store, title, END_MS, { weekMs });
        if (week) titles.push(week);
      }
    }
  };
  /** The audiences of a title, in its life and in the weeks that are published. */
  const audiencesOf = () => {
    const ids = [...truth.titles.keys()];
    let at = -1;
    return titles.map((audience) => ({ audience, title: ids[(at += audience.weekMs === null ? 1 : 0)] ?? '' }));
  };

  beforeAll(async () => {
    const audience = createAudience({ seed: 23, startMs: START_MS, endMs: END_MS, scale: 0.08 });
    const timeline = audience.open();
    const lines = [...timeline.opening(), ...[...historyBatches(timeline, END_MS)].flatMap((batch) => batch.lines)];
    records = [
      ...multiplied(thinned(lines.map((line) => JSON.parse(line) as EventRecord)), 5),
      ...(oddities(7) as EventRecord[]),
      ...strays(END_MS),
    ];
    truth = realisedTruth(records);
    expected = countsOfOracle(truth, END_MS);
    opened = await TestStore.open();
    await opened.load(records, END_MS);
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    await read();
  }, 120_000);
  afterAll(() => opened.close());

  it('counts every segment of every title, in its life and its weeks, exactly', () => {
    expect(Object.keys(expected.counts).length).toBeGreaterThan(2_000);
    expect(counted.counts).toEqual(expected.counts);
  });

  it('counts hours, people and completion of every country and device, alone and together, exactly', async () => {
    expect(await segmentsServed(opened.store)).toEqual(segmentsExpected(truth, END_MS));
  });

  it('publishes of a title what the dictionary makes of those counts: people, shares, indices, preferences', () => {
    const shown = { life: 0, week: 0, preference: 0, index: 0 };
    for (const { title, audience } of audiencesOf()) {
      const { weekMs } = audience;
      const viewers = expected.of(title, weekMs, ['all', '']);
      const everybody = expected.of('', null, ['all', '']);
      expect(audience.viewers.value).toBe(viewers);
      for (const { dimension, value, ...figures } of audience.segments) {
        const what = { title, weekMs, dimension, value };
        const people = expected.of(title, weekMs, [dimension, value]);
        if (figures.viewers.withheld) {
          for (const figure of Object.values(figures))
            expect({ ...what, value: figure.value, n: figure.n }).toEqual({ ...what, value: null, n: undefined });
          continue;
        }
        expect(people, JSON.stringify(what)).toBeGreaterThanOrEqual(FLOOR);
        shown[weekMs === null ? 'life' : 'week'] += 1;
        expectFigure(what, figures.viewers, tens(people));
        const some = Math.min(tens(people), viewers);
        expectFigure(what, figures.share, some / viewers, { n: tens(viewers), interval: wilsonRoots(some, viewers) });
        if (figures.index.withheld) continue;
        shown.index += 1;
        if (dimension === 'preference') shown.preference += 1;
        const base =
          dimension === 'preference'
            ? expected.of(title, null, ['of everybody, preference', value])
            : expected.of('', null, [dimension, value]);
        const all = Math.max(Math.min(tens(base), everybody), some);
        expectFigure(what, figures.index, (100 * (some / viewers)) / (all / everybody), {
          n: some,
          interval: indexInterval(some, viewers, all, everybody),
        });
      }
    }
    expect(shown.life).toBeGreaterThan(50);
    expect(shown.week).toBeGreaterThan(10);
    expect(shown.preference).toBeGreaterThan(5);
    expect(shown.index).toBeGreaterThan(50);
  });

  it('names every segment that anybody is in, shown or withheld, and ranks the territories that are shown', () => {
    for (const { title, audience } of audiencesOf()) {
      if (audience.weekMs !== null) continue;
      const named = audience.segments.map(({ dimension, value }) => JSON.stringify([dimension, value])).sort();
      const known = Object.keys(expected.counts)
        .map((name) => JSON.parse(name) as [string, string, ...[string, string][]])
        .filter(
          ([of, period, [dimension] = ['']]) => of === title && period === 'life' && !/^(all$|overlap)/.test(dimension),
        )
        .map(([, , [dimension, value] = ['', '']]) => JSON.stringify([dimension.replace('of everybody, ', ''), value]));
      // Where and on what somebody only looked in is a place, too.
      for (const { context } of truth.plays.filter((play) => play.titleId === title))
        for (const dimension of ['country', 'device'] as const)
          if (context[dimension] !== '') known.push(JSON.stringify([dimension, context[dimension]]));
      expect({ title, named }).toEqual({ title, named: [...new Set(known)].sort() });
      const territories = audience.segments.filter((one) => one.dimension === 'country' && one.viewers.value !== null);
      const rank = (a: (typeof territories)[number], b: (typeof territories)[number]) =>
        tens(expected.of(title, null, ['country', b.value])) - tens(expected.of(title, null, ['country', a.value])) ||
        (a.value < b.value ? -1 : 1);
      expect(territories.map((one) => one.value)).toEqual([...territories].sort(rank).map((one) => one.value));
    }
  });

  it('publishes the overlaps that name nobody, with their lift over chance', () => {
    const all = viewersOf(truth, null).size;
    let shown = 0;
    for (const { title, audience } of audiencesOf()) {
      const [own, others] = [viewersOf(truth, title).size, [...truth.titles.keys()].filter((id) => id !== title)];
      const list = others
        .map((id) => ({ id, b: viewersOf(truth, id).size, both: overlap(truth, title, id).both }))
        .filter(({ b, both }) => both >= FLOOR && own - both >= FLOOR && b - both >= FLOOR)
        .map(({ id, b, both }) => ({ id, b, both: tens(both), lift: (tens(both) * all) / (own * b) }))
        .sort((x, y) => y.lift - x.lift || (x.id < y.id ? -1 : 1))
        .slice(0, 12);
      expect(audience.overlaps.map(({ titleId }) => titleId)).toEqual(list.map(({ id }) => id));
      for (const [i, { id, b, both, lift }] of list.entries()) {
        const one = audience.overlaps[i];
        if (!one) throw new Error(`${id} is not told.`);
        shown += 1;
        const either = own + b - both;
        expectFigure({ title, id }, one.both, both);
        expectFigure({ title, id }, one.overlap, both / either, {
          n: tens(either),
          interval: wilsonRoots(both, either),
        });
        expectFigure({ title, id }, one.lift, lift, { n: both, interval: liftInterval(both, own, b, all) });
      }
    }
    expect(shown).toBeGreaterThan(20);
  });

  it('publishes what the slate’s audience prefers against what the slate offers', () => {
    const everybody = expected.of('', null, ['all', '']);
    expect(slate.viewers.value).toBe(everybody);
    const offered = new Map<string, number>();
    for (const title of truth.titles.values()) {
      if (title.premiereMs !== null && title.premiereMs > END_MS) continue;
      const out = title.episodes.filter((episode) => (episode.availableMs ?? 0) <= END_MS);
      const ms = out.reduce((sum, episode) => sum + episode.runtimeMs, 0);
      for (const genre of title.genres) offered.set(genre, (offered.get(genre) ?? 0) + ms / title.genres.length);
    }
    const offeredMs = [...offered.values()].reduce((sum, ms) => sum + ms, 0);
    let shown = 0;
    const cells = [...slate.cells, ...slate.genres.map(({ everybody: cell }) => cell)];
    for (const { genre, segment, ...figures } of cells) {
      if (figures.viewers.withheld) continue;
      shown += 1;
      const beside = segment === null ? [] : [[segment.dimension, segment.value] as const];
      const what = { genre, ...segment };
      const people = expected.of('', null, ['preference', genre], ...beside);
      expect(people, JSON.stringify(what)).toBeGreaterThanOrEqual(FLOOR);
      const whole = segment === null ? everybody : tens(expected.of('', null, ...beside));
      const some = Math.min(tens(people), whole);
      expectFigure(what, figures.viewers, tens(people));
      expectFigure(what, figures.share, some / whole, { n: tens(whole), interval: wilsonRoots(some, whole) });
      const all = Math.max(tens(expected.of('', null, ['preference', genre])), some);
      if (figures.index.value !== null)
        expectFigure(what, figures.index, (100 * (some / whole)) / (all / everybody), {
          n: some,
          interval: indexInterval(some, whole, all, everybody),
        });
      // Where it may not be told how many prefer nothing, all count as deciding.
      const none = tens(expected.of('', null, ['preference', ''], ...beside));
      const [deciding, offer] = [figures.gap.n ?? whole, (offered.get(genre) ?? 0) / offeredMs];
      expect([whole, whole - none]).toContain(deciding);
      if (figures.gap.value !== null) {
        const [low, high] = wilsonRoots(tens(people), deciding);
        expectFigure(what, figures.gap, tens(people) / deciding / offer, { interval: [low / offer, high / offer] });
      }
    }
    expect(shown).toBeGreaterThan(10);
    for (const { genre, offer } of slate.genres)
      expect(offer, genre).toBeCloseTo((offered.get(genre) ?? 0) / offeredMs, 9);
    expect(slate.underServed).toEqual(
      slate.cells
        .filter(({ gap }) => (gap.value ?? 0) >= 1.5 && (gap.interval?.[0] ?? 0) > 1)
        .sort((a, b) => (b.gap.value ?? 0) - (a.gap.value ?? 0)),
    );
  });

  it('publishes what surfaces take, with the standard error between viewers', () => {
    const inTime = truth.impressions.filter(({ atMs }) => atMs >= TAKE_FROM_MS && atMs <= TAKE_UNTIL_MS);
    expect(slate.take.map(({ surface }) => surface).sort()).toEqual(
      [...new Set(inTime.map(({ surface }) => surface))].sort(),
    );
    let shown = 0;
    for (const { surface, fraction } of slate.take) {
      if (fraction.withheld) continue;
      shown += 1;
      const own = takeFraction(truth, null, surface, TAKE_UNTIL_MS, TAKE_FROM_MS);
      expectFigure({ surface }, fraction, own.fraction ?? Number.NaN, {
        n: own.impressions,
        interval: shareInterval(own.fraction ?? 0, own.standardError ?? Number.NaN),
      });
    }
    expect(shown).toBeGreaterThan(2);
  });

  it('is the same when the stream comes shuffled, doubled, late, in pieces and once more', async () => {
    const clean = { counted, titles, slate };
    await opened.close(); // one engine a process
    opened = await TestStore.open();
    const sent = perturb(records, { seed: 9, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 3);
    for (let at = 0; at < sent.length; at += piece) {
      await opened.load(sent.slice(at, at + piece), END_MS + at);
      if (at !== piece) await rollUp(opened.store, { now });
      if (at === 0) await rollUpAudience(opened.store, { now });
    }
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    await read();
    expect({ counted, titles, slate }).toEqual(clean);
  });

  it('forgets whom a title had before its premiere was corrected', async () => {
    const [had] = titles.filter((_, i) => audiencesOf()[i]?.title === 'stray');
    expect(had?.viewers.value).toBeGreaterThan(100);
    const premiereMs = END_MS + DAY_MS;
    await opened.load(
      [
        {
          ...{ type: 'catalog', kind: 'title', id: 'stray', name: 'Stray', form: 'film', runtime_s: 9_000 },
          ...{ genres: ['western', 'opera'], premiere_at: premiereMs, updated_at: END_MS },
        },
      ],
      END_MS,
    );
    await rollUp(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    expect(await titleAudience(opened.store, 'stray', END_MS)).toMatchObject({
      ...{ viewers: { value: 0, asOfMs: END_MS }, segments: [], overlaps: [], weeks: [] },
    });
  });
});
