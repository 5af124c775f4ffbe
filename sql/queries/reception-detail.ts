import type { Aspect, BombPeriod, Quote, Sentiment, SentimentCounts } from './reception-model.ts';

/** Number of an episode that texts call the last one. */
export const LAST_EPISODE = 65_535;

/** What of a title's reception does not add up, as it stands in `served_reception.detail`. */
export interface ReceptionDetail {
  aspects: NamedBy<{ aspect: Aspect }>[];
  terms: NamedBy<{ term: string; language: string }>[];
  quotes: Record<Sentiment | 'newest', Quote[]>;
  bombs: StoredPeriod[];
  places: StoredPlace[];
  duplicates: { groups: number; texts: number };
}

export type NamedBy<T> = T & { positive: number; negative: number; quotes: Quote[] };

/** Whether it goes on is a matter of when it is read. */
export type StoredPeriod = Omit<BombPeriod, 'untilMs'> & { untilMs: number };

/** A place as texts name it: which episode that is, the catalogue says when it is read. */
export interface StoredPlace {
  /** As the review's record says; '' where it does not. */
  episodeId: string;
  /** As the text says; 0: not said, 65535: the last one. */
  number: number;
  /** Null: the episode as such. */
  minute: number | null;
  /** The second of that minute that most texts say; not there of what was counted before it was kept. */
  second?: number;
  texts: SentimentCounts;
  quotes: Quote[];
}
