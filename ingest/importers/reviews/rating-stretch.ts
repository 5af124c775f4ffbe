import type { Scale } from './rating.ts';

interface Value {
  readonly value: number;
  readonly rows: number;
}

/** Sums over the values before each: what any stretch of them holds is one difference, however many there are. */
interface Sums {
  readonly values: readonly number[];
  readonly rows: readonly number[];
  /** Values that are no multiples of five. */
  readonly others: readonly number[];
}

/** Distinct ratings in a row, of all those of some files in ascending order. */
export class Stretch {
  readonly #sums: Sums;
  readonly #from: number;
  readonly #to: number;

  private constructor(sums: Sums, from: number, to: number) {
    this.#sums = sums;
    this.#from = from;
    this.#to = to;
  }

  static of(distinct: readonly Value[]): Stretch {
    const [rows, others] = [[0], [0]];
    const ascending = [...distinct].sort((a, b) => a.value - b.value);
    for (const one of ascending) {
      rows.push((rows.at(-1) ?? 0) + one.rows);
      others.push((others.at(-1) ?? 0) + (one.value % 5 === 0 ? 0 : 1));
    }
    return new Stretch({ values: ascending.map(({ value }) => value), rows, others }, 0, ascending.length);
  }

  get length(): number {
    return this.#to - this.#from;
  }
  get isEmpty(): boolean {
    return this.length === 0;
  }
  /** NaN of an empty one. */
  get least(): number {
    return this.isEmpty ? NaN : (this.#sums.values[this.#from] ?? NaN);
  }
  get most(): number {
    return this.isEmpty ? NaN : (this.#sums.values[this.#to - 1] ?? NaN);
  }
  get rows(): number {
    return this.#within('rows');
  }

  first(length: number): Stretch {
    return new Stretch(this.#sums, this.#from, this.#from + length);
  }
  from(index: number): Stretch {
    return new Stretch(this.#sums, this.#from + index, this.#to);
  }
  /** Those below a value. */
  until(value: number): Stretch {
    return this.first(this.#count((one) => one < value));
  }
  /** Those above a value, or from it on. */
  beyond(value: number, orAt = false): Stretch {
    return this.from(this.#count((one) => (orAt ? one < value : one <= value)));
  }
  between(lowest: number, highest: number): Stretch {
    const from = this.beyond(lowest, true);
    return from.first(from.#count((one) => one <= highest));
  }

  /** `1 to 5`. */
  range(): string {
    return `${this.least} to ${this.most}`;
  }

  /** Only what the numbers leave no doubt about; a scale whose upper half nobody used could be another. */
  scale(): Scale | null {
    const { least, most } = this;
    if (least < 0) return null;
    if (least === 0 && most === 1 && this.length === 2) return [0, 1];
    const lowest = least >= 1 ? 1 : least > 0 ? 0.5 : 0;
    if (most === 5) return [lowest, 5];
    // 5.5 and 7 are on a scale of six or seven as well.
    if (most >= 8 && most <= 10) return [lowest, 10];
    if (most === 50 && least >= 10 && this.#within('others') === 0) return [10, 50];
    return most >= 80 && most <= 100 ? [0, 100] : null;
  }

  #within(what: 'rows' | 'others'): number {
    return (this.#sums[what][this.#to] ?? 0) - (this.#sums[what][this.#from] ?? 0);
  }

  /** How many values from the first on a test takes that takes no other behind one it refuses. */
  #count(takes: (value: number) => boolean): number {
    let at = this.#from;
    while (at < this.#to && takes(this.#sums.values[at] ?? NaN)) at += 1;
    return at - this.#from;
  }
}
