/** The width at which a chart is drawn before a browser has told it its own: by the server, which the viewBox then stretches. */
import { getContext, setContext } from 'svelte';

const WIDTH = Symbol('first width');
const USUAL = 640;

/** Where the width is known beforehand, CSS pixels: on paper nobody tells it afterwards. */
export function provideFirstWidth(width: number): void {
  setContext(WIDTH, width);
}

export const firstWidth = (): number => getContext<number | undefined>(WIDTH) ?? USUAL;
