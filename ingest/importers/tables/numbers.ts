import { ImportFileError } from '../types.ts';

/** What stands before the parts of a whole. */
export type DecimalMark = '.' | ',';
const MARKS: readonly DecimalMark[] = ['.', ','];

const NONE = new Set(['', '-', '–', '—', '--', 'n/a', 'na', 'null', 'none', 'nan']);
const CURRENCY = /^(?:\p{Sc}|[A-Z]{3})\s*|\s*(?:\p{Sc}|[A-Z]{3})$/gu;
const GROUPED: Readonly<Record<DecimalMark, RegExp>> = {
  '.': /^-?(?:\d+|\d{1,3}(?:[,\s'’]\d{2,3})*[,\s'’]\d{3})(?:\.\d+)?$/u,
  ',': /^-?(?:\d+|\d{1,3}(?:[.\s'’]\d{2,3})*[.\s'’]\d{3})(?:,\d+)?$/u,
};

/** A cell as a number, thousands grouped or not, with a currency or not: undefined when there is none, null when it is none. */
export function readNumber(cell: string, mark: DecimalMark): number | undefined | null {
  const text = cell.trim();
  if (NONE.has(text.toLowerCase())) return undefined;
  const bare = text.replaceAll(CURRENCY, '');
  if (!GROUPED[mark].test(bare)) return null;
  const [whole = '', parts = '0'] = bare.split(mark);
  return Number(`${whole.replaceAll(/[^\d-]/g, '')}.${parts}`);
}

/** A cell may be written in another way, but not one in a hundred. */
const READ_SHARE = 0.99;

/** Which decimal mark the numbers of the files have. */
export class NumberFacts {
  readonly #read = new Map<DecimalMark, number>(MARKS.map((mark) => [mark, 0]));
  #cells = 0;
  /** A cell that is another number by each mark. */
  #differs = '';
  #example = '';

  /**
   * @param isWhole whether it counts something: then no mark may leave parts of one
   * @returns whether it is a number by either mark; what is none tells nothing of marks
   */
  add(cell: string, isWhole: boolean): boolean {
    const readings = MARKS.map((mark) => readNumber(cell, mark));
    const fitting = readings.map((value) => value != null && (!isWhole || Number.isInteger(value)));
    if (!fitting.some(Boolean)) return false;
    this.#cells += 1;
    this.#example ||= cell;
    for (const [index, mark] of MARKS.entries())
      if (fitting[index]) this.#read.set(mark, (this.#read.get(mark) ?? 0) + 1);
    if (fitting.every(Boolean) && readings[0] !== readings[1]) this.#differs ||= cell;
    return true;
  }

  /**
   * The mark that reads most of the numbers, of which all but one in a hundred have to be read; the point where none has parts.
   * @throws ImportFileError when neither does, or when both do and differ: thousands are never guessed.
   */
  mark(given: DecimalMark | null): DecimalMark {
    const share = (mark: DecimalMark) => (this.#read.get(mark) ?? 0) / Math.max(1, this.#cells);
    if (given !== null || this.#cells === 0) return given ?? '.';
    const most = Math.max(...MARKS.map(share));
    if (most < READ_SHARE)
      throw new ImportFileError(
        `The numbers, such as '${this.#example}', are not all written alike: say with --decimal . or --decimal , how most are.`,
      );
    const best = MARKS.filter((mark) => share(mark) === most);
    if (best.length > 1 && this.#differs !== '')
      throw new ImportFileError(
        `The numbers, such as '${this.#differs}', can be read in two ways: say with --decimal . or --decimal , what stands before parts of a whole.`,
      );
    return best[0] ?? '.';
  }
}

/** `--decimal`. @throws ImportFileError */
export function readDecimalOption(text: string): DecimalMark {
  const mark = MARKS.find((candidate) => candidate === text);
  if (mark !== undefined) return mark;
  throw new ImportFileError(`--decimal takes . or , (what stands before parts of a whole); not '${text}'.`);
}
