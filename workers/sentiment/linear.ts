import { eachFeature, readingOf } from './features.ts';
import { probabilitiesOf, type Probabilities, type Sums } from './verdict.ts';
import type { Weights } from './weights.ts';

/** A trained model in memory: an open-addressed table from features to weights, at most half full. */
export class LinearModel {
  readonly #weights: Weights;
  readonly #mask: number;
  readonly #keys: Uint32Array;
  /** Index of a feature's weights. */
  readonly #slots: Uint32Array;
  /** Number of the text a feature was last seen in: it counts once a text. */
  readonly #seen: Uint32Array;
  #texts = 0;

  constructor(weights: Weights) {
    this.#weights = weights;
    const { features } = weights;
    const size = 2 ** Math.ceil(Math.log2(2 * features.length + 2));
    this.#mask = size - 1;
    this.#keys = new Uint32Array(size);
    this.#slots = new Uint32Array(size);
    this.#seen = new Uint32Array(features.length);
    features.forEach((feature, index) => {
      let at = feature & this.#mask;
      while (this.#keys[at] !== 0) at = (at + 1) & this.#mask;
      this.#keys[at] = feature;
      this.#slots[at] = index;
    });
  }

  get header(): Weights['header'] {
    return this.#weights.header;
  }

  /** @param text plain text in the model's language */
  probabilities(text: string): Probabilities {
    return probabilitiesOf(this.sums(text), this.header.calibration);
  }

  sums(text: string): Sums {
    const { header, steps } = this.#weights;
    const reading = readingOf(text, header.language, header.recipe);
    const [polarity, neutrality] = steps as [Int16Array, Int16Array?];
    const own = header.outputs[1] !== undefined;
    this.#texts = (this.#texts + 1) >>> 0 || this.#forget();
    const text_ = this.#texts;
    // Sums of words and of characters apart: their norms differ.
    const sums = [0, 0];
    const neutral = [0, 0];
    eachFeature(reading, header.recipe, (feature, kind) => {
      let at = feature & this.#mask;
      for (let key = this.#keys[at]; key !== feature; key = this.#keys[at]) {
        if (key === 0) return;
        at = (at + 1) & this.#mask;
      }
      const slot = this.#slots[at] as number;
      if (this.#seen[slot] === text_) return;
      this.#seen[slot] = text_;
      sums[kind] = (sums[kind] as number) + (polarity[slot] as number);
      if (own) neutral[kind] = (neutral[kind] as number) + ((neutrality as Int16Array)[slot] as number);
    });
    const total = (parts: number[], output: number): number => {
      const { scale, bias } = header.outputs[output] as { scale: number; bias: number };
      const [words, characters] = reading.norms;
      return bias + scale * ((parts[0] as number) / words + (parts[1] as number) / characters);
    };
    return { polarity: total(sums, 0), neutrality: own ? total(neutral, 1) : 0 };
  }

  /** After 2³² texts the numbers begin anew. */
  #forget(): number {
    this.#seen.fill(0);
    return 1;
  }
}
