import { max, median, min, quantile } from 'd3';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { episodeAt, type KnownTitle } from './oracle-catalogue.ts';
import type { RealisedTruth } from './oracle.ts';

/** Cumulative numbers of a title at an age. */
export interface LaunchNumbers {
  readonly hours: number;
  readonly views: number | null;
  readonly viewers: number;
  readonly starters: number;
  readonly watchers: number;
  readonly completers: number;
}

/**
 * A title at an age of whole hours since its premiere: what happened in as many UTC hours from the one on that holds the
 * premiere. Null for a title without a premiere.
 */
export function launchAt(truth: RealisedTruth, titleId: string, ageHours: number): LaunchNumbers | null {
  const title = truth.titles.get(titleId);
  if (!title || title.premiereMs === null) return null;
  const fromMs = hourOf(title.premiereMs);
  const untilMs = fromMs + ageHours * HOUR_MS;
  const own = truth.outcomes.filter((outcome) => outcome.titleId === titleId);
  const by = (hourMs: number | null) => hourMs !== null && hourMs < untilMs;
  const hours = hoursWithin(truth, titleId, fromMs, untilMs);
  // At age 0 the first hour's episodes count as out already.
  const outByMs = title.premiereMs + Math.max(1, ageHours) * HOUR_MS;
  return {
    hours,
    views: viewsWithin(truth, titleId, fromMs, untilMs, outByMs),
    viewers: own.filter((outcome) => by(outcome.viewerHourMs)).length,
    starters: own.filter((outcome) => by(outcome.starterHourMs)).length,
    watchers: own.filter((outcome) => by(outcome.watcherHourMs)).length,
    completers: own.filter((outcome) => by(outcome.completerHourMs)).length,
  };
}

/** Views: hours viewed ÷ runtime of the episodes out by an instant; null when none is out, or a length is unknown. */
export function viewsOf(title: KnownTitle, hours: number, outByMs: number): number | null {
  const out = title.episodes.filter((episode) => (episode.availableMs ?? 0) < outByMs);
  const runtimeHours = out.reduce((sum, episode) => sum + episode.runtimeMs, 0) / HOUR_MS;
  return runtimeHours > 0 && out.every((episode) => episode.runtimeMs > 0) ? hours / runtimeHours : null;
}

/**
 * Views of a title in the UTC hours of [fromMs, untilMs): those of each hour by the runtimes in force as it ended, of what was
 * out by an instant.
 */
export function viewsWithin(truth: RealisedTruth, titleId: string, fromMs: number, untilMs: number, outByMs: number) {
  const title = truth.titles.get(titleId);
  if (!title) return null;
  const atEnd = (hourMs: number): KnownTitle => ({
    ...title,
    episodes: title.episodes.map((episode) => episodeAt(episode, hourMs + HOUR_MS - 1)),
  });
  let views = viewsOf(title, 0, outByMs);
  for (const [hourMs, seconds] of truth.totals.get(titleId)?.contentSecondsByHour ?? []) {
    if (views === null || hourMs < fromMs || hourMs >= untilMs) continue;
    const more = viewsOf(atEnd(hourMs), seconds / 3600, outByMs);
    views = more === null ? null : views + more;
  }
  return views;
}

/** Hours viewed of a title in the UTC hours of [fromMs, untilMs). */
export function hoursWithin(truth: RealisedTruth, titleId: string, fromMs: number, untilMs: number): number {
  let seconds = 0;
  for (const [hourMs, played] of truth.totals.get(titleId)?.contentSecondsByHour ?? [])
    if (hourMs >= fromMs && hourMs < untilMs) seconds += played;
  return seconds / 3600;
}

/** Hours of the age-week `week` (1 is the first) ÷ those of the week before; null for the first and after a week of none. */
export function hold(truth: RealisedTruth, titleId: string, week: number): number | null {
  const premiereMs = truth.titles.get(titleId)?.premiereMs ?? null;
  if (premiereMs === null || week < 2) return null;
  const hoursOf = (index: number): number => {
    const fromMs = hourOf(premiereMs) + (index - 1) * 7 * DAY_MS;
    return hoursWithin(truth, titleId, fromMs, fromMs + 7 * DAY_MS);
  };
  return hoursOf(week - 1) > 0 ? hoursOf(week) / hoursOf(week - 1) : null;
}

/** A title's hours in a window ÷ those of all titles; null when nothing was viewed. */
export function shareOfSlate(truth: RealisedTruth, titleId: string, fromMs: number, untilMs: number): number | null {
  const all = [...truth.titles.keys()].reduce((sum, each) => sum + hoursWithin(truth, each, fromMs, untilMs), 0);
  return all > 0 ? hoursWithin(truth, titleId, fromMs, untilMs) / all : null;
}

/** Where a cohort lies at an age: P10, P50, P90 of ten titles or more; least, median, greatest of five to nine; else the titles themselves. */
export type CohortBand =
  | { readonly kind: 'quantiles' | 'range'; readonly low: number; readonly mid: number; readonly high: number }
  | { readonly kind: 'titles'; readonly values: readonly number[] };

/** Over a fixed set of titles that have all reached the age; null when one has no such number. */
export function cohortBand(
  truth: RealisedTruth,
  titleIds: readonly string[],
  metric: keyof LaunchNumbers,
  ageHours: number,
): CohortBand | null {
  const values = titleIds
    .map((titleId) => launchAt(truth, titleId, ageHours)?.[metric] ?? null)
    .filter((value) => value !== null);
  if (values.length < titleIds.length) return null;
  if (values.length < 5) return { kind: 'titles', values };
  const tenth = (share: number) => quantile(values, share) ?? 0;
  return values.length < 10
    ? { kind: 'range', low: min(values) ?? 0, mid: median(values) ?? 0, high: max(values) ?? 0 }
    : { kind: 'quantiles', low: tenth(0.1), mid: tenth(0.5), high: tenth(0.9) };
}
