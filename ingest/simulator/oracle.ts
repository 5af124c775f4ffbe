import { groups } from 'd3';
import type { EventRecord } from '../contract/records.ts';
import { DAY_MS, dayOf } from './clock.ts';
import { episodeAt } from './oracle-catalogue.ts';
import { hoursOfPlay, type PlayHour } from './oracle-hours.ts';
import { outcomeOf, type ViewerOutcome } from './oracle-outcomes.ts';
import { sortRecords, type Sorted } from './oracle-records.ts';

/**
 * The metric dictionary in plain code: slow, readable, and independent of every query. Each step's rows are kept, so that
 * a store can be compared with it step by step. Made for up to some 200,000 records.
 */
export interface RealisedTruth extends Sorted {
  readonly playHours: readonly PlayHour[];
  readonly outcomes: readonly ViewerOutcome[];
  readonly totals: ReadonlyMap<string, TitleTotals>;
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

/** @param asOfMs whose runtimes are the present ones: the last ones told, if it is not said. */
export function realisedTruth(records: readonly EventRecord[], asOfMs = Infinity): RealisedTruth {
  const sorted = sortRecords(records, asOfMs);
  const { titles, plays } = sorted;
  const firstMs = (row: { titleId: string; viewerId: string }) =>
    firstPlays.get(JSON.stringify([row.titleId, row.viewerId])) ?? new Map<string, number>();
  const firstPlays = firstPlaysOf(plays);
  const playHours = plays.flatMap((play) => {
    const episode = titles.get(play.titleId)?.episodes.find((each) => each.id === play.episodeId);
    const atMs = firstMs(play).get(play.episodeId) ?? play.startedMs;
    return hoursOfPlay(play, episode && episodeAt(episode, atMs));
  });
  const outcomes = groups(
    playHours,
    (hour) => hour.titleId,
    (hour) => hour.viewerId,
  ).flatMap(([titleId, viewers]) => {
    const title = titles.get(titleId);
    return title
      ? viewers.map(([viewerId, hours]) => outcomeOf(title, viewerId, hours, firstMs({ titleId, viewerId })))
      : [];
  });
  const totals = new Map([...titles.keys()].map((titleId) => [titleId, totalsOf(titleId, plays, playHours, outcomes)]));
  return { ...sorted, playHours, outcomes, totals };
}

/** By title and viewer: when they first played each episode. */
function firstPlaysOf(plays: Sorted['plays']): Map<string, Map<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const { titleId, viewerId, episodeId, startedMs } of plays) {
    const key = JSON.stringify([titleId, viewerId]);
    const own = all.get(key) ?? new Map<string, number>();
    all.set(key, own.set(episodeId, Math.min(startedMs, own.get(episodeId) ?? Infinity)));
  }
  return all;
}

function totalsOf(
  titleId: string,
  plays: Sorted['plays'],
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
