import type { Field, ValueOf } from './fields.ts';
import type { SHAPES, ShapeName } from './shapes.ts';

type Required<Fields> = { [K in keyof Fields]: Fields[K] extends { required: true } ? K : never }[keyof Fields];
type Values<Fields> = { [K in keyof Fields]: Fields[K] extends Field ? ValueOf<Fields[K]> : never };
type Flat<T> = { [K in keyof T]: T[K] };

type RecordOf<N extends ShapeName> = Flat<
  { type: (typeof SHAPES)[N]['family'] } & Pick<
    Values<(typeof SHAPES)[N]['fields']>,
    Required<(typeof SHAPES)[N]['fields']>
  > &
    Partial<Omit<Values<(typeof SHAPES)[N]['fields']>, Required<(typeof SHAPES)[N]['fields']>>>
>;

/** The records of the wire, as a sender writes them: seconds, RFC 3339 or integer milliseconds, plain ids. */
export type PlaybackRecord = RecordOf<'playback'>;
export type ImpressionRecord = RecordOf<'impression'>;
export type PromoRecord = RecordOf<'promo'>;
export type PromoDailyRecord = RecordOf<'promo_daily'>;
export type MentionRecord = RecordOf<'mention'>;
export type ReviewRecord = RecordOf<'review'>;
export type ViewerRecord = RecordOf<'viewer'>;
export type TitleRecord = RecordOf<'catalog.title'>;
export type EpisodeRecord = RecordOf<'catalog.episode'>;
export type AssetRecord = RecordOf<'catalog.asset'>;
export type MilestoneRecord = RecordOf<'catalog.milestone'>;
export type CatalogRecord = TitleRecord | EpisodeRecord | AssetRecord | MilestoneRecord;

export type EventRecord =
  | PlaybackRecord
  | ImpressionRecord
  | PromoRecord
  | PromoDailyRecord
  | MentionRecord
  | ReviewRecord
  | ViewerRecord
  | CatalogRecord;
