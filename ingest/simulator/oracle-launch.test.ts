import { describe, expect, it } from 'vitest';
import { film, season, straight } from '../../test/support/told-plays.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { cohortBand, hold, launchAt, shareOfSlate } from './oracle-launch.ts';
import { realisedTruth } from './oracle.ts';

const PREMIERE_MS = Date.UTC(2026, 2, 2, 8);

describe('a launch', () => {
  const truth = realisedTruth([
    film('film', 600, { premiere_at: PREMIERE_MS }),
    film('other', 600, { premiere_at: PREMIERE_MS }),
    ...straight(0, 600, { startedMs: PREMIERE_MS }),
    ...straight(0, 300, { viewer: 'ben', startedMs: PREMIERE_MS + HOUR_MS }),
    ...straight(300, 600, { viewer: 'ben', play: 'p2', startedMs: PREMIERE_MS + 8 * DAY_MS }),
    ...straight(0, 60, { viewer: 'cleo', startedMs: PREMIERE_MS + 15 * DAY_MS }),
    ...straight(0, 300, { title: 'other', startedMs: PREMIERE_MS + DAY_MS }),
  ]);

  it('sums up to an age', () => {
    expect(launchAt(truth, 'film', 0)).toMatchObject({ hours: 0, viewers: 0 });
    expect(launchAt(truth, 'film', 1)).toEqual({
      ...{ hours: 600 / 3600, views: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 },
    });
    expect(launchAt(truth, 'film', 24)).toEqual({
      ...{ hours: 900 / 3600, views: 1.5, viewers: 2, starters: 2, watchers: 1, completers: 1 },
    });
    expect(launchAt(truth, 'film', 24 * 20)).toEqual({
      ...{ hours: 1260 / 3600, views: 2.1, viewers: 3, starters: 2, watchers: 2, completers: 2 },
    });
  });

  it('holds what a week has of the week before', () => {
    expect(hold(truth, 'film', 1)).toBeNull();
    expect(hold(truth, 'film', 2)).toBeCloseTo(300 / 900, 12);
    expect(hold(truth, 'film', 3)).toBeCloseTo(60 / 300, 12);
    expect(hold(truth, 'film', 5)).toBeNull();
  });

  it('has its share of the slate', () => {
    expect(shareOfSlate(truth, 'film', PREMIERE_MS, PREMIERE_MS + 2 * DAY_MS)).toBeCloseTo(0.75, 12);
    expect(shareOfSlate(truth, 'film', PREMIERE_MS + 2 * DAY_MS, PREMIERE_MS + 3 * DAY_MS)).toBeNull();
  });

  it('counts views of the episodes that were out', () => {
    const weekly = realisedTruth([
      ...season('s', PREMIERE_MS, [{}, { availableMs: PREMIERE_MS + 7 * DAY_MS }]),
      ...straight(0, 600, { title: 's', episode: 's-e1', startedMs: PREMIERE_MS }),
    ]);
    expect(launchAt(weekly, 's', 7 * 24)?.views).toBe(1);
    expect(launchAt(weekly, 's', 7 * 24 + 1)?.views).toBe(0.5);
  });
});

describe('a cohort', () => {
  /** Titles with 1, 2, 3 … viewers on the first day. */
  const titles = (count: number) => Array.from({ length: count }, (_, index) => `t${index + 1}`);
  const truth = realisedTruth(
    titles(11).flatMap((title, index) => [
      film(title, 600, { premiere_at: PREMIERE_MS }),
      ...Array.from({ length: index + 1 }, (_, viewer) =>
        straight(0, 60, { title, viewer: `v${viewer}`, startedMs: PREMIERE_MS }),
      ).flat(),
    ]),
  );

  it('is a band of quantiles, of extremes, or the titles themselves, by how many there are', () => {
    expect(cohortBand(truth, titles(11), 'viewers', 24)).toEqual({ kind: 'quantiles', low: 2, mid: 6, high: 10 });
    expect(cohortBand(truth, titles(6), 'viewers', 24)).toEqual({ kind: 'range', low: 1, mid: 3.5, high: 6 });
    expect(cohortBand(truth, titles(4), 'viewers', 24)).toEqual({ kind: 'titles', values: [1, 2, 3, 4] });
    expect(cohortBand(truth, [...titles(4), 'unknown'], 'viewers', 24)).toBeNull();
  });
});
