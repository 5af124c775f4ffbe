/** Hand-written audiences: few kinds of viewers, twenty of each, so that rates are over their floor and heads can count. */
const MINUTE_MS = 60_000;

export interface EpisodeSketch {
  id: string;
  /** Absent: unknown. */
  runtimeSeconds?: number;
  availableMs?: number;
}

/** The catalogue's records of a season, or of a film when it has no episodes. */
export function season(
  id: string,
  premiereMs: number,
  episodes: readonly EpisodeSketch[],
  filmSeconds?: number,
): object[] {
  const updated = { type: 'catalog', updated_at: premiereMs };
  return [
    {
      ...updated,
      ...{ kind: 'title', id, name: id, form: episodes.length > 0 ? 'series' : 'film', genres: ['drama'] },
      ...(episodes.length > 0 && { season: 1 }),
      ...(filmSeconds !== undefined && { runtime_s: filmSeconds }),
      premiere_at: premiereMs,
    },
    ...episodes.map((episode, i) => ({
      ...updated,
      ...{ kind: 'episode', id: episode.id, title_id: id, number: i + 1, name: episode.id },
      ...(episode.runtimeSeconds !== undefined && { runtime_s: episode.runtimeSeconds }),
      available_at: episode.availableMs ?? premiereMs,
    })),
  ];
}

export interface PlaySketch {
  /** Absent: the film. */
  episode?: string;
  startMs: number;
  /** Content seconds [from, to). */
  from?: number;
  to: number;
  /** When the last record was sent; absent: as long after the start as was watched. */
  endMs?: number;
}

/** The records of some viewers who all do the same. */
export function viewers(title: string, kind: string, count: number, plays: readonly PlaySketch[]): object[] {
  return Array.from({ length: count }, (_, viewer) =>
    plays.flatMap((play, i) => recordsOf(title, `${title}-${kind}-${viewer}`, i, play)),
  ).flat();
}

function recordsOf(title: string, viewer: string, index: number, play: PlaySketch): object[] {
  const { episode, startMs, from = 0, to } = play;
  const base = {
    ...{ type: 'playback', play_id: `${viewer}-${index}`, viewer_id: viewer, title_id: title },
    ...(episode !== undefined && { episode_id: episode }),
    ...{ started_at: startMs, country: 'PT', device: 'tv' },
  };
  const ping = (seq: number, atMs: number, fromS: number, toS: number) => ({
    ...base,
    ...{ seq, action: 'ping', at: atMs, from_s: fromS, position_s: toS, played_s: toS - from },
  });
  const middle = from + Math.floor((to - from) / 20) * 10;
  return [
    { ...base, seq: 0, action: 'start', at: startMs, position_s: from, played_s: 0 },
    ...(middle > from ? [ping(1, startMs + (middle - from) * 1000, from, middle)] : []),
    ping(2, play.endMs ?? startMs + (to - from) * 1000, middle, to),
  ];
}

/** An instant of a day of October 2026, UTC. */
export const october = (day: number, hour = 0, minute = 0): number => Date.UTC(2026, 9, day, hour) + minute * MINUTE_MS;
