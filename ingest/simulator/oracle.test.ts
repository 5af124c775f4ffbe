import { describe, expect, it } from 'vitest';
import type { EventRecord, PlaybackRecord } from '../contract/records.ts';
import { createAudience } from './audience.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './clock.ts';
import { historyBatches } from './history.ts';
import { retention } from './oracle-content.ts';
import { episodesByDeadline } from './oracle-outcomes.ts';
import { completionWithin, realisedTruth, type RealisedTruth } from './oracle.ts';
import { perturb } from './perturb.ts';
import { straight as playStraight, told as tellPlay, type PlaySteps, type Row } from '../../test/support/told-plays.ts';

const PREMIERE_MS = Date.UTC(2026, 2, 2, 8);
const NOON_MS = Date.UTC(2026, 2, 4, 12);

/** A film of 600 s: 60 cells; 120 s make a start, 42 cells a watcher, 54 a completer. */
const FILM: EventRecord = {
  type: 'catalog',
  kind: 'title',
  id: 'film',
  name: 'Film',
  runtime_s: 600,
  premiere_at: new Date(PREMIERE_MS).toISOString(),
  updated_at: 1,
};

/** What is played at noon unless a test says when. */
const told = (rows: readonly Row[], steps: Partial<PlaySteps> = {}) => tellPlay(rows, { startedMs: NOON_MS, ...steps });
const straight = (fromSeconds: number, toSeconds: number, steps: Partial<PlaySteps> = {}) =>
  playStraight(fromSeconds, toSeconds, { startedMs: NOON_MS, ...steps });

function only(truth: RealisedTruth) {
  const [outcome, ...others] = truth.outcomes;
  if (!outcome || others.length > 0) throw new Error(`expected one outcome, got ${truth.outcomes.length}`);
  return outcome;
}

function secondsByHour(truth: RealisedTruth): [string, number][] {
  const hours = truth.totals.get('film')?.contentSecondsByHour ?? new Map<number, number>();
  return [...hours]
    .sort((a, b) => a[0] - b[0])
    .map(([hourMs, seconds]) => [new Date(hourMs).toISOString().slice(5, 13), Math.round(seconds * 1000) / 1000]);
}

describe('hours viewed', () => {
  it('spreads a step over the full hour evenly when it took at most 120 s of wall time', () => {
    const startedMs = NOON_MS + 59 * MINUTE_MS + 30_000;
    // The step from 10 to 50 s took the 40 s around 13:00: half of it lies on either side.
    const truth = realisedTruth([
      FILM,
      ...told(
        [
          [0, null, 0, 0],
          [10_000, 0, 10, 10],
          [50_000, 10, 50, 50],
        ],
        { startedMs },
      ),
    ]);
    expect(secondsByHour(truth)).toEqual([
      ['03-04T12', 30],
      ['03-04T13', 20],
    ]);
  });

  it('puts a longer silence into the last step ÷ rate seconds before the later record', () => {
    const startedMs = NOON_MS + 30 * MINUTE_MS;
    const truth = realisedTruth([
      FILM,
      ...told(
        [
          [0, null, 0, 0],
          [60_000, 0, 60, 60],
          [30 * MINUTE_MS + 40_000, 60, 140, 140],
        ],
        { startedMs, fields: { rate: 2 } },
      ),
    ]);
    // 80 s of content at double speed are the last 40 s before 13:00:40: all of them in the later hour.
    expect(secondsByHour(truth)).toEqual([
      ['03-04T12', 60],
      ['03-04T13', 80],
    ]);
  });

  it('does not let that silence begin before the earlier record', () => {
    const startedMs = NOON_MS + 58 * MINUTE_MS;
    const truth = realisedTruth([
      FILM,
      ...told(
        [
          [0, null, 0, 0],
          [3 * MINUTE_MS, 0, 360, 360],
        ],
        { startedMs },
      ),
    ]);
    // 360 s told over 180 s of wall time: spread from 12:58 to 13:01.
    expect(secondsByHour(truth)).toEqual([
      ['03-04T12', 240],
      ['03-04T13', 120],
    ]);
  });

  it('counts from the start of the play even when its first record is lost', () => {
    const startedMs = NOON_MS + 59 * MINUTE_MS;
    const [, ...rest] = told(
      [
        [0, null, 0, 0],
        [100_000, 0, 100, 100],
      ],
      { startedMs },
    );
    expect(secondsByHour(realisedTruth([FILM, ...rest]))).toEqual([
      ['03-04T12', 60],
      ['03-04T13', 40],
    ]);
  });

  it('takes ten seconds a distinct cell where a sender does not tell what was played', () => {
    const truth = realisedTruth([
      FILM,
      ...told([
        [0, null, 0],
        [30_000, 0, 30],
        [60_000, 0, 40],
      ]),
    ]);
    expect(secondsByHour(truth)).toEqual([['03-04T12', 40]]);
  });
});

describe('what happened to a viewer', () => {
  it('is one viewer, one completer when a film is resumed after midnight on another device', () => {
    const evening = Date.UTC(2026, 2, 4, 23, 55);
    const truth = realisedTruth([
      FILM,
      ...straight(0, 300, { startedMs: evening, fields: { device: 'tv' } }),
      ...straight(300, 600, { startedMs: evening + 8 * HOUR_MS, play: 'p2', fields: { device: 'mobile' } }),
    ]);
    const outcome = only(truth);
    expect(outcome.starterHourMs).toBe(Date.UTC(2026, 2, 4, 23));
    expect(outcome.completerHourMs).toBe(Date.UTC(2026, 2, 5, 7));
    expect(truth.totals.get('film')).toMatchObject({ viewers: 1, starters: 1, watchers: 1, completers: 1, plays: 2 });
    expect(truth.totals.get('film')?.hours).toBeCloseTo(600 / 3600, 9);
  });

  it('is no viewer below a second, no starter below two minutes', () => {
    const brief = realisedTruth([
      FILM,
      ...told([
        [0, null, 0, 0],
        [999, 0, 0.999, 0.999],
      ]),
    ]);
    expect(only(brief).viewerHourMs).toBeNull();
    const second = realisedTruth([
      FILM,
      ...told([
        [0, null, 0, 0],
        [1_000, 0, 1, 1],
      ]),
    ]);
    expect(only(second)).toMatchObject({ viewerHourMs: NOON_MS, starterHourMs: null });
    expect(only(realisedTruth([FILM, ...straight(0, 119.999)])).starterHourMs).toBeNull();
    expect(only(realisedTruth([FILM, ...straight(0, 120)])).starterHourMs).toBe(NOON_MS);
  });

  it('is no completer by skipping to the credits', () => {
    const truth = realisedTruth([
      FILM,
      ...told([
        [0, null, 0, 0],
        [130_000, 0, 130, 130],
        [130_000, null, 560, 130],
        [170_000, 560, 600, 170],
      ]),
    ]);
    expect(only(truth)).toMatchObject({ starterHourMs: NOON_MS, watcherHourMs: null, completerHourMs: null });
    expect(only(truth).cells.get('')?.size).toBe(13 + 4);
  });

  it('watches a cell twice but only one distinct cell when winding back', () => {
    const truth = realisedTruth([
      FILM,
      ...told([
        [0, null, 0, 0],
        [60_000, 0, 60, 60],
        [60_000, null, 30, 60],
        [90_000, 30, 60, 90],
      ]),
    ]);
    expect(only(truth).contentSeconds).toBe(90);
    expect(only(truth).cells.get('')?.size).toBe(6);
  });

  it('adds up what two devices play at once, and unites what they saw', () => {
    const truth = realisedTruth([
      FILM,
      ...straight(0, 60),
      ...straight(0, 80, { play: 'p2', startedMs: NOON_MS + 5_000 }),
    ]);
    expect(only(truth).contentSeconds).toBe(140);
    expect(only(truth).cells.get('')?.size).toBe(8);
    expect(only(truth).starterHourMs).toBe(NOON_MS);
  });

  it('lives in true time when the client clock is off by hours', () => {
    const offset = 5 * HOUR_MS;
    const truth = realisedTruth([
      FILM,
      ...straight(0, 600, { startedMs: NOON_MS + offset, fields: { clock_offset_ms: offset } }),
    ]);
    expect(only(truth).completerHourMs).toBe(NOON_MS);
    expect(secondsByHour(truth)).toEqual([['03-04T12', 600]]);
  });

  it('completes at 54 of 60 cells and watches at 42', () => {
    expect(only(realisedTruth([FILM, ...straight(0, 540)])).completerHourMs).toBe(NOON_MS);
    expect(only(realisedTruth([FILM, ...straight(0, 535)])).completerHourMs).toBeNull();
    expect(only(realisedTruth([FILM, ...straight(0, 420)])).watcherHourMs).toBe(NOON_MS);
    expect(only(realisedTruth([FILM, ...straight(0, 415)])).watcherHourMs).toBeNull();
  });
});

describe('what no number counts', () => {
  it('leaves out plays before the premiere, test traffic and unknown titles, and says how many', () => {
    const truth = realisedTruth([
      FILM,
      ...straight(0, 300, { startedMs: PREMIERE_MS - MINUTE_MS }),
      ...straight(0, 60, { play: 'p2', fields: { test: true } }),
      ...straight(0, 60, { play: 'p3', fields: { title_id: 'nobody-knows' } }),
    ]);
    expect(truth.outcomes).toEqual([]);
    expect(truth.leftOut).toEqual({ test: 3, duplicates: 0, unmatchedPlays: 1, playsBeforePremiere: 1 });
  });

  it('counts a play from the instant of the premiere on', () => {
    expect(realisedTruth([FILM, ...straight(0, 300, { startedMs: PREMIERE_MS })]).leftOut.playsBeforePremiere).toBe(0);
  });

  it('counts a repeated record once, and a different body under its identity as well', () => {
    const records = told([
      [0, null, 0, 0],
      [30_000, 0, 30, 30],
    ]);
    const corrected = { ...records[1], position_s: 50, played_s: 50 } as PlaybackRecord;
    const truth = realisedTruth([FILM, ...records, ...records, corrected]);
    expect(truth.leftOut.duplicates).toBe(2);
    expect(only(truth).contentSeconds).toBe(50);
  });
});

describe('seasons', () => {
  const episode = (number: number, availableMs: number) => ({
    id: `e${number}`,
    number,
    runtimeMs: 600_000,
    availableMs,
  });

  it('asks for the episodes out by the deadline, which each release in time moves on', () => {
    const weekly = [0, 1, 2, 3, 4, 5, 6, 7].map((week) => episode(week, PREMIERE_MS + week * 7 * DAY_MS));
    const special = episode(9, PREMIERE_MS + 400 * DAY_MS);
    const title = { id: 's', premiereMs: PREMIERE_MS, genres: [], episodes: [...weekly, special] };
    expect(episodesByDeadline(title, PREMIERE_MS).map((each) => each.id)).toEqual(weekly.map((each) => each.id));
    expect(episodesByDeadline(title, PREMIERE_MS + 390 * DAY_MS)).toHaveLength(9);
  });

  it('starts the clock of completion at the last release', () => {
    const releasedMs = PREMIERE_MS + 14 * DAY_MS;
    const season: EventRecord[] = [
      { type: 'catalog', kind: 'title', id: 's', premiere_at: PREMIERE_MS, updated_at: 1 },
      {
        type: 'catalog',
        kind: 'episode',
        id: 'e1',
        title_id: 's',
        number: 1,
        runtime_s: 600,
        available_at: PREMIERE_MS,
        updated_at: 1,
      },
      {
        type: 'catalog',
        kind: 'episode',
        id: 'e2',
        title_id: 's',
        number: 2,
        runtime_s: 600,
        available_at: releasedMs,
        updated_at: 1,
      },
    ];
    const truth = realisedTruth([
      ...season,
      ...straight(0, 600, { startedMs: PREMIERE_MS + HOUR_MS, fields: { title_id: 's', episode_id: 'e1' } }),
      ...straight(0, 600, {
        startedMs: releasedMs + 6 * DAY_MS,
        play: 'p2',
        fields: { title_id: 's', episode_id: 'e2' },
      }),
    ]);
    expect(completionWithin(truth, 's', 7, releasedMs + 30 * DAY_MS)).toEqual({ of: 1, completed: 1, maturing: 0 });
    expect(completionWithin(truth, 's', 28, releasedMs + 10 * DAY_MS)).toEqual({ of: 0, completed: 0, maturing: 1 });
    expect(retention(truth, 's', 'e1', releasedMs).watched).toEqual(new Array<number>(60).fill(1));
    expect(retention(truth, 's', 'e2', releasedMs + 6 * DAY_MS + HOUR_MS).viewers).toBe(0);
  });
});

describe('disorder', () => {
  it('changes no number', () => {
    const endMs = Date.UTC(2026, 4, 20, 17, 21);
    const audience = createAudience({ seed: 5, startMs: endMs - 12 * DAY_MS, endMs, scale: 0.012 });
    const timeline = audience.open();
    const lines = [...timeline.opening(), ...[...historyBatches(timeline, endMs)].flatMap((batch) => batch.lines)];
    const records = lines.map((line) => JSON.parse(line) as EventRecord);
    const clean = realisedTruth(records);
    const disordered = realisedTruth(
      perturb(records, { seed: 9, shuffle: true, duplicateShare: 0.3, delayShare: 0.1, replay: true }),
    );
    expect(clean.outcomes.length).toBeGreaterThan(20);
    for (const [titleId, totals] of clean.totals) {
      const { hours, contentSecondsByHour, ...counts } = totals;
      const other = disordered.totals.get(titleId);
      expect(other).toMatchObject(counts);
      expect(other?.hours).toBeCloseTo(hours, 9);
      expect(other?.contentSecondsByHour.size).toBe(contentSecondsByHour.size);
    }
    expect(disordered.leftOut.duplicates).toBeGreaterThan(clean.leftOut.duplicates);
  });
});
