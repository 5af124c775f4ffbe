import type {
  CatalogRecord,
  PlaybackRecord,
  PromoDailyRecord,
  PromoRecord,
  ReviewRecord,
  ViewerRecord,
} from '../contract/records.ts';

/** An absent optional field may be written as `undefined`: JSON leaves it out. */
type OrUndefined<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** One record as `POST /v1/events` takes it. */
export type WireRecord = OrUndefined<
  PlaybackRecord | PromoRecord | PromoDailyRecord | CatalogRecord | ReviewRecord | ViewerRecord
>;

/**
 * What became of a part of the file. Every data row yields exactly one `taken`, `promo` or `skipped` item, so the three add
 * up to the file's rows; `catalog` items come first and belong to the file as a whole.
 */
export type ImportItem =
  | { readonly outcome: 'catalog'; readonly records: readonly WireRecord[] }
  | {
      readonly outcome: 'taken';
      readonly row: number;
      readonly records: readonly WireRecord[];
      readonly playedSeconds: number;
    }
  | { readonly outcome: 'promo'; readonly row: number; readonly records: readonly WireRecord[] }
  | { readonly outcome: 'skipped'; readonly row: number; readonly reason: string }
  | { readonly outcome: 'remark'; readonly row: number; readonly remark: string };

export interface ImportOptions {
  /** Keeps profiles of the same name in two accounts apart; also sent as `account_id`. */
  readonly account?: string;
}

export interface Importer {
  readonly kind: string;
  /** One line for the help text: what file this takes and where it comes from. */
  readonly describe: string;
  /** @throws ImportFileError when the file is not of this kind. */
  read(path: string, options: ImportOptions): AsyncIterable<ImportItem>;
  /** How many data rows a file has, where that is not the rows of a CSV file. */
  countRows?(path: string): Promise<number>;
}

/** The file as a whole cannot be imported; the message says in one sentence why and what to do. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}
