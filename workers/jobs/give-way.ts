import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../sql/clickhouse/store.ts';

/**
 * Rest of a job while loading takes its lane wholly, as a multiple of its work: at two threads on two cores, roll-ups then
 * cost loading 5 %. It falls with the cube of the share: half a lane asks for 2.5 times, a quarter for a third.
 */
const REST_BESIDE_FULL_LOADING = 20;
const LOOK_AGAIN_MS = 50;

/**
 * Lets loading go first: what is not loaded is not acknowledged in time, while a later roll-up only says an older "as of".
 * A roll-up of 600,000 viewers works for half a minute, so the resting is between its statements, not behind it.
 */
export class GivesWay {
  readonly #store: Store;
  readonly #signal: AbortSignal;
  #mark: { atMs: number; busyMs: number };
  #restedMs = 0;

  /** The work begins with the construction. */
  constructor(store: Store, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
    this.#mark = this.#now();
  }

  /** Milliseconds rested so far. */
  get restedMs(): number {
    return this.#restedMs;
  }

  /**
   * Ends a piece of work: resolves when it has been rested for. Loading that ends meanwhile ends the rest soon.
   * @throws the signal's reason
   */
  async rest(): Promise<void> {
    const begun = this.#now();
    const workedMs = begun.atMs - this.#mark.atMs;
    for (let now = begun; ; now = this.#now()) {
      const passedMs = now.atMs - this.#mark.atMs;
      const loadingShare = Math.min(1, (now.busyMs - this.#mark.busyMs) / Math.max(1, passedMs));
      const restedMs = now.atMs - begun.atMs;
      if (restedMs >= workedMs * REST_BESIDE_FULL_LOADING * loadingShare ** 3) {
        this.#restedMs += restedMs;
        this.#mark = now;
        return;
      }
      await sleep(LOOK_AGAIN_MS, undefined, { signal: this.#signal });
    }
  }

  #now() {
    const loading = this.#store.lanes().find(({ lane }) => lane === 'load');
    return { atMs: performance.now(), busyMs: loading?.busyMs ?? 0 };
  }
}
