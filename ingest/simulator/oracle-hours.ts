import { HOUR_MS, hourOf } from './clock.ts';
import type { KnownEpisode } from './oracle-catalogue.ts';
import type { Told, ToldPlay } from './oracle-records.ts';

const CELL_MS = 10_000;
/** A step told within this wall time is spread over it; a longer silence was not all playing. */
const SPREAD_LIMIT_MS = 120_000;

/** What one play did in one UTC hour. */
export interface PlayHour {
  readonly titleId: string;
  readonly episodeId: string;
  readonly viewerId: string;
  readonly playId: string;
  readonly hourMs: number;
  /** Content seconds played in this hour. */
  readonly contentSeconds: number;
  /** Cells whose stretches were told in this hour, within the runtime, ascending. */
  readonly cells: readonly number[];
  /** Content seconds the play has told of by the end of this hour, also where its counter was reset between hours. */
  readonly playedSecondsSoFar: number;
  /** Whether a record lies in this hour; without one the hour only holds a part of a step between two others. */
  readonly hasRecord: boolean;
}

/** Step two: each play's hours. */
export function hoursOfPlay(play: ToldPlay, episode: KnownEpisode | undefined): PlayHour[] {
  const recordHours = groupByHour(play.records);
  const cellsOf = new Map([...recordHours].map(([hourMs, records]) => [hourMs, cellsWatched(records, episode)]));
  const { contentMs, toldMs } = play.records.some((record) => record.playedMs !== null)
    ? contentByHour(play, recordHours)
    : contentFromCells(recordHours);
  const hours = [...new Set([...recordHours.keys(), ...contentMs.keys()])].sort((a, b) => a - b);
  let playedMs = 0;
  return hours.map((hourMs) => {
    playedMs += toldMs.get(hourMs) ?? 0;
    return {
      titleId: play.titleId,
      episodeId: play.episodeId,
      viewerId: play.viewerId,
      playId: play.playId,
      hourMs,
      contentSeconds: (contentMs.get(hourMs) ?? 0) / 1000,
      cells: cellsOf.get(hourMs) ?? [],
      playedSecondsSoFar: playedMs / 1000,
      hasRecord: recordHours.has(hourMs),
    };
  });
}

function groupByHour(records: readonly Told[]): Map<number, Told[]> {
  const hours = new Map<number, Told[]>();
  for (const record of [...records].sort((a, b) => a.atMs - b.atMs)) {
    const hourMs = hourOf(record.atMs);
    const group = hours.get(hourMs);
    if (group) group.push(record);
    else hours.set(hourMs, [record]);
  }
  return hours;
}

/** Content milliseconds by hour: of the hour they were played in, and of the one whose records tell of them. */
interface Content {
  readonly contentMs: ReadonlyMap<number, number>;
  readonly toldMs: ReadonlyMap<number, number>;
}

/**
 * Content by hour, from the cumulative `played`. Within an hour: greatest minus least. Between two hours
 * that hold records (the start of the play, with nothing played, counts as one before the first): the step from the
 * greatest of the earlier to the least of the later, placed in time by `placeStep`.
 */
function contentByHour(play: ToldPlay, recordHours: ReadonlyMap<number, readonly Told[]>): Content {
  const contentMs = new Map<number, number>();
  const toldMs = new Map<number, number>();
  const add = (hourMs: number, ms: number): void => {
    contentMs.set(hourMs, (contentMs.get(hourMs) ?? 0) + ms);
  };
  let before = { playedMs: 0, atMs: play.startedMs };
  for (const [hourMs, records] of recordHours) {
    const played = records.flatMap((record) => (record.playedMs === null ? [] : [record.playedMs]));
    if (played.length === 0) continue;
    const firstAtMs = Math.min(...records.map((record) => record.atMs));
    const lastAtMs = Math.max(...records.map((record) => record.atMs));
    const leastMs = Math.min(...played);
    const greatestMs = Math.max(...played);
    add(hourMs, greatestMs - leastMs);
    const stepMs = Math.max(0, leastMs - before.playedMs);
    for (const [partHourMs, partMs] of placeStep(stepMs, before.atMs, firstAtMs, play.context.rate))
      add(partHourMs, partMs);
    toldMs.set(hourMs, greatestMs - leastMs + stepMs);
    before = { playedMs: greatestMs, atMs: lastAtMs };
  }
  return { contentMs, toldMs };
}

/**
 * Shares a step of content out to UTC hours. Over at most 120 s of wall time it is spread evenly; else it was played in
 * the last step ÷ rate before the later record, but not before the earlier one.
 */
function placeStep(stepMs: number, earlierMs: number, laterMs: number, rate: number): Map<number, number> {
  const parts = new Map<number, number>();
  if (stepMs === 0) return parts;
  const wallMs = laterMs - earlierMs;
  const fromMs = wallMs <= SPREAD_LIMIT_MS ? earlierMs : Math.max(earlierMs, laterMs - stepMs / rate);
  if (laterMs <= fromMs) {
    // A record that claims to be from before the start: all of it belongs to the record's hour.
    parts.set(hourOf(laterMs), stepMs);
    return parts;
  }
  for (let hourMs = hourOf(fromMs); hourMs < laterMs; hourMs += HOUR_MS) {
    const overlapMs = Math.min(laterMs, hourMs + HOUR_MS) - Math.max(fromMs, hourMs);
    parts.set(hourMs, (stepMs * overlapMs) / (laterMs - fromMs));
  }
  return parts;
}

/** A sender that does not tell `played_s`: ten seconds for each distinct cell told of in the hour, also beyond the runtime. */
function contentFromCells(recordHours: ReadonlyMap<number, readonly Told[]>): Content {
  const contentMs = new Map(
    [...recordHours].map(([hourMs, records]) => [hourMs, cellsWatched(records, undefined).length * CELL_MS]),
  );
  return { contentMs, toldMs: contentMs };
}

/** Cells whose middle a stretch covers, within the runtime (an unknown runtime clips nothing). */
function cellsWatched(records: readonly Told[], episode: KnownEpisode | undefined): number[] {
  const limit = episode && episode.runtimeMs > 0 ? cellsOfRuntime(episode.runtimeMs) : Infinity;
  const cells = new Set<number>();
  for (const { stretch } of records) {
    if (!stretch) continue;
    for (let cell = Math.floor(stretch.fromMs / CELL_MS); cell < limit && cell * CELL_MS < stretch.toMs; cell += 1) {
      const middleMs = cell * CELL_MS + CELL_MS / 2;
      if (stretch.fromMs <= middleMs && middleMs < stretch.toMs) cells.add(cell);
    }
  }
  return [...cells].sort((a, b) => a - b);
}

/** How many cells a runtime has: those whose middle lies within it. */
export function cellsOfRuntime(runtimeMs: number): number {
  let cells = 0;
  while (cells * CELL_MS + CELL_MS / 2 < runtimeMs) cells += 1;
  return cells;
}
