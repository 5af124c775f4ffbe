import { beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord, PlaybackRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { affinity } from '../../ingest/simulator/oracle-audience.ts';
import { retention } from '../../ingest/simulator/oracle-content.ts';
import { completionWithin, realisedTruth } from '../../ingest/simulator/oracle.ts';
import { Timeline } from '../../ingest/simulator/timeline.ts';
import { countrySharesOf } from '../../ingest/simulator/truth-audience.ts';
import { truthOf } from '../../ingest/simulator/truth.ts';
import { wilson } from '../../sql/queries/statistics.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 4, 20, 12);
const START_MS = END_MS - 56 * DAY_MS;
/** Whoever came until the end is followed until they are through: the truth is of whole journeys. */
const AS_OF_MS = END_MS + 45 * DAY_MS;
const SEEDS = [1, 2, 3, 4, 5, 6];
const SCALE = 0.06;
/** Places in an episode, as shares of it. Close ones would say the same thing again. */
const PLACES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Fewer people are not shown a rate of. */
const LEAST_PEOPLE = 20;
/** Where fewer than two are expected to differ from all the others, intervals of whole people are known to cover too little. */
const LEAST_EXPECTED = 2;

interface Cell {
  readonly of: string;
  readonly metric: 'watching' | 'completion within 7 days' | 'completion within 28 days' | 'retention' | 'affinity';
  readonly truth: number;
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
}

/**
 * What the model of an audience says should be seen, against what was seen of it. The truth is a mean over 2,000 drawn
 * journeys a title, the realised numbers are of about 40 people: the truth's own error widens their spread by one or two
 * parts in a hundred, which is left out.
 */
function cellsOf(seed: number): Cell[] {
  const { slate, populationSize } = createAudience({ seed, startMs: START_MS, endMs: END_MS, scale: SCALE });
  const opened = slate.filter((title) => title.premiereMs !== null && title.premiereMs < END_MS);
  const model = { seed, startMs: START_MS, endMs: END_MS, scale: SCALE, populationSize, slate: opened };
  const realised = realisedTruth([
    ...catalogueLines(opened, START_MS).map((line) => JSON.parse(line) as EventRecord),
    ...journeysBegun(new Timeline(model)),
  ]);
  const cells: Cell[] = [];
  const add = (of: string, metric: Cell['metric'], truth: number, count: number, n: number): void => {
    if (n < LEAST_PEOPLE || n * Math.min(truth, 1 - truth) < LEAST_EXPECTED) return;
    cells.push({ of: `${of}, seed ${seed}`, metric, truth, share: count / n, interval: wilson(count, n) });
  };
  for (const [titleId, truth] of truthOf(model)) {
    const totals = realised.totals.get(titleId);
    add(titleId, 'watching', truth.watchProbability, totals?.watchers ?? 0, totals?.starters ?? 0);
    for (const days of [7, 28] as const) {
      const { of, completed } = completionWithin(realised, titleId, days, AS_OF_MS);
      const probability = days === 7 ? truth.completionWithin7Days : truth.completionWithin28Days;
      add(titleId, `completion within ${days} days`, probability, completed, of);
    }
    for (const [episodeId, expected] of truth.retention) {
      const curve = retention(realised, titleId, episodeId, AS_OF_MS);
      for (const place of PLACES) {
        const cell = Math.floor(place * expected.length);
        const of = `${titleId} ${episodeId} at ${place}`;
        add(of, 'retention', expected[cell] ?? 0, curve.watched[cell] ?? 0, curve.viewers);
      }
    }
  }
  // What the index of affinity rests on: whom a title has drawn.
  for (const [titleId, countries] of countrySharesOf(model)) {
    const segments = affinity(realised, titleId, 'country');
    for (const [country, share] of countries) {
      const { inSegment = 0, of = 0 } = segments.get(country) ?? {};
      add(`${titleId} in ${country}`, 'affinity', share, inSegment, of);
    }
  }
  return cells;
}

/** All plays, until AS_OF_MS, of those who pressed play on the title before END_MS. */
function journeysBegun(timeline: Timeline): PlaybackRecord[] {
  const began = new Map<string, boolean>();
  const records: PlaybackRecord[] = [];
  for (const { lines } of historyBatches(timeline, AS_OF_MS)) {
    for (const line of lines) {
      if (!line.startsWith('{"type":"playback"')) continue;
      const record = JSON.parse(line) as PlaybackRecord;
      const journey = `${record.title_id} ${record.viewer_id}`;
      const inTime = began.get(journey) ?? Number(record.started_at) - (record.clock_offset_ms ?? 0) < END_MS;
      began.set(journey, inTime);
      if (inTime) records.push(record);
    }
  }
  return records;
}

describe('what is known of the simulated audience', () => {
  let cells: Cell[];
  beforeAll(() => {
    cells = SEEDS.flatMap(cellsOf);
  }, 240_000);

  const inside = (some: readonly Cell[]) =>
    some.filter(({ truth, interval: [low, high] }) => truth >= low && truth <= high).length / some.length;

  it('lies inside the 95 % intervals of what was seen, nearly as often as they promise', () => {
    expect(cells.length).toBeGreaterThanOrEqual(1_000);
    expect(inside(cells)).toBeGreaterThanOrEqual(0.93);
  });

  it('does so for every metric, with room for how few its cells are', () => {
    for (const [metric, some] of Map.groupBy(cells, (cell) => cell.metric)) {
      // Four standard errors of a share of 95 %; cells of one curve go together, nine of them are little more than one.
      const independent = metric === 'retention' ? some.length / PLACES.length : some.length;
      expect(inside(some), metric).toBeGreaterThanOrEqual(0.95 - 4 * Math.sqrt((0.95 * 0.05) / independent));
    }
  });

  it('is not seen by intervals that promise less: half as wide they miss a third', () => {
    const halved = cells.map(({ interval: [low, high], share, ...cell }): Cell => {
      return { ...cell, share, interval: [(low + share) / 2, (high + share) / 2] };
    });
    expect(inside(halved)).toBeGreaterThan(0.55);
    expect(inside(halved)).toBeLessThan(0.8);
  });
});
