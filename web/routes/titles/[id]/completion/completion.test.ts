import { describe, expect, it } from 'vitest';
import type { Completion, EpisodeRetention, Figure, FunnelStep } from '../../../../../sql/queries/read-model.ts';
import { wilson } from '../../../../../sql/queries/statistics.ts';
import {
  cellMiddle,
  chosenEpisode,
  episodeShape,
  PARTS,
  roundedEpisode,
  stateOf,
  whyNone,
  withheldSpans,
} from './episodes.ts';
import { completionFindings, losses } from './findings.ts';
import { inOrder, momentAt, momentLabel, momentWords } from './moments.ts';

const figure = (change: Partial<Figure>): Figure => ({
  metric: 'average_watched',
  version: 1,
  value: null,
  asOfMs: 0,
  ...change,
});
const episode = (number: number, change: Partial<EpisodeRetention> = {}): EpisodeRetention => ({
  episodeId: `e${number}`,
  number,
  name: '',
  runtimeSeconds: 1205,
  kind: number === 1 ? 'first' : 'later',
  n: 600,
  shares: Array.from({ length: 121 }, (_, cell) => 1 - cell / 200),
  intervals: Array.from({ length: 121 }, () => [0.4, 0.5]),
  rewatch: Array.from({ length: 121 }, () => 1),
  typical: null,
  moments: [],
  ...change,
});
/** A funnel of so many starters that loses these shares, step by step. */
function funnelOf(n: number, lost: readonly number[]): FunnelStep[] {
  let share = 1;
  return [null, ...lost].map((one, index) => {
    const atRisk = Math.round(n * share);
    share *= 1 - (one ?? 0);
    return {
      episodeId: `e${index + 1}`,
      number: index + 1,
      name: '',
      n,
      maturing: 0,
      atRisk,
      share: figure({ metric: 'episode_funnel', value: share, n, interval: wilson(share * n, n) }),
      lost: one,
    };
  });
}
const completion = (change: Partial<Completion> = {}): Completion => ({
  asOfMs: 0,
  filter: {},
  averageWatched: figure({ value: 0.614, interval: [0.601, 0.627], n: 1304 }),
  retention: [episode(1)],
  funnel: [],
  dropOff: null,
  hooked: null,
  bingeRate: figure({ metric: 'binge_rate' }),
  medianDays: figure({ metric: 'median_days' }),
  hoursPerActiveDay: figure({ metric: 'hours_per_active_day' }),
  pace: null,
  episodesPerActiveDay: figure({ metric: 'episodes_per_active_day' }),
  caughtUp: null,
  ...change,
});
const text = (of: Completion) =>
  completionFindings('t', of).map((finding) => finding.parts.map((part) => part.text).join(''));

describe('the episodes of a page', () => {
  it('are as coarse as they are drawn, at the middles of equal parts', () => {
    const shape = episodeShape(episode(1));
    expect(shape.curve).toHaveLength(60);
    expect(shape.curve[0]?.x).toBeCloseTo(1205 / 120, 3);
    expect(shape.parts).toHaveLength(PARTS);
    const mean = shape.parts.reduce((sum: number, part) => sum + (part ?? 0), 0) / PARTS;
    expect(mean).toBeCloseTo(1 - 60 / 200, 3);
    expect(episodeShape(episode(1, { shares: null })).parts).toEqual(Array.from({ length: PARTS }, () => null));
  });
  it('keep the last cell, which may be shorter, inside the runtime', () => {
    expect([cellMiddle(0, 1205), cellMiddle(119, 1205), cellMiddle(120, 1202)]).toEqual([5, 1195, 1202]);
  });
  it('carry four digits', () => {
    expect(roundedEpisode(episode(1, { shares: [0.123456], intervals: null, rewatch: null }))).toMatchObject({
      shares: [0.1235],
      intervals: null,
    });
  });
  it('know the stretches that a segment withholds, and show no part of a mean over them', () => {
    const shares = [1, null, null, 0.5, null];
    const gaps = episode(1, {
      runtimeSeconds: 45,
      shares,
      intervals: shares.map((one) => (one === null ? null : [one, one])),
    });
    expect(withheldSpans(gaps)).toEqual([
      { from: 10, to: 30 },
      { from: 40, to: 45 },
    ]);
    expect(episodeShape(gaps).curve.map(({ y }) => y)).toEqual(shares);
    expect(roundedEpisode(gaps).shares).toEqual(shares);
  });
  it('show the one that was asked for, else the first with a curve', () => {
    const all = [episode(1, { shares: null }), episode(2), episode(3)];
    expect(chosenEpisode(all, 'e3')?.number).toBe(3);
    expect(chosenEpisode(all, 'e9')?.number).toBe(2);
    expect(chosenEpisode(all.slice(0, 1), null)?.number).toBe(1);
    expect(chosenEpisode([], null)).toBeNull();
  });
  it('say what can be shown at all', () => {
    const nobody = figure({ n: 0 });
    expect(stateOf(completion())).toBe('shown');
    expect(stateOf(completion({ averageWatched: nobody, retention: [] }))).toBe('nobody');
    expect(stateOf(completion({ averageWatched: nobody, retention: [episode(1, { n: 0, shares: null })] }))).toBe(
      'nobody',
    );
    expect(stateOf(completion({ averageWatched: figure({ n: 40 }), retention: [] }))).toBe('no-runtime');
    expect(stateOf(completion({ retention: [episode(1, { n: 0, shares: null })] }))).toBe('maturing');
    expect(stateOf(completion({ retention: [episode(1, { n: 12, shares: null })] }))).toBe('few');
    const ofSegment = (change: Partial<Completion>) => stateOf(completion({ filter: { plan: 'ads' }, ...change }));
    const { n: _, ...uncounted } = figure({});
    expect(ofSegment({ averageWatched: { ...uncounted, withheld: true }, retention: [] })).toBe('withheld');
    expect(ofSegment({ averageWatched: uncounted, retention: [] })).toBe('waiting');
    expect(ofSegment({ retention: [episode(1, { n: 0, shares: null, withheld: true })] })).toBe('few');
    expect(ofSegment({})).toBe('shown');
  });
  it('say why one of them has no curve', () => {
    expect(whyNone({ n: 0 })).toBe('still maturing');
    expect(whyNone({ n: 12 })).toBe('too few to tell');
    expect(whyNone({ n: 0, withheld: true })).toBe('withheld');
  });
});

describe('moments', () => {
  const intro = { kind: 'intro' as const, fromSeconds: 0, toSeconds: 30, value: 0.92 };
  const dip = { kind: 'dip' as const, fromSeconds: 750, toSeconds: 800, value: 0.0912 };
  const spike = { kind: 'spike' as const, fromSeconds: 3720, toSeconds: 3720, value: 1.423 };
  it('are said by their place in the content', () => {
    expect([intro, dip, spike].map(momentAt)).toEqual(['0:30', '12:30–13:20', '1:02:00']);
    expect([intro, dip, spike].map(momentWords)).toEqual([
      '92.0\u202f% watch the opening',
      '9.1 points leave',
      'played 1.42 times a viewer',
    ]);
    expect([dip, spike].map(momentLabel)).toEqual(['−9.1 points', '1.42× watched']);
  });
  it('come in the order of the content', () => expect(inOrder([spike, dip, intro])).toEqual([intro, dip, spike]));
});

describe('completion findings', () => {
  it('name the episode that loses the most, when chance would rarely set it so far apart', () => {
    expect(text(completion({ funnel: funnelOf(600, [0.04, 0.178, 0.03]) }))[0]).toMatch(
      /^Most is lost at episode 3: 17\.8\u202f% of those who came to episode 2 don’t go on \(14\.\d–21\.\d\u202f%, of 576 viewers\)\.$/,
    );
  });
  it('name two that are alike, and say so where more are', () => {
    expect(text(completion({ funnel: funnelOf(600, [0.17, 0.03, 0.15, 0.02]) }))[0]).toBe(
      'Most is lost at episodes 2 and 4: 17.0\u202f% and 15.0\u202f% of those who came to the one before.',
    );
    expect(text(completion({ funnel: funnelOf(600, [0.05, 0.06, 0.055]) }))[0]).toBe(
      'Most is lost at episode 3, 6.0\u202f% of those who came to the one before, but 2 others lose not clearly less.',
    );
  });
  it('leave out losses that rest on too few, or that are withheld', () => {
    expect(losses({ funnel: funnelOf(19, [0.5]) })).toEqual([]);
    expect(text(completion({ funnel: funnelOf(60, [0.5]) }))).not.toContainEqual(expect.stringMatching(/lost|Most/));
    const kept = funnelOf(600, [0.2]);
    kept[1] = { ...kept[1]!, share: figure({ withheld: true, value: null }) };
    expect(losses({ funnel: kept })).toEqual([]);
  });
  it('name the deepest fall inside an episode, and of a film its place alone', () => {
    const dip = (value: number) => ({ kind: 'dip' as const, fromSeconds: 750, toSeconds: 800, value });
    const retention = [episode(1, { moments: [dip(0.05)] }), episode(2, { moments: [dip(0.091)] })];
    expect(text(completion({ retention }))[0]).toBe(
      'The sharpest fall inside an episode is at 12:30 of episode 2: 9.1 points of its viewers within 50 s.',
    );
    expect(text(completion({ retention: [episode(1, { episodeId: '', moments: [dip(0.05)] })] }))[0]).toBe(
      'The sharpest fall is at 12:30: 5.0 points of its viewers within 50 s.',
    );
  });
  it('say how much is watched, where they are hooked and how fast, as far as the numbers carry it', () => {
    const hooked = {
      episodeId: 'e2',
      number: 2,
      name: '',
      share: figure({ metric: 'hooked', value: 0.74, interval: [0.7, 0.78], n: 420 }),
    };
    const all = completion({
      hooked,
      medianDays: figure({ metric: 'median_days', value: 3 }),
      hoursPerActiveDay: figure({ metric: 'hours_per_active_day', value: 2.61 }),
      pace: 'devour',
    });
    expect(text(all)).toEqual([
      'They are hooked by episode 2: 74.0\u202f% of those who watched it finished within 28 days (±4.0).',
      'Who starts it watches 61.4\u202f% of it on average (±1.3, of 1,304 viewers).',
      'Half of those who finish do so within 3 days; with 2.6 h on a day of watching it is devoured.',
    ]);
    expect(text(completion({ averageWatched: figure({ value: 0.6, interval: [0.4, 0.8], n: 20 }) }))).toEqual([]);
    expect(
      text(completion({ averageWatched: figure({ value: 0.6, interval: [0.59, 0.61], withheld: true }) })),
    ).toEqual([]);
    const sameDay = completion({ averageWatched: figure({}), medianDays: figure({ value: 0 }) });
    expect(text(sameDay)).toEqual(['Half of those who finish do so on their first day.']);
  });
});
