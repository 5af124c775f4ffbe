import { ALL, cellKey, LIFE, type CellName, type LatticeCell } from './lattice.ts';
import { hideInLine, hideInTable, tightColumns, type Outside } from './privacy-table.ts';
import { WEEK_DAYS } from './time.ts';

/**
 * The one place that decides which parts of an audience are published. Pages, the read API, CSV and reports all pass it.
 *
 * A lattice is one subject (a title, or the slate), its life and its whole weeks, and one or two segment dimensions. A
 * viewer may be in several cells (countries, devices, audio languages of plays; several weeks), so cells of a line need
 * not sum to its total, but nearly may: what is withheld has to stand against sums as well as against unions.
 */

/** Segments of fewer people than this are withheld with everything computed from them. */
export const SEGMENT_FLOOR = 50;
/** People in a segment are published in steps of this. */
const ROUND_TO = 10;
/** A count that is told is within this of the truth. */
export const ROUNDING = ROUND_TO / 2;
/** Which cells of a lattice may be shown. */
export interface Publication {
  withheld(cell: CellName): boolean;
  /** Weeks whose cells are published, by the day number of their Monday, oldest first. */
  weeks: readonly number[];
}

/** Rounds a count of people in a segment to what may be published. */
export const roundPeople = (count: number) => Math.round(count / ROUND_TO) * ROUND_TO;

/** What bears on a lattice from outside of it. */
export interface Bearing {
  /** Cells that are to be withheld for a reason outside of the lattice, as keys. */
  exposed?: ReadonlySet<string>;
  /**
   * Whose parts the cells are (the starters of the viewers): what that withholds is withheld here, in the weeks that it
   * publishes at most, and the cells say how many of theirs are not in the part (`spare`).
   */
  whole?: Publication;
}

/**
 * Decides a lattice as a whole. Its cells of `ALL` in both dimensions are the totals, which are exempt.
 *
 * - Life: cells under the floor, and further ones until every withheld cell could hold 50 people more or fewer without any
 *   published number changing (`hideInTable`).
 * - Weeks all withhold the same cells, those of the life among them: were a cell published in some weeks and in the life,
 *   the rest would bound it in the others.
 * - A week is published as a whole or not at all. If any is not (the open one never is), then at least two, of which one
 *   could have been: life minus weeks then leaves 50 people of every published segment, in no particular week.
 *
 * @param today day number of as_of: weeks that end by it are closed.
 */
export function publish(cells: readonly LatticeCell[], today: number, { exposed, whole }: Bearing = {}): Publication {
  const isTotal = (cell: LatticeCell) => cell.row === ALL && cell.column === ALL;
  const totals = new Map(cells.filter(isTotal).map((cell) => [cell.week, cell.viewers]));
  const byWeek = Map.groupBy(
    cells.filter((cell) => !isTotal(cell)),
    (cell) => cell.week,
  );
  const life = byWeek.get(LIFE) ?? [];
  byWeek.delete(LIFE);
  const withWhole = (week: number) => new Set(whole && life.filter((c) => whole.withheld({ ...c, week })).map(cellKey));
  const inLife = hideLife(life, byWeek, totals, { named: exposed ?? new Set(), joint: withWhole(LIFE) });
  const known = new Set(life.map(cellKey));
  const ofWhole = whole && { weeks: new Set(whole.weeks), joint: withWhole(whole.weeks[0] ?? LIFE) };
  const { weeks, hidden: inWeeks } = chooseWeeks(life, byWeek, inLife, today, ofWhole);
  return {
    weeks,
    withheld: (cell) => {
      const key = cellKey(cell);
      // A segment that nobody belongs to is one of fewer than 50: saying 0 would say who is not there.
      if (!known.has(key)) return true;
      return cell.week === LIFE ? inLife.has(key) : !weeks.includes(cell.week) || inWeeks.has(key);
    },
  };
}

/**
 * What is withheld of the life. A week that nearly is the life (a launch; totals are exempt) would be told by it: a segment
 * has at least as many people in the week as in the life without all other weeks' people, and at least the week's people
 * without all other segments' of the life. Where that leaves a small one less than 50 of room, its life is withheld, too.
 */
function hideLife(
  life: readonly LatticeCell[],
  byWeek: ReadonlyMap<number, readonly LatticeCell[]>,
  totals: ReadonlyMap<number, number>,
  outside: Required<Outside>,
): ReadonlySet<string> {
  const allWeeks = [...byWeek.keys()].reduce((sum, week) => sum + (totals.get(week) ?? 0), 0);
  const named = new Set(outside.named);
  for (const line of [
    life.filter(isRow),
    life.filter(isColumn),
    life.filter((cell) => !isRow(cell) && !isColumn(cell)),
  ]) {
    for (const [week, cells] of byWeek) {
      const total = totals.get(week) ?? 0;
      const viewers = new Map(cells.map((cell) => [cellKey(cell), cell.viewers]));
      const most = (cell: LatticeCell) => Math.min(cell.viewers, total);
      const least = (cell: LatticeCell) => Math.max(0, cell.viewers - (allWeeks - total));
      const body = line[0] !== undefined && !isRow(line[0]) && !isColumn(line[0]);
      const sumMost = body ? Infinity : line.reduce((sum, cell) => sum + most(cell), 0);
      const sumLeast = body ? -Infinity : line.reduce((sum, cell) => sum + least(cell), 0);
      for (const cell of line) {
        if ((viewers.get(cellKey(cell)) ?? 0) >= SEGMENT_FLOOR) continue;
        const low = Math.max(least(cell), total - (sumMost - most(cell)));
        const high = Math.min(most(cell), total - (sumLeast - least(cell)));
        if (high - low < Math.min(SEGMENT_FLOOR, total)) named.add(cellKey(cell));
      }
    }
  }
  return hideInTable(life, { ...outside, named }, SEGMENT_FLOOR);
}

const isRow = (cell: CellName) => cell.column === ALL;
const isColumn = (cell: CellName) => cell.row === ALL;

/** How many weeks are tried to be published; few choices are enough, as each costs a decision. */
const WEEK_COUNTS = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 26, 39, 52];

/** The weeks to publish, and what all of them withhold: the choice that shows most cells. */
function chooseWeeks(
  life: readonly LatticeCell[],
  byWeek: ReadonlyMap<number, readonly LatticeCell[]>,
  inLife: ReadonlySet<string>,
  today: number,
  ofWhole?: { weeks: ReadonlySet<number>; joint: ReadonlySet<string> },
): { weeks: number[]; hidden: ReadonlySet<string> } {
  const size = (cells: readonly LatticeCell[]) => cells.reduce((sum, cell) => sum + cell.viewers, 0);
  const isOpen = (week: number) => ofWhole === undefined || ofWhole.weeks.has(week);
  const closed = [...byWeek]
    .filter(([week]) => week + WEEK_DAYS <= today)
    .map(([week, cells]) => ({ week, size: size(cells), cells: new Map(cells.map((cell) => [cellKey(cell), cell])) }))
    .sort((a, b) => Number(isOpen(b.week)) - Number(isOpen(a.week)) || b.size - a.size || a.week - b.week);
  // Parts are many: their weeks are chosen by the lines, which do not depend on the body.
  const decided = ofWhole ? life.filter((cell) => isRow(cell) || isColumn(cell)) : life;
  const outside = { named: inLife, joint: ofWhole?.joint ?? new Set() };
  let best = { shown: 0, weeks: [] as number[], hidden: inLife, tried: 0 };
  for (const count of new Set([...WEEK_COUNTS.filter((n) => n < closed.length), closed.length])) {
    const chosen = closed.slice(0, count);
    const all = count === byWeek.size;
    const weeks = chosen.slice(0, all ? count : -1).map(({ week }) => week);
    if (weeks.length === 0 || !weeks.every(isOpen)) continue;
    const hidden = hideInTable(leastOf(decided, chosen), outside, SEGMENT_FLOOR);
    const shown = weeks.length * (decided.length - hidden.size);
    if (shown > best.shown) best = { shown, weeks: weeks.sort((a, b) => a - b), hidden, tried: count };
  }
  if (decided.length === life.length || best.tried === 0) return best;
  return { ...best, hidden: hideInTable(leastOf(life, closed.slice(0, best.tried)), outside, SEGMENT_FLOOR) };
}

/**
 * What is published of every chosen week is decided once, on the least each cell has in any of them: whatever could move in
 * that table can move in each week's.
 */
function leastOf(
  life: readonly LatticeCell[],
  weeks: readonly { cells: ReadonlyMap<string, LatticeCell> }[],
): LatticeCell[] {
  return life.map((cell) => {
    const ofWeeks = weeks.map(({ cells }) => cells.get(cellKey(cell)));
    const fewest = (of: 'viewers' | 'spare') => Math.min(...ofWeeks.map((one) => one?.[of] ?? 0));
    return { ...cell, viewers: fewest('viewers'), ...(cell.spare !== undefined && { spare: fewest('spare') }) };
  });
}

/**
 * Segments of one dimension that the slate has to withhold because of what its titles withhold: the slate's viewers of a
 * segment are at most those of all titles together, so that publishing it binds the withheld cells of the titles as a column
 * sum binds those of a table (where the titles that publish it have fewer viewers than the slate). All segments in which a
 * title's cell is bound too well are left open, until none is.
 */
export function exposedOnSlate(
  slate: readonly { value: string; viewers: number }[],
  titles: readonly { title: string; value: string; viewers: number; withheld: boolean }[],
): Set<string> {
  const ofSlate = [...slate].sort((a, b) => a.viewers - b.viewers || (a.value < b.value ? -1 : 1));
  const published = new Map<string, number>();
  for (const { value, viewers, withheld } of titles) {
    if (!withheld) published.set(value, (published.get(value) ?? 0) + viewers);
  }
  const hidden = titles
    .filter((cell) => cell.withheld)
    .map(({ title, value, viewers }) => ({ row: title, column: value, viewers }));
  const unbound = ofSlate
    .filter(({ value, viewers }) => (published.get(value) ?? 0) >= viewers)
    .map((one) => one.value);
  const exposed = new Set<string>();
  for (;;) {
    const free = new Set([...unbound, ...exposed]);
    const tight = [...tightColumns(hidden, free, SEGMENT_FLOOR)];
    const found = tight.filter((value) => !free.has(value));
    // Cells of free segments are bound through the others: the smallest of these goes, too.
    const next =
      found.length > 0
        ? found
        : tight.length > 0
          ? ofSlate
              .map((s) => s.value)
              .filter((v) => !free.has(v))
              .slice(0, 1)
          : [];
    if (next.length === 0) return exposed;
    for (const value of next) exposed.add(value);
  }
}

/** How many people of each segment the titles tell of: at least the most that one of them publishes. */
export function toldByTitles(
  titles: readonly { value: string; viewers: number; withheld: boolean }[],
): Map<string, number> {
  const told = new Map<string, number>();
  for (const { value, viewers, withheld } of titles) {
    if (!withheld) told.set(value, Math.max(viewers, told.get(value) ?? 0));
  }
  return told;
}

/**
 * Parts of one whole that is itself a cell (the regions of a country): which are withheld. All of them where the whole is;
 * else those under the floor, and further ones until they number two and sum to the floor.
 */
export function withheldParts(
  parts: readonly { key: string; viewers: number; atLeast?: number }[],
  wholeWithheld: boolean,
): ReadonlySet<string> {
  if (wholeWithheld) return new Set(parts.map((part) => part.key));
  return hiddenOn(
    parts.map(({ key, ...people }) => ({ row: key, column: ALL, ...people })),
    {},
  );
}

const hiddenOn = (cells: readonly Omit<LatticeCell, 'week'>[], outside: Outside): ReadonlySet<string> => {
  const hidden = new Set(hideInLine(cells, outside, SEGMENT_FLOOR));
  return new Set(cells.filter((cell) => hidden.has(cellKey(cell))).map((cell) => cell.row));
};

/** People of a segment who did something, and how many of the whole that they are told to be a part of did not. */
export interface Doers {
  viewers: number;
  spare: number;
}

/**
 * Which segments of one dimension withhold how many of their people did something, by their index, where everybody's count is
 * published: those under the floor, those whose whole is withheld, and the next smallest until each of these could be 50 more
 * or fewer.
 *
 * @param rest people whom none of the segments tells of, such as those of withheld ones: of one segment or of several, which
 *   exchange people among themselves; null: there are none.
 */
export function hiddenDoers(
  segments: readonly (Doers & { withheld?: boolean })[],
  rest: (Doers & { segments: number }) | null,
): ReadonlySet<number> {
  // Most cells of a curve: nothing is small, and nothing is left over.
  const isLarge = ({ viewers }: Doers) => viewers >= SEGMENT_FLOOR;
  if (segments.every((one) => isLarge(one) && !one.withheld) && (rest === null || isLarge(rest))) return NOBODY;
  const cells = segments.map(({ viewers, spare }, index) => ({ row: String(index), column: ALL, viewers, spare }));
  const others = (rest ? [rest, { viewers: 0, spare: 0 }].slice(0, rest.segments) : []).map(
    ({ viewers, spare }, i) => ({
      ...{ row: `rest ${i}`, column: ALL },
      ...{ viewers, spare },
    }),
  );
  const joint = new Set([...others, ...cells.filter((_, index) => segments[index]?.withheld)].map(cellKey));
  const hidden = hiddenOn([...cells, ...others], { joint });
  return new Set([...cells.keys()].filter((index) => hidden.has(String(index))));
}

const NOBODY: ReadonlySet<number> = new Set();

/** Whether it may be said how many viewers two titles share: those who share them, and those who do not, are segments. */
export const overlapIsPublic = (both: number, viewers: number, othersViewers: number) =>
  both >= SEGMENT_FLOOR && viewers - both >= SEGMENT_FLOOR && othersViewers - both >= SEGMENT_FLOOR;
