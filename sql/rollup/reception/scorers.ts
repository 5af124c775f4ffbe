import type { Lane, Store } from '../../clickhouse/store.ts';
import type { VoiceKind } from './loads.ts';

/** How far a scorer is with reading everything. */
export interface ScorerNote {
  scorer: string;
  version: number;
  /** `switching`: it is served, and not every title is marked for it yet. */
  state: 'reading' | 'switching' | 'serving';
  kind: VoiceKind;
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

export async function noteScorer(store: Store, note: ScorerNote, nowMs: number): Promise<void> {
  const noted_at = new Date(nowMs).toISOString().slice(0, 23).replace('T', ' ');
  await store.insertRows('reception.note', 'voice_scorer', [{ ...note, noted_at }]);
}

/** Forgets what other scorers have read. */
export async function forgetOthers(store: Store, scorer: string): Promise<void> {
  await store.command({
    name: 'reception.forget',
    text: 'ALTER TABLE voice DELETE WHERE scorer != {scorer:String}',
    params: { scorer },
  });
}
