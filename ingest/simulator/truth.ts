import { expectedArrivals, expectedArrivalsBetween } from './appetite.ts';
import { bisectRight } from 'd3';
import { DAY_MS, HOUR_MS, dayOf } from './clock.ts';
import { journeyOf, wallMsOf, type Play } from './journey.ts';
import { viewerOf } from './population.ts';
import { randomOf, type Random } from './random.ts';
import type { AudienceModel } from './timeline.ts';
import type { SlateTitle } from './title.ts';

/** What the model of a title leads to, before chance: probabilities are of its starters. */
export interface TitleTruth {
  /** Viewers expected to press play in the window. */
  readonly expectedArrivals: number;
  /** Of those, expected to play long enough to be starters. */
  readonly expectedStarters: number;
  readonly watchProbability: number;
  readonly completionWithin7Days: number;
  readonly completionWithin28Days: number;
  /** By episode id ('' for a film): per ten-second cell, the share of the episode's viewers who watch it. */
  readonly retention: ReadonlyMap<string, Float64Array>;
}

/** By title id; titles without a premiere have none. */
export type AudienceTruth = ReadonlyMap<string, TitleTruth>;

/** Journeys drawn a title; the standard error of a share of one half is then 1.1 %. */
const JOURNEYS = 2_000;
const CELL_MS = 10_000;

/** Draws journeys from a source of its own and takes their means: chance of the told history has no part in it. */
export function truthOf(model: AudienceModel): AudienceTruth {
  const truth = new Map<string, TitleTruth>();
  for (const title of model.slate) {
    if (title.premiereMs !== null) truth.set(title.id, titleTruth(model, title, title.premiereMs));
  }
  return truth;
}

function titleTruth(model: AudienceModel, title: SlateTitle, premiereMs: number): TitleTruth {
  const cells = title.episodes.map((episode) => cellsOf(episode.runtimeMs));
  const watchedBy = cells.map((count) => new Float64Array(count));
  const viewersOf = cells.map(() => 0);
  const random = randomOf(model.seed, 71, title.index);
  const arrivals = arrivalSampler(model, title, premiereMs);
  let starters = 0;
  let watchers = 0;
  let within7 = 0;
  let within28 = 0;
  for (let draw = 0; draw < JOURNEYS; draw += 1) {
    const viewer = viewerOf(model.seed, Math.floor(random.next() * model.populationSize));
    const outcome = outcomeOf(title, journeyOf(title, viewer, arrivals(random), random), cells);
    outcome.watched.forEach((watched, episode) => {
      if (!watched) return;
      viewersOf[episode] = (viewersOf[episode] ?? 0) + 1;
      const sums = watchedBy[episode] ?? new Float64Array();
      for (let cell = 0; cell < sums.length; cell += 1) sums[cell] = (sums[cell] ?? 0) + (watched[cell] ?? 0);
    });
    if (!outcome.started) continue;
    starters += 1;
    if (outcome.watchedOne) watchers += 1;
    if (outcome.completionDays <= 7) within7 += 1;
    if (outcome.completionDays <= 28) within28 += 1;
  }
  const expected = expectedArrivalsBetween(title, model.scale, model.startMs, model.endMs);
  const retention = new Map(
    title.episodes.map((episode, index) => [
      episode.id,
      (watchedBy[index] ?? new Float64Array()).map((sum) => sum / Math.max(1, viewersOf[index] ?? 1)),
    ]),
  );
  return {
    expectedArrivals: expected,
    expectedStarters: (expected * starters) / JOURNEYS,
    watchProbability: watchers / starters,
    completionWithin7Days: within7 / starters,
    completionWithin28Days: within28 / starters,
    retention,
  };
}

/** Cells whose middle lies within the runtime. */
function cellsOf(runtimeMs: number): number {
  return Math.max(0, Math.ceil((runtimeMs - CELL_MS / 2) / CELL_MS));
}

/** Draws arrivals as the window's hours bring them; a title that opens later gets its own first eight weeks. */
export function arrivalSampler(
  model: AudienceModel,
  title: SlateTitle,
  premiereMs: number,
): (random: Random) => number {
  const fromMs = Math.max(model.startMs, premiereMs);
  const untilMs = fromMs < model.endMs ? model.endMs : fromMs + 56 * DAY_MS;
  const hours: number[] = [];
  const cumulative: number[] = [];
  let sum = 0;
  for (let hourMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; hourMs < untilMs; hourMs += HOUR_MS) {
    sum += expectedArrivals(title, 1, hourMs, hourMs + HOUR_MS);
    hours.push(hourMs);
    cumulative.push(sum);
  }
  return (random) => {
    const index = bisectRight(cumulative, random.next() * sum);
    return Math.max(premiereMs, Math.round((hours[index] ?? fromMs) + random.next() * HOUR_MS));
  };
}

interface JourneyOutcome {
  readonly started: boolean;
  readonly watchedOne: boolean;
  /** Days from the first day (or the last episode's release) to the completion day; Infinity: never. */
  readonly completionDays: number;
  /** By episode: the cells seen, or undefined when it was not played for a second. */
  readonly watched: readonly (Uint8Array | undefined)[];
}

function outcomeOf(title: SlateTitle, plays: readonly Play[], cells: readonly number[]): JourneyOutcome {
  const watched = new Array<Uint8Array | undefined>(title.episodes.length).fill(undefined);
  const playedMs = new Array<number>(title.episodes.length).fill(0);
  const seenOf = new Array<number>(title.episodes.length).fill(0);
  const total = cells.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let startedMs = Infinity;
  let watchedOne = false;
  let completedMs = Infinity;
  for (const play of plays) {
    const index = title.episodes.indexOf(play.episode);
    const count = cells[index] ?? 0;
    const marks = (watched[index] ??= new Uint8Array(count));
    const endMs = play.startMs + wallMsOf(play);
    for (const move of play.moves) {
      if (move.kind !== 'play') continue;
      playedMs[index] = (playedMs[index] ?? 0) + move.toMs - move.fromMs;
      for (
        let cell = Math.ceil((move.fromMs - 5_000) / CELL_MS);
        cell * CELL_MS + 5_000 < move.toMs && cell < count;
        cell += 1
      ) {
        if (cell < 0 || marks[cell] === 1) continue;
        marks[cell] = 1;
        seen += 1;
        seenOf[index] = (seenOf[index] ?? 0) + 1;
      }
    }
    if ((playedMs[index] ?? 0) >= Math.min(120_000, play.episode.runtimeMs / 2)) startedMs = Math.min(startedMs, endMs);
    if ((seenOf[index] ?? 0) >= 0.7 * count) watchedOne = true;
    if (seen >= 0.9 * total) completedMs = Math.min(completedMs, endMs);
  }
  const lastReleaseMs = Math.max(...title.episodes.map((episode) => episode.availableMs));
  const clockMs = dayOf(Math.max(startedMs, lastReleaseMs));
  return {
    started: startedMs < Infinity,
    watchedOne,
    completionDays: completedMs === Infinity ? Infinity : (dayOf(completedMs) - clockMs) / DAY_MS,
    watched: watched.map((marks, index) => ((playedMs[index] ?? 0) >= 1_000 ? marks : undefined)),
  };
}
