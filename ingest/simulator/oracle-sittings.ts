import { group, groups, median } from 'd3';
import { DAY_MS, MINUTE_MS, dayOf } from './clock.ts';
import type { KnownEpisode } from './oracle-catalogue.ts';
import type { PlayHour } from './oracle-hours.ts';
import { isWatched } from './oracle-outcomes.ts';
import type { ToldPlay } from './oracle-records.ts';
import type { RealisedTruth } from './oracle.ts';

const SITTING_GAP_MS = 30 * MINUTE_MS;
const BINGE_EPISODES = 3;

/** Plays of one viewer and title without half an hour between them. */
export interface Sitting {
  readonly viewerId: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly plays: number;
  /** Episodes of which at least seven tenths were watched within the sitting. */
  readonly episodesWatched: number;
}

export function sittings(truth: RealisedTruth, titleId: string): Sitting[] {
  const asked = new Map(
    truth.outcomes.filter((outcome) => outcome.titleId === titleId).map(({ viewerId, asked: own }) => [viewerId, own]),
  );
  const plays = truth.plays.filter((play) => play.titleId === titleId);
  const hoursOf = group(
    truth.playHours.filter((hour) => hour.titleId === titleId),
    nameOf,
  );
  return groups(plays, (play) => play.viewerId).flatMap(([viewerId, own]) =>
    sat(own).map((together) => ({
      viewerId,
      startedMs: Math.min(...together.map((play) => play.startedMs)),
      endedMs: Math.max(...together.map((play) => play.endedMs)),
      plays: together.length,
      episodesWatched: watchedOf(
        asked.get(viewerId) ?? [],
        together.flatMap((play) => hoursOf.get(nameOf(play)) ?? []),
      ),
    })),
  );
}

function sat(plays: readonly ToldPlay[]): ToldPlay[][] {
  const sittings: ToldPlay[][] = [];
  let endedMs = -Infinity;
  for (const play of [...plays].sort((a, b) => a.startedMs - b.startedMs)) {
    if (play.startedMs - endedMs >= SITTING_GAP_MS) sittings.push([play]);
    else sittings.at(-1)?.push(play);
    endedMs = Math.max(endedMs, play.endedMs);
  }
  return sittings;
}

function nameOf(play: { viewerId: string; episodeId: string; playId: string }): string {
  return JSON.stringify([play.viewerId, play.episodeId, play.playId]);
}

function watchedOf(episodes: readonly KnownEpisode[], hours: readonly PlayHour[]): number {
  return episodes.filter((episode) => {
    const own = hours.filter((hour) => hour.episodeId === episode.id);
    return isWatched(episode, new Set(own.flatMap((hour) => hour.cells)));
  }).length;
}

/** Starters, and those of them with a sitting of at least three episodes watched. */
export function bingeRate(
  truth: RealisedTruth,
  titleId: string,
  episodes = BINGE_EPISODES,
): { readonly of: number; readonly bingers: number } {
  const sat = sittings(truth, titleId).filter((sitting) => sitting.episodesWatched >= episodes);
  const bingers = new Set(sat.map((sitting) => sitting.viewerId));
  const starters = truth.outcomes.filter((outcome) => outcome.titleId === titleId && outcome.starterHourMs !== null);
  return {
    of: starters.length,
    bingers: starters.filter((starter) => bingers.has(starter.viewerId)).length,
  };
}

export interface Pace {
  /** Of completers, days from the first day to the completion day; null: nobody completed. */
  readonly medianDays: number | null;
  /** UTC days with content of the title played, over all viewers. */
  readonly activeViewerDays: number;
  readonly hoursPerActiveDay: number | null;
  /** Distinct episodes with content played on a viewer's day, over all such days. */
  readonly episodesPerActiveDay: number | null;
}

export function pace(truth: RealisedTruth, titleId: string): Pace {
  const days = truth.outcomes.flatMap(({ titleId: id, starterHourMs, completerHourMs }) =>
    id === titleId && starterHourMs !== null && completerHourMs !== null
      ? [(dayOf(completerHourMs) - dayOf(starterHourMs)) / DAY_MS]
      : [],
  );
  const played = truth.playHours.filter((hour) => hour.titleId === titleId && hour.contentSeconds > 0);
  const viewerDay = (hour: { viewerId: string; hourMs: number }) => `${hour.viewerId} ${dayOf(hour.hourMs)}`;
  const active = new Set(played.map(viewerDay)).size;
  const episodes = new Set(played.map((hour) => `${viewerDay(hour)} ${hour.episodeId}`)).size;
  const hours = played.reduce((sum, hour) => sum + hour.contentSeconds, 0) / 3600;
  return {
    medianDays: median(days) ?? null,
    activeViewerDays: active,
    hoursPerActiveDay: active === 0 ? null : hours / active,
    episodesPerActiveDay: active === 0 ? null : episodes / active,
  };
}
