import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../contract/records.ts';
import { season, straight } from '../../test/support/told-plays.ts';
import { DAY_MS } from './clock.ts';
import { caughtUp, completedByWatchers, dropOff, episodeFunnel, hookedEpisode } from './oracle-season.ts';
import { realisedTruth } from './oracle.ts';

const PREMIERE_MS = Date.UTC(2026, 2, 2, 8);

/** Someone who plays episodes of `s` on days after the premiere, from the start to a second. */
function watches(viewer: string, plays: readonly (readonly [episode: number, day: number, seconds: number])[]) {
  return plays.flatMap(([episode, day, seconds], index) =>
    straight(0, seconds, {
      ...{ title: 's', episode: `s-e${episode}`, viewer, play: `p${index}` },
      startedMs: PREMIERE_MS + day * DAY_MS,
    }),
  );
}

describe('the episode funnel', () => {
  const records: EventRecord[] = [
    ...season('s', PREMIERE_MS, [{}, {}, { availableMs: PREMIERE_MS + 14 * DAY_MS }]),
    ...watches('ana', [
      [1, 0, 120],
      [2, 1, 120],
      [3, 14, 120],
    ]),
    // Skips the second episode, and has come past it all the same.
    ...watches('ben', [
      [1, 0, 600],
      [3, 15, 600],
    ]),
    ...watches('cleo', [
      [1, 0, 600],
      [2, 0.2, 119],
    ]),
    ...watches('dan', [[1, 10, 600]]),
    ...watches('eve', [
      [2, 0, 600],
      [3, 14, 600],
    ]),
  ];
  const truth = realisedTruth(records);

  it('counts starters of an episode or a later one, of the starters of the first', () => {
    const funnel = episodeFunnel(truth, 's', PREMIERE_MS + 40 * DAY_MS);
    expect(funnel.map(({ n, before, came, maturing }) => [n, before, came, maturing])).toEqual([
      [4, 4, 4, 0],
      [4, 4, 2, 0],
      [4, 2, 2, 0],
    ]);
    expect(funnel.map((step) => step.share)).toEqual([1, 0.5, 0.5]);
    // Greenwood: 0.5 × √(0.5 ÷ (0.5 × 4)).
    expect(funnel[2]?.standardError).toBeCloseTo(0.25, 12);
    expect(dropOff(funnel)?.episodeId).toBe('s-e2');
  });

  it('leaves out of a step whoever could not have seen the episode for seven days, and multiplies', () => {
    // Day 16: for the last two days nobody could have seen episode 3 for a week; Dan came on day 10, six days ago.
    const early = episodeFunnel(truth, 's', PREMIERE_MS + 16 * DAY_MS);
    expect(early.map(({ n, maturing, share }) => [n, maturing, share])).toEqual([
      [3, 1, 1],
      [3, 1, 2 / 3],
      [0, 4, null],
    ]);
    const exactly = episodeFunnel(truth, 's', PREMIERE_MS + 21 * DAY_MS);
    expect(exactly[2]).toMatchObject({ n: 4, maturing: 0, share: 0.5 });
  });

  it('loses nobody where all go on', () => {
    const all = realisedTruth([
      ...season('s', PREMIERE_MS, [{}, {}]),
      ...watches('ana', [
        [1, 0, 600],
        [2, 0.5, 600],
      ]),
    ]);
    expect(dropOff(episodeFunnel(all, 's', PREMIERE_MS + 40 * DAY_MS))).toBeNull();
  });
});

describe('the hooked episode', () => {
  const whole = [
    [1, 0, 600],
    [2, 1, 600],
    [3, 2, 600],
  ] as const;
  const truth = realisedTruth([
    ...season('s', PREMIERE_MS, [{}, {}, {}]),
    ...['a', 'b', 'c', 'd', 'e', 'f'].flatMap((viewer) => watches(viewer, whole)),
    // On the last day that counts, and a day after it.
    ...watches('g', [
      [1, 0, 600],
      [2, 1, 600],
      [3, 28, 600],
    ]),
    ...watches('h', [
      [1, 0, 600],
      [2, 1, 600],
      [3, 29, 600],
    ]),
    ...watches('i', [
      [1, 0, 600],
      [2, 0.5, 600],
    ]),
    ...watches('j', [
      [1, 0, 600],
      [2, 0.5, 600],
    ]),
    ...watches('k', [[1, 0, 414]]),
    ...watches('l', [[1, 0, 416]]),
  ]);

  it('is the first of whose watchers seven in ten completed within 28 days', () => {
    const asOfMs = PREMIERE_MS + 60 * DAY_MS;
    expect(completedByWatchers(truth, 's', asOfMs)).toEqual([
      { episodeId: 's-e1', of: 11, completed: 7 },
      { episodeId: 's-e2', of: 10, completed: 7 },
      { episodeId: 's-e3', of: 8, completed: 7 },
    ]);
    expect(hookedEpisode(truth, 's', asOfMs)).toMatchObject({ episodeId: 's-e2' });
  });

  it('judges nobody before their 28 days are over', () => {
    expect(hookedEpisode(truth, 's', PREMIERE_MS + 27 * DAY_MS)).toBeNull();
  });
});

describe('caught up', () => {
  const truth = realisedTruth([
    ...season('s', PREMIERE_MS, [
      {},
      { availableMs: PREMIERE_MS + 7 * DAY_MS },
      { availableMs: PREMIERE_MS + 14 * DAY_MS },
    ]),
    ...watches('ana', [
      [1, 0, 600],
      [2, 7, 600],
    ]),
    ...watches('ben', [
      [1, 0, 600],
      [2, 8, 470],
    ]),
    ...watches('cleo', [
      [1, 0, 600],
      [2, 8, 480],
    ]),
    ...watches('dan', [[2, 8, 119]]),
  ]);

  it('asks for nine tenths of what is out, while more is to come', () => {
    // 108 of 120 cells: Cleo has them, Ben has 107, Dan is no starter.
    expect(caughtUp(truth, 's', PREMIERE_MS + 10 * DAY_MS)).toEqual({ of: 3, caughtUp: 2 });
    expect(caughtUp(truth, 's', PREMIERE_MS + 14 * DAY_MS)).toBeNull();
  });
});
