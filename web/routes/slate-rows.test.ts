import { describe, expect, it } from 'vitest';
import type { Figure, Milestone } from '../../sql/queries/read-model.ts';
import { nextOrder, orderText } from '../lib/ui/order.ts';
import { orderOf, planText, rankChange, sorted, UPWARDS, type SlateLine } from './slate-rows.ts';

const figure = (value: number | null): Figure => ({ metric: 'hours', version: 1, value, asOfMs: 0 });
const row = (id: string, rank: number | null, hours: number | null): SlateLine => ({
  title: {
    id,
    name: id,
    form: 'film',
    show: '',
    season: null,
    genres: [],
    stage: 'released',
    premiereMs: null,
    runtimeSeconds: null,
    runtimeEstimated: false,
    episodes: 0,
    hub: '',
    simulated: false,
  },
  rank,
  previousRank: null,
  hours: figure(hours),
  views: figure(null),
  viewers: figure(1),
  starters: figure(1),
  completion7d: figure(null),
  netSentiment: figure(null),
  buzzIndex: figure(null),
  hours28: [],
  nextMilestone: null,
});
const rows = [row('b', 2, 5), row('a', 1, 9), row('z', null, null)];
const ids = (text: string | null) =>
  sorted(rows, orderOf(text), (id) => (id === 'b' ? 7 : 0)).map((one) => one.title.id);

describe('the order of the slate', () => {
  it('is the rank unless the URL says another, and what has no number is last', () => {
    expect(ids(null)).toEqual(['a', 'b', 'z']);
    expect(ids('hours')).toEqual(['b', 'a', 'z']);
    expect(ids('-hours')).toEqual(['a', 'b', 'z']);
    expect(ids('-title')).toEqual(['z', 'b', 'a']);
    expect(ids('-watching')).toEqual(['b', 'a', 'z']);
    expect(ids('nonsense')).toEqual(['a', 'b', 'z']);
  });
  it('is net sentiment when asked for, blamed titles before those nobody speaks of', () => {
    const spoken = rows.map((one, index) => ({ ...one, netSentiment: figure([-0.2, null, 0.4][index] ?? null) }));
    const order = (text: string) => sorted(spoken, orderOf(text), () => 0).map((one) => one.title.id);
    expect(order('-sentiment')).toEqual(['z', 'b', 'a']);
    expect(order('sentiment')).toEqual(['b', 'z', 'a']);
  });
  it('turns round, beginning numbers with the greatest', () => {
    expect(nextOrder(orderOf(null), 'hours', UPWARDS)).toEqual({ column: 'hours', descending: true });
    expect(orderText(nextOrder(orderOf('-hours'), 'hours', UPWARDS), 'rank')).toBe('hours');
    expect(orderText(orderOf(null), 'rank')).toBeNull();
  });
});

describe('small words', () => {
  it('say how a rank moved', () => {
    expect(rankChange(1, 3)).toMatchObject({ text: '▲2', tone: 'good' });
    expect(rankChange(4, 3)).toMatchObject({ spoken: 'down 1', tone: 'bad' });
    expect(rankChange(4, null).text).toBe('new');
    expect(rankChange(null, 3).text).toBe('');
  });
  it('say when a milestone is', () => {
    const milestone = {
      id: 'm',
      titleId: 't',
      form: 'premiere',
      name: 'Premiere',
      note: '',
      atMs: Date.UTC(2026, 10, 12),
    };
    const plan = (stage: SlateLine['title']['stage'], nowMs: number, nextMilestone: Milestone | null = milestone) =>
      planText({ title: { ...row('a', 1, null).title, stage }, nextMilestone }, nowMs, 'UTC');
    expect(plan('unknown', Date.UTC(2026, 10, 9))).toBe('Premiere in 3 days');
    // Rounded up, as the days to a premiere are: its campaign stands in the same row.
    expect(plan('unknown', Date.UTC(2026, 10, 9) - 3 * 3_600_000)).toBe('Premiere in 4 days');
    expect(plan('unknown', Date.UTC(2026, 10, 11))).toBe('Premiere in 24 h');
    expect(plan('marketing', Date.UTC(2026, 8, 1))).toBe('Marketing · Premiere, 12 Nov 2026');
    expect(plan('released', 0, null)).toBe('Released');
  });
});
