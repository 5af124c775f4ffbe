import { DAY_MS } from './clock.ts';
import { episodeAt, type KnownEpisode, type KnownTitle } from './oracle-catalogue.ts';
import { cellsOfRuntime, type PlayHour } from './oracle-hours.ts';

const DEADLINE_MS = 28 * DAY_MS;
const WATCHED_SHARE = 0.7;
export const COMPLETED_SHARE = 0.9;

/** What one viewer has made of one title. Instants are starts of the UTC hour in which it became true; null: never. */
export interface ViewerOutcome {
  readonly titleId: string;
  readonly viewerId: string;
  readonly viewerHourMs: number | null;
  readonly starterHourMs: number | null;
  readonly watcherHourMs: number | null;
  readonly completerHourMs: number | null;
  readonly contentSeconds: number;
  /** Distinct cells by episode id, all plays together. */
  readonly cells: ReadonlyMap<string, ReadonlySet<number>>;
  /** By id, of every episode of the title and of those that were played though nobody has described them. */
  readonly episodes: ReadonlyMap<string, EpisodeOutcome>;
  /** The title's episodes, each with the runtime that holds for this viewer. */
  readonly asked: readonly KnownEpisode[];
  /** Those of them that come out by the viewer's deadline. */
  readonly required: readonly KnownEpisode[];
  /** The last release that the viewer's completion asks for; where episodes come out over time its clock starts there. */
  readonly lastReleaseMs: number;
}

/** What one viewer has made of one episode (of the film, ''). */
export interface EpisodeOutcome {
  readonly starterHourMs: number | null;
  readonly watcherHourMs: number | null;
}

/**
 * The title as one viewer is asked for it: what they played has the runtime that was in force at their first play of it, the
 * rest the one that was when they began the title.
 */
export function titleOf(title: KnownTitle, firstPlaysMs: ReadonlyMap<string, number>, startMs: number): KnownTitle {
  return {
    ...title,
    episodes: title.episodes.map((episode) => episodeAt(episode, firstPlaysMs.get(episode.id) ?? startMs)),
  };
}

/** Step three: walks through a viewer's hours of one title and notes when each thing became true at an hour's end. */
export function outcomeOf(
  known: KnownTitle,
  viewerId: string,
  hours: readonly PlayHour[],
  firstPlaysMs: ReadonlyMap<string, number> = new Map(),
): ViewerOutcome {
  const played = titleOf(known, firstPlaysMs, 0);
  const recordHours = [...new Set(hours.filter((hour) => hour.hasRecord).map((hour) => hour.hourMs))].sort(
    (a, b) => a - b,
  );
  const cells = new Map<string, Set<number>>();
  const playedByPlay = new Map<string, { episodeId: string; seconds: number }>();
  const every = knownAndPlayed(played, hours);
  const episodes = new Map(
    every.map((episode): [string, Marks] => [episode.id, { starterHourMs: null, watcherHourMs: null }]),
  );
  let viewerHourMs: number | null = null;
  for (const hourMs of recordHours) {
    absorb(hours, hourMs, cells, playedByPlay);
    const playedOf = (episodeId?: string): number =>
      [...playedByPlay.values()].reduce(
        (sum, play) => (episodeId === undefined || play.episodeId === episodeId ? sum + play.seconds : sum),
        0,
      );
    if (viewerHourMs === null && playedOf() >= 1) viewerHourMs = hourMs;
    for (const episode of every) {
      const marks = episodes.get(episode.id);
      if (!marks) continue;
      if (playedOf(episode.id) >= startSeconds(episode)) marks.starterHourMs ??= hourMs;
      if (isWatched(episode, cells.get(episode.id))) marks.watcherHourMs ??= hourMs;
    }
  }
  const starterHourMs = earliest([...episodes.values()].map((episode) => episode.starterHourMs));
  const watcherHourMs = earliest([...episodes.values()].map((episode) => episode.watcherHourMs));
  const startMs = starterHourMs ?? recordHours[0] ?? 0;
  const title = titleOf(known, firstPlaysMs, startMs);
  const counted = episodesByDeadline(title, startMs);
  return {
    titleId: title.id,
    viewerId,
    viewerHourMs,
    starterHourMs,
    watcherHourMs,
    completerHourMs: completionHour(counted, hours, recordHours),
    contentSeconds: hours.reduce((sum, hour) => sum + hour.contentSeconds, 0),
    cells,
    episodes,
    asked: title.episodes,
    required: counted,
    lastReleaseMs: Math.max(0, ...counted.map((episode) => episode.availableMs ?? 0)),
  };
}

interface Marks {
  starterHourMs: number | null;
  watcherHourMs: number | null;
}

function earliest(hoursMs: readonly (number | null)[]): number | null {
  const known = hoursMs.filter((hourMs) => hourMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Adds what the hour's records told. */
function absorb(
  hours: readonly PlayHour[],
  hourMs: number,
  cells: Map<string, Set<number>>,
  playedByPlay: Map<string, { episodeId: string; seconds: number }>,
): void {
  for (const hour of hours) {
    if (hour.hourMs !== hourMs || !hour.hasRecord) continue;
    const known = cells.get(hour.episodeId) ?? new Set<number>();
    for (const cell of hour.cells) known.add(cell);
    cells.set(hour.episodeId, known);
    playedByPlay.set(`${hour.episodeId} ${hour.playId}`, {
      episodeId: hour.episodeId,
      seconds: hour.playedSecondsSoFar,
    });
  }
}

/** The title's episodes, and those that were played though nobody has described them. */
function knownAndPlayed(title: KnownTitle, hours: readonly PlayHour[]): KnownEpisode[] {
  const known = new Set(title.episodes.map((episode) => episode.id));
  const others = new Set(hours.map((hour) => hour.episodeId).filter((id) => !known.has(id)));
  return [...title.episodes, ...[...others].map((id) => ({ id, number: 0, runtimeMs: 0, availableMs: null }))];
}

/** A start: two minutes, or half of what is shorter than four. */
function startSeconds(episode: KnownEpisode): number {
  return episode.runtimeMs > 0 ? Math.min(120, episode.runtimeMs / 2000) : 120;
}

/** Seven tenths of a film or of one episode, of which the length has to be known. */
export function isWatched(episode: KnownEpisode, cells: ReadonlySet<number> | undefined): boolean {
  const total = cellsOfRuntime(episode.runtimeMs);
  return total > 0 && (cells?.size ?? 0) >= WATCHED_SHARE * total;
}

/** Of some episodes together: distinct cells ÷ cells; null when there are none or a length is unknown. */
export function shareWatched(
  episodes: readonly KnownEpisode[],
  cells: ReadonlyMap<string, ReadonlySet<number>>,
): number | null {
  if (episodes.some((episode) => episode.runtimeMs === 0)) return null;
  const total = episodes.reduce((sum, episode) => sum + cellsOfRuntime(episode.runtimeMs), 0);
  const watched = episodes.reduce((sum, episode) => sum + (cells.get(episode.id)?.size ?? 0), 0);
  return total === 0 ? null : watched / total;
}

/**
 * The episodes that count for a viewer: out by 28 days after the later of the first start and the last release. A release
 * within the deadline moves it on; one after it (a later special) is not asked for, and un-completes nobody.
 */
export function episodesByDeadline(title: KnownTitle, firstStartMs: number): KnownEpisode[] {
  const inOrder = [...title.episodes].sort((a, b) => (a.availableMs ?? 0) - (b.availableMs ?? 0));
  const counted: KnownEpisode[] = [];
  let deadlineMs = firstStartMs + DEADLINE_MS;
  for (const episode of inOrder) {
    if ((episode.availableMs ?? 0) > deadlineMs) break;
    counted.push(episode);
    deadlineMs = Math.max(deadlineMs, (episode.availableMs ?? 0) + DEADLINE_MS);
  }
  return counted;
}

/** The first hour at whose end nine tenths of the counted episodes' cells were watched. */
function completionHour(
  counted: readonly KnownEpisode[],
  hours: readonly PlayHour[],
  recordHours: readonly number[],
): number | null {
  const cells = new Map<string, Set<number>>();
  const played = new Map<string, { episodeId: string; seconds: number }>();
  for (const hourMs of recordHours) {
    absorb(hours, hourMs, cells, played);
    // Nine tenths of a season of which one length is unknown can't be told.
    if ((shareWatched(counted, cells) ?? 0) >= COMPLETED_SHARE) return hourMs;
  }
  return null;
}
