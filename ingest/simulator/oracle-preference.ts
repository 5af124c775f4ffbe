import { DAY_MS, dayOf } from './clock.ts';
import { indexed, viewersOf, type Affinity } from './oracle-audience.ts';
import type { RealisedTruth } from './oracle.ts';

const CLOSED_DAYS = 90;
const OVER_SLATE = 1.5;
const LEAST_HOURS = 2;

/**
 * The genres a viewer prefers, by viewer: those whose share of the viewer's hours over the last 90 closed UTC days is at
 * least 1.5 times the slate's, with at least two hours of the genre. A title's hours are split evenly over its genres;
 * the judged title's are left out of the viewer's hours and of the slate's alike. Hours of a title without a genre are
 * hours of no genre.
 */
export function preferredGenres(
  truth: RealisedTruth,
  judgedTitleId: string | null,
  asOfMs: number,
): Map<string, Set<string>> {
  const untilMs = dayOf(asOfMs);
  const slate = new GenreHours();
  const byViewer = new Map<string, GenreHours>();
  for (const hour of truth.playHours) {
    if (hour.titleId === judgedTitleId) continue;
    if (hour.hourMs < untilMs - CLOSED_DAYS * DAY_MS || hour.hourMs >= untilMs) continue;
    const genres = truth.titles.get(hour.titleId)?.genres ?? [];
    const own = byViewer.get(hour.viewerId) ?? new GenreHours();
    byViewer.set(hour.viewerId, own);
    for (const each of [own, slate]) each.add(genres, hour.contentSeconds / 3600);
  }
  const preferred = new Map<string, Set<string>>();
  for (const [viewerId, own] of byViewer) {
    const genres = [...own.hours.keys()].filter(
      (genre) => (own.hours.get(genre) ?? 0) >= LEAST_HOURS && own.shareOf(genre) >= OVER_SLATE * slate.shareOf(genre),
    );
    if (genres.length > 0) preferred.set(viewerId, new Set(genres));
  }
  return preferred;
}

class GenreHours {
  readonly hours = new Map<string, number>();
  total = 0;

  add(genres: readonly string[], hours: number): void {
    this.total += hours;
    for (const genre of genres) this.hours.set(genre, (this.hours.get(genre) ?? 0) + hours / genres.length);
  }

  shareOf(genre: string): number {
    return (this.hours.get(genre) ?? 0) / this.total;
  }
}

/** The affinity of a title's viewers for those who prefer a genre, by genre. */
export function genreAffinity(truth: RealisedTruth, titleId: string, asOfMs: number): Map<string, Affinity> {
  const preferred = preferredGenres(truth, titleId, asOfMs);
  const divided = (viewers: ReadonlySet<string>) => {
    const segments = new Map<string, Set<string>>();
    for (const [viewerId, genres] of preferred) {
      if (!viewers.has(viewerId)) continue;
      for (const genre of genres) segments.set(genre, (segments.get(genre) ?? new Set()).add(viewerId));
    }
    return { viewers, segments };
  };
  return indexed(divided(viewersOf(truth, titleId)), divided(viewersOf(truth, null)));
}
