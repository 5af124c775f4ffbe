/** The geometry that the marks of one chart share. */
import { scaleLinear } from 'd3';
import { getContext, setContext } from 'svelte';
import type { Projection } from './paths.ts';

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface PlotShape {
  width: number;
  height: number;
  margin: Margin;
  xDomain: readonly [number, number];
  yDomain: readonly [number, number];
}

export class Plot implements Projection {
  readonly #shape: () => PlotShape;
  /** Unique on the page: names patterns and clips. */
  readonly id: string;
  readonly #xScale = $derived.by(() => scaleLinear(this.#shape().xDomain, [0, this.innerWidth]));
  readonly #yScale = $derived.by(() => scaleLinear(this.#shape().yDomain, [this.innerHeight, 0]));

  constructor(id: string, shape: () => PlotShape) {
    this.id = id;
    this.#shape = shape;
  }

  get innerWidth(): number {
    const { width, margin } = this.#shape();
    return Math.max(40, width - margin.left - margin.right);
  }
  get innerHeight(): number {
    const { height, margin } = this.#shape();
    return Math.max(20, height - margin.top - margin.bottom);
  }
  get margin(): Margin {
    return this.#shape().margin;
  }

  /** Pixels from the left of the inner area. */
  x = (value: number): number => this.#xScale(value);
  /** Pixels from the top of the inner area. */
  y = (value: number): number => this.#yScale(value);
  /** The value under a pixel. */
  xAt = (pixels: number): number => this.#xScale.invert(pixels);

  /** The fill of what is provisional. */
  get hatch(): string {
    return `url(#hatch-${this.id})`;
  }
}

const KEY = Symbol('plot');

export function providePlot(plot: Plot): Plot {
  return setContext(KEY, plot);
}

export function usePlot(): Plot {
  return getContext<Plot>(KEY);
}
