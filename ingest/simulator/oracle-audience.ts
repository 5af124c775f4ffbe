import { DAY_MS } from './clock.ts';
import type { RealisedTruth } from './oracle.ts';

/** What people are told apart by: the first four by how they play, the others by what their profile says. */
export type Dimension = 'country' | 'region' | 'device' | 'audio' | 'ageBand' | 'gender' | 'plan';

/**
 * Viewers of at least a second; of one title, or of any (null). Of a week (its Monday): those of them who had any of it
 * playing in it.
 */
export function viewersOf(truth: RealisedTruth, titleId: string | null, weekMs: number | null = null): Set<string> {
  const own = truth.outcomes.filter((outcome) => titleId === null || outcome.titleId === titleId);
  const viewers = new Set(own.filter((outcome) => outcome.viewerHourMs !== null).map((outcome) => outcome.viewerId));
  if (weekMs === null) return viewers;
  const hours = truth.playHours.filter(
    (hour) => (titleId === null || hour.titleId === titleId) && mondayOf(hour.hourMs) === weekMs,
  );
  return viewers.intersection(new Set(hours.filter((hour) => hour.contentSeconds > 0).map((hour) => hour.viewerId)));
}

/** 1 January 1970 was a Thursday. */
export const mondayOf = (atMs: number): number =>
  Math.floor((atMs + 3 * DAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS - 3 * DAY_MS;

/**
 * Viewers by segment. Someone who played in two countries is a viewer in both; of someone of whom nothing is said ('')
 * nothing is counted. Plays count in the segments of a title (of the slate: of any) that their viewer is a viewer of.
 * Of a week: those who are in the segment and played in the week, wherever they did.
 */
export function viewersBySegment(
  truth: RealisedTruth,
  titleId: string | null,
  dimension: Dimension,
  weekMs: number | null = null,
): Map<string, Set<string>> {
  const segments = toldOf(truth, titleId, dimension, weekMs);
  segments.delete('');
  return segments;
}

/** Viewers of whose segment a play (or the profile) says nothing. */
export function viewersUntold(
  truth: RealisedTruth,
  titleId: string | null,
  dimension: Dimension,
  weekMs: number | null = null,
): Set<string> {
  return toldOf(truth, titleId, dimension, weekMs).get('') ?? new Set();
}

function toldOf(
  truth: RealisedTruth,
  titleId: string | null,
  dimension: Dimension,
  weekMs: number | null,
): Map<string, Set<string>> {
  const counted = viewersOf(truth, titleId, weekMs);
  const segments = new Map<string, Set<string>>();
  const add = (segment: string, viewerId: string): void => {
    if (!counted.has(viewerId)) return;
    segments.set(segment, (segments.get(segment) ?? new Set()).add(viewerId));
  };
  if (dimension === 'ageBand' || dimension === 'gender' || dimension === 'plan') {
    for (const viewerId of counted) add(truth.profiles.get(viewerId)?.[dimension] ?? '', viewerId);
    return segments;
  }
  const viewers = new Map([...truth.titles.keys()].map((id) => [id, viewersOf(truth, id)]));
  for (const play of truth.plays) {
    if (titleId !== null && play.titleId !== titleId) continue;
    if (viewers.get(play.titleId)?.has(play.viewerId)) add(play.context[dimension], play.viewerId);
  }
  return segments;
}

export interface Affinity {
  /** The title's viewers, and those of them in the segment. */
  readonly of: number;
  readonly inSegment: number;
  /** The slate's viewers, and those of them in the segment. */
  readonly slateOf: number;
  readonly slateInSegment: number;
  /** 100 × share of the title's viewers in the segment ÷ share of all viewers in it. */
  readonly index: number;
}

/** By segment of a dimension, of those that the slate has viewers in. */
export function affinity(truth: RealisedTruth, titleId: string, dimension: Dimension): Map<string, Affinity> {
  return indexed(
    { viewers: viewersOf(truth, titleId), segments: viewersBySegment(truth, titleId, dimension) },
    { viewers: viewersOf(truth, null), segments: viewersBySegment(truth, null, dimension) },
  );
}

interface Divided {
  readonly viewers: ReadonlySet<string>;
  readonly segments: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The affinity of the one people for each segment of the other. */
export function indexed(own: Divided, slate: Divided): Map<string, Affinity> {
  const affinities = new Map<string, Affinity>();
  if (own.viewers.size === 0) return affinities;
  for (const [segment, members] of slate.segments) {
    const counts = {
      of: own.viewers.size,
      inSegment: own.segments.get(segment)?.size ?? 0,
      slateOf: slate.viewers.size,
      slateInSegment: members.size,
    };
    const index = (100 * (counts.inSegment / counts.of)) / (counts.slateInSegment / counts.slateOf);
    affinities.set(segment, { ...counts, index });
  }
  return affinities;
}

export interface Overlap {
  readonly both: number;
  readonly either: number;
  /** both ÷ either. */
  readonly share: number | null;
  /** How many times the viewers of both that there were if the one said nothing of the other: both × all ÷ (a × b). */
  readonly lift: number | null;
}

export function overlap(truth: RealisedTruth, titleA: string, titleB: string): Overlap {
  const [a, b, all] = [viewersOf(truth, titleA), viewersOf(truth, titleB), viewersOf(truth, null)];
  const both = a.intersection(b).size;
  const either = a.union(b).size;
  return {
    both,
    either,
    share: either === 0 ? null : both / either,
    lift: a.size === 0 || b.size === 0 ? null : (both * all.size) / (a.size * b.size),
  };
}
