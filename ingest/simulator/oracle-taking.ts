import { group } from 'd3';
import { DAY_MS } from './clock.ts';
import type { ToldImpression } from './oracle-people.ts';
import type { ToldPlay } from './oracle-records.ts';
import type { RealisedTruth } from './oracle.ts';

export interface TakeFraction {
  readonly impressions: number;
  /** Impressions that their viewer followed, within 24 hours, by a start of that title from that surface. */
  readonly taken: number;
  /** taken ÷ impressions; null without any. */
  readonly fraction: number | null;
  /** Of the fraction, with viewers as the clusters (a viewer's impressions are not independent); null under two viewers. */
  readonly standardError: number | null;
}

/**
 * Take fraction of a title on a surface (null: of all, on all), of impressions within [fromMs, untilMs]. One start may answer
 * several impressions, and one impression is taken once. With `untilMs` 24 hours before "as of", every impression had its chance.
 */
export function takeFraction(
  truth: RealisedTruth,
  titleId: string | null,
  surface: string | null,
  untilMs: number,
  fromMs = -Infinity,
): TakeFraction {
  const shown = truth.impressions.filter(
    (impression) =>
      (titleId === null || impression.titleId === titleId) &&
      (surface === null || impression.surface === surface) &&
      impression.atMs >= fromMs &&
      impression.atMs <= untilMs,
  );
  const playsOf = group(truth.plays, (play) => JSON.stringify([play.viewerId, play.titleId]));
  const byViewer = new Map<string, { impressions: number; taken: number }>();
  for (const impression of shown) {
    const viewer = byViewer.get(impression.viewerId) ?? { impressions: 0, taken: 0 };
    byViewer.set(impression.viewerId, viewer);
    viewer.impressions += 1;
    if (isTaken(impression, playsOf.get(JSON.stringify([impression.viewerId, impression.titleId])) ?? []))
      viewer.taken += 1;
  }
  const taken = [...byViewer.values()].reduce((sum, viewer) => sum + viewer.taken, 0);
  const fraction = shown.length === 0 ? null : taken / shown.length;
  return { impressions: shown.length, taken, fraction, standardError: clustered([...byViewer.values()], fraction) };
}

function isTaken({ surface, atMs }: ToldImpression, plays: readonly ToldPlay[]): boolean {
  return plays.some(
    (play) => play.context.surface === surface && play.startedMs >= atMs && play.startedMs <= atMs + DAY_MS,
  );
}

/** Standard error of a ratio of sums over clusters (Cochran, Sampling Techniques, 1977, 2.11). */
function clustered(viewers: readonly { impressions: number; taken: number }[], fraction: number | null): number | null {
  if (fraction === null || viewers.length < 2) return null;
  const impressions = viewers.reduce((sum, viewer) => sum + viewer.impressions, 0);
  const squares = viewers.reduce((sum, viewer) => sum + (viewer.taken - fraction * viewer.impressions) ** 2, 0);
  return Math.sqrt((squares * viewers.length) / (viewers.length - 1)) / impressions;
}
