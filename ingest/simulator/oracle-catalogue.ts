import type { EventRecord } from '../contract/records.ts';
import { instant, milliseconds } from './oracle-units.ts';

/** What of the catalogue the metrics need of a film or season. */
export interface KnownTitle {
  readonly id: string;
  readonly premiereMs: number | null;
  readonly genres: readonly string[];
  /** By number. A film is one episode with the id ''. */
  readonly episodes: readonly KnownEpisode[];
}

export interface KnownEpisode {
  readonly id: string;
  /** 0: a film. */
  readonly number: number;
  /** 0: unknown. */
  readonly runtimeMs: number;
  readonly availableMs: number | null;
}

/** The catalogue as of its latest corrections. */
export function knownTitles(records: readonly EventRecord[]): Map<string, KnownTitle> {
  const latest = new Map<string, { updatedMs: number; record: EventRecord & { type: 'catalog' } }>();
  for (const record of records) {
    if (record.type !== 'catalog' || record.test) continue;
    const key = `${record.kind} ${record.id}`;
    const updatedMs = instant(record.updated_at ?? record.at ?? 0);
    const known = latest.get(key);
    if (!known || updatedMs > known.updatedMs) latest.set(key, { updatedMs, record });
  }
  const current = [...latest.values()].map((each) => each.record).filter((record) => !record.deleted);
  const titles = new Map<string, KnownTitle>();
  for (const title of current) {
    if (title.kind !== 'title') continue;
    const premiereMs = title.premiere_at === undefined ? null : instant(title.premiere_at);
    const episodes = current
      .flatMap((record): KnownEpisode[] =>
        record.kind === 'episode' && record.title_id === title.id
          ? [
              {
                id: record.id,
                number: record.number,
                runtimeMs: milliseconds(record.runtime_s ?? 0),
                availableMs: record.available_at === undefined ? premiereMs : instant(record.available_at),
              },
            ]
          : [],
      )
      .sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
    const film = { id: '', number: 0, runtimeMs: milliseconds(title.runtime_s ?? 0), availableMs: premiereMs };
    titles.set(title.id, {
      id: title.id,
      premiereMs,
      genres: (title.genres ?? []) as readonly string[],
      episodes: episodes.length > 0 ? episodes : [film],
    });
  }
  return titles;
}
