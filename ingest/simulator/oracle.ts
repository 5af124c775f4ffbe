import { groups } from 'd3';
import type { EventRecord } from '../contract/records.ts';
import { DAY_MS, dayOf } from './clock.ts';
import { cellsOfRuntime, hoursOfPlay, type PlayHour } from './oracle-hours.ts';
import { outcomeOf, type ViewerOutcome } from './oracle-outcomes.ts';
import { sortRecords, type KnownTitle, type Sorted, type ToldPlay } from './oracle-records.ts';

/**
 * The metric dictionary in plain code: slow, readable, and independent of every query. Each step's rows are kept, so that
 * a store can be compared with it step by step. Made for up to some 200,000 records.
 */
export interface RealisedTruth {
  readonly titles: ReadonlyMap<string, KnownTitle>;
  readonly plays: readonly ToldPlay[];
  readonly playHours: readonly PlayHour[];
  readonly outcomes: readonly ViewerOutcome[];
  readonly totals: ReadonlyMap<string, TitleTotals>;
  readonly leftOut: Sorted['leftOut'];
}

export interface TitleTotals {
  readonly hours: number;
  readonly viewers: number;
  readonly starters: number;
  readonly watchers: number;
  readonly completers: number;
  readonly plays: number;
  /** Content seconds by UTC hour. */
  readonly contentSecondsByHour: ReadonlyMap<number, number>;
}

export function realisedTruth(records: readonly EventRecord[]): RealisedTruth {
  const { titles, plays, leftOut } = sortRecords(records);
  const playHours = plays.flatMap((play) => {
    const episode = titles.get(play.titleId)?.episodes.find((each) => each.id === play.episodeId);
    return hoursOfPlay(play, episode);
  });
  const outcomes = groups(
    playHours,
    (hour) => hour.titleId,
    (hour) => hour.viewerId,
  ).flatMap(([titleId, viewers]) => {
    const title = titles.get(titleId);
    return title ? viewers.map(([viewerId, hours]) => outcomeOf(title, viewerId, hours)) : [];
  });
  const totals = new Map([...titles.keys()].map((titleId) => [titleId, totalsOf(titleId, plays, playHours, outcomes)]));
  return { titles, plays, playHours, outcomes, totals, leftOut };
}

function totalsOf(
  titleId: string,
  plays: readonly ToldPlay[],
  playHours: readonly PlayHour[],
  outcomes: readonly ViewerOutcome[],
): TitleTotals {
  const own = outcomes.filter((outcome) => outcome.titleId === titleId);
  const contentSecondsByHour = new Map<number, number>();
  for (const hour of playHours) {
    if (hour.titleId !== titleId || hour.contentSeconds === 0) continue;
    contentSecondsByHour.set(hour.hourMs, (contentSecondsByHour.get(hour.hourMs) ?? 0) + hour.contentSeconds);
  }
  return {
    hours: [...contentSecondsByHour.values()].reduce((sum, seconds) => sum + seconds, 0) / 3600,
    viewers: own.filter((outcome) => outcome.viewerHourMs !== null).length,
    starters: own.filter((outcome) => outcome.starterHourMs !== null).length,
    watchers: own.filter((outcome) => outcome.watcherHourMs !== null).length,
    completers: own.filter((outcome) => outcome.completerHourMs !== null).length,
    plays: plays.filter((play) => play.titleId === titleId).length,
    contentSecondsByHour,
  };
}

export interface MatureShare {
  /** Starters whose clock has run for the days. */
  readonly of: number;
  readonly completed: number;
  /** Starters still inside the days: in neither part. */
  readonly maturing: number;
}

/** Completion within some days: of starters whose first day (or the last release, if later) is that many days old. */
export function completionWithin(truth: RealisedTruth, titleId: string, days: number, asOfMs: number): MatureShare {
  const share = { of: 0, completed: 0, maturing: 0 };
  for (const outcome of truth.outcomes) {
    if (outcome.titleId !== titleId || outcome.starterHourMs === null) continue;
    const firstDayMs = dayOf(Math.max(outcome.starterHourMs, outcome.lastReleaseMs));
    if (firstDayMs + days * DAY_MS > asOfMs) {
      share.maturing += 1;
      continue;
    }
    share.of += 1;
    if (outcome.completerHourMs !== null && dayOf(outcome.completerHourMs) <= firstDayMs + days * DAY_MS)
      share.completed += 1;
  }
  return share;
}

export interface RetentionCurve {
  /** Viewers of at least a second whose first play of the episode is at least 24 hours old. */
  readonly viewers: number;
  /** Of those, how many watched each cell of the runtime. */
  readonly watched: readonly number[];
}

export function retention(truth: RealisedTruth, titleId: string, episodeId: string, asOfMs: number): RetentionCurve {
  const episode = truth.titles.get(titleId)?.episodes.find((each) => each.id === episodeId);
  const plays = truth.plays.filter((play) => play.titleId === titleId && play.episodeId === episodeId);
  const mature = new Set(
    groups(plays, (play) => play.viewerId)
      .filter(([, own]) => Math.min(...own.map((play) => play.startedMs)) <= asOfMs - DAY_MS)
      .map(([viewerId]) => viewerId),
  );
  const hours = truth.playHours.filter(
    (hour) => hour.titleId === titleId && hour.episodeId === episodeId && mature.has(hour.viewerId),
  );
  const watched = new Array<number>(cellsOfRuntime(episode?.runtimeMs ?? 0)).fill(0);
  let viewers = 0;
  for (const [, own] of groups(hours, (hour) => hour.viewerId)) {
    if (own.reduce((sum, hour) => sum + hour.contentSeconds, 0) < 1) continue;
    viewers += 1;
    for (const cell of new Set(own.flatMap((hour) => hour.cells)))
      if (cell < watched.length) watched[cell] = (watched[cell] ?? 0) + 1;
  }
  return { viewers, watched };
}
