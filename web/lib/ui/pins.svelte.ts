/** Titles that this reader keeps at hand, in this browser. */
import { getContext, setContext } from 'svelte';

const STORED = 'ovation-pins';

export class Pins {
  #ids = $state<readonly string[]>([]);

  get ids(): readonly string[] {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  /** Browser only. */
  read(): void {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
      if (Array.isArray(kept)) this.#ids = kept.filter((id): id is string => typeof id === 'string');
    } catch {
      // Refused or unreadable: nothing is pinned.
    }
  }

  toggle(id: string): void {
    this.#ids = this.has(id) ? this.#ids.filter((one) => one !== id) : [...this.#ids, id];
    try {
      localStorage.setItem(STORED, JSON.stringify(this.#ids));
    } catch {
      // Storage is refused: pinned until the page is left.
    }
  }
}

const KEY = Symbol('pins');

export function providePins(): Pins {
  return setContext(KEY, new Pins());
}

export function usePins(): Pins {
  return getContext<Pins>(KEY);
}
