import { ImportFileError } from '../types.ts';
import { Stretch } from './rating-stretch.ts';
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
  /** The least rating by the highest that cells name: 3 of "3/5" and "4/5". */
  readonly #least = new Map<number, number>();
  #verdicts = 0;

  /** @param at where it stands, for people */
  add({ value, highest, verdict }: CellRating, at = ''): void {
    if (verdict) this.#verdicts += 1;
    else if (highest !== undefined) this.#least.set(highest, Math.min(this.#least.get(highest) ?? Infinity, value));
    else {
      const seen = this.#numbers.get(value) ?? { rows: 0, at };
      seen.rows += 1;
      this.#numbers.set(value, seen);
    }
  }

  get any(): boolean {
    return this.anyOfHighest || this.anyVerdict || this.#numbers.size > 0;
  }

  /** Whether a cell names its own highest rating. */
  get anyOfHighest(): boolean {
    return this.#least.size > 0;
  }

  /** Whether a cell holds thumbs, a like or a verdict. */
  get anyVerdict(): boolean {
    return this.#verdicts > 0;
  }

  /**
   * The scale that plain numbers are on; null when there are none. Cells that name their own highest rating need no other.
   * @throws ImportFileError when the numbers fit several scales, or when few rows alone decide: none is guessed.
   */
  scale(given: Scale | null): Scale | null {
    if (given !== null || this.#numbers.size === 0) return given;
    const all = this.#ascending();
    const scale = this.#usual(all).scale();
    if (scale !== null) return scale;
    throw new ImportFileError(
      `The ratings run from ${all.range()}, which fits several scales: say which it is, as in --scale 1..5 or --scale 0..100.`,
    );
  }

  /** What was seen, beside the scale that was chosen: `1 to 5; left out: 1 row with 100 (row 17 of a.csv)`. */
  seenOn([lowest, highest]: Scale): string {
    const all = this.#ascending();
    const [below, on, above] = [all.until(lowest), all.between(lowest, highest), all.beyond(highest)];
    const range = on.isEmpty ? 'none on it' : on.range();
    const off = below.isEmpty ? above : below;
    return off.isEmpty ? range : `${range}; left out: ${this.#named(off, below.rows + above.rows)}`;
  }

  /** The lowest rating where a cell itself says the highest: 1 of 5, unless less is given of 5 somewhere. */
  lowestOf(highest: number): number {
    if (highest > 10 || highest <= 1) return 0;
    const least = this.#least.get(highest) ?? Infinity;
    return least >= 1 ? 1 : least > 0 ? 0.5 : 0;
  }

  #ascending(): Stretch {
    return Stretch.of([...this.#numbers].map(([value, { rows }]) => ({ value, rows })));
  }

  /** The values that say which scale it is: without those of a few rows that no scale of the others has. */
  #usual(values: Stretch): Stretch {
    const [below, owed] = [values.until(0), values.beyond(0, true)];
    if (!below.isEmpty && isFew(below, owed)) return this.#usual(owed);
    for (let cut = values.length - 1; cut > 0; cut -= 1) {
      const [usual, odd] = [values.first(cut), values.from(cut)];
      const scale = usual.scale();
      if (scale === null || odd.least <= scale[1] || odd.rows >= usual.rows) continue;
      const isFar = odd.least >= FAR * usual.most;
      if (isFar && isFew(odd, usual)) return usual;
      const decides = isFar || (odd.rows === 1 && isFew(odd, usual));
      if (decides && values.scale() !== null) this.#ask(odd, usual, scale);
    }
    const [least, others] = [values.first(1), values.from(1)];
    const scale = others.scale();
    const isOne = least.least === 0 && least.rows === 1 && isFew(least, others);
    if (isOne && scale !== null && scale[0] > 0 && values.scale()?.[1] === scale[1]) this.#ask(least, others, scale);
    return values;
  }

  #ask(odd: Stretch, others: Stretch, [lowest, highest]: Scale): never {
    throw new ImportFileError(
      `All ratings but ${this.#named(odd, odd.rows)} run from ${others.range()}: say --scale ${lowest}..${highest} to leave that out, ` +
        'or the scale that has it too.',
    );
  }

  /** `1 row with 100 (row 17 of a.csv)`; of several the first of them. */
  #named({ least }: Stretch, rows: number): string {
    const where = this.#numbers.get(least)?.at ?? '';
    return `${rows === 1 ? '1 row with' : `${rows} rows, as with`} ${least}${where === '' ? '' : ` (${where})`}`;
  }
}

function isFew(few: Stretch, others: Stretch): boolean {
  return others.rows >= MANY_ROWS && few.rows <= FEW * others.rows;
}
