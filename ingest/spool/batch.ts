import type { Family } from '../contract/families.ts';

/** Encoded rows of one family. */
export interface FamilyChunk {
  readonly family: Family;
  readonly rows: number;
  /** RowBinary in the family's column order; must stay untouched until the append has settled. */
  readonly bytes: Buffer;
  readonly titles: ReadonlySet<string>;
  readonly minAtMs: number;
  readonly maxAtMs: number;
}

/** What one request or import block adds: it counts as a whole or not at all. */
export interface EncodedBatch {
  readonly chunks: readonly FamilyChunk[];
}
