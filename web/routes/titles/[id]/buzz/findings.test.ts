import { describe, expect, it } from 'vitest';
import type { Conversion, MilestoneUplift, PromoAsset, TitleBuzz } from '../../../../../sql/queries/buzz-model.ts';
import { conversions } from '../../../../../sql/queries/buzz-conversion.ts';
import { figure } from '../../../../../sql/queries/figure.ts';
import { buzzFindings } from './findings.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 24, 15, 20);

const speed = (metric: 'promo_velocity' | 'mention_velocity'): TitleBuzz['velocity']['views'] => ({
  ...{ perHour: figure(metric, 0, NOW_MS), hourMs: 0, change: null, hours: [], days: [], spikes: [] },
  ...{ open: { atMs: 0, endMs: 0, count: 0, open: true, spike: null }, exportedToMs: null },
});
const nothing: TitleBuzz = {
  ...{ titleId: 'salt', asOfMs: NOW_MS, empty: false, counting: false, premiereMs: null, daysToPremiere: null },
  figures: {
    views: figure('promo_views', 0, NOW_MS),
    viewThrough: figure('view_through', null, NOW_MS),
    mentions: figure('mentions', 0, NOW_MS),
    listAdds: figure('list_adds', 0, NOW_MS),
    reminders: figure('reminders', 0, NOW_MS),
    shareOfVoice: figure('share_of_voice', null, NOW_MS),
    mentionSentiment: figure('net_sentiment', null, NOW_MS),
    buzzIndex: figure('buzz_index', null, NOW_MS),
    conversion7d: figure('conversion', null, NOW_MS),
    cost: null,
  },
  ...{ assets: [], kinds: [], conversion: [], milestones: [] },
  velocity: { views: speed('promo_velocity'), mentions: speed('mention_velocity') },
  voice: {
    ...{ window: { fromMs: 0, toMs: 0 }, share: figure('share_of_voice', null, NOW_MS), mentions: 0, titles: [] },
  },
  index: { now: figure('buzz_index', null, NOW_MS), genre: null, multiples: null, comparables: 0, days: [] },
};
const told = (change: Partial<TitleBuzz>) =>
  buzzFindings({ ...nothing, ...change }, 'Salt').map(({ parts }) =>
    parts
      .map(({ text }) => text)
      .join('')
      .replaceAll('\u202f', ' '),
  );

/** Of `n` exposed so many started within a week, and of those kept from it. */
const within = (n: number, converted: number, held: { n: number; started: number } | null): Conversion[] =>
  conversions(
    [
      {
        ...{ days: 7, exposed: n, converted, maturing: 0, started: 0, inHoldout: held?.n ?? 0, held },
        ...{ kinds: [], assets: [] },
      },
    ],
    (id) => id,
    NOW_MS,
  );

const uplift = (
  name: string,
  atMs: number,
  change: { value: number; interval: readonly [number, number] } | { reason: string },
): MilestoneUplift => {
  const isTold = 'value' in change;
  return {
    milestone: { id: name, titleId: 'salt', form: 'press', name, atMs, note: '' },
    ...{ metric: 'views', window: isTold ? { fromMs: atMs, toMs: atMs + HOUR_MS } : null, course: null },
    ...{ observed: isTold ? 150 : null, expected: isTold ? 100 : null },
    uplift: isTold
      ? figure('milestone_uplift', change.value, NOW_MS, { interval: change.interval })
      : figure('milestone_uplift', null, NOW_MS, { reason: change.reason }),
  };
};

describe('what a campaign did, in sentences', () => {
  it('is nothing where no number can carry a sentence', () => {
    expect(told({})).toEqual([]);
    expect(told({ conversion: within(19, 4, null) })).toEqual([]);
    expect(told({ conversion: within(24, 12, null) })).toEqual([]);
  });

  it('calls what the exposed did a lift against a holdout only, and an association else', () => {
    expect(told({ conversion: within(1_000, 180, null) })).toEqual([
      '18.0 % of those it reached started within 7 days (±2.4): an association, as no holdout tells what they would have done anyway.',
    ]);
    expect(told({ conversion: within(1_000, 180, { n: 800, started: 96 }) })).toEqual([
      'The campaign added +6.0 points (+2.7 to +9.2): 18.0 % of the exposed and 12.0 % of the holdout started within 7 days.',
    ]);
    expect(told({ conversion: within(1_000, 180, { n: 800, started: 140 }) })[0]).toMatch(
      /^No lift can be told yet: 18\.0 % of the exposed and 17\.5 % of the holdout started within 7 days \(−3\.\d to \+4\.\d points\)\.$/,
    );
  });

  it('tells an uplift of the newest milestone that has one, and else why there is none', () => {
    const day = 24 * HOUR_MS;
    const lock = uplift('picture lock', NOW_MS - 40 * day, { value: 0.48, interval: [0.22, 0.81] });
    const none = uplift('talk show', NOW_MS - 2 * day, { reason: 'Another milestone followed within a day.' });
    const ahead = uplift('premiere', NOW_MS + day, { reason: 'It lies ahead.' });
    expect(told({ milestones: [lock, none, ahead] })).toEqual([
      'After “picture lock” views were 48 % above what was expected (+22 % to +81 %).',
    ]);
    expect(told({ milestones: [none, ahead] })).toEqual([
      'No uplift can be told after “talk show”: another milestone followed within a day.',
    ]);
    expect(told({ milestones: [ahead] })).toEqual([]);
    const unsure = uplift('talk show', NOW_MS - 2 * day, { value: 0.1, interval: [-0.12, 0.4] });
    expect(told({ milestones: [unsure] })[0]).toMatch(
      /^No uplift can be told .* −12 % to \+40 % against what was expected/,
    );
  });

  it('says that it spikes while that is news, and how it stands in its genre', () => {
    const atMs = Math.floor(NOW_MS / HOUR_MS) * HOUR_MS;
    const spike = { atMs, endMs: atMs + HOUR_MS, count: 214, open: true, spike: { expected: 31, score: 9 } };
    const views = (point: typeof spike) => ({
      velocity: { ...nothing.velocity, views: { ...nothing.velocity.views, spikes: [point] } },
    });
    expect(told(views(spike))).toEqual([
      'Views spiked on Tue 24 Nov at 15:00 UTC: 214 in the hour so far, where 31 are usual.',
    ]);
    expect(told(views({ ...spike, endMs: atMs - 48 * HOUR_MS }))).toEqual([]);

    const index = (value: number) => ({
      daysToPremiere: 5,
      index: { ...nothing.index, now: figure('buzz_index', value, NOW_MS, { n: 6 }), genre: 'drama', comparables: 6 },
    });
    expect(told(index(1.834))).toEqual([
      '5 days before the premiere, its buzz is 1.83× the median of 6 titles of drama as near to theirs.',
    ]);
    expect(told(index(0.95))[0]).toMatch(/its buzz is typical of drama \(0\.95× the median of 6 titles\)\.$/);
  });

  it('tells how far the asset that was shown most is watched, where its interval allows', () => {
    const asset = (id: string, n: number, interval: readonly [number, number]): PromoAsset => ({
      ...{ id, name: `Salt: ${id}`, form: id, liveMs: null, described: true },
      placings: [
        {
          ...{ channel: 'in-app', source: 'events', exportedToMs: null, viewRule: '', viewAt: 'start' },
          ...{ likes: null, shares: null, cost: null },
          views: figure('promo_views', n, NOW_MS),
          views24h: figure('views_24h', null, NOW_MS),
          funnel: { impressions: n, starts: n, q25: n, q50: n, q75: n, completes: n / 4 },
          viewThrough: figure('view_through', 0.25, NOW_MS, { n, interval }),
          completion: figure('trailer_completion', null, NOW_MS),
        },
      ],
    });
    const assets = [asset('clip', 900, [0.2, 0.3]), asset('trailer', 1_200, [0.22, 0.28]), asset('ad', 9e6, [0, 1])];
    expect(told({ assets })).toEqual([
      'Trailer, In the app: 25.0 % of impressions are played to the end (±3.0, of 1,200).',
    ]);
  });
});
