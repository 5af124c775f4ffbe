import { describe, expect, it } from 'vitest';
import type { AssetRecord, EventRecord, PromoDailyRecord, PromoRecord } from '../contract/records.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './clock.ts';
import { exposuresOfViewers } from './oracle-exposures.ts';
import {
  applause,
  firstDayViews,
  interestBefore,
  type Placing,
  placings,
  promoFunnel,
  viewsBefore,
  viewVelocity,
} from './oracle-promo-counts.ts';
import { knownPromo, type PromoAction, viewActionOf } from './oracle-promo.ts';
import { perturb } from './perturb.ts';

const LIVE_MS = Date.UTC(2026, 4, 2, 8);

const asset = (id: string, more: Partial<AssetRecord> = {}): AssetRecord => ({
  type: 'catalog',
  kind: 'asset',
  id,
  title_id: 'peat',
  channel: 'app',
  live_at: LIVE_MS,
  updated_at: 1,
  ...more,
});
let told = 0;
const event = (action: PromoAction, viewer: string | undefined, atMs: number, more: Partial<PromoRecord> = {}) =>
  ({
    type: 'promo',
    event_id: `e${(told += 1)}`,
    asset_id: 'trailer',
    action,
    channel: 'app',
    at: LIVE_MS + atMs,
    ...(viewer !== undefined && { viewer_id: viewer }),
    ...more,
  }) as PromoRecord;
const daily = (metric: string, value: number, more: Partial<PromoDailyRecord> = {}): PromoDailyRecord => ({
  type: 'promo_daily',
  asset_id: 'trailer',
  channel: 'app',
  date: '2026-05-02',
  metric,
  value,
  updated_at: LIVE_MS,
  ...more,
});
const through = (viewer: string, fromMs: number, ...actions: PromoAction[]) =>
  actions.map((action, index) => event(action, viewer, fromMs + index * 1_000));
const APP: Placing = { assetId: 'trailer', titleId: 'peat', channel: 'app', source: 'events' };
const COUNTED: Placing = { ...APP, source: 'daily' };
const funnelOf = (...records: EventRecord[]) => promoFunnel(knownPromo([asset('trailer'), ...records]), APP);

describe('a funnel by events', () => {
  it('counts each exposure once a step, however often it is told', () => {
    const records = [
      ...through('anna', 0, 'impression', 'start', 'q25', 'q50', 'q50', 'q75', 'complete', 'complete'),
      ...through('ben', 0, 'impression', 'start', 'q25'),
      ...through('cleo', 0, 'impression'),
    ];
    const funnel = funnelOf(...records, ...records);
    expect(funnel).toMatchObject({ impressions: 3, starts: 2, views: 2, q25: 2, q50: 1, q75: 1, completes: 1 });
    expect(funnel.viewThrough).toMatchObject({ n: 3, share: 1 / 3 });
    expect(funnel.completion).toMatchObject({ n: 2, share: 1 / 2 });
  });

  it('counts two exposures of one viewer as two: by a second impression, or by playing again', () => {
    const records = [
      ...through('anna', 0, 'impression', 'start', 'q25'),
      ...through('anna', HOUR_MS, 'impression', 'start', 'q25', 'q50'),
      ...through('anna', 2 * HOUR_MS, 'start', 'q25'),
    ];
    const funnel = funnelOf(...records);
    expect(funnel).toMatchObject({ impressions: 2, starts: 3, q25: 3, q50: 1 });
    // One person's exposures are not independent of each other, and one person has no spread.
    expect(funnel.completion).toEqual({ n: 3, share: 0, standardError: null });
  });

  it('counts no step that was skipped to, and nothing without a start', () => {
    expect(funnelOf(...through('anna', 0, 'impression', 'start', 'q75', 'complete'))).toMatchObject({
      ...{ impressions: 1, starts: 1, q25: 0, q50: 0, q75: 0, completes: 0 },
    });
    expect(funnelOf(...through('anna', 0, 'impression', 'complete'))).toMatchObject({
      ...{ impressions: 1, starts: 0, completes: 0, completion: null },
    });
    expect(funnelOf(event('complete', 'anna', 0))).toMatchObject({ impressions: 0, completes: 0, viewThrough: null });
  });

  it('takes quartiles of an exposure in whatever order they are told to have come', () => {
    expect(funnelOf(...through('anna', 0, 'start', 'q50', 'q25', 'complete', 'q75'))).toMatchObject({ completes: 1 });
  });

  it('has nothing of what was withheld, and no exposure by a like', () => {
    const promo = knownPromo([
      asset('trailer'),
      event('impression', 'anna', 0, { holdout: true }),
      event('like', 'ben', 0),
    ]);
    expect(promoFunnel(promo, APP)).toMatchObject({ impressions: 0 });
    expect(exposuresOfViewers(promo)).toEqual([]);
    expect(applause(promo, APP, 'like')).toBe(1);
  });

  it('without viewers counts each record by itself, and says no error', () => {
    const funnel = funnelOf(
      event('start', undefined, 0),
      event('start', undefined, 0),
      event('complete', undefined, 9),
    );
    expect(funnel).toMatchObject({ starts: 2, completes: 1, completion: { n: 2, share: 0.5, standardError: null } });
  });
});

describe('a view', () => {
  it('is what the rule of the channel says', () => {
    expect(viewActionOf('q25: a quarter of it')).toBe('q25');
    expect(viewActionOf('a play of three seconds')).toBe('start');
    const records = [
      ...through('anna', 0, 'impression', 'start', 'q25'),
      ...through('ben', 0, 'impression', 'start'),
      ...through('cleo', 0, 'impression'),
    ];
    const views = (view_rule: string, channel = 'app') =>
      promoFunnel(knownPromo([asset('trailer', { view_rule, channel }), ...records]), APP).views;
    expect([views('impression: seen'), views(''), views('q25: a quarter')]).toEqual([3, 2, 1]);
    // The rule is that of the asset's own channel: elsewhere a view is a start.
    expect(views('q25: a quarter', 'site')).toBe(2);
  });

  it('follows an asset whose channel and rule were corrected', () => {
    const records = [
      asset('trailer', { view_rule: 'q25: a quarter' }),
      asset('trailer', { view_rule: 'impression: seen', channel: 'site', updated_at: 2 }),
      event('impression', 'anna', 0),
      event('impression', 'ben', 0, { channel: 'site' }),
      event('start', 'cleo', 0, { channel: undefined as never }),
    ];
    const promo = knownPromo(records);
    expect(placings(promo).map(({ channel }) => channel)).toEqual(['app', 'site']);
    expect(promoFunnel(promo, APP).views).toBe(0);
    expect(promoFunnel(promo, { ...APP, channel: 'site' })).toMatchObject({ impressions: 1, starts: 1, views: 1 });
  });
});

describe('what is told of an asset that nobody has described', () => {
  it('is of the title it names, and else of none', () => {
    const {
      events,
      daily: counts,
      leftOut,
    } = knownPromo([
      event('start', 'anna', 0, { title_id: 'peat' }),
      event('start', 'ben', 0),
      daily('views', 9),
      event('start', 'cleo', 0, { test: true }),
    ]);
    expect(events).toMatchObject([{ titleId: 'peat', viewerId: 'anna' }]);
    expect(counts).toEqual([]);
    expect(leftOut).toEqual({ test: 1, unmatched: 2 });
  });

  it('is apart for each title that it names', () => {
    const promo = knownPromo(
      ['peat', 'salt', 'salt'].map((title_id, index) => event('start', 'anna', index, { title_id })),
    );
    const starts = placings(promo).map((placing) => [placing.titleId, promoFunnel(promo, placing).starts]);
    expect(starts).toEqual([
      ['peat', 1],
      ['salt', 2],
    ]);
  });

  it('is of the catalogue’s title where that says another', () => {
    const { events } = knownPromo([asset('trailer'), event('start', 'anna', 0, { title_id: 'salt' })]);
    expect(events).toMatchObject([{ titleId: 'peat' }]);
  });
});

describe('daily counts', () => {
  it('are the source where there are any of what was played, and events are not added to them', () => {
    const events = through('anna', 0, 'impression', 'start');
    const promo = knownPromo([asset('trailer'), ...events, daily('impressions', 50), daily('completes', 20)]);
    expect(placings(promo)).toEqual([COUNTED]);
    expect(promoFunnel(promo, COUNTED)).toEqual({
      ...{
        source: 'daily',
        impressions: 50,
        starts: null,
        views: null,
        q25: null,
        q50: null,
        q75: null,
        completes: 20,
      },
      viewThrough: { n: 50, share: 0.4, standardError: null },
      completion: null,
    });
    const paid = knownPromo([asset('trailer'), ...events, daily('cost', 12.5), daily('likes', 3)]);
    expect(placings(paid)).toEqual([APP]);
    expect(applause(paid, APP, 'like')).toBe(0);
    // Without any event an export of likes alone is all there is; one of costs counts nothing.
    const liked = knownPromo([asset('trailer'), daily('likes', 3)]);
    expect(placings(liked)).toEqual([COUNTED]);
    expect(applause(liked, COUNTED, 'like')).toBe(3);
    expect(placings(knownPromo([asset('trailer'), daily('cost', 3)]))).toEqual([APP]);
    // Another channel of the asset has a source of its own.
    const other = knownPromo([asset('trailer'), ...events, daily('views', 5, { channel: 'tube' })]);
    expect(placings(other).map(({ channel, source }) => [channel, source])).toEqual([
      ['app', 'events'],
      ['tube', 'daily'],
    ]);
  });

  it('that count no views have those of the step that the rule asks for', () => {
    const steps = [daily('impressions', 90), daily('starts', 40), daily('q25', 30)];
    const views = (rule: string, more: EventRecord[] = [], channel = 'app') => {
      const promo = knownPromo([asset('trailer', { view_rule: rule, channel }), ...steps, ...more]);
      const { views: all } = promoFunnel(promo, COUNTED);
      expect(viewsBefore(promo, COUNTED, LIVE_MS + DAY_MS)).toBe(all ?? 0);
      return all;
    };
    expect([views(''), views('q25: a quarter'), views('impression: seen'), views('q50: half')]).toEqual([
      40,
      30,
      90,
      null,
    ]);
    expect(views('q25: a quarter', [], 'site')).toBe(40);
    expect(views('q25: a quarter', [daily('views', 0)])).toBe(0);
  });

  it('are corrected by the later export, also to a test, which counts nothing', () => {
    const first = daily('views', 100);
    const promo = knownPromo([daily('views', 90, { updated_at: LIVE_MS + 1 }), first, asset('trailer')]);
    expect(viewsBefore(promo, COUNTED, LIVE_MS + DAY_MS)).toBe(90);
    const tested = knownPromo([first, daily('views', 90, { updated_at: LIVE_MS + 1, test: true }), asset('trailer')]);
    expect(placings(tested)).toEqual([]);
    expect(() => knownPromo([first, daily('views', 90)])).toThrow('have the same updated_at');
    // As old as its day where it says no time of its own.
    const plain = {
      type: 'promo_daily',
      asset_id: 'trailer',
      channel: 'app',
      date: '2026-05-02',
      metric: 'views',
    } as const;
    const dated = knownPromo([asset('trailer'), { ...plain, value: 7 }, first]);
    expect(viewsBefore(dated, COUNTED, LIVE_MS + DAY_MS)).toBe(100);
  });

  it('name kinds that are parts of a count that names none', () => {
    const parts = [
      daily('views', 5, { paid_owned_earned: 'paid' }),
      daily('views', 3, { paid_owned_earned: 'earned' }),
    ];
    const kinds = (...counts: PromoDailyRecord[]) =>
      Object.fromEntries(knownPromo([asset('trailer'), ...counts]).daily.map(({ kind, value }) => [kind, value]));
    expect(kinds(...parts)).toEqual({ paid: 5, earned: 3 });
    expect(kinds(...parts, daily('views', 20))).toEqual({ paid: 5, earned: 3, unknown: 12 });
    expect(kinds(...parts, daily('views', 7))).toEqual({ paid: 5, earned: 3 });
    expect(kinds(daily('views', 20))).toEqual({ unknown: 20 });
  });

  it('of countries are added up, unless there is one of all of them', () => {
    const parts = [daily('views', 5, { country: 'pt' }), daily('views', 4, { country: 'BR' })];
    const untilMs = LIVE_MS + DAY_MS;
    expect(viewsBefore(knownPromo([asset('trailer'), ...parts]), COUNTED, untilMs)).toBe(9);
    expect(viewsBefore(knownPromo([asset('trailer'), ...parts, daily('views', 11)]), COUNTED, untilMs)).toBe(11);
  });
});

describe('the first 24 hours', () => {
  it('are exact by events, and told when they have passed', () => {
    const promo = knownPromo([
      asset('trailer'),
      event('start', 'early', -1),
      event('start', 'anna', 0),
      event('start', 'ben', DAY_MS - 1),
      event('start', 'late', DAY_MS),
    ]);
    expect(firstDayViews(promo, APP, LIVE_MS + DAY_MS)).toEqual({ views: 2, isEstimate: false });
    expect(firstDayViews(promo, APP, LIVE_MS + DAY_MS - 1)).toBeNull();
  });

  it('are estimated from daily counts, save of an asset that went live at midnight', () => {
    const counts = [daily('views', 100), daily('views', 60, { date: '2026-05-03' })];
    const of = (live_at?: number) =>
      firstDayViews(
        knownPromo([asset('trailer', { live_at: live_at as number }), ...counts]),
        COUNTED,
        LIVE_MS + 9 * DAY_MS,
      );
    // Live at 08:00: a third of the second day belongs to the first 24 hours.
    expect(of(LIVE_MS)).toEqual({ views: 120, isEstimate: true });
    expect(of(LIVE_MS - 8 * HOUR_MS)).toEqual({ views: 100, isEstimate: false });
    expect(of()).toBeNull();
    // Days that the export has not are not days without a view.
    expect(of(LIVE_MS - DAY_MS)).toBeNull();
    expect(of(LIVE_MS + DAY_MS)).toBeNull();
  });
});

describe('velocity', () => {
  it('is of a full hour, beside the hour before', () => {
    const promo = knownPromo([
      asset('trailer'),
      ...[1, 2, 61, 62, 63].map((minute) => event('start', `v${minute}`, minute * MINUTE_MS)),
    ]);
    expect(viewVelocity(promo, 'peat', LIVE_MS + HOUR_MS)).toEqual({ perHour: 3, change: 1.5 });
    expect(viewVelocity(promo, 'peat', LIVE_MS)).toEqual({ perHour: 2, change: null });
  });
});

describe('list adds', () => {
  it('are of each viewer one a title, and of those without a viewer each', () => {
    const promo = knownPromo([
      asset('trailer'),
      asset('clip'),
      event('list_add', 'anna', 5),
      event('list_add', 'anna', 9, { asset_id: 'clip' }),
      event('list_add', undefined, 9),
      event('list_add', undefined, 9),
      event('reminder', 'anna', 9),
    ]);
    expect(interestBefore(promo, 'peat', 'list_add', LIVE_MS + 10)).toBe(3);
    expect(interestBefore(promo, 'peat', 'list_add', LIVE_MS + 9)).toBe(1);
    expect(interestBefore(promo, 'peat', 'reminder', LIVE_MS + 10)).toBe(1);
  });
});

it('no number depends on the order of the records or how often they come', () => {
  const records: EventRecord[] = [asset('trailer'), daily('views', 8, { channel: 'tube' })];
  for (let viewer = 0; viewer < 60; viewer += 1)
    records.push(
      ...through(`v${viewer % 25}`, (viewer % 7) * HOUR_MS, 'impression', 'start', 'q25', 'q50', 'list_add').slice(
        0,
        1 + (viewer % 5),
      ),
    );
  records.push(daily('views', 9, { channel: 'tube', updated_at: LIVE_MS + 5 }));
  const numbers = (of: readonly EventRecord[]) => {
    const promo = knownPromo(of);
    const all = placings(promo).toSorted((a, b) => (a.channel < b.channel ? -1 : 1));
    return [all, all.map((each) => promoFunnel(promo, each)), interestBefore(promo, 'peat', 'list_add', Infinity)];
  };
  const mixed = perturb(records, { seed: 5, shuffle: true, duplicateShare: 0.3, replay: true });
  expect(numbers(mixed)).toEqual(numbers(records));
});
