import { group } from 'd3';
import { DAY_MS } from './clock.ts';
import { clusteredShare } from './oracle-clusters.ts';
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
  const answered = shown.map((impression) => ({
    viewerId: impression.viewerId,
    taken: isTaken(impression, playsOf.get(JSON.stringify([impression.viewerId, impression.titleId])) ?? []),
  }));
  const fraction = clusteredShare(
    answered,
    ({ viewerId }) => viewerId,
    ({ taken }) => taken,
  );
  return {
    impressions: shown.length,
    taken: answered.filter(({ taken }) => taken).length,
    fraction: fraction?.share ?? null,
    standardError: fraction?.standardError ?? null,
  };
}

function isTaken({ surface, atMs }: ToldImpression, plays: readonly ToldPlay[]): boolean {
  return plays.some(
    (play) => play.context.surface === surface && play.startedMs >= atMs && play.startedMs <= atMs + DAY_MS,
  );
}
