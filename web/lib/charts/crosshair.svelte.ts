/** One crosshair for all charts of a page that share an axis. */
import { getContext, setContext } from 'svelte';

/** What the x axis means. Charts of the same axis move together. */
export type Axis = 'time' | 'age' | 'minute' | 'content' | 'own';

export class Crosshair {
  #axis = $state<Axis>('own');
  #x = $state<number | null>(null);
  /** The chart under the pointer or the focus: it alone shows the reading. */
  #owner = $state<string | null>(null);

  /** Where it stands on a chart of this axis; null when it doesn't. */
  on(axis: Axis, chart: string): number | null {
    if (axis !== this.#axis) return null;
    return axis === 'own' && chart !== this.#owner ? null : this.#x;
  }

  reads(chart: string): boolean {
    return this.#owner === chart;
  }

  move(axis: Axis, chart: string, x: number): void {
    this.#axis = axis;
    this.#owner = chart;
    this.#x = x;
  }

  /** Takes it away, if this chart holds it. */
  clear(chart: string): void {
    if (this.#owner !== chart) return;
    this.#owner = null;
    this.#x = null;
  }
}

const KEY = Symbol('crosshair');

export function provideCrosshair(): Crosshair {
  return setContext(KEY, new Crosshair());
}

/** The page's crosshair; a chart that stands alone gets its own. */
export function useCrosshair(): Crosshair {
  return getContext<Crosshair | undefined>(KEY) ?? new Crosshair();
}
