import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { netflixViewing } from '../../ingest/importers/netflix-viewing.ts';
import { mondayOf } from '../../ingest/simulator/oracle-audience.ts';
import { conversion } from '../../ingest/simulator/oracle-conversion.ts';
import { hoursWithin, viewsOf } from '../../ingest/simulator/oracle-launch.ts';
import { placings, promoFunnel } from '../../ingest/simulator/oracle-promo-counts.ts';
import { knownPromo } from '../../ingest/simulator/oracle-promo.ts';
import { realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import { titleLaunch } from '../../sql/queries/launch.ts';
import { slate } from '../../sql/queries/slate.ts';
import { rollUpAudience } from '../../sql/rollup/audience/run.ts';
import { rollUpAllDeep } from '../../sql/rollup/deep.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { countCampaigns } from './support/campaign.ts';
import { countsOfOracle, countsOfStore } from './support/audience-counts.ts';
import { segmentsExpected, segmentsServed } from './support/segment-amounts.ts';
import { TestStore } from './support/store.ts';
import {
  deepExpected,
  deepServed,
  figuresExpected,
  figuresServed,
  viewersExpected,
  viewersServed,
} from './support/title-numbers.ts';

const FILE = 'test/fixtures/netflix-viewing.csv';
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Noon of the day after the last play: the newest are still maturing. */
const asOf = (records: readonly EventRecord[]) => {
  const last = Math.max(...records.map((record) => (record.type === 'playback' ? Number(record.at) : 0)));
  return Math.floor(last / DAY_MS) * DAY_MS + 1.5 * DAY_MS;
};

/** Of many things, some at once: the store answers several pages side by side. */
async function all<T, R>(things: readonly T[], read: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < things.length; at += 8)
    results.push(...(await Promise.all(things.slice(at, at + 8).map(read))));
  return results;
}

describe('an account export', () => {
  let opened: TestStore;
  let truth: RealisedTruth;
  let asOfMs: number;
  let records: EventRecord[];
  /** Titles that were played, with the hours that anything was played in. */
  const played = () =>
    [...truth.totals].flatMap(([title, { contentSecondsByHour }]) => {
      const hours = [...contentSecondsByHour.keys()].sort((a, b) => a - b);
      return hours.length > 0 ? [{ title, firstMs: hours[0] ?? 0, lastMs: hours.at(-1) ?? 0 }] : [];
    });

  beforeAll(async () => {
    records = [];
    for await (const item of netflixViewing.read(FILE, { account: 'home' }))
      if ('records' in item) records.push(...(JSON.parse(JSON.stringify(item.records)) as EventRecord[]));
    truth = realisedTruth(records);
    asOfMs = asOf(records);
    opened = await TestStore.open();
    const now = () => asOfMs;
    // As an import sends them: some thousand at a time, the catalogue first.
    for (let at = 0; at < records.length; at += 2_000) await opened.load(records.slice(at, at + 2_000), asOfMs);
    await rollUp(opened.store, { now });
    await rollUpAllDeep(opened.store, { now });
    await rollUpAudience(opened.store, { now });
    await countCampaigns(opened.store, now);
  }, 120_000);
  afterAll(() => opened.close());

  it('holds what makes one hard: seasons of one show, estimated and unknown runtimes, trailers, two countries, ends of months and weeks', () => {
    const seasons = [...truth.titles.keys()].filter((id) => /^nf-the-blacklist-s\d$/.test(id));
    expect(seasons.length).toBeGreaterThan(2);
    const films = records.filter(
      (record) => record.type === 'catalog' && record.kind === 'title' && record.form === 'film',
    );
    expect(films.some((film) => 'runtime_estimated' in film && film.runtime_estimated)).toBe(true);
    expect(films.some((film) => !('runtime_s' in film))).toBe(true);
    expect(records.filter((record) => record.type === 'promo').length).toBeGreaterThan(30);
    const countries = Map.groupBy(truth.plays, (play) => play.titleId);
    const abroad = [...countries.values()].filter(
      (plays) => new Set(plays.map((play) => play.context.country)).size > 1,
    );
    expect(abroad.length).toBeGreaterThan(2);
    const hours = truth.playHours.map((hour) => hour.hourMs);
    const lastDays = hours.filter((hourMs) => new Date(hourMs + DAY_MS).getUTCDate() === 1);
    expect(lastDays.length).toBeGreaterThan(3);
    expect(hours.filter((hourMs) => new Date(hourMs).getUTCDay() === 0).length).toBeGreaterThan(10);
  });

  it('is told of every viewer of every title as the plain computation tells it', async () => {
    const titles = played().map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(60);
    const served = await all(titles, (title) => viewersServed(opened.store, title));
    for (const [i, title] of titles.entries())
      expect({ title, ...served[i] }).toEqual({ title, ...viewersExpected(truth, opened.people, title) });
  });

  it('gives every figure of every title in its life, and in its first week, its last month or the one before', async () => {
    const compared = played().flatMap(({ title, firstMs, lastMs }, index) => {
      const last = new Date(lastMs);
      const month = (months: number) => Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + months);
      const parts = [
        { fromMs: mondayOf(firstMs), toMs: mondayOf(firstMs) + WEEK_MS },
        { fromMs: month(0), toMs: month(1) },
        { fromMs: month(-1), toMs: month(0) },
      ];
      const life = { fromMs: 0, toMs: asOfMs + DAY_MS / 2 };
      return [life, parts[index % parts.length] ?? life].map((range) => ({ title, range }));
    });
    const served = await all(compared, ({ title, range }) => figuresServed(opened.store, title, range, asOfMs));
    for (const [i, { title, range }] of compared.entries())
      // Every runtime of an export is an estimate.
      expect({ title, range, ...served[i] }).toEqual({
        ...{ title, range },
        ...figuresExpected(truth, title, range, asOfMs, true),
      });
  });

  it('counts trailers, teasers and hooks as promotion of the titles that they are of, and who watched those after them', async () => {
    const promo = knownPromo(records);
    const titles = [...new Set(promo.events.map(({ titleId }) => titleId))].filter((id) => truth.titles.has(id));
    expect(titles.length).toBeGreaterThan(3);
    let exposures = 0;
    for (const titleId of titles) {
      const buzz = await titleBuzz(opened.store, titleId, asOfMs);
      const own = placings(promo).filter((placing) => placing.titleId === titleId);
      expect({ titleId, placed: buzz?.assets.flatMap((asset) => asset.placings).length }).toEqual({
        ...{ titleId, placed: own.length },
      });
      for (const placing of own) {
        const asset = buzz?.assets.find(({ id }) => id === placing.assetId);
        const { starts, views } = promoFunnel(promo, placing);
        expect(asset?.placings[0]).toMatchObject({ source: 'events', views: { value: views }, funnel: { starts } });
        expect(asset?.described).toBe(true);
      }
      for (const shown of buzz?.conversion ?? []) {
        const expected = conversion(truth, promo, { titleId, days: shown.days, asOfMs });
        const { exposed, converted: came, maturing, started } = expected;
        expect({ titleId, ...shown }).toMatchObject({ titleId, exposed, converted: came, maturing, started });
        if (shown.days === 28) exposures += exposed + started;
      }
    }
    expect(exposures).toBeGreaterThan(3);
  });

  it('has no launch without a premiere', async () => {
    for (const { title } of played().slice(0, 3))
      expect(await titleLaunch(opened.store, title, asOfMs)).toMatchObject({ points: [], ageHours: null, hold: [] });
  });

  it('counts every cell, step, sitting and day of every title', async () => {
    const titles = played().map(({ title }) => title);
    const served = await all(titles, (title) => deepServed(opened.store, truth, title, asOfMs));
    for (const [i, title] of titles.entries())
      expect({ title, ...served[i] }).toEqual({ title, ...deepExpected(truth, title, asOfMs) });
  });

  it('counts its audience exactly, also by country and device', async () => {
    expect((await countsOfStore(opened.store)).counts).toEqual(countsOfOracle(truth, asOfMs).counts);
    expect(await segmentsServed(opened.store)).toEqual(segmentsExpected(truth, asOfMs));
  });

  it('gives the slate: every row, the totals and the ranks of a week, a month and of everything', async () => {
    const lastMs = Math.max(...played().map((one) => one.lastMs));
    for (const range of [
      // The open hour is in it, as in every range that ends now.
      { fromMs: 0, toMs: Math.ceil(asOfMs / 3_600_000) * 3_600_000 },
      { fromMs: mondayOf(lastMs), toMs: mondayOf(lastMs) + WEEK_MS },
      { fromMs: Date.UTC(2022, 4), toMs: Date.UTC(2022, 5) },
    ]) {
      const { rows, totals } = await slate(opened.store, range, asOfMs);
      const expected = played()
        .map(({ title }) => ({ title, ...figuresExpected(truth, title, range, asOfMs, true) }))
        .filter(({ title }) => hoursWithin(truth, title, range.fromMs, range.toMs) > 0);
      const active = new Set(
        truth.playHours
          .filter((hour) => hour.contentSeconds > 0 && hour.hourMs >= range.fromMs && hour.hourMs < range.toMs)
          .map((hour) => hour.viewerId),
      );
      expect(totals.viewers.value).toBe(active.size);
      expect(totals.starts.value).toBe(
        truth.plays.filter((play) => play.startedMs >= range.fromMs && play.startedMs < range.toMs).length,
      );
      const hoursOfAll = played().reduce(
        (sum, { title }) => sum + hoursWithin(truth, title, range.fromMs, range.toMs),
        0,
      );
      expect(totals.hours.value).toBeCloseTo(hoursOfAll, 6);
      const strength = (title: string) => {
        const known = truth.titles.get(title);
        const hours = hoursWithin(truth, title, range.fromMs, range.toMs);
        return (known && viewsOf(known, hours, range.toMs)) ?? hours;
      };
      const order = expected.map(({ title }) => title).sort((a, b) => strength(b) - strength(a) || (a < b ? -1 : 1));
      const ranked = rows.filter((row) => row.rank !== null);
      expect(ranked.map((row) => row.title.id)).toEqual(order.slice(0, ranked.length));
      expect(ranked.length).toBe(Math.min(200, order.length));
      for (const row of ranked) {
        const { hours, views, viewers, starters, shareOfSlate } = row;
        const own = expected.find(({ title }) => title === row.title.id) as Record<string, unknown> | undefined;
        expect({ title: row.title.id, viewers: viewers.value, starters: starters.value }).toEqual({
          title: row.title.id,
          viewers: own?.['viewers'],
          starters: own?.['starters'],
        });
        expect(hours.value).toBeCloseTo(own?.['hours'] as number, 6);
        if (views.value !== null) expect(views.value).toBeCloseTo(own?.['views'] as number, 6);
        expect(shareOfSlate.value).toBeCloseTo(own?.['shareOfSlate'] as number, 9);
      }
    }
  });
});
