import { deviation, groups, mean } from 'd3';
import { DAY_MS } from './clock.ts';
import { cellsOfRuntime } from './oracle-hours.ts';
import { shareWatched } from './oracle-outcomes.ts';
import type { RealisedTruth } from './oracle.ts';

export interface Mean {
  readonly n: number;
  /** Null where there is nobody. */
  readonly mean: number | null;
  /** Of the n values around their mean (n − 1 in the denominator); null under two. */
  readonly standardDeviation: number | null;
}

/**
 * Average watched: of starters, the share of the film or of their required episodes, as far as those are out, that they
 * watched. A starter of whom one of these has no known length is in no part of it.
 */
export function averageWatched(truth: RealisedTruth, titleId: string, asOfMs: number): Mean {
  const shares = truth.outcomes
    .filter((outcome) => outcome.titleId === titleId && outcome.starterHourMs !== null)
    .flatMap(({ required, cells }) => {
      const out = required.filter((episode) => (episode.availableMs ?? 0) <= asOfMs);
      return shareWatched(out, cells) ?? [];
    });
  return { n: shares.length, mean: mean(shares) ?? null, standardDeviation: deviation(shares) ?? null };
}

export interface RetentionCurve {
  /** Viewers of at least a second whose first play of the episode is at least 24 hours old. */
  readonly viewers: number;
  /** Of those, how many watched each cell of the runtime. */
  readonly watched: readonly number[];
  /** Of their plays of the episode, how many watched each cell: more than viewers where people watch again. */
  readonly plays: readonly number[];
}

export function retention(truth: RealisedTruth, titleId: string, episodeId: string, asOfMs: number): RetentionCurve {
  const episode = truth.titles.get(titleId)?.episodes.find((each) => each.id === episodeId);
  const ofEpisode = (row: { titleId: string; episodeId: string }) =>
    row.titleId === titleId && row.episodeId === episodeId;
  const oldEnough = new Set(
    groups(truth.plays.filter(ofEpisode), (play) => play.viewerId)
      .filter(([, own]) => Math.min(...own.map((play) => play.startedMs)) <= asOfMs - DAY_MS)
      .map(([viewerId]) => viewerId),
  );
  const hours = truth.playHours.filter((hour) => ofEpisode(hour) && oldEnough.has(hour.viewerId));
  const watched = new Array<number>(cellsOfRuntime(episode?.runtimeMs ?? 0)).fill(0);
  const plays = watched.map(() => 0);
  let viewers = 0;
  for (const [, own] of groups(hours, (hour) => hour.viewerId)) {
    if (atLeastASecond(own.map((hour) => hour.contentSeconds))) viewers += 1;
    else continue;
    tally(watched, new Set(own.flatMap((hour) => hour.cells)));
    for (const [, play] of groups(own, (hour) => hour.playId))
      tally(plays, new Set(play.flatMap((hour) => hour.cells)));
  }
  return { viewers, watched, plays };
}

function tally(counts: number[], cells: ReadonlySet<number>): void {
  for (const cell of cells) if (cell < counts.length) counts[cell] = (counts[cell] ?? 0) + 1;
}

/** Whole milliseconds, so that a second told in parts is a second. */
function atLeastASecond(seconds: readonly number[]): boolean {
  return Math.round(seconds.reduce((sum, each) => sum + each, 0) * 1000) >= 1000;
}
