import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { buzzIndex, knownMentions, shareOfVoice } from '../../ingest/simulator/oracle-buzz.ts';
import type { Clustered } from '../../ingest/simulator/oracle-clusters.ts';
import { conversion, holdoutLift } from '../../ingest/simulator/oracle-conversion.ts';
import {
  applause,
  firstDayViews,
  interestBefore,
  placings,
  promoFunnel,
  velocityOf,
  viewInstants,
  type Placing,
} from '../../ingest/simulator/oracle-promo-counts.ts';
import { knownPromo } from '../../ingest/simulator/oracle-promo.ts';
import { realisedTruth } from '../../ingest/simulator/oracle.ts';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import { buzzDetail } from '../../sql/queries/buzz-rows.ts';
import { CREDITS, type PromoPlacing, type TitleBuzz } from '../../sql/queries/buzz-model.ts';
import { slateBuzz } from '../../sql/queries/buzz-slate.ts';
import { CONVERSION_DAYS } from '../../sql/queries/conversion.ts';
import { roundPeople, SEGMENT_FLOOR } from '../../sql/queries/privacy.ts';
import type { Figure } from '../../sql/queries/read-model.ts';
import { slate } from '../../sql/queries/slate.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { slateEndpoint } from '../../web/server/api/slate-endpoint.ts';
import type { WebContext } from '../../web/server/context.ts';
import { campaignRows, countCampaigns } from './support/campaign.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.UTC(2026, 4, 20, 17, 21, 43, 210);
const now = () => END_MS;

/** Titles of which plays are kept: the plain computation is slow, and starts of others change nothing of these. */
const WATCHED = ['nuit-sans-reseau', 'nine-paper-lanterns-s1', 'a-year-of-peat', 'quiet-arithmetic-s2'];

/** What is told of the campaigns of a slate, and the plays of those exposed to some of them. */
function toldLines(audience: ReturnType<typeof createAudience>): string[] {
  const all = [...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines);
  const told = all.filter((line) => /^\{"type":"(promo|promo_daily|mention)"/.test(line));
  const viewerOf = (line: string) => /"viewer_id":"([^"]*)"/.exec(line)?.[1] ?? '';
  const exposed = new Set(told.map(viewerOf).filter((viewer) => viewer !== ''));
  const plays = all.filter(
    (line) =>
      line.startsWith('{"type":"playback"') &&
      exposed.has(viewerOf(line)) &&
      WATCHED.some((title) => line.includes(`"title_id":"${title}"`)),
  );
  return [...catalogueLines(audience.slate, END_MS), ...told, ...plays];
}

describe('what is served of campaigns', () => {
  const audience = createAudience({ seed: 7, startMs: END_MS - 56 * DAY_MS, endMs: END_MS, scale: 0.12 });
  const lines = toldLines(audience);
  const records = lines.map((line) => JSON.parse(line) as EventRecord);
  const promo = knownPromo(records);
  const mentions = knownMentions(records);
  const truth = realisedTruth(records);
  const places = placings(promo);
  const titles = audience.slate.map(({ id }) => id);
  let clean: TestStore;
  let served: Map<string, TitleBuzz>;

  beforeAll(async () => {
    clean = await TestStore.open();
    await clean.load(lines, END_MS);
    await rollUp(clean.store, { now });
    await countCampaigns(clean.store, now);
    const entries = await Promise.all(
      titles.map(async (id) => [id, await titleBuzz(clean.store, id, END_MS)] as const),
    );
    served = new Map(entries.flatMap(([id, buzz]) => (buzz ? [[id, buzz]] : [])));
  });
  afterAll(() => clean.close());

  const buzzOf = (titleId: string): TitleBuzz => {
    const buzz = served.get(titleId);
    if (!buzz) throw new Error(`nothing is served of ${titleId}`);
    return buzz;
  };
  const servedPlacing = ({ titleId, assetId, channel }: Placing): PromoPlacing => {
    const asset = buzzOf(titleId).assets.find(({ id }) => id === assetId);
    const placing = asset?.placings.find((one) => one.channel === channel);
    if (!placing) throw new Error(`nothing is served of ${assetId} on ${channel}`);
    return placing;
  };

  function expectShare(what: object, shown: Figure, expected: Clustered | null): void {
    if (expected === null || expected.n < 20) {
      expect({ ...what, value: shown.value }).toEqual({ ...what, value: null });
      return;
    }
    expect({ ...what, n: shown.n }).toEqual({ ...what, n: expected.n });
    expect(shown.value, JSON.stringify(what)).toBeCloseTo(expected.share, 12);
    if (expected.standardError === null) expect({ ...what, interval: shown.interval }).toEqual(what);
    else if (expected.standardError === 0) {
      // All agree: their spread says nothing, and certainty would be claimed of a few.
      expect((shown.interval?.[1] ?? 0) - (shown.interval?.[0] ?? 0), JSON.stringify(what)).toBeGreaterThan(0);
    } else {
      const half = 1.959963984540054 * expected.standardError;
      expect(shown.interval?.[0], JSON.stringify(what)).toBeCloseTo(Math.max(0, expected.share - half), 9);
      expect(shown.interval?.[1]).toBeCloseTo(Math.min(1, expected.share + half), 9);
    }
  }

  it('is of a size that can show something', () => {
    expect(promo.events.length).toBeGreaterThan(4_000);
    expect(promo.withheld.length).toBeGreaterThan(50);
    expect(new Set(places.map(({ source }) => source))).toEqual(new Set(['events', 'daily']));
    expect(mentions.length).toBeGreaterThan(200);
    expect(truth.outcomes.filter(({ starterHourMs }) => starterHourMs !== null).length).toBeGreaterThan(200);
  });

  it('equals the plain computation for every asset on every channel: funnel, shares, views, 24-hour views, likes', () => {
    for (const placing of places) {
      const { assetId, channel } = placing;
      const what = { assetId, channel };
      const shown = servedPlacing(placing);
      const expected = promoFunnel(promo, placing);
      const { source, impressions, starts, views, q25, q50, q75, completes } = expected;
      expect({ ...what, source: shown.source, views: shown.views.value, ...shown.funnel }).toEqual({
        ...{ ...what, source, views, impressions, starts, q25, q50, q75, completes },
      });
      expectShare({ ...what, share: 'through' }, shown.viewThrough, expected.viewThrough);
      expectShare({ ...what, share: 'completion' }, shown.completion, expected.completion);
      const first = firstDayViews(promo, placing, END_MS);
      expect({ ...what, first: shown.views24h.value === null }).toEqual({ ...what, first: first === null });
      if (first) {
        expect(shown.views24h.value).toBeCloseTo(first.views, 6);
        expect(shown.views24h.estimated ?? false).toBe(first.isEstimate);
      }
      expect({ ...what, likes: shown.likes ?? 0, shares: shown.shares ?? 0 }).toEqual({
        ...{ ...what, likes: applause(promo, placing, 'like'), shares: applause(promo, placing, 'share') },
      });
    }
    const placed = [...served.values()].flatMap(({ assets }) => assets.flatMap((asset) => asset.placings));
    expect(placed).toHaveLength(places.length);
  });

  it('equals it in totals, list adds and reminders', () => {
    for (const titleId of titles) {
      const { figures } = buzzOf(titleId);
      const own = places.filter((placing) => placing.titleId === titleId);
      const views = own.reduce((sum, placing) => sum + (promoFunnel(promo, placing).views ?? 0), 0);
      expect({ titleId, views: figures.views.value, mentions: figures.mentions.value }).toEqual({
        ...{ titleId, views, mentions: mentions.filter((mention) => mention.titleId === titleId).length },
      });
      expect({ titleId, adds: figures.listAdds.value, reminders: figures.reminders.value }).toEqual({
        titleId,
        adds: interestBefore(promo, titleId, 'list_add', END_MS + DAY_MS),
        reminders: interestBefore(promo, titleId, 'reminder', END_MS + DAY_MS),
      });
    }
  });

  it('equals it hour by hour of the last week: views, mentions, and their changes', () => {
    let some = 0;
    for (const titleId of titles) {
      const { velocity } = buzzOf(titleId);
      const own = places.filter((placing) => placing.titleId === titleId);
      const instants = {
        views: own.flatMap((placing) => viewInstants(promo, placing)),
        mentions: mentions.filter((mention) => mention.titleId === titleId).map(({ atMs }) => atMs),
      };
      for (const of of ['views', 'mentions'] as const) {
        const shown = velocity[of];
        const exported = promo.daily.filter(
          ({ assetId, channel, metric }) =>
            metric === 'views' &&
            own.some((one) => one.source === 'daily' && one.assetId === assetId && one.channel === channel),
        );
        const until = of === 'views' && exported.length > 0 ? Math.max(...exported.map(({ dayMs }) => dayMs)) : null;
        expect({ titleId, of, until: shown.exportedToMs }).toEqual({ titleId, of, until });
        const untold = shown.days.filter(({ count }) => count === null).map(({ atMs }) => atMs);
        expect(untold).toEqual(
          shown.days.map(({ atMs }) => atMs).filter((atMs) => instants[of].length === 0 && atMs > (until ?? Infinity)),
        );
        // What only exports tell of has no hours.
        if (shown.hours.length === 0) {
          expect({ titleId, of, told: instants[of] }).toEqual({ titleId, of, told: [] });
          expect(shown).toMatchObject({ perHour: { value: null }, open: null });
          continue;
        }
        expect(shown.hours).toHaveLength(169);
        for (const [i, { atMs, count }] of shown.hours.entries()) {
          const expected = velocityOf(instants[of], atMs);
          expect({ titleId, of, atMs, count }).toEqual({ titleId, of, atMs, count: expected.perHour });
          some += count;
          if (i !== shown.hours.length - 2) continue;
          expect({ titleId, of, perHour: shown.perHour.value, change: shown.change }).toEqual({
            ...{ titleId, of, ...expected },
          });
        }
        const all = shown.days.reduce((sum, day) => sum + (day.count ?? 0), 0);
        if (shown.exportedToMs === null)
          expect({ titleId, of, all }).toEqual({ titleId, of, all: instants[of].length });
      }
    }
    expect(some).toBeGreaterThan(200);
  });

  it('equals it in share of voice', () => {
    for (const titleId of titles) {
      const { voice } = buzzOf(titleId);
      const { fromMs, toMs } = voice.window;
      expect(toMs).toBe(Math.floor(END_MS / HOUR_MS) * HOUR_MS);
      expectShare({ titleId }, voice.share, shareOfVoice(truth.titles, mentions, titleId, fromMs, toMs));
    }
  });

  it('equals it in the buzz index, now and at other days to the premiere', () => {
    let told = 0;
    for (const titleId of titles) {
      const { index } = buzzOf(titleId);
      const some = index.days.filter((_, i) => i % 30 === 0);
      for (const day of some) {
        const expected = buzzIndex(truth.titles, promo, mentions, {
          titleId,
          daysBefore: day.daysBefore,
          asOfMs: END_MS,
        });
        if (expected === null) {
          expect({ titleId, ...day }).toMatchObject({ titleId, index: null });
          continue;
        }
        told += 1;
        expect(day.comparables).toBe(expected.comparables);
        expect(day.index).toBeCloseTo(expected.index, 9);
        for (const part of ['views', 'mentions', 'listAdds'] as const)
          expect(day.multiples?.[part]).toBeCloseTo(expected.multiples[part], 9);
      }
      if (index.now.value !== null) expect(index.now.value).toBe(index.days.at(-1)?.index);
    }
    expect(told).toBeGreaterThan(4);
  });

  it('equals it in conversion, for every window, credit, kind and asset, and in the lift of a holdout', async () => {
    let [lifts, told] = [0, 0];
    /** Parts of the exposed are counted exactly, and told in tens; not where they are few. */
    const expectTold = (what: object, shown: number | null | undefined, people: number) => {
      if (shown === null || shown === undefined) return;
      told += 1;
      expect({ ...what, shown }).toEqual({ ...what, shown: roundPeople(people) });
      expect(people, JSON.stringify(what)).toBeGreaterThanOrEqual(SEGMENT_FLOOR);
    };
    for (const titleId of titles) {
      const { conversion: stored } = await buzzDetail(clean.store, titleId);
      for (const [i, days] of CONVERSION_DAYS.entries()) {
        const counted = stored[i];
        const shown = buzzOf(titleId).conversion[i];
        const question = { titleId, days, asOfMs: END_MS };
        const expected = conversion(truth, promo, question);
        const { exposed, converted, maturing, started, inHoldout } = expected;
        if (exposed + maturing + started + inHoldout === 0) {
          expect(shown?.exposed ?? 0).toBe(0);
          continue;
        }
        expect({ titleId, ...shown }).toMatchObject({
          titleId,
          days,
          exposed,
          converted,
          maturing,
          started,
          inHoldout,
        });
        for (const credit of CREDITS) {
          const { byKind } = conversion(truth, promo, { ...question, credit });
          expect(new Set(counted?.kinds.map(({ kind }) => kind))).toEqual(new Set(byKind.keys()));
          for (const { kind, exposed: people, credited } of counted?.kinds ?? []) {
            expect({ titleId, days, kind, people }).toEqual({ titleId, days, kind, people: byKind.get(kind)?.exposed });
            expect(credited[credit]).toBeCloseTo(byKind.get(kind)?.credited ?? NaN, 6);
          }
          for (const { kind, exposed: people, credited } of shown?.kinds ?? []) {
            const own = byKind.get(kind);
            expectTold({ titleId, days, kind }, people, own?.exposed ?? 0);
            expectTold({ titleId, days, kind, credit }, credited[credit], Math.round(own?.credited ?? 0));
          }
        }
        for (const { asset, ...own } of counted?.assets ?? []) {
          const {
            exposed: people,
            converted: came,
            maturing: young,
          } = conversion(truth, promo, {
            ...{ ...question, assetId: asset },
          });
          expect({ days, ...own }).toMatchObject({ days, exposed: people, converted: came, maturing: young });
          const told = shown?.assets.find(({ assetId }) => assetId === asset);
          expectTold({ titleId, days, asset }, told?.exposed, people);
          expectTold({ titleId, days, asset }, told?.converted, came);
          expect(told?.maturing).toBe(told?.exposed === null ? null : roundPeople(young));
        }
        const lift = holdoutLift(truth, promo, question);
        const enough = lift !== null && lift.exposed.n >= 20 && lift.holdout.n >= 20;
        expect({ titleId, days, word: shown?.word }).toEqual({ titleId, days, word: enough ? 'lift' : 'association' });
        if (!enough) continue;
        lifts += 1;
        expect(shown?.lift).toMatchObject({ exposed: lift.exposed, holdout: lift.holdout });
      }
    }
    expect(lifts).toBeGreaterThan(2);
    expect(told).toBeGreaterThan(40);
  });

  it('puts the same figures on the slate', async () => {
    const { rows, titles: all } = await slateBuzz(clean.store, END_MS);
    expect(rows.length).toBe(all);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const { figures, velocity, daysToPremiere } = buzzOf(row.title.id);
      for (const name of ['views', 'mentions', 'listAdds', 'buzzIndex', 'shareOfVoice', 'conversion7d'] as const)
        expect({ [name]: row[name] }).toEqual({ [name]: figures[name] });
      expect(row.daysToPremiere).toBe(daysToPremiere);
      expect(row.velocity.views).toMatchObject({
        perHour: velocity.views.perHour.value,
        change: velocity.views.change,
        open: velocity.views.open?.count ?? null,
      });
    }
    const order = rows.map(({ daysToPremiere }) => daysToPremiere ?? Infinity);
    const ahead = order.filter((days) => days > 0);
    expect(ahead).toEqual(ahead.toSorted((a, b) => a - b));
    expect(ahead.length).toBeGreaterThan(0);
  });

  it('puts the same index on the slate of all titles, page and API', async () => {
    const week = { fromMs: END_MS - 7 * DAY_MS, toMs: END_MS };
    const asked = { from: { atMs: week.fromMs }, to: { atMs: week.toMs } } as never;
    const answer = await slateEndpoint.read({ store: clean.store, now } as WebContext, asked);
    const { rows } = await slate(clean.store, week, END_MS);
    const told = rows.map(({ title, buzzIndex }) => [title.id, buzzIndex.value]);
    expect(answer).toMatchObject({
      rows: told.map(([id, value]) => ({ title: { id }, buzz_index: { value }, net_sentiment: {}, rating: {} })),
    });
    expect(told).toEqual(rows.map(({ title }) => [title.id, buzzOf(title.id).figures.buzzIndex.value]));
    expect(told.filter(([, index]) => index !== null).length).toBeGreaterThan(0);
  });

  it('is the same when the stream comes shuffled, doubled, late, in pieces and once more, and over a restart', async () => {
    const expected = await campaignRows(clean.store);
    await clean.close(); // one engine a process
    const messy = await TestStore.open();
    const sent = perturb(lines, { seed: 5, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 6);
    for (let at = 0; at < sent.length; at += piece) {
      await messy.load(sent.slice(at, at + piece), END_MS + at);
      if (at % (2 * piece) === 0) await countCampaigns(messy.store, now);
      if (at === 2 * piece) {
        await messy.reopen();
        await messy.store.command({ name: 'test.merge', text: 'OPTIMIZE TABLE promo_event FINAL' });
      }
    }
    await rollUp(messy.store, { now });
    await countCampaigns(messy.store, now);
    const got = await campaignRows(messy.store);
    await messy.close();
    expect(expected.length).toBeGreaterThan(15);
    expect(got).toEqual(expected);
  });
});
