/** The last few hundred durations, for percentiles on Data health. */
export class RecentTimes {
  readonly #capacity: number;
  readonly #timesMs: number[] = [];
  #next = 0;

  constructor(capacity = 512) {
    this.#capacity = capacity;
  }

  add(timeMs: number): void {
    this.#timesMs[this.#next] = timeMs;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The nearest-rank percentile in milliseconds; null before the first duration. */
  percentile(share: number): number | null {
    const sorted = this.#timesMs.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}
