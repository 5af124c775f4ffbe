import { ALL, cellKey, type LatticeCell } from './lattice.ts';

type Cell = Omit<LatticeCell, 'week'>;

/** What is withheld of a table for reasons outside of it, as keys. */
export interface Outside {
  named?: ReadonlySet<string>;
  /** Withheld together with the whole that they are a part of: how many people that has is not told either. */
  joint?: ReadonlySet<string>;
}

/**
 * Which cells of a table with published totals are withheld: rows and columns (the segments of one dimension), and the body
 * (segments of two). Those under the floor and those named, and further ones, so that for each of them two assignments of
 * people exist that agree in everything published and differ by at least the floor in it; or by all that the totals leave.
 *
 * Rows and columns: people of withheld rows may be exchanged among them, so it is enough that these number two and sum to
 * the floor. Nothing of a withheld row is published in the body, so the withheld rows act there as one, whose cells are
 * known by subtraction; likewise the columns. In the body of what is then left, a withheld cell can move as far as the
 * other withheld cells let it along rows and columns: as a flow in a network, which is computed exactly.
 *
 * Line by line counting (two withheld in each line, summing to the floor) is not enough in two dimensions: six cells
 * 0, 60, 60, 0, 60, 60 around three rows and columns pass it, and all of them are determined.
 *
 * Where the cells are parts of others that are told (starters of viewers), each rises by its `spare` at most: 48 of 60 hide
 * behind 100 of 101 no better than alone. A withheld row is then a row whose sum can move, too. Those that are withheld with
 * their whole exchange these people among them, and so they still act as one.
 */
export function hideInTable(cells: readonly Cell[], outside: Outside, floor: number): Set<string> {
  const { named = NONE, joint = NONE } = outside;
  const rows = cells.filter((cell) => cell.column === ALL);
  const columns = cells.filter((cell) => cell.row === ALL);
  const hidden = new Set([...hideInLine(rows, outside, floor), ...hideInLine(columns, outside, floor)]);
  const body = cells.filter((cell) => cell.row !== ALL && cell.column !== ALL);
  if (body.length === 0) return hidden;

  const isHidden = (cell: Pick<Cell, 'row' | 'column'>) => hidden.has(cellKey(cell));
  const inPool = (cell: Cell) => isHidden(cell) && (cell.spare === undefined || joint.has(cellKey(cell)));
  const pooledRows = new Set(rows.filter(inPool).map(({ row }) => row));
  const pooledColumns = new Set(columns.filter(inPool).map(({ column }) => column));
  const table = new Table(floor);
  for (const cell of body) {
    const [row, column] = [
      pooledRows.has(cell.row) ? POOL : cell.row,
      pooledColumns.has(cell.column) ? POOL : cell.column,
    ];
    const lineHidden = isHidden({ row: cell.row, column: ALL }) || isHidden({ row: ALL, column: cell.column });
    const pooled = row === POOL || column === POOL;
    const outright = !pooled && (lineHidden || named.has(cellKey(cell)) || joint.has(cellKey(cell)));
    table.add(row, column, cell, outright, !pooled && joint.has(cellKey(cell)));
  }
  // A sum that can move is a cell of its own line, where it falls as its row rises.
  const movable = (line: readonly Cell[]) =>
    line.some((cell) => isHidden(cell) && !inPool(cell)) ? line.filter(isHidden) : [];
  for (const cell of movable(rows)) table.addSum(inPool(cell) ? POOL : cell.row, SUM, cell);
  for (const cell of movable(columns)) table.addSum(SUM, inPool(cell) ? POOL : cell.column, cell);
  table.protect();
  for (const { row, column } of body) {
    const lineHidden = isHidden({ row, column: ALL }) || isHidden({ row: ALL, column });
    if (lineHidden || table.isHidden(row, column)) hidden.add(cellKey({ row, column }));
  }
  return hidden;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Which columns of a table hold a cell that is determined too well, all its cells being withheld and all row and column sums
 * known, save those of the columns that are `free`: there only the rows bind. A cell has to be able to move by the floor, or
 * by all of its row where that has fewer people.
 */
export function tightColumns(cells: readonly Cell[], free: ReadonlySet<string>, floor: number): Set<string> {
  const table = new Table(floor);
  const rows = new Map<string, number>();
  for (const cell of cells) {
    table.add(cell.row, free.has(cell.column) ? POOL : cell.column, cell, true);
    rows.set(cell.row, (rows.get(cell.row) ?? 0) + cell.viewers);
  }
  const tight = cells.filter(({ row, column }) => {
    const inPool = free.has(column);
    const needed = Math.min(floor, rows.get(row) ?? 0);
    // Free columns exchange people among themselves: a cell there is bound by what they have of its row together.
    return !(inPool && table.peopleIn(row, POOL) >= needed) && table.roomOf(row, inPool ? POOL : column) < needed;
  });
  return new Set(tight.map(({ column }) => column));
}

/** The withheld rows, or columns, of a body taken together. */
const POOL = '\u0000';
/** The column in which the sums of rows stand, and the row with those of columns. */
const SUM = '\u0001';

/** How far a count may fall, and rise. */
interface Reach {
  down: number;
  up: number;
}
/** A reach without an end that can still be added up. */
const ENDLESS = 1e12;
// Only those who are not told elsewhere could be in another cell of the line as well.
const reachOf = ({ viewers, atLeast = 0, spare = ENDLESS }: Pick<Cell, 'viewers' | 'atLeast' | 'spare'>): Reach => ({
  down: viewers - Math.min(viewers, atLeast),
  up: spare,
});
const together = (some: readonly Reach[]): Reach => ({
  down: some.reduce((sum, { down }) => sum + down, 0),
  up: some.reduce((sum, { up }) => sum + up, 0),
});

/**
 * On a line with a published total: the small and named ones, and the next smallest until each of these can move by the floor,
 * or as far as it could were all withheld. Without wholes that are told: until they number two and sum to the floor.
 */
export function hideInLine(cells: readonly Cell[], { named = NONE, joint = NONE }: Outside, floor: number): string[] {
  const isJoint = (cell: Cell) => joint.has(cellKey(cell));
  const isFirst = (cell: Cell) => cell.viewers < floor || named.has(cellKey(cell)) || isJoint(cell);
  const first = cells.filter(isFirst);
  if (first.length === 0) return [];
  const others = cells
    .filter((cell) => !isFirst(cell))
    .sort((a, b) => a.viewers - b.viewers || (cellKey(a) < cellKey(b) ? -1 : 1));
  const own = first.filter((cell) => !isJoint(cell)).map(reachOf);
  const taken = first.filter(isJoint).map(reachOf);
  const pool = together(taken);

  const roomsIn = (all: Reach) => {
    const moves = ({ down, up }: Reach) => Math.min(up, all.down - down) + Math.min(down, all.up - up);
    // Several that go with their wholes can fall to nothing by what they exchange among themselves.
    const ofPool = taken.length > 1 ? pool.down + Math.min(pool.up, all.down - pool.down) : moves(pool);
    return taken.length > 0 ? [...own.map(moves), ofPool] : own.map(moves);
  };
  const start = together([...own, pool]);
  const needed = roomsIn(together([start, ...others.map(reachOf)])).map((most) => Math.min(floor, most));
  const hidden = [...first];
  let all = start;
  for (const cell of others) {
    if (roomsIn(all).every((room, index) => room >= (needed[index] ?? 0))) break;
    hidden.push(cell);
    all = together([all, reachOf(cell)]);
  }
  return hidden.map(cellKey);
}

/** Which cells others may move against: those that are hidden, those that go with their wholes, or all. */
type Against = 'hidden' | 'joint' | 'all';

/** A body whose row and column sums are known, and some of whose cells are not published. */
class Table {
  readonly #floor: number;
  readonly #rows = new Map<string, number>();
  readonly #columns = new Map<string, number>();
  /** By row and column; undefined where nobody ever was, which is no cell. */
  readonly #cells: ((Reach & { viewers: number; hidden: boolean; joint: boolean }) | undefined)[][] = [];

  constructor(floor: number) {
    this.#floor = floor;
  }

  add(row: string, column: string, cell: Pick<Cell, 'viewers' | 'spare'>, hidden: boolean, joint = false): void {
    this.#add(row, column, { viewers: cell.viewers, ...reachOf(cell) }, hidden, joint);
  }

  /** A row's or column's own sum, which is not published: it falls as its line rises. */
  addSum(row: string, column: string, cell: Pick<Cell, 'viewers' | 'spare'>): void {
    const { down, up } = reachOf(cell);
    this.#add(row, column, { viewers: cell.viewers, down: up, up: down }, true, false);
  }

  #add(rowName: string, columnName: string, one: Reach & { viewers: number }, hidden: boolean, joint: boolean): void {
    const row = numberOf(this.#rows, rowName);
    const column = numberOf(this.#columns, columnName);
    const line = (this.#cells[row] ??= []);
    const known = line[column] ?? { viewers: 0, down: 0, up: 0, hidden: false, joint };
    line[column] = {
      ...{ viewers: known.viewers + one.viewers, down: known.down + one.down, up: known.up + one.up },
      ...{ hidden: known.hidden || hidden, joint: known.joint && joint },
    };
  }

  isHidden(rowName: string, columnName: string): boolean {
    return this.#at(this.#rows.get(rowName), this.#columns.get(columnName))?.hidden === true;
  }

  peopleIn(rowName: string, columnName: string): number {
    return this.#at(this.#rows.get(rowName), this.#columns.get(columnName))?.viewers ?? 0;
  }

  /** How many people more plus how many fewer a hidden cell could hold, up to the floor. */
  roomOf(rowName: string, columnName: string): number {
    return this.#room(this.#rows.get(rowName) ?? -1, this.#columns.get(columnName) ?? -1);
  }

  /**
   * Hides cells under the floor, and others until each hidden one can move by the floor (of parts of what is told: each
   * small one, by the floor or as far as it could were all hidden). Hiding more never hinders any.
   */
  protect(): void {
    const queue: [number, number][] = [];
    this.#each((row, column, cell) => {
      if (cell.viewers < this.#floor) cell.hidden = true;
      if (cell.hidden && this.#isProtected(row, column)) queue.push([row, column]);
    });
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [row, column] = next;
      let needed: number | null = null;
      for (let room = this.#room(row, column); room < (needed ?? this.#floor); room = this.#room(row, column)) {
        needed ??= Math.min(this.#floor, this.#room(row, column, 'all'));
        if (room >= needed) break; // the totals alone say as much
        const more = this.#rectangle(row, column) ?? this.#everything();
        if (more.length === 0) break;
        for (const [r, c] of more) this.#hide(r, c);
        queue.push(...more.filter(([r, c]) => this.#isProtected(r, c)));
      }
    }
  }

  #isProtected(row: number, column: number): boolean {
    const cell = this.#at(row, column);
    return cell !== undefined && (cell.viewers < this.#floor || cell.up >= ENDLESS);
  }

  #each(visit: (row: number, column: number, cell: Reach & { viewers: number; hidden: boolean }) => void): void {
    for (const [row, line] of this.#cells.entries()) {
      for (const [column, cell] of (line ?? []).entries()) if (cell !== undefined) visit(row, column, cell);
    }
  }

  #at(row = -1, column = -1) {
    return this.#cells[row]?.[column];
  }

  #hide(row: number, column: number): void {
    const cell = this.#at(row, column);
    if (cell) cell.hidden = true;
  }

  #room(row: number, column: number, against: Against = 'hidden'): number {
    const cell = this.#at(row, column);
    const room = this.#movement(row, column, against);
    if (room >= this.#floor || against !== 'hidden' || !cell?.joint) return room;
    // What goes with its whole takes the whole's people along, wherever those can go.
    return Math.max(room, this.#movement(row, column, 'joint'));
  }

  #movement(row: number, column: number, against: Against): number {
    const { down = 0, up = 0 } = this.#at(row, column) ?? {};
    const more = this.#flow(
      row,
      column,
      'more',
      against === 'joint' ? this.#floor : Math.min(this.#floor, up),
      against,
    );
    if (more >= this.#floor) return more;
    return more + this.#flow(row, column, 'fewer', Math.min(down, this.#floor - more), against);
  }

  /**
   * How far a cell can rise (or fall) while the other free cells of its row and column make up for it, and others for
   * these: the most that flows from its row to its column, where a step from a row to a column lowers (raises) a free
   * cell and one from a column to a row raises (lowers) one.
   */
  #flow(row: number, column: number, direction: 'more' | 'fewer', limit: number, against: Against): number {
    const cells = this.#cells.map((line) =>
      line.map((cell) => {
        if (cell === undefined || !(against === 'all' || cell[against])) return undefined;
        return { down: cell.down, up: against === 'joint' ? ENDLESS : cell.up };
      }),
    );
    const rows = this.#rows.size;
    const columns = this.#columns.size;
    let total = 0;
    while (total < limit) {
      // A breadth-first search over rows 0…, columns rows…; `from` is the node before.
      const from = new Int32Array(rows + columns).fill(-1);
      const queue = [row];
      for (let node = queue.shift(); node !== undefined && from[rows + column] === -1; node = queue.shift()) {
        const isRow = node < rows;
        for (let other = 0; other < (isRow ? columns : rows); other += 1) {
          const [r, c, next] = isRow ? [node, other, rows + other] : [other, node - rows, other];
          if (next === row || from[next] !== -1 || (r === row && c === column)) continue;
          const cell = cells[r]?.[c];
          if (!cell || ((direction === 'more') === isRow ? cell.down : cell.up) <= 0) continue;
          from[next] = node;
          queue.push(next);
        }
      }
      if (from[rows + column] === -1) return total;
      const path: { cell: Reach; falls: boolean }[] = [];
      for (let node = rows + column; node !== row; node = from[node] ?? row) {
        const before = from[node] ?? row;
        const isRow = before < rows;
        const cell = isRow ? cells[before]?.[node - rows] : cells[node]?.[before - rows];
        if (cell) path.push({ cell, falls: (direction === 'more') === isRow });
      }
      const step = Math.min(limit - total, ...path.map(({ cell, falls }) => (falls ? cell.down : cell.up)));
      for (const { cell, falls } of path) {
        cell.down += falls ? -step : step;
        cell.up += falls ? step : -step;
      }
      total += step;
    }
    return total;
  }

  /** The cells to hide so that this one can move in a rectangle: of those that give most room the fewest people. */
  #rectangle(row: number, column: number): [number, number][] | null {
    const here = this.#at(row, column);
    let best: { room: number; cost: number; more: [number, number][] } | null = null;
    for (let r = 0; here && r < this.#rows.size; r += 1) {
      for (let c = 0; c < this.#columns.size; c += 1) {
        const [beside, below, across] = [this.#at(row, c), this.#at(r, column), this.#at(r, c)];
        if (r === row || c === column || beside === undefined || below === undefined || across === undefined) continue;
        const corners: [number, number][] = [
          [row, c],
          [r, column],
          [r, c],
        ];
        const more = corners.filter(([y, x]) => !this.#at(y, x)?.hidden);
        const rises = Math.min(here.up, beside.down, below.down, across.up);
        const room = Math.min(this.#floor, rises + Math.min(here.down, beside.up, below.up, across.down));
        const cost = more.reduce((sum, [y, x]) => sum + (this.#at(y, x)?.viewers ?? 0), 0);
        if (more.length === 0 || room === 0) continue;
        if (!best || room > best.room || (room === best.room && cost < best.cost)) best = { room, cost, more };
      }
    }
    return best?.more ?? null;
  }

  #everything(): [number, number][] {
    const more: [number, number][] = [];
    this.#each((row, column, { hidden }) => {
      if (!hidden) more.push([row, column]);
    });
    return more;
  }
}

function numberOf(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
