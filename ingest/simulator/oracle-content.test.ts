import { describe, expect, it } from 'vitest';
import { film, season, straight, told } from '../../test/support/told-plays.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { averageWatched, retention } from './oracle-content.ts';
import { realisedTruth } from './oracle.ts';

const NOON_MS = Date.UTC(2026, 2, 4, 12);
const at = (viewer: string, play = 'p1') => ({ viewer, play, startedMs: NOON_MS });

describe('average watched', () => {
  it('is the mean over starters, with the spread between them', () => {
    const truth = realisedTruth([
      film('film', 1000),
      ...straight(0, 1000, at('all')),
      ...straight(0, 500, at('half')),
      ...straight(0, 120, at('little')),
      ...straight(0, 100, at('no starter')),
    ]);
    // 100, 50 and 12 cells of 100: the mean of 1, 0.5 and 0.12, with deviations of 0.46, −0.04 and −0.42 from it.
    const { n, mean, standardDeviation } = averageWatched(truth, 'film', NOON_MS);
    expect(n).toBe(3);
    expect(mean).toBeCloseTo(0.54, 12);
    expect(standardDeviation).toBeCloseTo(Math.sqrt((0.46 ** 2 + 0.04 ** 2 + 0.42 ** 2) / 2), 12);
  });

  it('asks for the episodes out by the viewer’s deadline, whatever else there is to see', () => {
    const truth = realisedTruth([
      ...season('s', NOON_MS, [{}, { availableMs: NOON_MS + DAY_MS }, { availableMs: NOON_MS + 60 * DAY_MS }]),
      ...straight(0, 600, { title: 's', episode: 's-e1', startedMs: NOON_MS }),
    ]);
    expect(averageWatched(truth, 's', NOON_MS + 90 * DAY_MS)).toEqual({ n: 1, mean: 0.5, standardDeviation: null });
    // And of those only what is out.
    expect(averageWatched(truth, 's', NOON_MS + DAY_MS - 1)).toMatchObject({ n: 1, mean: 1 });
  });

  it('knows nothing where a length is not known', () => {
    const truth = realisedTruth([film('film', null), ...straight(0, 600, at('ana'))]);
    expect(averageWatched(truth, 'film', NOON_MS)).toEqual({ n: 0, mean: null, standardDeviation: null });
  });
});

describe('retention', () => {
  it('counts viewers and plays of each cell, of viewers whose first play is a day old', () => {
    const truth = realisedTruth([
      film('film', 40),
      ...straight(0, 40, at('twice', 'p1')),
      ...straight(0, 20, { viewer: 'twice', play: 'p2', startedMs: NOON_MS + 20 * HOUR_MS }),
      ...straight(0, 20, at('half')),
      // A jump to the third cell: what lies between was not watched.
      ...told(
        [
          [0, null, 0, 0],
          [5_000, 0, 6, 6],
          [5_000, null, 20, 6],
          [15_000, 20, 30, 16],
        ],
        at('jumps'),
      ),
      ...told([[0, null, 0, 0]], at('nothing')),
      ...straight(0, 40, { viewer: 'young', startedMs: NOON_MS + HOUR_MS }),
    ]);
    expect(retention(truth, 'film', '', NOON_MS + DAY_MS)).toEqual({
      viewers: 3,
      watched: [3, 2, 2, 1],
      plays: [4, 3, 2, 1],
    });
    expect(retention(truth, 'film', '', NOON_MS + DAY_MS - 1).viewers).toBe(0);
  });
});
