/** Rows not yet loaded beyond which answers are held back, so that a sender that waits for them slows down. */
export const SOFT_ROWS = 400_000;
/** Longest an answer is held back. The rows are durable already: waiting longer only makes senders time out. */
const LONGEST_MS = 2_000;

/**
 * Holds answers back while the store is behind. Without it the backlog grew by 1.7 million rows in 20 s under full load.
 * The wait grows with the backlog and ends early once the store has caught up.
 */
export class PushBack {
  readonly #softRows: number;
  readonly #hardRows: number;
  readonly #waiting = new Set<() => void>();

  constructor(softRows: number, hardRows: number) {
    this.#softRows = softRows;
    this.#hardRows = Math.max(hardRows, softRows + 1);
  }

  waitMs(backlogRows: number): number {
    const share = (backlogRows - this.#softRows) / (this.#hardRows - this.#softRows);
    return Math.round(LONGEST_MS * Math.min(1, Math.max(0, share)));
  }

  wait(backlogRows: number): Promise<void> {
    const ms = this.waitMs(backlogRows);
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  /** Lets the held answers go when the backlog has fallen. */
  release(backlogRows: number): void {
    if (this.waitMs(backlogRows) > 0) return;
    for (const done of this.#waiting) done();
  }
}
