import { utcMs } from '../parse-time.ts';
import { ImportFileError } from '../types.ts';
import { excerpt } from './excerpt.ts';

/** In which order a date names its parts; `seconds` and `milliseconds` since 1970; `words` names the month. */
export type DateStyle = 'ymd' | 'dmy' | 'mdy' | 'seconds' | 'milliseconds' | 'words';

const STYLES: readonly DateStyle[] = ['ymd', 'dmy', 'mdy', 'seconds', 'milliseconds', 'words'];
/** Said of a style when it is shown how a file was read. */
export const STYLE_NAMES: Readonly<Record<DateStyle, string>> = {
  ymd: 'year, month, day',
  dmy: 'day, month, year',
  mdy: 'month, day, year',
  seconds: 'seconds since 1970',
  milliseconds: 'milliseconds since 1970',
  words: 'month by name',
};

/** How instants of a style are read, as a preview says it. */
export const aboutInstants = (style: DateStyle): string => `${STYLE_NAMES[style]}; UTC where no zone is named`;

const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;
const NUMBERS = /^(\d{1,4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,4})\.?(?:(?:[t,\s]\s*)(.+))?$/i;
const EAST_ASIAN = /^(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]\s*(.*)$/;
const DAY_FIRST =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]{3,9})\.?,?[\s.-]+(\d{4})(?:,?\s+(.+))?$/i;
const MONTH_FIRST = /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(.+))?$/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** Seconds since 1970 have ten digits from 2001 to 2286, milliseconds thirteen. */
const SECONDS = /^\d{9,10}(?:\.\d+)?$/;
const MILLISECONDS = /^\d{12,13}$/;

/** The instant a cell names when it is read in a style: UTC where it names no zone. Null when it does not fit. */
export function readDate(cell: string, style: DateStyle): number | null {
  const text = cell.trim();
  if (style === 'seconds') return SECONDS.test(text) ? Math.round(Number(text) * 1_000) : null;
  if (style === 'milliseconds') return MILLISECONDS.test(text) ? Number(text) : null;
  return style === 'words' ? inWords(text) : inNumbers(text, style);
}

function inNumbers(text: string, style: 'ymd' | 'dmy' | 'mdy'): number | null {
  const eastAsian = EAST_ASIAN.exec(text);
  if (eastAsian !== null && style !== 'ymd') return null;
  const [, a = '', b = '', c = '', time = ''] = eastAsian ?? NUMBERS.exec(text) ?? [];
  const [year, month, day] = style === 'ymd' ? [a, b, c] : style === 'dmy' ? [c, b, a] : [c, a, b];
  if (!(year.length === 4 || year.length === 2) || month.length > 2 || day.length > 2) return null;
  return instantOf(Number(year.length === 2 ? `20${year}` : year), Number(month), Number(day), time);
}

function inWords(text: string): number | null {
  const dayFirst = DAY_FIRST.exec(text);
  const [, name = '', day = '', year = '', time = ''] = MONTH_FIRST.exec(text) ?? [];
  if (dayFirst !== null)
    return instantOf(Number(dayFirst[3]), monthOf(dayFirst[2] ?? ''), Number(dayFirst[1]), dayFirst[4] ?? '');
  return year === '' ? null : instantOf(Number(year), monthOf(name), Number(day), time);
}

const monthOf = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const two = (value: number) => String(value).padStart(2, '0');

function instantOf(year: number, month: number, day: number, time: string): number | null {
  const [, hour = '0', minute = '0', second = '0', half, zone] = TIME.exec(time.trim() || '0:00') ?? [];
  if (time.trim() !== '' && !TIME.test(time.trim())) return null;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const ms = utcMs(`${year}-${two(month)}-${two(day)} ${two(hours)}:${two(Number(minute))}:${two(Number(second))}`);
  return ms === null ? null : ms - zoneMs(zone);
}

/** How far a zone is ahead of UTC. */
function zoneMs(zone = 'z'): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** A cell may be broken, but not one in a hundred. */
const READ_SHARE = 0.99;
/** Somewhere on earth it is tomorrow already. */
const AHEAD_MS = 86_400_000;

/** Which styles the dates of the files can be read in. */
export class DateFacts {
  readonly #nowMs: number;
  readonly #otherwise: string;
  readonly #read = new Map<DateStyle, number>(STYLES.map((style) => [style, 0]));
  /** Pairs of styles that read some cell as different days. */
  readonly #differ = new Set<string>();
  /** The first cell that a style does not read, and where it stands. */
  readonly #unread = new Map<DateStyle, { readonly cell: string; readonly at: string }>();
  #cells = 0;
  #example = '';

  /**
   * @param nowMs nothing of the files is from after it, which rules out many a reading of `15.08.31`; Infinity: some may be
   * @param otherwise what else can be done when no date can be read, said after "name the column with --map date=COLUMN"
   */
  constructor(nowMs: number, otherwise = '') {
    this.#nowMs = nowMs;
    this.#otherwise = otherwise;
  }

  /** @param at where it stands, for people: `row 17 of a.csv` */
  add(cell: string, at = ''): void {
    this.#cells += 1;
    this.#example ||= excerpt(cell);
    const readings = STYLES.map((style) => [style, this.#readDate(cell, style)] as const);
    for (const [style, atMs] of readings)
      if (atMs !== null) this.#read.set(style, (this.#read.get(style) ?? 0) + 1);
      else if (!this.#unread.has(style)) this.#unread.set(style, { cell: excerpt(cell), at });
    for (const [one, atMs] of readings)
      for (const [other, otherMs] of readings)
        if (atMs !== null && otherMs !== null && atMs !== otherMs) this.#differ.add(`${one} ${other}`);
  }

  get any(): boolean {
    return this.#cells > 0;
  }

  /** Whether a style reads any of the cells. */
  fits(style: DateStyle): boolean {
    return (this.#read.get(style) ?? 0) > 0;
  }

  /** The cells that a style does not read: `2 rows, as 'soon' (row 17 of a.csv)`; '' when there are none. */
  #unreadText(style: DateStyle): string {
    const first = this.#unread.get(style);
    if (first === undefined) return '';
    const cells = this.#cells - (this.#read.get(style) ?? 0);
    return `${cells === 1 ? '1 row,' : `${cells} rows, as`} '${first.cell}'${first.at === '' ? '' : ` (${first.at})`}`;
  }

  /** `; left out: 2 rows, …` for a preview; '' when a style reads every cell. */
  leftOut(style: DateStyle): string {
    const unread = this.#unreadText(style);
    return unread === '' ? '' : `; left out: ${unread}`;
  }

  /**
   * The style of the dates.
   * @throws ImportFileError when none reads them, or when several do and differ: day and month are never guessed.
   */
  style(given: DateStyle | null): DateStyle {
    const share = (style: DateStyle) => (this.#read.get(style) ?? 0) / Math.max(1, this.#cells);
    if (given !== null) {
      if (this.fits(given)) return given;
      throw new ImportFileError(`No date of the files, such as '${this.#example}', is ${STYLE_NAMES[given]}.`);
    }
    const every = STYLES.filter((style) => share(style) === 1);
    const fitting = every.length > 0 ? every : STYLES.filter((style) => share(style) >= READ_SHARE);
    const [first] = fitting;
    if (first === undefined) throw this.#unreadable(share);
    if (!fitting.some((style) => this.#differ.has(`${first} ${style}`))) return first;
    throw new ImportFileError(
      `The dates, such as '${this.#example}', can be read in several ways: say which with --date ` +
        `${fitting.map((style) => `${style} (${STYLE_NAMES[style]})`).join(' or --date ')}.`,
    );
  }

  /** Where one style reads most cells it is the others that are wrong; where none does, the column is. */
  #unreadable(share: (style: DateStyle) => number): ImportFileError {
    const most = Math.max(...STYLES.map(share));
    const [best = 'ymd', ...others] = STYLES.filter((style) => share(style) === most);
    if (most < 0.5)
      return new ImportFileError(
        `The dates, such as '${this.#example}', can't be read: name the column with --map date=COLUMN${this.#otherwise}.`,
      );
    return new ImportFileError(
      `The dates are ${[best, ...others].map((style) => STYLE_NAMES[style]).join(' or ')}, but for ${this.#unreadText(best)}: ` +
        `mend it, or give --date ${[best, ...others].join(' or --date ')} to leave such rows out.`,
    );
  }

  #readDate(cell: string, style: DateStyle): number | null {
    const atMs = readDate(cell, style);
    return atMs === null || atMs > this.#nowMs + AHEAD_MS ? null : atMs;
  }
}

/** `--date`: the style of the dates in the files, or the day of all their reviews. @throws ImportFileError */
export function readDateOption(text: string): { style: DateStyle } | { dayMs: number } {
  const style = STYLES.find((candidate) => candidate === text);
  if (style !== undefined) return { style };
  const dayMs = /^\d{4}-/.test(text) ? readDate(text, 'ymd') : null;
  if (dayMs !== null) return { dayMs };
  throw new ImportFileError(
    `--date takes how the dates are written (${STYLES.join(', ')}) or, where there are none, a day as 2026-01-31; not '${text}'.`,
  );
}
