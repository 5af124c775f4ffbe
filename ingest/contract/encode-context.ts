import type { Family } from './families.ts';
import type { Rejection, RejectionCode } from './rejection.ts';

/** Beyond this the record's clock is wrong, and it would stand at the head of every live chart. */
export const FUTURE_TOLERANCE_MS = 600_000;

/** What holds for all records of one request. */
export interface EncodeContext {
  receivedAtMs: number;
  /** Importers may bring records of any age and planned ones. */
  anyTime: boolean;
  /** The local token may send people already hashed (dead letters sent again). */
  hashedPeople: boolean;
  /** Milliseconds after which a record of a family is refused as too old; absent: never. */
  retentionMs: Partial<Record<Family, number>>;
}

/** Where an encoder leaves why it refused the last record. */
export class Refusal implements Rejection {
  code: RejectionCode = 'not_a_record';
  message = '';

  /** Always false, so that a check can `return refusal.because(…)`. */
  because(code: RejectionCode, message: string): false {
    this.code = code;
    this.message = message;
    return false;
  }
}

/** Upper bounds of the lateness buckets, milliseconds between `at` (corrected) and receipt; the last is open. */
export const LATENESS_BOUNDS_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000];
/** Upper bounds of the clock-offset buckets, milliseconds either way; the last is open. */
export const CLOCK_OFFSET_BOUNDS_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/** Which bucket a value falls into: the first whose bound is not below it. */
export function bucketOf(bounds: readonly number[], value: number): number {
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++;
  return bucket;
}
