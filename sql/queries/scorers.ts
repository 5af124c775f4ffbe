import type { Lane, Store } from '../clickhouse/store.ts';

/** How far a scorer is with reading everything. */
export interface ScorerNote {
  scorer: string;
  version: number;
  /** `switching`: it is served, and not every title is marked for it yet. */
  state: 'reading' | 'switching' | 'serving';
  kind: 'review' | 'mention';
  /** Ids of the kind up to this one are read. */
  cursor: string;
  done: number;
  total: number;
}

/** The scorers of this store, the newest note first. */
export function scorerNotes(store: Store, lane: Lane = 'jobs'): Promise<ScorerNote[]> {
  return store.query<ScorerNote>({
    name: 'reception.scorers',
    lane,
    text: 'SELECT scorer, version, state, kind, cursor, done, total FROM voice_scorer FINAL ORDER BY version DESC',
  });
}

/** The scorer whose scores are served; '' before the first has read everything. */
export const servingScorer = (notes: readonly ScorerNote[]): string =>
  notes.find(({ state }) => state !== 'reading')?.scorer ?? '';

/** The reading of everything that goes on, if any: one that a later scorer has overtaken does not. */
export const scorerAtWork = (notes: readonly ScorerNote[]): ScorerNote | null =>
  notes[0]?.state === 'reading' ? notes[0] : null;
