import type { ConversionDays, Credit, MediaKind, PromoStep } from './buzz-model.ts';
import type { Asset } from './known-assets.ts';

/** What of a title's campaign does not stand in columns of `served_buzz`, as its `detail`. */
export interface BuzzDetail {
  assets: Pick<Asset, 'id' | 'title' | 'name' | 'form' | 'channel' | 'liveMs' | 'viewRule'>[];
  placings: StoredPlacing[];
  kinds: StoredKind[];
  conversion: StoredConversion[];
}

/** An asset on a channel. */
export interface StoredPlacing {
  asset: string;
  channel: string;
  source: 'events' | 'daily';
  /** Last UTC day of an export. */
  exportedToMs: number | null;
  /** Null: the export does not say. */
  funnel: Record<PromoStep, number | null>;
  views: number | null;
  /** In the asset's first 24 hours, by what is told so far; null where nobody says when it went live, or an export has not these days. */
  firstDay: { views: number; isEstimate: boolean } | null;
  /** Null: an export's, whose funnel is all that is known. */
  viewThrough: ClusterSums | null;
  completion: ClusterSums | null;
  likes: number | null;
  shares: number | null;
  cost: number | null;
}

/**
 * Over k viewers with n exposures each, y of which came to the end: sums, squares and products. k is 0, and only n and y are
 * told, where some plays are without a viewer: nobody knows whose they are.
 */
export interface ClusterSums {
  k: number;
  n: number;
  y: number;
  nn: number;
  yy: number;
  ny: number;
}

export interface StoredKind {
  kind: MediaKind;
  impressions: number | null;
  starts: number | null;
  views: number | null;
  completes: number | null;
}

/** Viewers by what became of them within some days of an exposure. */
export interface Converted {
  exposed: number;
  converted: number;
  maturing: number;
  started: number;
  inHoldout: number;
  /** Null: no holdout was declared. */
  held: { n: number; started: number } | null;
}

export interface StoredConversion extends Converted {
  days: ConversionDays;
  kinds: { kind: MediaKind; exposed: number; credited: Record<Credit, number> }[];
  /** Most exposed first. */
  assets: ({ asset: string } & Converted)[];
}
