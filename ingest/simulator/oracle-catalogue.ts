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
  /** 0: unknown. The one it has now, or of what a viewer is asked the one that holds for them. */
  readonly runtimeMs: number;
  /** Runtimes that really changed, with from when each is in force, ascending; the first also held before. */
  readonly runtimes?: readonly { readonly fromMs: number; readonly runtimeMs: number }[];
  readonly availableMs: number | null;
}

/** Everything said of one thing that still stands: of each sender, and of each instant a runtime is from, what it said last. */
type Said = readonly (EventRecord & { type: 'catalog' })[];

/** The catalogue as of its latest corrections; its runtimes are those of an instant. */
export function knownTitles(records: readonly EventRecord[], asOfMs = Infinity): Map<string, KnownTitle> {
  const things = [...saidOf(records).values()].map((said) => ({ said, runtimes: runtimesOf(said) }));
  const current = things.map(({ said, runtimes }) => ({ record: merged(said), runtimes }));
  const titles = new Map<string, KnownTitle>();
  for (const { record: title, runtimes: ofFilm } of current) {
    if (title.kind !== 'title') continue;
    const premiereMs = title.premiere_at === undefined ? null : instant(title.premiere_at);
    const episodes = current
      .flatMap(({ record, runtimes }): KnownEpisode[] =>
        record.kind === 'episode' && record.title_id === title.id
          ? [
              episodeAt(
                {
                  ...{ id: record.id, number: record.number, runtimeMs: 0, runtimes },
                  availableMs: record.available_at === undefined ? premiereMs : instant(record.available_at),
                },
                asOfMs,
              ),
            ]
          : [],
      )
      .sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
    const film = { id: '', number: 0, runtimeMs: 0, runtimes: ofFilm, availableMs: premiereMs };
    titles.set(title.id, {
      id: title.id,
      premiereMs,
      genres: (title.genres ?? []) as readonly string[],
      episodes: episodes.length > 0 ? episodes : [episodeAt(film, asOfMs)],
    });
  }
  return titles;
}

/** The episode with the runtime that is in force at an instant. */
export function episodeAt(episode: KnownEpisode, atMs: number): KnownEpisode {
  const { runtimes = [] } = episode;
  const inForce = runtimes.findLast(({ fromMs }) => fromMs <= atMs) ?? runtimes[0];
  return inForce ? { ...episode, runtimeMs: inForce.runtimeMs } : episode;
}

function saidOf(records: readonly EventRecord[]): Map<string, Said> {
  const newest = new Map<string, Map<string, Said[number]>>();
  for (const record of records) {
    if (record.type !== 'catalog' || record.test) continue;
    const thing = `${record.kind} ${record.id}`;
    const own = newest.get(thing) ?? new Map<string, Said[number]>();
    newest.set(thing, own);
    const from = effectiveMs(record);
    const known = own.get(`${record.source ?? ''} ${from}`);
    if (!known || updatedMs(record) > updatedMs(known)) own.set(`${record.source ?? ''} ${from}`, record);
  }
  const standing = new Map<string, Said>();
  for (const [thing, own] of newest) {
    const said = [...own.values()].sort((a, b) => updatedMs(a) - updatedMs(b));
    // What was said last ends it, whatever else was said.
    if (!said.at(-1)?.deleted)
      standing.set(
        thing,
        said.filter((record) => !record.deleted),
      );
  }
  return standing;
}

const updatedMs = (record: Said[number]) => instant(record.updated_at ?? record.at ?? 0);
const effectiveMs = (record: Said[number]) =>
  'effective_from' in record && record.effective_from !== undefined ? instant(record.effective_from) : null;

/** Field by field what was said last. */
function merged(said: Said): Said[number] {
  return Object.assign({}, ...said) as Said[number];
}

/** One runtime from the beginning, and those of later instants; of an instant a measured one is better, and then the last. */
function runtimesOf(said: Said): { fromMs: number; runtimeMs: number }[] {
  const best = new Map<number, Said[number]>();
  for (const record of said) {
    if (!('runtime_s' in record) || record.runtime_s === undefined) continue;
    const fromMs = effectiveMs(record) ?? -Infinity;
    const known = best.get(fromMs);
    if (!known || !isEstimated(record) || isEstimated(known)) best.set(fromMs, record);
  }
  return [...best]
    .map(([fromMs, record]) => ({
      fromMs,
      runtimeMs: milliseconds('runtime_s' in record ? (record.runtime_s ?? 0) : 0),
    }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

const isEstimated = (record: Said[number]) => 'runtime_estimated' in record && record.runtime_estimated === true;
