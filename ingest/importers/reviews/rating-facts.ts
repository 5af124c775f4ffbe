import { ImportFileError } from '../types.ts';
import type { CellRating, Scale } from './rating.ts';

/** How often a plain number stands in the files, and where first: `row 17 of a.csv`. */
interface Seen {
  rows: number;
  readonly at: string;
}

/** Numbers that few rows have are held against so many others, or nothing is said by them. */
const MANY_ROWS = 20;
const FEW = 0.05;
/** No scale is used like this: most of it empty, and its far end taken by a few. */
const FAR = 4;

/** What all the ratings of the files have in common. */
export class RatingFacts {
  readonly #numbers = new Map<number, Seen>();
  #fractions = 0;
  #verdicts = 0;
  #leastFraction = Infinity;

  /** @param at where it stands, for people */
  add({ value, highest, verdict }: CellRating, at = ''): void {
    if (verdict) this.#verdicts += 1;
    else if (highest === undefined) {
      const seen = this.#numbers.get(value) ?? { rows: 0, at };
      seen.rows += 1;
      this.#numbers.set(value, seen);
    } else {
      this.#fractions += 1;
      this.#leastFraction = Math.min(this.#leastFraction, value);
    }
  }

  get any(): boolean {
    return this.#fractions + this.#verdicts + this.#numbers.size > 0;
  }

  /**
   * The scale that plain numbers are on; null when there are none. Cells that name their own highest rating need no other.
   * @throws ImportFileError when the numbers fit several scales, or when few rows alone decide: none is guessed.
   */
  scale(given: Scale | null): Scale | null {
    if (given !== null) return given;
    const values = this.#ascending();
    if (values.length === 0) return null;
    const usual = this.#usual(values);
    const scale = scaleOf(usual);
    if (scale !== null) return scale;
    throw new ImportFileError(
      `The ratings run from ${rangeOf(values)}, which fits several scales: say which it is, as in --scale 1..5 or --scale 0..100.`,
    );
  }

  /** What was seen, beside the scale that was chosen: `1 to 5; left out: 1 row with 100 (row 17 of a.csv)`. */
  seenOn([lowest, highest]: Scale): string {
    const values = this.#ascending();
    const on = values.filter((value) => value >= lowest && value <= highest);
    const off = values.filter((value) => !on.includes(value));
    const range = on.length === 0 ? 'none on it' : rangeOf(on);
    return off.length === 0 ? range : `${range}; left out: ${this.#named(off)}`;
  }

  /** The lowest rating where a cell itself says the highest: 1 of 5, unless less is given somewhere. */
  lowestOf(highest: number): number {
    if (highest > 10) return 0;
    return this.#leastFraction >= 1 ? 1 : this.#leastFraction > 0 ? 0.5 : 0;
  }

  #ascending(): number[] {
    return [...this.#numbers.keys()].sort((a, b) => a - b);
  }

  #rows(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + (this.#numbers.get(value)?.rows ?? 0), 0);
  }

  /** The values that say which scale it is: without those of a few rows that no scale of the others has. */
  #usual(values: readonly number[]): readonly number[] {
    const below = values.filter((value) => value < 0);
    const owed = values.filter((value) => value >= 0);
    if (below.length > 0 && this.#isFew(below, owed)) return this.#usual(owed);
    for (let cut = values.length - 1; cut > 0; cut -= 1) {
      const [usual, odd] = [values.slice(0, cut), values.slice(cut)];
      const [top = 0, next = 0] = [usual.at(-1), odd[0]];
      const scale = scaleOf(usual);
      if (scale === null || next <= scale[1] || this.#rows(odd) >= this.#rows(usual)) continue;
      const isFar = next >= FAR * top;
      if (isFar && this.#isFew(odd, usual)) return usual;
      const decides = isFar || (this.#rows(odd) === 1 && this.#isFew(odd, usual));
      if (decides && scaleOf(values) !== null) this.#ask(odd, usual, scale);
    }
    const [least = 0, ...others] = values;
    const scale = scaleOf(others);
    const isOne = least === 0 && this.#rows([least]) === 1 && this.#isFew([least], others);
    if (isOne && scale !== null && scale[0] > 0 && scaleOf(values)?.[1] === scale[1]) this.#ask([least], others, scale);
    return values;
  }

  #isFew(few: readonly number[], others: readonly number[]): boolean {
    const rows = this.#rows(others);
    return rows >= MANY_ROWS && this.#rows(few) <= FEW * rows;
  }

  #ask(odd: readonly number[], others: readonly number[], [lowest, highest]: Scale): never {
    throw new ImportFileError(
      `All ratings but ${this.#named(odd)} run from ${rangeOf(others)}: say --scale ${lowest}..${highest} to leave that out, ` +
        'or the scale that has it too.',
    );
  }

  /** `1 row with 100 (row 17 of a.csv)`; of several the first of them. */
  #named(values: readonly number[]): string {
    const [rows, [first = 0]] = [this.#rows(values), values];
    const where = this.#numbers.get(first)?.at ?? '';
    return `${rows === 1 ? '1 row with' : `${rows} rows, as with`} ${first}${where === '' ? '' : ` (${where})`}`;
  }
}

const rangeOf = (ascending: readonly number[]) => `${ascending[0]} to ${ascending.at(-1)}`;

/** Only what the numbers leave no doubt about; a scale whose upper half nobody used could be another. */
function scaleOf(values: readonly number[]): Scale | null {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least < 0) return null;
  if (least === 0 && most === 1 && values.length === 2) return [0, 1];
  const lowest = least >= 1 ? 1 : least > 0 ? 0.5 : 0;
  if (most === 5) return [lowest, 5];
  // 5.5 and 7 are on a scale of six or seven as well.
  if (most >= 8 && most <= 10) return [lowest, 10];
  if (most === 50 && least >= 10 && values.every((value) => value % 5 === 0)) return [10, 50];
  return most >= 80 && most <= 100 ? [0, 100] : null;
}
