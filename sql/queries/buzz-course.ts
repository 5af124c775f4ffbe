import type { Store } from '../clickhouse/store.ts';
import type { BuzzCourse, BuzzDay, BuzzPart } from './buzz-model.ts';
import { courseRows, type CourseRow } from './buzz-rows.ts';
import { figure } from './figure.ts';
import type { Figure, TitleInfo } from './read-model.ts';
import { shelf, type Shelf } from './shelf.ts';
import { quantile } from './statistics.ts';
import { DAY_MS, daysToGo } from './time.ts';

/** Fewer titles say nothing of a genre. */
const LEAST_COMPARABLES = 3;
/** How far the course is told before and after the premiere, days. */
const MOST_BEFORE = 120;
const MOST_AFTER = 28;

type Parts = Record<'views' | 'mentions' | 'listAdds', number>;

/** What campaigns had come to by so many days before their premieres. */
export class Courses {
  /** Campaigns by their titles' first genre; those of no genre are compared with none. */
  readonly #byGenre: ReadonlyMap<string | undefined, readonly TitleInfo[]>;
  readonly #rows: ReadonlyMap<string, readonly CourseRow[]>;
  readonly #nowMs: number;

  private constructor(
    byGenre: ReadonlyMap<string | undefined, readonly TitleInfo[]>,
    rows: ReadonlyMap<string, readonly CourseRow[]>,
    nowMs: number,
  ) {
    this.#byGenre = byGenre;
    this.#rows = rows;
    this.#nowMs = nowMs;
  }

  /** Of some titles and all that they are compared with. */
  static async of(store: Store, titles: readonly TitleInfo[], nowMs: number): Promise<Courses> {
    const all = await shelf(store);
    const genres = new Set(titles.map(({ genres: [genre] }) => genre));
    const byGenre = new Map([...genres].map((genre) => [genre, campaignsOf(all, genre)]));
    const wanted = new Set([...titles, ...[...byGenre.values()].flat()].map(({ id }) => id));
    return new Courses(byGenre, await courseRows(store, wanted), nowMs);
  }

  /**
   * The buzz index some whole days before a title's premiere: the geometric mean of what it had come to by then, each as a
   * multiple of the median of its comparables that have come as near to their premieres. One is added to both sides: none of
   * something is then little rather than nothing. Null index with fewer than three of them.
   */
  at(title: TitleInfo, daysBefore: number): BuzzDay & { parts: Record<keyof Parts, BuzzPart> | null } {
    const atMs = (title.premiereMs ?? 0) - daysBefore * DAY_MS;
    const others = (this.#byGenre.get(title.genres[0]) ?? []).filter(
      ({ id, premiereMs }) => id !== title.id && (premiereMs ?? Infinity) - daysBefore * DAY_MS <= this.#nowMs,
    );
    const none = { daysBefore, atMs, index: null, multiples: null, parts: null, comparables: others.length };
    if (others.length < LEAST_COMPARABLES) return none;
    const own = this.#soFar(title.id, daysBefore);
    const theirs = others.map(({ id }) => this.#soFar(id, daysBefore));
    // Filled one by one: a slate of 200 asks for 600 medians of 200, and to map them there costs more than to sort them.
    const values = new Float64Array(theirs.length);
    const parts = mapParts((part): BuzzPart => {
      for (const [at, sums] of theirs.entries()) values[at] = sums[part];
      const median = quantile(values.sort(), 0.5);
      return { value: own[part], median, multiple: (own[part] + 1) / (median + 1) };
    });
    const multiples = mapParts((part) => parts[part].multiple);
    const index = Math.cbrt(multiples.views * multiples.mentions * multiples.listAdds);
    return { daysBefore, atMs, index, multiples, parts, comparables: others.length };
  }

  /** What a title had come to by so many days before its premiere: sums so far, looked up by halving. */
  #soFar(id: string, daysBefore: number): Parts {
    const sums = cumulated(this.#rows.get(id) ?? NO_ROWS);
    let [low, high] = [0, sums.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle]?.daysBefore ?? -Infinity) >= daysBefore) low = middle + 1;
      else high = middle;
    }
    return sums[low - 1] ?? NOTHING;
  }

  /** How many days before its premiere the course of a title begins: when anything first came. */
  first(id: string): number | null {
    return this.#rows.get(id)?.[0]?.daysBefore ?? null;
  }
}

const NOTHING: Parts = { views: 0, mentions: 0, listAdds: 0 };

const NO_ROWS: readonly CourseRow[] = [];
/** The rows of a title are the same ones until its campaign was counted anew. */
const known = new WeakMap<readonly CourseRow[], readonly CourseRow[]>();

function cumulated(rows: readonly CourseRow[]): readonly CourseRow[] {
  const found = known.get(rows);
  if (found) return found;
  let sums = NOTHING;
  const all = rows.map((row) => {
    const before = sums;
    sums = mapParts((part) => before[part] + row[part]);
    return { daysBefore: row.daysBefore, ...sums };
  });
  known.set(rows, all);
  return all;
}

const mapParts = <T>(of: (part: keyof Parts) => T): Record<keyof Parts, T> => ({
  views: of('views'),
  mentions: of('mentions'),
  listAdds: of('listAdds'),
});

/** Other titles with the title's first genre and a campaign. */
export const comparablesOf = (all: Shelf, { id, genres: [genre] }: TitleInfo): TitleInfo[] =>
  campaignsOf(all, genre).filter((other) => other.id !== id);

function campaignsOf({ titles, campaigns }: Shelf, genre: string | undefined): TitleInfo[] {
  if (genre === undefined) return [];
  return [...campaigns].flatMap(([id, { assets }]) => {
    const info = titles.get(id)?.info;
    return info && assets > 0 && info.genres.includes(genre) ? [info] : [];
  });
}

/** The index as it stands: at the last whole number of days to the premiere. */
export function indexNow(courses: Courses, title: TitleInfo, asOfMs: number, nowMs: number): Figure {
  const { premiereMs, genres } = title;
  const none = (reason: string) => figure('buzz_index', null, asOfMs, { reason });
  if (premiereMs === null) return none('The title has no premiere to count the days to.');
  if (genres[0] === undefined) return none('The title has no genre to be compared within.');
  const { index, comparables } = courses.at(title, daysToGo(premiereMs, nowMs));
  if (index === null) return none(`Fewer than ${LEAST_COMPARABLES} other campaigns of its genre have come as near.`);
  return figure('buzz_index', index, asOfMs, { n: comparables });
}

/** The index day by day. */
export async function buzzCourse(store: Store, title: TitleInfo, asOfMs: number, nowMs: number): Promise<BuzzCourse> {
  const courses = await Courses.of(store, [title], nowMs);
  const now = indexNow(courses, title, asOfMs, nowMs);
  const genre = title.genres[0] ?? null;
  const first = courses.first(title.id);
  if (title.premiereMs === null || genre === null || first === null)
    return { now, genre, multiples: null, comparables: 0, days: [] };
  const last = daysToGo(title.premiereMs, nowMs);
  const current = courses.at(title, last);
  const [from, to] = [Math.min(first, MOST_BEFORE), Math.max(last, -MOST_AFTER)];
  const days = Array.from({ length: Math.max(0, from - to + 1) }, (_, i) => {
    const { parts: _parts, ...day } = courses.at(title, from - i);
    return day;
  });
  return { now, genre, multiples: current.parts, comparables: current.comparables, days };
}
