import { max, median, min, quantile } from 'd3';
import { HOUR_MS, hourOf } from './clock.ts';
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
 * A title at an age of whole hours since its premiere instant: what each UTC hour tells, of the hour in which the age ends
 * the share of its wall time that had gone by; people to the nearest whole one. Null for a title without a premiere.
 */
export function launchAt(truth: RealisedTruth, titleId: string, ageHours: number): LaunchNumbers | null {
  const premiereMs = truth.titles.get(titleId)?.premiereMs ?? null;
  return premiereMs === null
    ? null
    : {
        hours: hoursAt(truth, titleId, premiereMs, ageHours),
        views: viewsAt(truth, titleId, premiereMs, ageHours),
        ...peopleAt(truth, titleId, premiereMs, ageHours),
      };
}

/** The UTC hour in which an age ends, and how much of it counts: at age 0 nothing does. */
function endOf(premiereMs: number, ageHours: number): { hourMs: number; share: number } {
  const untilMs = premiereMs + ageHours * HOUR_MS;
  return { hourMs: hourOf(untilMs), share: ageHours === 0 ? 0 : (untilMs - hourOf(untilMs)) / HOUR_MS };
}

/** Hours viewed of a title by an age. */
export function hoursAt(truth: RealisedTruth, titleId: string, premiereMs: number, ageHours: number): number {
  const { hourMs, share } = endOf(premiereMs, ageHours);
  return hoursWithin(truth, titleId, 0, hourMs) + share * hoursWithin(truth, titleId, hourMs, hourMs + HOUR_MS);
}

function viewsAt(truth: RealisedTruth, titleId: string, premiereMs: number, ageHours: number): number | null {
  const { hourMs, share } = endOf(premiereMs, ageHours);
  // At age 0 the first hour's episodes count as out already.
  const outByMs = premiereMs + Math.max(1, ageHours) * HOUR_MS;
  const before = viewsWithin(truth, titleId, 0, hourMs, outByMs);
  const within = viewsWithin(truth, titleId, hourMs, hourMs + HOUR_MS, outByMs);
  return before === null || within === null ? null : before + share * within;
}

/** People who had become so by an age. */
export function peopleAt(truth: RealisedTruth, titleId: string, premiereMs: number, ageHours: number) {
  const { hourMs, share } = endOf(premiereMs, ageHours);
  const own = truth.outcomes.filter((outcome) => outcome.titleId === titleId);
  const people = (became: 'viewerHourMs' | 'starterHourMs' | 'watcherHourMs' | 'completerHourMs'): number => {
    const before = own.filter((outcome) => (outcome[became] ?? Infinity) < hourMs).length;
    return Math.round(before + share * own.filter((outcome) => outcome[became] === hourMs).length);
  };
  return {
    viewers: people('viewerHourMs'),
    starters: people('starterHourMs'),
    watchers: people('watcherHourMs'),
    completers: people('completerHourMs'),
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
    const [to, from] = [index, index - 1].map((weeks) => hoursAt(truth, titleId, premiereMs, weeks * 7 * 24));
    return (to ?? 0) - (from ?? 0);
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
