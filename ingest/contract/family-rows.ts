import type { Family } from './families.ts';
import type { FamilyChunk } from '../spool/batch.ts';
import { Slab } from './slab.ts';

/** Memory kept for the next request; what a larger one needed is given back. */
const KEEP_BYTES = 1_048_576;

/** The rows of one family that a request has brought so far. */
export class FamilyRows {
  readonly family: Family;
  slab: Slab;
  #rows = 0;
  #titles = new Set<string>();
  #lastTitle = '';
  #minAtMs = Number.POSITIVE_INFINITY;
  #maxAtMs = Number.NEGATIVE_INFINITY;
  readonly #initialBytes: number;

  constructor(family: Family, initialBytes: number) {
    this.family = family;
    this.#initialBytes = initialBytes;
    this.slab = new Slab(initialBytes);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes the row just written into account. */
  count(title: string, atMs: number): void {
    this.#rows++;
    if (title !== this.#lastTitle) {
      this.#lastTitle = title;
      if (title !== '') this.#titles.add(title);
    }
    if (atMs < this.#minAtMs) this.#minAtMs = atMs;
    if (atMs > this.#maxAtMs) this.#maxAtMs = atMs;
  }

  /** The rows as one chunk; valid until `clear`. */
  chunk(): FamilyChunk {
    return {
      family: this.family,
      rows: this.#rows,
      bytes: this.slab.bytes.subarray(0, this.slab.at),
      titles: this.#titles,
      minAtMs: this.#minAtMs,
      maxAtMs: this.#maxAtMs,
    };
  }

  clear(): void {
    this.#rows = 0;
    this.#titles = new Set();
    this.#lastTitle = '';
    this.#minAtMs = Number.POSITIVE_INFINITY;
    this.#maxAtMs = Number.NEGATIVE_INFINITY;
    if (this.slab.bytes.length > KEEP_BYTES) this.slab = new Slab(this.#initialBytes);
    this.slab.at = 0;
  }
}
