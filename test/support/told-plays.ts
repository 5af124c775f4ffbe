import type { EventRecord, PlaybackRecord } from '../../ingest/contract/records.ts';

/** When the catalogue was told, long before anything is played; a correction is later. */
export const CATALOGUE_MS = Date.UTC(2025, 0, 1);

/** Whose play it is, and when: what a test does not say is the viewer `ana` playing the film `film` as play `p1`. */
export interface PlaySteps {
  readonly title?: string;
  readonly episode?: string;
  readonly viewer?: string;
  readonly play?: string;
  readonly startedMs: number;
  readonly fields?: Partial<PlaybackRecord>;
}

/** What a record tells: milliseconds after the start, from, to, played so far; from null: nothing; played undefined: not told. */
export type Row = readonly [afterMs: number, fromSeconds: number | null, toSeconds: number, playedSeconds?: number];

/** Records of a play. */
export function told(rows: readonly Row[], steps: PlaySteps): PlaybackRecord[] {
  const { title = 'film', episode, viewer = 'ana', play = 'p1', startedMs, fields = {} } = steps;
  return rows.map(([afterMs, fromSeconds, toSeconds, playedSeconds], seq) => ({
    type: 'playback',
    play_id: play,
    seq,
    viewer_id: viewer,
    title_id: title,
    ...(episode !== undefined && { episode_id: episode }),
    action: seq === 0 ? 'start' : 'ping',
    at: startedMs + afterMs,
    started_at: startedMs,
    position_s: toSeconds,
    ...(fromSeconds !== null && { from_s: fromSeconds }),
    ...(playedSeconds !== undefined && { played_s: playedSeconds }),
    ...fields,
  }));
}

/** Played from one position to another without a break, a record each 30 s. */
export function straight(fromSeconds: number, toSeconds: number, steps: PlaySteps): PlaybackRecord[] {
  const rows: Row[] = [[0, null, fromSeconds, 0]];
  for (let at = fromSeconds; at < toSeconds; at += 30) {
    const next = Math.min(at + 30, toSeconds);
    rows.push([(next - fromSeconds) * 1000, at, next, next - fromSeconds]);
  }
  return told(rows, steps);
}

/** A film in the catalogue; a runtime of null: not known. */
export function film(id: string, runtimeSeconds: number | null, more: object = {}): EventRecord {
  return {
    ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', updated_at: CATALOGUE_MS },
    ...(runtimeSeconds !== null && { runtime_s: runtimeSeconds }),
    ...more,
  } as EventRecord;
}

/** A season in the catalogue: episodes `ID-e1` and so on of ten minutes, or of the runtimes (null: not known), all out at `premiereMs`. */
export function season(
  id: string,
  premiereMs: number,
  episodes: readonly { runtimeSeconds?: number | null; availableMs?: number; number?: number }[],
  more: object = {},
): EventRecord[] {
  return [
    {
      ...{ type: 'catalog', kind: 'title', id, name: id, form: 'series', season: 1 },
      ...{ premiere_at: premiereMs, updated_at: CATALOGUE_MS },
      ...more,
    } as EventRecord,
    ...episodes.map(({ runtimeSeconds = 600, availableMs = premiereMs, number }, index): EventRecord => {
      const at = number ?? index + 1;
      return {
        ...{ type: 'catalog', kind: 'episode', id: `${id}-e${at}`, title_id: id, number: at, updated_at: CATALOGUE_MS },
        available_at: availableMs,
        ...(runtimeSeconds !== null && { runtime_s: runtimeSeconds }),
      } as EventRecord;
    }),
  ];
}
