import { viewerOf, type Viewer } from './population.ts';
import { hash32, type Random } from './random.ts';
import { appetiteAt } from './territories.ts';
import type { SlateTitle } from './title.ts';

/** Who of the population comes to a title, and in which order: everybody at most once, the likely ones sooner. */
export class Crowd {
  readonly #seed: number;
  readonly #title: SlateTitle;
  readonly #size: number;
  readonly #came: Uint8Array;
  readonly #exposed: Uint8Array;
  /** A step through the population that meets everybody once a lap: coprime to its size. */
  readonly #stride: number;
  #position: number;
  #left: number;

  /** @param order another one than the seed draws other ways through the same people. */
  constructor(seed: number, title: SlateTitle, size: number, order = seed) {
    this.#seed = seed;
    this.#title = title;
    this.#size = size;
    this.#left = size;
    this.#came = new Uint8Array(size);
    this.#exposed = new Uint8Array(size);
    this.#position = hash32(order, 61, title.index) % size;
    this.#stride = coprimeTo(size, 1 + (hash32(order, 62, title.index) % size));
  }

  /** Any profile, regardless of whether it has come already. */
  anyone(random: Random): Viewer {
    return viewerOf(this.#seed, this.anyNumber(random));
  }

  /** The place of any profile in the population. */
  anyNumber(random: Random): number {
    return Math.floor(random.next() * this.#size);
  }

  expose(viewer: Viewer): void {
    if (viewer.index < this.#size) this.#exposed[viewer.index] = 1;
  }

  /** The next one to press play at an instant; null when everybody has. */
  next(instantMs: number, random: Random): Viewer | null {
    if (this.#left === 0) return null;
    for (let tries = 0; tries < this.#size * 40; tries += 1) {
      this.#position = (this.#position + this.#stride) % this.#size;
      if (this.#came[this.#position] === 1) continue;
      const viewer = viewerOf(this.#seed, this.#position);
      if (random.next() < this.#inclination(viewer, instantMs)) return this.#take(viewer);
    }
    return null;
  }

  #take(viewer: Viewer): Viewer {
    this.#came[viewer.index] = 1;
    this.#left -= 1;
    return viewer;
  }

  /** How likely a profile is to say yes now: the hour at home, taste, the title's own country and language, its trailer. */
  #inclination(viewer: Viewer, instantMs: number): number {
    const title = this.#title;
    let weight = 0.16 * viewer.activity * appetiteAt(viewer.territory, instantMs);
    if (title.genres.includes(viewer.favouriteGenre)) weight *= 2.2;
    if (viewer.territory.code === title.country) weight *= 3;
    else if (viewer.territory.language === title.language) weight *= 1.5;
    if (this.#exposed[viewer.index] === 1) weight *= 1.8;
    return Math.min(1, weight);
  }
}

function coprimeTo(size: number, from: number): number {
  let candidate = from;
  while (greatestCommonDivisor(candidate, size) !== 1) candidate += 1;
  return candidate;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
