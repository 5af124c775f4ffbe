import { describe, expect, it } from 'vitest';
import { figure } from '../../../sql/queries/figure.ts';
import { campaignFindings } from './findings.ts';
import { campaignOf, changeText, daysText, found, orderOf, sorted, viewsText, type Campaign } from './rows.ts';

const calm = { perHour: 0, change: null, open: 0, spike: null };
const campaign = (
  name: string,
  daysToPremiere: number | null,
  index: number | null,
  more: Partial<Campaign> = {},
): Campaign => ({
  title: {
    ...{
      id: name,
      name,
      form: 'film',
      show: '',
      season: null,
      genres: ['drama'],
      stage: 'marketing',
      premiereMs: null,
    },
    ...{ runtimeSeconds: null, runtimeEstimated: false, episodes: 0, hub: '', simulated: false },
  },
  ...{ asOfMs: 0, daysToPremiere, nextMilestone: null, views28: [], whole28: 0, exportedToMs: null },
  views: figure('promo_views', index === null ? 0 : 10 * index, 0),
  mentions: figure('mentions', 0, 0),
  listAdds: figure('list_adds', 0, 0),
  velocity: { views: calm, mentions: calm },
  buzzIndex: figure('buzz_index', index, 0, { n: 5 }),
  shareOfVoice: figure('share_of_voice', null, 0),
  mentionSentiment: figure('net_sentiment', null, 0),
  conversion7d: figure('conversion', null, 0),
  ...more,
});
const DAY_MS = 86_400_000;
const rows = [
  campaign('Maré', 4, 2.5),
  campaign('Peat', 30, 0.4),
  campaign('Salt', -10, null),
  campaign('Orchard', null, 1),
];
const names = (some: readonly Campaign[]) => some.map(({ title }) => title.name);

describe('campaigns', () => {
  it('stand by days to the premiere unless the address says another, those without the number last', () => {
    const by = (text: string | null) => names(sorted(rows, orderOf(text)));
    expect(by(null)).toEqual(['Maré', 'Peat', 'Salt', 'Orchard']);
    expect(by('-days')).toEqual(['Orchard', 'Salt', 'Peat', 'Maré']);
    expect(by('-buzz')).toEqual(['Maré', 'Orchard', 'Peat', 'Salt']);
    expect(by('buzz')).toEqual(['Peat', 'Orchard', 'Maré', 'Salt']);
    expect(by('title')).toEqual(['Maré', 'Orchard', 'Peat', 'Salt']);
    expect(by('-voice')).toEqual(by(null));
  });
  it('are found by a part of a name or genre, whatever the accents', () => {
    expect(names(found(rows, 'mare'))).toEqual(['Maré']);
    expect(found(rows, ' DRAMA ')).toHaveLength(4);
    expect(found(rows, 'zzz')).toEqual([]);
  });
  it('say in words how near they are', () => {
    expect([30, 1, 0, -1, -10, null].map(daysText)).toEqual([
      ...['in 30 days', 'within a day', 'out today', 'out 1 day', 'out 10 days', 'no premiere'],
    ]);
    expect([changeText(1.25), changeText(null)]).toEqual(['1.3×', '']);
  });
  it('are told in sentences: what spikes now, and what is far from its genre before its premiere', () => {
    const spiking = campaign('Glass', -3, 9, {
      velocity: { views: { ...calm, spike: 'now' as const }, mentions: calm },
    });
    const said = campaignFindings([...rows, spiking]).map(({ parts }) => parts.map(({ text }) => text).join(''));
    expect(said).toEqual([
      'Views of Glass are far above the usual right now.',
      'Maré, out in 4 days, has 2.50× the median buzz of 5 titles of its genre as near to theirs.',
      'Peat, out in 30 days, has 0.40× the median buzz of 5 titles of its genre as near to theirs.',
    ]);
    const ended = campaign('Glass', -3, 9, {
      velocity: { views: calm, mentions: { ...calm, spike: 'last' as const } },
    });
    expect(
      campaignFindings([ended])[0]
        ?.parts.map(({ text }) => text)
        .join(''),
    ).toBe('Mentions of Glass were far above the usual in the last hour.');
    // What spikes now is told before what did in the hour before.
    const moving = campaign('Glass', -3, 9, {
      velocity: { views: { ...calm, spike: 'last' as const }, mentions: { ...calm, spike: 'now' as const } },
    });
    expect(campaignFindings([moving])[0]?.parts[0]?.text).toBe('Mentions of ');
    expect(campaignFindings([campaign('Maré', 4, 1.1)])).toEqual([]);
  });

  it('have a line of views as far as exports reach', () => {
    const { views28: _, whole28: __, ...row } = campaign('Maré', 4, 1, { exportedToMs: 2 * DAY_MS });
    const spark = [1, 2, 3].map((day) => ({ dayMs: day * DAY_MS, views: day < 3 ? day : null, mentions: 0 }));
    const told = campaignOf({ ...row, spark });
    expect(told).toMatchObject({ views28: [1, 2, null], whole28: 2 });
    expect(viewsText(told)).toBe('Trailer views of Maré by day, 28 days; exports reach to 3 Jan');
    expect(campaignOf({ ...row, exportedToMs: null, spark }).whole28).toBe(3);
  });
});
