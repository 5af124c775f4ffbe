import { describe, expect, it } from 'vitest';
import { season, straight } from '../../test/support/told-plays.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './clock.ts';
import { bingeRate, pace, sittings } from './oracle-sittings.ts';
import { realisedTruth } from './oracle.ts';

const EVENING_MS = Date.UTC(2026, 2, 4, 20);
const SEASON = season('s', EVENING_MS - DAY_MS, [{}, {}, {}, {}]);

/** Episodes of ten minutes, each begun some minutes after eight, played to a second. */
function watches(viewer: string, plays: readonly (readonly [episode: number, minute: number, seconds?: number])[]) {
  return plays.flatMap(([episode, minute, seconds = 600], index) =>
    straight(0, seconds, {
      ...{ title: 's', episode: `s-e${episode}`, viewer, play: `p${index}` },
      startedMs: EVENING_MS + minute * MINUTE_MS,
    }),
  );
}

describe('sittings', () => {
  it('end where half an hour passes between the end of one play and the start of the next', () => {
    const truth = realisedTruth([
      ...SEASON,
      ...watches('ana', [
        [1, 0],
        [2, 39.99],
        [3, 80],
      ]),
    ]);
    expect(sittings(truth, 's')).toEqual([
      { viewerId: 'ana', startedMs: EVENING_MS, endedMs: EVENING_MS + 49.99 * MINUTE_MS, plays: 2, episodesWatched: 2 },
      {
        viewerId: 'ana',
        startedMs: EVENING_MS + 80 * MINUTE_MS,
        endedMs: EVENING_MS + 90 * MINUTE_MS,
        plays: 1,
        episodesWatched: 1,
      },
    ]);
  });

  it('last as long as the longest play, whichever started last', () => {
    // A second screen for a minute while the first goes on; what follows is 29 minutes after the first one's end.
    const truth = realisedTruth([
      ...SEASON,
      ...watches('ana', [
        [1, 0],
        [2, 1, 60],
        [3, 39],
      ]),
    ]);
    expect(sittings(truth, 's').map((sitting) => [sitting.plays, sitting.episodesWatched])).toEqual([[3, 2]]);
  });

  it('count an episode by the cells of the sitting, all its plays together', () => {
    const halves = realisedTruth([
      ...SEASON,
      ...watches('ana', [[1, 0, 300]]),
      ...straight(300, 420, { title: 's', episode: 's-e1', play: 'x', startedMs: EVENING_MS + 20 * MINUTE_MS }),
      ...straight(420, 600, { title: 's', episode: 's-e1', play: 'y', startedMs: EVENING_MS + 3 * HOUR_MS }),
    ]);
    expect(sittings(halves, 's').map((sitting) => sitting.episodesWatched)).toEqual([1, 0]);
  });
});

describe('the binge rate', () => {
  it('is starters with three episodes watched in one sitting', () => {
    const truth = realisedTruth([
      ...SEASON,
      ...watches('three', [
        [1, 0],
        [2, 11],
        [3, 22],
      ]),
      ...watches('across midnight', [
        [1, 210],
        [2, 225],
        [3, 240],
      ]),
      ...watches('two and a bit', [
        [1, 0],
        [2, 11],
        [3, 22, 414],
      ]),
      ...watches('three in two', [
        [1, 0],
        [2, 11],
        [3, 300],
      ]),
      ...watches('one three times', [
        [1, 0],
        [1, 11],
        [1, 22],
      ]),
      ...watches('no starter', [[1, 0, 30]]),
    ]);
    expect(bingeRate(truth, 's')).toEqual({ of: 5, bingers: 2 });
    expect(bingeRate(truth, 's', 2)).toEqual({ of: 5, bingers: 4 });
  });
});

describe('pace', () => {
  it('counts days to complete, and hours and episodes of the days on which something was played', () => {
    const day = 24 * 60;
    const truth = realisedTruth([
      ...SEASON,
      // Completes on day 2 of days 0, 1, 2; on day 5; the same day; never.
      ...watches('ana', [
        [1, 0],
        [2, 15],
        [3, day],
        [4, 2 * day],
      ]),
      ...watches('ben', [
        [1, 0],
        [2, 15],
        [3, 30],
        [4, 5 * day],
      ]),
      ...watches('cleo', [
        [1, 0],
        [2, 15],
        [3, 30],
        [4, 45],
      ]),
      ...watches('dan', [
        [1, 0],
        [1, 15],
      ]),
    ]);
    // 3 + 2 + 1 + 1 viewer-days with 14 plays of ten minutes; (2+1+1) + (3+1) + 4 + 1 distinct episodes.
    const { medianDays, activeViewerDays, hoursPerActiveDay, episodesPerActiveDay } = pace(truth, 's');
    expect(medianDays).toBe(2);
    expect(activeViewerDays).toBe(7);
    expect(hoursPerActiveDay).toBeCloseTo(14 / 6 / 7, 12);
    expect(episodesPerActiveDay).toBeCloseTo(13 / 7, 12);
  });

  it('has no day where nothing was played', () => {
    expect(pace(realisedTruth(SEASON), 's')).toEqual({
      ...{ medianDays: null, activeViewerDays: 0, hoursPerActiveDay: null, episodesPerActiveDay: null },
    });
  });
});
