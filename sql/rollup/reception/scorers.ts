import type { Store } from '../../clickhouse/store.ts';
import type { ScorerNote } from '../../queries/scorers.ts';

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
