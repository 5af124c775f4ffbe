import { it } from 'vitest';

/**
 * Tells the stories of several tests together: what all of them tell next is loaded and counted once, and each goes on with what
 * came of its own. For tests whose titles are their own, and of which every step alone would cost a load and a roll-up.
 */
export class Rounds<T> {
  readonly #take: (all: T[]) => Promise<void>;
  readonly #begin: (() => void)[] = [];
  #waiting: { told: readonly T[]; goOn: () => void; fail: (error: unknown) => void }[] = [];
  #telling = 0;
  #taking = false;

  /** @param take loads and counts what a round has told. */
  constructor(take: (all: T[]) => Promise<void>) {
    this.#take = take;
  }

  /**
   * Declares a test. Its number makes the ids of its story its own. Stories stand before tests that tell something alone: those
   * run when their turn comes, and the stories must have ended by then.
   */
  story(name: string, tell: (number: number) => Promise<void>): void {
    const number = this.#begin.length;
    let ended: Promise<void> | undefined;
    this.#begin.push(() => {
      ended = tell(number).finally(() => {
        this.#telling -= 1;
        this.#next();
      });
      // The test learns of its failure.
      ended.catch(() => undefined);
    });
    it(name, () => ended);
  }

  /** Begins all stories, in `beforeAll`. */
  begin(): void {
    this.#telling = this.#begin.length;
    for (const begin of this.#begin) begin();
  }

  /** Resolves when what is told is counted: as soon as every other story waits for its own, or has ended. */
  tell(...told: T[]): Promise<void> {
    return new Promise((goOn, fail) => {
      this.#waiting.push({ told, goOn, fail });
      this.#next();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#telling) return;
    const round = this.#waiting;
    this.#waiting = [];
    void this.#taken(round.flatMap(({ told }) => told)).then(
      () => round.forEach(({ goOn }) => goOn()),
      (error: unknown) => round.forEach(({ fail }) => fail(error)),
    );
  }

  async #taken(told: T[]): Promise<void> {
    // Two at once would write over each other's rows.
    if (this.#taking) throw new Error('A round is told while another is taken: declare the stories first.');
    this.#taking = true;
    try {
      await this.#take(told);
    } finally {
      this.#taking = false;
    }
  }
}
