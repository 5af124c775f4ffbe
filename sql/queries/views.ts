import type { TitleDetail } from './read-model.ts';
import { HOUR_MS } from './time.ts';

/**
 * Runtime, in ms, of what was out by an instant: the film, or the season's episodes released by then. 0 when any of it is unknown.
 *
 * @param atMs whose runtimes: those in force just before this instant.
 */
export function runtimeOutMs(title: TitleDetail, byMs: number, atMs = byMs): number {
  const runtimeMs = (episodeId: string, present: number | null) => {
    const own = title.runtimeChanges.filter((change) => change.episodeId === episodeId);
    const inForce = own.findLast(({ fromMs }) => fromMs < atMs) ?? own[0];
    return (inForce?.runtimeSeconds ?? present ?? 0) * 1000;
  };
  if (title.episodeList.length === 0) return runtimeMs('', title.runtimeSeconds);
  const out = title.episodeList
    .filter((episode) => (episode.availableMs ?? 0) < byMs)
    .map((episode) => runtimeMs(episode.id, episode.runtimeSeconds));
  return out.includes(0) ? 0 : out.reduce((sum, ms) => sum + ms, 0);
}

/** Whether a runtime of a title changed within a range: what is only known of the whole of it has no one divisor. */
export function changesWithin(title: TitleDetail, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean {
  return title.runtimeChanges.some((change) => change.fromMs > fromMs && change.fromMs < toMs);
}

/**
 * Hours viewed of a title, and the views they make: each UTC hour's are divided by the runtimes that were in force at its
 * end. They are kept apart by those, which are the same for all hours of most titles.
 */
export class Viewed {
  readonly #title: TitleDetail;
  /** Instants at which a runtime changed, ascending. */
  readonly #changesMs: readonly number[];
  readonly #viewedMs: number[];

  constructor(title: TitleDetail, rows: Iterable<{ hour: number; hoursMs: number }> = []) {
    this.#title = title;
    const changesMs = title.runtimeChanges.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs > 0);
    this.#changesMs = [...new Set(changesMs)].sort((a, b) => a - b);
    this.#viewedMs = new Array<number>(this.#changesMs.length + 1).fill(0);
    for (const row of rows) this.add(row);
  }

  add({ hour, hoursMs }: { hour: number; hoursMs: number }): void {
    const period = this.#periodOf(hour);
    this.#viewedMs[period] = (this.#viewedMs[period] ?? 0) + hoursMs;
  }

  #periodOf(hour: number): number {
    const endMs = (hour + 1) * HOUR_MS;
    const next = this.#changesMs.findIndex((fromMs) => fromMs >= endMs);
    return next < 0 ? this.#changesMs.length : next;
  }

  /**
   * Views by what was out by an instant; null where a runtime is not known, or nothing is out.
   *
   * @param more viewed besides, this once.
   */
  views(byMs: number, more: { hour: number; hoursMs: number } = { hour: 0, hoursMs: 0 }): number | null {
    let views = 0;
    const morePeriod = this.#periodOf(more.hour);
    for (const [period, ownMs] of this.#viewedMs.entries()) {
      const viewedMs = ownMs + (period === morePeriod ? more.hoursMs : 0);
      const endMs = this.#changesMs[period] ?? Infinity;
      const runtimeMs = runtimeOutMs(this.#title, byMs, endMs);
      if (runtimeMs <= 0) return null;
      views += viewedMs / runtimeMs;
    }
    return views;
  }
}
