import { RequestRefused } from './refused.ts';

interface Bucket {
  records: number;
  filledAtMs: number;
}

/** Keys remembered; a key that has been quiet long enough to be full again needs no memory. */
const REMEMBERED = 10_000;

/**
 * A bucket of records for each key: it fills at `recordsPerSecond` up to ten seconds' worth. A request may run into debt,
 * because how many records it has is known only once it is read; the next ones then wait.
 */
export class KeyRates {
  readonly #recordsPerSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param recordsPerSecond 0: no limit */
  constructor(recordsPerSecond: number) {
    this.#recordsPerSecond = recordsPerSecond;
  }

  /** @throws RequestRefused 429 while the key is in debt */
  check(keyId: string, nowMs: number): void {
    if (this.#recordsPerSecond === 0) return;
    const { records } = this.#fill(keyId, nowMs);
    if (records >= 0) return;
    throw new RequestRefused(429, 'rate', `The key has sent more than ${this.#recordsPerSecond} records a second.`, {
      retryAfterSeconds: Math.ceil(-records / this.#recordsPerSecond),
    });
  }

  spend(keyId: string, records: number, nowMs: number): void {
    if (this.#recordsPerSecond > 0) this.#fill(keyId, nowMs).records -= records;
  }

  #fill(keyId: string, nowMs: number): Bucket {
    const most = this.#recordsPerSecond * 10;
    const bucket = this.#buckets.get(keyId) ?? { records: most, filledAtMs: nowMs };
    const elapsedSeconds = Math.max(0, nowMs - bucket.filledAtMs) / 1000;
    bucket.records = Math.min(most, bucket.records + elapsedSeconds * this.#recordsPerSecond);
    bucket.filledAtMs = nowMs;
    this.#buckets.delete(keyId);
    this.#buckets.set(keyId, bucket);
    if (this.#buckets.size > REMEMBERED) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }
}
