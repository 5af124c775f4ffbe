import { DAY_MS, dayOf } from './clock.ts';
import { viewersBySegment, viewersOf } from './oracle-audience.ts';
import type { ViewerOutcome } from './oracle-outcomes.ts';
import { preferredGenres } from './oracle-preference.ts';
import type { RealisedTruth } from './oracle.ts';

/** The dimensions by one of which a launch can be looked at, apart from where and on what it is watched. */
export type LaunchDimension = 'audio' | 'plan' | 'preference';

/** A launch's figures of some of its viewers, in its life or in a week. */
export interface SegmentNumbers {
  readonly hours: number;
  readonly starts: number;
  readonly viewers: number;
  readonly starters: number;
  readonly watchers: number;
  readonly completers: number;
  /** Of the life: starters old enough, and those of them who completed and watched, within 7 and 28 days. */
  readonly within: Readonly<Record<7 | 28, { of: number; completed: number; watched: number }>>;
}

const WEEK_MS = 7 * DAY_MS;

/**
 * A title's figures by segment of a dimension. Who is in a segment is so in all they did, save that hours and starts of a
 * language are of the plays in it.
 *
 * @param weekMs a Monday 00:00 UTC: what happened in that week; null: the title's life.
 */
export function launchBySegment(
  truth: RealisedTruth,
  titleId: string,
  dimension: LaunchDimension,
  asOfMs: number,
  weekMs: number | null = null,
): Map<string, SegmentNumbers> {
  const inPeriod = (atMs: number) => weekMs === null || (atMs >= weekMs && atMs < weekMs + WEEK_MS);
  const languageOf = new Map(truth.plays.map((play) => [playKey(play), play.context.audio]));
  const own = truth.outcomes.filter((outcome) => outcome.titleId === titleId);
  const played = truth.playHours.filter((hour) => hour.titleId === titleId && inPeriod(hour.hourMs));
  const plays = truth.plays.filter((play) => play.titleId === titleId && inPeriod(play.startedMs));
  return new Map(
    [...membersOf(truth, titleId, dimension, asOfMs)].map(([segment, members]) => {
      const isOf = (play: { titleId: string; episodeId: string; viewerId: string; playId: string }) =>
        members.has(play.viewerId) && (dimension !== 'audio' || languageOf.get(playKey(play)) === segment);
      const people = own.filter((outcome) => members.has(outcome.viewerId));
      const became = (of: (outcome: ViewerOutcome) => number | null) =>
        people.filter((outcome) => {
          const hourMs = of(outcome);
          return hourMs !== null && inPeriod(hourMs);
        }).length;
      const active = new Set(
        played.filter((hour) => members.has(hour.viewerId) && hour.contentSeconds > 0).map((hour) => hour.viewerId),
      );
      const numbers: SegmentNumbers = {
        hours: played.filter(isOf).reduce((sum, hour) => sum + hour.contentSeconds, 0) / 3600,
        starts: plays.filter(isOf).length,
        viewers: weekMs === null ? people.filter((outcome) => outcome.viewerHourMs !== null).length : active.size,
        starters: became((outcome) => outcome.starterHourMs),
        watchers: became((outcome) => outcome.watcherHourMs),
        completers: became((outcome) => outcome.completerHourMs),
        within: { 7: withinDays(people, 7, asOfMs), 28: withinDays(people, 28, asOfMs) },
      };
      return [segment, numbers];
    }),
  );
}

const playKey = (play: { titleId: string; episodeId: string; viewerId: string; playId: string }) =>
  [play.titleId, play.episodeId, play.viewerId, play.playId].join('\n');

/** What is known, as if nobody but these had played. */
export function ofMembers(truth: RealisedTruth, members: ReadonlySet<string>): RealisedTruth {
  const own = <Row extends { viewerId: string }>(rows: readonly Row[]) =>
    rows.filter((row) => members.has(row.viewerId));
  return { ...truth, plays: own(truth.plays), playHours: own(truth.playHours), outcomes: own(truth.outcomes) };
}

/** A title's viewers by segment; of whom nothing is told is in none. */
export function membersOf(
  truth: RealisedTruth,
  titleId: string,
  dimension: LaunchDimension | 'country' | 'device',
  asOfMs: number,
): Map<string, ReadonlySet<string>> {
  if (dimension !== 'preference') return viewersBySegment(truth, titleId, dimension);
  const viewers = viewersOf(truth, titleId);
  const members = new Map<string, Set<string>>();
  for (const [viewerId, genres] of preferredGenres(truth, titleId, asOfMs)) {
    if (!viewers.has(viewerId)) continue;
    for (const genre of genres) members.set(genre, (members.get(genre) ?? new Set()).add(viewerId));
  }
  return members;
}

function withinDays(people: readonly ViewerOutcome[], days: number, asOfMs: number) {
  const share = { of: 0, completed: 0, watched: 0 };
  for (const { starterHourMs, watcherHourMs, completerHourMs, lastReleaseMs } of people) {
    if (starterHourMs === null) continue;
    const firstDayMs = dayOf(starterHourMs);
    // Watching one episode needs no other to be out; completing waits for the last release.
    const clockMs = Math.max(firstDayMs, dayOf(lastReleaseMs));
    if (clockMs + days * DAY_MS > asOfMs) continue;
    share.of += 1;
    if (completerHourMs !== null && dayOf(completerHourMs) <= clockMs + days * DAY_MS) share.completed += 1;
    if (watcherHourMs !== null && dayOf(watcherHourMs) <= firstDayMs + days * DAY_MS) share.watched += 1;
  }
  return share;
}
