/** A title and how many viewers it has. */
export interface WatchedTitle {
  title: string;
  viewers: number;
}

/** What one statement takes on at most; a title that is larger has one of its own. */
export interface BatchLimits {
  titles: number;
  /** Viewers of its titles together. */
  viewers: number;
  /** Titles × viewers of the slate: a title's preferences are looked at in everybody. */
  products: number;
  /** Viewers at a time where a statement holds what each of them played: a run with 60,000 of a season at once peaked 120 MB higher. */
  slice: number;
}

/** Titles counted together, and their viewers. */
export interface Batch {
  titles: string[];
  viewers: number;
}

/**
 * A statement costs some 25 ms however little it counts: an account export of 1,300 titles and 9 viewers is seven batches.
 * Beyond 50,000 viewers that is lost in the counting.
 */
export const BATCH: BatchLimits = { titles: 200, viewers: 50_000, products: 500_000, slice: 100_000 };

/** Titles in their order, as many together as the limits let. */
export function batchesOf(titles: readonly WatchedTitle[], most: Pick<BatchLimits, 'titles' | 'viewers'>): Batch[] {
  const batches: Batch[] = [];
  for (const { title, viewers } of titles) {
    const last = batches.at(-1);
    if (last === undefined || last.titles.length >= most.titles || last.viewers + viewers > most.viewers) {
      batches.push({ titles: [title], viewers });
    } else {
      last.titles.push(title);
      last.viewers += viewers;
    }
  }
  return batches;
}

/** The same, where every title is also held against all viewers of the slate. */
export function batchesOverAll(titles: readonly WatchedTitle[], everybody: number, most: BatchLimits): Batch[] {
  const together = Math.max(1, Math.floor(most.products / Math.max(1, everybody)));
  return batchesOf(titles, { titles: Math.min(most.titles, together), viewers: most.viewers });
}
