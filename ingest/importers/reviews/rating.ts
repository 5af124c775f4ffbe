import { ImportFileError } from '../types.ts';

/** The lowest and the highest rating that can be given. */
export type Scale = readonly [lowest: number, highest: number];

/** A rating as a cell says it. `highest`: the cell itself says of how many ("4/5", "80 %", "★★★☆☆"). */
export interface CellRating {
  readonly value: number;
  readonly highest?: number;
  /** Thumbs, likes and verdicts: 0 or 1, and 0.5 for neither. */
  readonly verdict?: true;
}

const NONE = new Set(['', '-', '–', '—', 'n/a', 'na', 'null', 'none', 'nan', 'unrated']);
const VERDICTS: ReadonlyMap<string, number> = new Map([
  ...'up,thumbs up,👍,like,liked,positive,pos,recommended,recommend,fresh,good,yes,true'
    .split(',')
    .map((word) => [word, 1] as const),
  ...'down,thumbs down,👎,dislike,disliked,negative,neg,not recommended,rotten,bad,no,false'
    .split(',')
    .map((word) => [word, 0] as const),
  ...'neutral,mixed'.split(',').map((word) => [word, 0.5] as const),
]);
const NUMBER = /^(-?\d+(?:[.,]\d+)?)(?: ?(?:stars?|points?|pts))?$/;
const OF = /^(\d+(?:[.,]\d+)?) ?(?:\/|of|out of) ?(\d+)(?: ?(?:stars?|points?))?$/;
const PERCENT = /^(\d+(?:[.,]\d+)?) ?%$/;
const GLYPHS = /^([★⭐✭✮]*)(½?)([☆✩]*)$/u;
/** Two scales are in use with this number of stars when only the full ones are drawn; nearly all have five. */
const USUAL_STARS = 5;

/** What a cell says: a rating, that there is none (undefined), or nothing that can be read (null). */
export function readRating(cell: string): CellRating | undefined | null {
  const text = cell.trim().toLowerCase().replaceAll('\uFE0F', '');
  if (NONE.has(text)) return undefined;
  const verdict = VERDICTS.get(text.replaceAll(/[_-]/g, ' '));
  if (verdict !== undefined) return { value: verdict, verdict: true };
  const number = NUMBER.exec(text);
  if (number !== null) return { value: decimal(number[1]) };
  const percent = PERCENT.exec(text);
  if (percent !== null) return { value: decimal(percent[1]), highest: 100 };
  const of = OF.exec(text);
  // "0/0" says nothing.
  if (of !== null) return Number(of[2]) > 0 ? { value: decimal(of[1]), highest: Number(of[2]) } : null;
  const glyphs = GLYPHS.exec(text);
  if (glyphs === null) return null;
  const [full, half, empty] = [
    [...(glyphs[1] ?? '')].length,
    glyphs[2] === '' ? 0 : 0.5,
    [...(glyphs[3] ?? '')].length,
  ];
  return { value: full + half, highest: empty > 0 ? Math.ceil(full + half) + empty : Math.max(USUAL_STARS, full) };
}

const decimal = (text = '') => Number(text.replace(',', '.'));

/** `1..5` as given with `--scale`. @throws ImportFileError */
export function readScale(text: string): Scale {
  const [lowest = NaN, highest = NaN] = text.split('..').map((end) => (end.trim() === '' ? NaN : Number(end)));
  if (Number.isFinite(lowest) && Number.isFinite(highest) && lowest < highest) return [lowest, highest];
  throw new ImportFileError(`--scale takes the lowest and the highest rating, as in 1..5 or 0..100; not '${text}'.`);
}
