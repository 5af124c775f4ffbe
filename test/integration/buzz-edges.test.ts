import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netflixViewing } from '../../ingest/importers/netflix-viewing.ts';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import type { TitleBuzz } from '../../sql/queries/buzz-model.ts';
import { slateBuzz } from '../../sql/queries/buzz-slate.ts';
import type { ReportWeek } from '../../sql/queries/report/model.ts';
import { reportWeek, weeksBefore } from '../../sql/queries/report/week.ts';
import { WeeklyPromo } from '../../sql/queries/report/weekly-promo.ts';
import { titleDetail } from '../../sql/queries/titles.ts';
import { rollUpBuzz, recomputeBuzz } from '../../sql/rollup/buzz/run.ts';
import { takeInTold } from '../../sql/rollup/buzz/take-in.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { season, viewers } from './support/audience.ts';
import { campaignRows, countCampaigns } from './support/campaign.ts';
import { Rounds } from './support/rounds.ts';
import { TestStore } from './support/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIVE_MS = Date.UTC(2026, 8, 1, 10, 30);
const PREMIERE_MS = LIVE_MS + 10 * DAY_MS;
const NOW_MS = PREMIERE_MS + 20 * DAY_MS;
const now = () => NOW_MS;

const asset = (id: string, title: string, more: object = {}) => ({
  ...{ type: 'catalog', kind: 'asset', id, title_id: title, form: 'trailer', channel: 'site', live_at: LIVE_MS },
  ...{ updated_at: LIVE_MS, ...more },
});
const promo = (id: string, assetId: string, action: string, atMs: number, more: object = {}) => ({
  ...{ type: 'promo', event_id: id, asset_id: assetId, action, at: atMs, viewer_id: 'v1', ...more },
});
const daily = (assetId: string, metric: string, value: number, more: object = {}) => ({
  ...{ type: 'promo_daily', asset_id: assetId, channel: 'tube', date: '2026-09-01', metric, value, ...more },
});
const mention = (id: string, title: string, atMs: number, more: object = {}) => ({
  ...{ type: 'mention', mention_id: id, title_id: title, at: atMs, author: `a${id}`, ...more },
});

describe('campaigns', () => {
  let test: TestStore;
  /** Every story is told in rounds together with the others. */
  const rounds = new Rounds<object>(async (records) => {
    await test.load(records, NOW_MS);
    await rollUp(test.store, { now });
    await countCampaigns(test.store, now);
  });
  const told = (...records: object[]) => rounds.tell(...records);
  /** Titles and assets of each story are its own: `id` makes them so. */
  const story = (name: string, tell: (id: (of: string) => string) => Promise<void>) =>
    rounds.story(name, (number) => tell((of) => `${of}-${number}`));
  beforeAll(async () => {
    test = await TestStore.open();
    rounds.begin();
  });
  afterAll(() => test.close());

  async function buzzOf(title: string): Promise<TitleBuzz> {
    const buzz = await titleBuzz(test.store, title, NOW_MS);
    if (!buzz) throw new Error(`nothing is known of ${title}`);
    return buzz;
  }
  const placing = async (title: string, assetId: string, channel = 'site') =>
    (await buzzOf(title)).assets.find((one) => one.id === assetId)?.placings.find((one) => one.channel === channel);
  const film = (id: string) => season(id, PREMIERE_MS, [], 6_000);

  story('count events that came before their asset was known, for the title it belongs to', async (id) => {
    const one = id('title');
    await told(...film(one));
    await told(promo(id('e'), id('a'), 'start', LIVE_MS + HOUR_MS));
    expect((await buzzOf(one)).figures.views.value).toBe(0);
    await told(asset(id('a'), one));
    expect((await placing(one, id('a')))?.views.value).toBe(1);
  });

  story(
    'count events of an unknown asset for the title that they name, until the catalogue says another',
    async (id) => {
      const [one, other] = [id('one'), id('other')];
      await told(...film(one), ...film(other));
      await told(promo(id('e'), id('a'), 'start', LIVE_MS, { title_id: one }));
      const [unknown] = (await buzzOf(one)).assets;
      expect(unknown).toMatchObject({ id: id('a'), name: id('a'), described: false });
      expect((await buzzOf(one)).figures.views.value).toBe(1);
      await told(asset(id('a'), other));
      expect((await buzzOf(one)).figures.views.value).toBe(0);
      expect((await buzzOf(other)).figures.views.value).toBe(1);
    },
  );

  story(
    'tell exposures to an unknown asset apart by the titles that they name, and put them together once it is known',
    async (id) => {
      const [one, other] = [id('one'), id('other')];
      await told(...film(one), ...film(other));
      await told(
        promo(id('e1'), id('a'), 'start', LIVE_MS, { title_id: one, channel: 'site' }),
        promo(id('e2'), id('a'), 'q25', LIVE_MS + 1_000, { title_id: other, channel: 'site' }),
      );
      expect((await placing(one, id('a')))?.funnel).toMatchObject({ starts: 1, q25: 0 });
      expect((await placing(other, id('a')))?.funnel).toMatchObject({ starts: 0, q25: 0 });
      await told(asset(id('a'), one));
      expect((await placing(one, id('a')))?.funnel).toMatchObject({ starts: 1, q25: 1 });
      expect(await placing(other, id('a'))).toBeUndefined();
    },
  );

  story('count an export under the kinds that it names, of which what names none is the whole', async (id) => {
    const one = id('one');
    await told(...film(one));
    const kinds = async () =>
      Object.fromEntries((await buzzOf(one)).kinds.map(({ kind, views, starts }) => [kind, [views, starts]]));
    await told(asset(id('a'), one), daily(id('a'), 'views', 100), daily(id('a'), 'starts', 130));
    expect(await kinds()).toEqual({ unknown: [100, 130] });
    // Parts of it, and of another day without a whole.
    await told(
      daily(id('a'), 'views', 60, { paid_owned_earned: 'paid' }),
      daily(id('a'), 'views', 10, { paid_owned_earned: 'earned', country: 'PT' }),
      daily(id('a'), 'views', 5, { paid_owned_earned: 'earned', country: 'BR' }),
      daily(id('a'), 'views', 7, { paid_owned_earned: 'owned', date: '2026-09-02' }),
    );
    expect(await kinds()).toEqual({ paid: [60, null], owned: [7, null], earned: [15, null], unknown: [25, 130] });
    expect((await placing(one, id('a'), 'tube'))?.views.value).toBe(107);
    // Parts that are more than the whole are all there is.
    await told(daily(id('a'), 'views', 90, { paid_owned_earned: 'paid', updated_at: NOW_MS }));
    expect(await kinds()).toEqual({ paid: [90, null], owned: [7, null], earned: [15, null], unknown: [null, 130] });
    expect((await placing(one, id('a'), 'tube'))?.views.value).toBe(112);
  });

  story('move with an asset that changes its title, its channel or its view rule', async (id) => {
    const [one, other] = [id('one'), id('other')];
    await told(...film(one), ...film(other));
    const start = promo(id('e1'), id('a'), 'start', LIVE_MS);
    const quarter = promo(id('e2'), id('a'), 'q25', LIVE_MS + 1_000, { channel: 'app' });
    await told(asset(id('a'), one), start, quarter);
    expect((await placing(one, id('a')))?.funnel).toMatchObject({ starts: 1, q25: 0 });
    // The start names no channel: on the asset's new one it belongs to the exposure that the quarter is of.
    await told(asset(id('a'), one, { channel: 'app', updated_at: LIVE_MS + 1 }));
    expect((await placing(one, id('a'), 'app'))?.funnel).toMatchObject({ starts: 1, q25: 1 });
    expect(await placing(one, id('a'))).toBeUndefined();
    await told(asset(id('a'), one, { channel: 'app', updated_at: LIVE_MS + 2, view_rule: 'q50: half of it' }));
    expect(await placing(one, id('a'), 'app')).toMatchObject({ viewAt: 'q50', views: { value: 0 } });
    await told(asset(id('a'), other, { channel: 'app', updated_at: LIVE_MS + 3 }));
    expect((await buzzOf(one)).figures.views.value).toBe(0);
    expect((await placing(other, id('a'), 'app'))?.views.value).toBe(1);
    await told(asset(id('a'), other, { updated_at: LIVE_MS + 4, deleted: true }));
    expect((await buzzOf(other)).empty).toBe(true);
  });

  story('let one body of an event win, wherever its other bodies lie and in whichever order they came', async (id) => {
    const one = id('title');
    await told(...film(one));
    const bodies = [
      promo(id('e'), id('a'), 'start', LIVE_MS),
      promo(id('e'), id('a'), 'start', LIVE_MS + DAY_MS, { viewer_id: 'v2' }),
      promo(id('e'), id('b'), 'impression', LIVE_MS, { viewer_id: 'v3' }),
      promo(id('e'), id('a'), 'complete', LIVE_MS),
    ];
    await told(asset(id('a'), one), asset(id('b'), one), ...bodies);
    const { raw } = await test.store.one<{ raw: object }>({
      name: 'test.winner',
      text: `SELECT tuple(asset, action)::Tuple(asset String, action String) AS raw FROM raw_promo FINAL WHERE event_id = {event:String}`,
      params: { event: id('e') },
    });
    const totals = async () => {
      const { assets } = await buzzOf(one);
      return assets.flatMap((own) =>
        own.placings.map(({ funnel }) => [own.id, funnel.impressions ?? 0, funnel.starts ?? 0] as const),
      );
    };
    const before = (await totals()).filter(([, impressions, starts]) => impressions + starts > 0);
    const { asset: winner, action } = raw as { asset: string; action: string };
    expect(before).toEqual(
      action === 'complete' ? [] : [[winner, Number(action === 'impression'), Number(action === 'start')]],
    );
    // The same bodies one by one, the other way round, end the same.
    const other = (name: string) => `again-${name}`;
    const renamed = bodies.map((body) => ({ ...body, event_id: other(body.event_id), asset_id: other(body.asset_id) }));
    await told(...film(other(one)));
    await told(asset(other(id('a')), other(one)), asset(other(id('b')), other(one)));
    for (const body of renamed.reverse()) await told(body);
    const { n } = await test.store.one<{ n: number }>({
      name: 'test.exposures',
      text: `SELECT sum(length(exposures)) AS n FROM promo_viewer FINAL WHERE asset IN ({a:String}, {b:String})`,
      params: { a: other(id('a')), b: other(id('b')) },
    });
    expect(n).toBe(1);
  });

  story('leave test traffic out, also what turns into it', async (id) => {
    const one = id('title');
    await told(...film(one));
    await told(
      asset(id('a'), one),
      promo(id('e'), id('a'), 'start', LIVE_MS, { test: true }),
      mention(id('m'), one, LIVE_MS, { test: true }),
      daily(id('a'), 'views', 5, { test: true }),
    );
    const { figures } = await buzzOf(one);
    expect([figures.views.value, figures.mentions.value]).toEqual([0, 0]);
    await told(mention(id('n'), one, LIVE_MS));
    expect((await buzzOf(one)).figures.mentions.value).toBe(1);
    await told(mention(id('n'), one, LIVE_MS, { test: true, updated_at: LIVE_MS + 1 }));
    expect((await buzzOf(one)).figures.mentions.value).toBe(0);
  });

  story('follow a mention that is corrected to another title or time, and one that is withdrawn', async (id) => {
    const [one, other] = [id('one'), id('other')];
    await told(...film(one), ...film(other));
    await told(mention(id('m'), one, LIVE_MS), mention(id('n'), one, LIVE_MS));
    await told(mention(id('m'), other, LIVE_MS + DAY_MS, { updated_at: LIVE_MS + 1 }));
    const mentions = async (of: string) => (await buzzOf(of)).figures.mentions.value;
    expect([await mentions(one), await mentions(other)]).toEqual([1, 1]);
    await told(mention(id('m'), other, LIVE_MS + DAY_MS, { updated_at: LIVE_MS + 2, deleted: true }));
    expect([await mentions(one), await mentions(other)]).toEqual([1, 0]);
    // An older body that comes late changes nothing.
    await told(mention(id('m'), one, LIVE_MS + 2 * DAY_MS, { updated_at: LIVE_MS }));
    expect([await mentions(one), await mentions(other)]).toEqual([1, 0]);
  });

  story('take a channel from its export where that counts plays, and from events where it only likes', async (id) => {
    const one = id('title');
    await told(...film(one));
    const event = promo(id('e'), id('a'), 'start', LIVE_MS, { channel: 'tube' });
    await told(asset(id('a'), one), event, daily(id('a'), 'likes', 7), daily(id('a'), 'cost', 12.5));
    expect(await placing(one, id('a'), 'tube')).toMatchObject({ source: 'events', views: { value: 1 }, cost: 12.5 });
    await told(daily(id('a'), 'views', 40, { country: 'PT' }), daily(id('a'), 'views', 60, { country: 'ES' }));
    expect(await placing(one, id('a'), 'tube')).toMatchObject({
      ...{ source: 'daily', views: { value: 100 }, likes: 7, cost: 12.5 },
    });
    // A count of all countries stands for its parts; a later export of the same count replaces the former.
    await told(daily(id('a'), 'views', 130), daily(id('a'), 'likes', 9, { updated_at: NOW_MS }));
    expect(await placing(one, id('a'), 'tube')).toMatchObject({ views: { value: 130 }, likes: 9 });
    expect((await buzzOf(one)).figures.cost).toBe(12.5);
    expect((await buzzOf(one)).velocity.views).toMatchObject({ hours: [], exportedToMs: Date.UTC(2026, 8, 1) });
    // Whoever was exposed there counts for conversion, whatever counts the plays.
    expect((await buzzOf(one)).conversion[0]).toMatchObject({ exposed: 1 });
  });

  story('have views of an export that counts steps alone: those of the step that its rule asks for', async (id) => {
    const one = id('title');
    const tube = (view_rule: string, updated_at: number) =>
      asset(id('a'), one, { channel: 'Tube', view_rule, updated_at });
    const on = (day: number, metric: string, value: number, more: object = {}) =>
      daily(id('a'), metric, value, { date: `2026-09-0${day}`, ...more });
    const views = async () => {
      const { figures, kinds, velocity, assets } = await buzzOf(one);
      const [shown] = assets[0]?.placings ?? [];
      const days = velocity.views.days.slice(0, 2).map(({ count }) => count);
      return [shown?.views.value, shown?.views24h.value, figures.views.value, kinds.map((kind) => kind.views), days];
    };
    const steps = [on(1, 'impressions', 900), on(2, 'impressions', 90), on(1, 'starts', 400), on(2, 'starts', 48)];
    const paid = { paid_owned_earned: 'paid' };
    await told(...film(one), tube('', LIVE_MS), ...steps, on(1, 'q25', 100, paid), on(2, 'q25', 24, paid));
    // It went live at 10:30: of the second day 10.5 hours are in its first 24.
    expect(await views()).toEqual([448, 400 + 21, 448, [null, 448], [400, 48]]);
    await told(tube('q25: a quarter of it', LIVE_MS + 1));
    expect(await views()).toEqual([124, 100 + 10.5, 124, [124, null], [100, 24]]);
    await told(tube('q75: three quarters', LIVE_MS + 2));
    expect(await views()).toEqual([null, null, 0, [null, null], []]);
    // What the channel calls a view itself comes first.
    await told(on(1, 'views', 300));
    expect(await views()).toEqual([300, null, 300, [null, 300], [300, null]]);
  });

  story('end where exports do: later days are not known, and are not without a view', async (id) => {
    const one = id('title');
    const on = (day: number, metric: string, value: number) =>
      daily(id('a'), metric, value, { date: `2026-09-${day}` });
    await told(...film(one), asset(id('a'), one));
    // The last day that is told has no view; of a later one only likes are told.
    await told(on(20, 'views', 5), on(21, 'views', 6), on(23, 'views', 15), on(24, 'views', 0), on(26, 'likes', 3));
    const toldDays = [5, 6, 0, 15, 0];
    const untold = Array.from({ length: 7 }, () => null);
    const shown = (await buzzOf(one)).velocity.views;
    expect(shown.exportedToMs).toBe(Date.UTC(2026, 8, 24));
    expect(shown.days.map(({ count }) => count)).toEqual([...toldDays, ...untold]);
    const spark = async () => (await slateBuzz(test.store, NOW_MS)).rows.find(({ title }) => title.id === one);
    const views = async () => (await spark())?.spark.slice(-12).map((day) => day.views);
    expect(await views()).toEqual([...toldDays, ...untold]);
    expect(await spark()).toMatchObject({
      velocity: { views: { perHour: null } },
      exportedToMs: Date.UTC(2026, 8, 24),
    });

    const week = (monday: string) => reportWeek(monday, 'UTC') as ReportWeek;
    const cells = async (monday: string) =>
      (await WeeklyPromo.of(test.store, [one])).cells(
        one,
        'views',
        week(monday).range,
        weeksBefore(week(monday), 1).range,
      );
    const why = 'Exports reach to 24 Sep 2026.';
    expect(await cells('2026-09-14')).toMatchObject([{ value: 5 }, { value: 0 }, { value: null }]);
    expect(await cells('2026-09-21')).toMatchObject([
      { value: 21, partial: true, why },
      { value: 5 },
      { value: null, why },
    ]);
    expect(await cells('2026-09-28')).toMatchObject([{ value: null, why }, { partial: true }, { value: null, why }]);
    const days = (await WeeklyPromo.of(test.store, [one])).days(one, week('2026-09-21'), NOW_MS);
    expect(days.map(({ value }) => value)).toEqual([6, 0, 15, 0, null, null, null]);

    // What players tell beside it is known at once; only what exports have of it is not.
    await told(promo(id('e'), id('a'), 'start', Date.UTC(2026, 8, 29, 12)));
    const beside = (await buzzOf(one)).velocity.views;
    expect(beside.days.map(({ count }) => count)).toEqual([...toldDays, 0, 0, 0, 0, 1, 0, 0]);
    expect(beside).toMatchObject({ perHour: { value: 0 }, exportedToMs: Date.UTC(2026, 8, 24) });
    expect(await views()).toEqual([...toldDays, 0, 0, 0, 0, 1, 0, 0]);
    expect(await cells('2026-09-28')).toMatchObject([{ value: 1, partial: true, why }, { value: 21 }, { value: null }]);
  });

  story('take likes and list adds from an export where nothing else tells of them', async (id) => {
    const one = id('title');
    await told(...film(one), asset(id('a'), one));
    await told(daily(id('a'), 'likes', 7), daily(id('a'), 'list_adds', 4), daily(id('a'), 'cost', 2));
    expect(await placing(one, id('a'), 'tube')).toMatchObject({
      ...{ source: 'daily', likes: 7, cost: 2, funnel: { starts: null } },
      views: { value: null, reason: 'The export does not say.' },
    });
    expect((await buzzOf(one)).figures.listAdds.value).toBe(4);
    // Anything that a player tells of the channel has events count, and not both.
    await told(promo(id('e'), id('a'), 'like', LIVE_MS, { channel: 'tube' }));
    expect(await placing(one, id('a'), 'tube')).toMatchObject({ source: 'events', likes: 1, cost: 2 });
    expect((await buzzOf(one)).figures.listAdds.value).toBe(0);
  });

  story('are of one channel however that is spelled, so that nothing counts twice', async (id) => {
    const one = id('title');
    await told(...film(one), asset(id('a'), one, { channel: 'Tube', view_rule: 'q25: a quarter' }));
    const event = (action: string, channel?: string) =>
      promo(`${id('e')}-${action}`, id('a'), action, LIVE_MS, channel === undefined ? {} : { channel });
    const unknown = { ...event('share', 'tuBe'), viewer_id: undefined };
    await told(event('start', 'TUBE'), event('q25', 'tube'), event('like'), unknown);
    expect((await buzzOf(one)).assets[0]?.placings).toMatchObject([
      {
        channel: 'Tube',
        source: 'events',
        funnel: { starts: 1, q25: 1 },
        viewAt: 'q25',
        views: { value: 1 },
        likes: 1,
        shares: 1,
      },
    ]);
    await told(daily(id('a'), 'views', 40), daily(id('a'), 'views', 41, { channel: 'TUBE', updated_at: NOW_MS }));
    expect((await buzzOf(one)).assets[0]?.placings).toMatchObject([
      { channel: 'Tube', source: 'daily', viewRule: 'q25: a quarter', views: { value: 41 } },
    ]);
    expect((await buzzOf(one)).figures.views.value).toBe(41);
  });

  story('tell 24-hour views of an export only where it has those days', async (id) => {
    const one = id('title');
    await told(...film(one), asset(id('a'), one));
    const views24h = async () => (await placing(one, id('a'), 'tube'))?.views24h;
    const none = { value: null, reason: 'The export has no views of its first 24 hours.' };
    await told(daily(id('a'), 'impressions', 900));
    expect(await views24h()).toMatchObject(none);
    // It went live at 10:30: a part of the second day belongs to it, and that has not been exported yet.
    await told(daily(id('a'), 'views', 100));
    expect(await views24h()).toMatchObject(none);
    await told(daily(id('a'), 'views', 48, { date: '2026-09-02' }));
    expect(await views24h()).toMatchObject({ value: 100 + (48 * 10.5) / 24, estimated: true });
    // A day without any views is often left out.
    await told(...film(id('other')), asset(id('b'), id('other')));
    await told(daily(id('b'), 'views', 100), daily(id('b'), 'views', 3, { date: '2026-09-05' }));
    expect((await placing(id('other'), id('b'), 'tube'))?.views24h.value).toBe(100);
  });

  story('tell shares of plays by nobody known without an error, and those of people with theirs', async (id) => {
    const one = id('title');
    await told(...film(one), asset(id('a'), one));
    const through = (viewer: string, ...actions: string[]) =>
      actions.map((action, step) =>
        promo(`${id('e')}-${viewer}-${action}`, id('a'), action, LIVE_MS + step, { viewer_id: `${one}-${viewer}` }),
      );
    const whole = ['start', 'q25', 'q50', 'q75', 'complete'];
    const fans = Array.from({ length: 24 }, (_, fan) => through(`fan-${fan}`, 'impression', ...(fan < 6 ? whole : [])));
    // Whoever came to it elsewhere has seen no impression.
    const others = Array.from({ length: 10 }, (_, fan) => through(`other-${fan}`, ...whole));
    await told(...fans.flat(), ...others.flat());
    const known = await placing(one, id('a'));
    expect(known).toMatchObject({ funnel: { completes: 16 }, viewThrough: { value: 0.25, n: 24 } });
    expect(known?.viewThrough.interval).toBeDefined();
    const nobody = (action: string, n: number, more: object = {}) =>
      Array.from({ length: n }, (_, at) => ({
        ...{ type: 'promo', event_id: `${id('n')}-${action}-${at}`, asset_id: id('a'), action, at: LIVE_MS, ...more },
      }));
    await told(...nobody('like', 3));
    expect((await placing(one, id('a')))?.viewThrough).toEqual(known?.viewThrough);
    await told(...nobody('impression', 36), ...nobody('complete', 9));
    const mixed = await placing(one, id('a'));
    expect(mixed?.viewThrough).toMatchObject({ value: 15 / 60, n: 60 });
    expect(mixed?.viewThrough.interval).toBeUndefined();
    // A channel may count plays that it has shown to nobody.
    await told(daily(id('a'), 'impressions', 100), daily(id('a'), 'completes', 130), daily(id('a'), 'starts', 260));
    const counted = await placing(one, id('a'), 'tube');
    expect(counted?.completion.value).toBe(0.5);
    expect(counted?.viewThrough).toMatchObject({ value: null, n: 100, reason: expect.stringMatching(/^More came/) });
    expect((await buzzOf(one)).figures.viewThrough).toMatchObject({ value: 15 / 60, n: 60 });
  });

  story('count exposures before the premiere from it, and follow a premiere that moves', async (id) => {
    const one = id('title');
    await told(...film(one));
    const start = { startMs: PREMIERE_MS + 2 * HOUR_MS, to: 900 };
    const exposed = viewers(one, 'fan', 20, [start]).flatMap((record) => record);
    const fans = Array.from({ length: 20 }, (_, fan) => `${one}-fan-${fan}`);
    const impressions = fans.map((fan) =>
      promo(`${id('e')}-${fan}`, id('a'), 'impression', LIVE_MS, { viewer_id: fan }),
    );
    await told(asset(id('a'), one), ...impressions, ...exposed);
    expect((await buzzOf(one)).conversion[0]).toMatchObject({ days: 1, exposed: 20, converted: 20 });
    await told({ ...season(one, PREMIERE_MS - 3 * DAY_MS, [], 6_000)[0], updated_at: NOW_MS });
    expect((await buzzOf(one)).conversion[0]).toMatchObject({ days: 1, exposed: 20, converted: 0 });
    expect((await buzzOf(one)).conversion[1]).toMatchObject({ days: 7, exposed: 20, converted: 20 });
  });

  story('learn of starts that come after the exposures were counted', async (id) => {
    const one = id('title');
    await told(...film(one));
    const fans = Array.from({ length: 20 }, (_, fan) => `${one}-fan-${fan}`);
    await told(
      asset(id('a'), one),
      ...fans.map((fan) =>
        promo(`${id('e')}-${fan}`, id('a'), 'impression', PREMIERE_MS + HOUR_MS, { viewer_id: fan }),
      ),
    );
    expect((await buzzOf(one)).conversion[0]).toMatchObject({ exposed: 20, converted: 0 });
    await told(...viewers(one, 'fan', 20, [{ startMs: PREMIERE_MS + 3 * HOUR_MS, to: 900 }]));
    expect((await buzzOf(one)).conversion[0]).toMatchObject({ exposed: 20, converted: 20, rate: { value: 1, n: 20 } });
  });

  story('know a trailer of an account export, and who watched the film some days after it', async () => {
    const columns =
      'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country';
    const file = join(mkdtempSync(join(tmpdir(), 'ovation-export-')), 'viewing.csv');
    writeFileSync(
      file,
      `${columns}
Ana,2022-08-09 04:07:41,00:00:17,,Trailer: Carter,TRAILER,Device Type 0,00:00:17,00:00:17,PT (Portugal)
Ana,2022-08-12 20:00:00,01:30:00,,Carter,,Device Type 0,01:30:00,01:30:00,PT (Portugal)
Rui,2022-08-09 06:00:00,00:00:30,,Trailer: Carter,TRAILER,Device Type 0,00:00:30,00:00:30,PT (Portugal)
`,
    );
    const records: object[] = [];
    for await (const item of netflixViewing.read(file, { account: 'home' }))
      if ('records' in item) records.push(...item.records);
    rmSync(dirname(file), { recursive: true });
    await told(...records);
    const { assets, conversion, figures } = await buzzOf('nf-carter');
    expect(assets).toMatchObject([{ name: 'Trailer: Carter', form: 'trailer', described: true }]);
    expect(figures.views.value).toBe(2);
    expect(conversion.map(({ days, exposed, converted }) => [days, exposed, converted])).toEqual([
      [1, 2, 0],
      [7, 2, 1],
      [14, 2, 1],
      [28, 2, 1],
    ]);
    expect(conversion[1]?.word).toBe('association');
  });

  story('bring milestones of the catalogue with them, also of a title that has none else', async (id) => {
    const one = id('title');
    await told(...film(one));
    const milestone = {
      type: 'catalog',
      kind: 'milestone',
      id: id('m'),
      title_id: one,
      name: 'talk show',
      form: 'press',
    };
    await told({ ...milestone, at: LIVE_MS, updated_at: LIVE_MS });
    expect((await titleDetail(test.store, one))?.milestones).toMatchObject([{ name: 'talk show', atMs: LIVE_MS }]);
    await told({ ...milestone, at: LIVE_MS, name: 'late show', updated_at: LIVE_MS + 1 });
    const [told1] = (await buzzOf(one)).milestones;
    expect(told1).toMatchObject({ milestone: { name: 'late show' }, window: null, uplift: { value: null } });
    expect(told1?.uplift.reason).toMatch(/days are known/);
    await told({ ...milestone, at: LIVE_MS, deleted: true, updated_at: LIVE_MS + 2 });
    expect((await titleDetail(test.store, one))?.milestones).toEqual([]);
  });

  it('are the same however few records are taken in at once', async () => {
    const id = (of: string) => `${of}-parts`;
    const one = id('title');
    await test.load([...film(one), asset(id('a'), one), asset(id('b'), one)], NOW_MS);
    await rollUp(test.store, { now });
    await countCampaigns(test.store, now);
    const events = ['e1', 'e2', 'e3'].map((event) => promo(id(event), id('a'), 'start', LIVE_MS));
    await test.load(events, NOW_MS);
    // Another body of two of them, which lies elsewhere.
    await test.load(
      [promo(id('e2'), id('b'), 'start', LIVE_MS), promo(id('e3'), id('b'), 'start', LIVE_MS + 1_000)],
      NOW_MS,
    );
    const loads: number[] = [];
    for (let taken = 1; taken > 0; loads.push(taken)) taken = (await takeInTold(test.store, { now, records: 1 })).loads;
    expect(loads).toEqual([1, 1, 0]);
    const won = await test.store.query({
      name: 'test.overruled',
      lane: 'jobs',
      text: `SELECT id, count() AS n FROM overruled FINAL WHERE endsWith(id, '-parts') GROUP BY id ORDER BY id`,
    });
    expect(won).toEqual(['e2', 'e3'].map((event) => ({ id: id(event), n: 1 })));
    await countCampaigns(test.store, now);
    const rows = await campaignRows(test.store);
    await recomputeBuzz(test.store, null, { now });
    expect(await campaignRows(test.store)).toEqual(rows);
  });

  it('repeat what was cut off anywhere, and are the same after a recompute', async () => {
    const id = (name: string) => `${name}-cut-off`;
    const one = id('title');
    await test.load(film(one), NOW_MS);
    await rollUp(test.store, { now });
    const records = [
      asset(id('a'), one),
      promo(id('e1'), id('a'), 'impression', LIVE_MS),
      promo(id('e2'), id('a'), 'start', LIVE_MS + 1_000),
      mention(id('m'), one, LIVE_MS),
    ];
    await test.load(records, NOW_MS);
    // Each pause is a place where the power may go.
    for (let cut = 1; cut <= 12; cut += 1) {
      let paused = 0;
      const pause = () => ((paused += 1) === cut ? Promise.reject(new Error('cut off')) : Promise.resolve());
      await takeInTold(test.store, { now, pause })
        .then(() => rollUpBuzz(test.store, { now, pause }))
        .catch(() => undefined);
      if (cut === 4) await test.reopen();
    }
    await countCampaigns(test.store, now);
    expect((await placing(one, id('a')))?.funnel).toMatchObject({ impressions: 1, starts: 1, q25: 0 });
    expect((await buzzOf(one)).figures.mentions.value).toBe(1);
    const rows = await campaignRows(test.store);
    expect(await recomputeBuzz(test.store, null, { now })).toContain(one);
    expect(await campaignRows(test.store)).toEqual(rows);
  });
});
