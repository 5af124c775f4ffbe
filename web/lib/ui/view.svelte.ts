/** How the reader looks: the zone that times are shown in. The rest of a view stands in the page's own URL. */
import { getContext, setContext } from 'svelte';
import { offsetName } from '../format/zone.ts';

export class View {
  readonly #zone: () => string;

  constructor(zone: () => string) {
    this.#zone = zone;
  }

  get zone(): string {
    return this.#zone();
  }

  /** `UTC`, `Lisbon (UTC+1)`. */
  get zoneName(): string {
    if (this.zone === 'UTC') return 'UTC';
    const place = this.zone.split('/').at(-1)?.replaceAll('_', ' ') ?? this.zone;
    return `${place} (${offsetName(Date.now(), this.zone)})`;
  }
}

const KEY = Symbol('view');

export function provideView(view: View): View {
  return setContext(KEY, view);
}

export function useView(): View {
  return getContext<View>(KEY);
}
