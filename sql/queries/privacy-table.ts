import { ALL, cellKey, type LatticeCell } from './lattice.ts';

type Cell = Omit<LatticeCell, 'week'>;

/**
 * Which cells of a table with published totals are withheld: rows and columns (the segments of one dimension), and the body
 * (segments of two). Those under the floor and those named, and further ones, so that for each of them two assignments of
 * people exist that agree in everything published and differ by at least the floor in it.
 *
 * Rows and columns: people of withheld rows may be exchanged among them, so it is enough that these number two and sum to
 * the floor. Nothing of a withheld row is published in the body, so the withheld rows act there as one, whose cells are
 * known by subtraction; likewise the columns. In the body of what is then left, a withheld cell can move as far as the
 * other withheld cells let it along rows and columns: as a flow in a network, which is computed exactly.
 *
 * Line by line counting (two withheld in each line, summing to the floor) is not enough in two dimensions: six cells
 * 0, 60, 60, 0, 60, 60 around three rows and columns pass it, and all of them are determined.
 */
export function hideInTable(cells: readonly Cell[], named: ReadonlySet<string>, floor: number): Set<string> {
  const line = (some: readonly Cell[]) => hideInLine(some, named, floor);
  const rows = line(cells.filter((cell) => cell.column === ALL));
  const columns = line(cells.filter((cell) => cell.row === ALL));
  const hidden = new Set([...rows, ...columns]);
  const body = cells.filter((cell) => cell.row !== ALL && cell.column !== ALL);
  if (body.length === 0) return hidden;

  const rowHidden = (row: string) => hidden.has(cellKey({ row, column: ALL }));
  const columnHidden = (column: string) => hidden.has(cellKey({ row: ALL, column }));
  const table = new Table(floor);
  for (const cell of body) {
    const row = rowHidden(cell.row) ? POOL : cell.row;
    const column = columnHidden(cell.column) ? POOL : cell.column;
    table.add(row, column, cell.viewers, named.has(cellKey(cell)) && row !== POOL && column !== POOL);
  }
  table.protect();
  for (const { row, column } of body) {
    if (rowHidden(row) || columnHidden(column) || table.isHidden(row, column)) hidden.add(cellKey({ row, column }));
  }
  return hidden;
}

/**
 * Which columns of a table hold a cell that is determined too well, all its cells being withheld and all row and column sums
 * known, save those of the columns that are `free`: there only the rows bind. A cell has to be able to move by the floor, or
 * by all of its row where that has fewer people.
 */
export function tightColumns(cells: readonly Cell[], free: ReadonlySet<string>, floor: number): Set<string> {
  const table = new Table(floor);
  const rows = new Map<string, number>();
  for (const cell of cells) {
    table.add(cell.row, free.has(cell.column) ? POOL : cell.column, cell.viewers, true);
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

/** On a line with a published total: the small and named ones, and the next smallest until they number two and sum to the floor. */
function hideInLine(cells: readonly Cell[], named: ReadonlySet<string>, floor: number): string[] {
  const small = (cell: Cell) => cell.viewers < floor || named.has(cellKey(cell));
  const hidden = cells.filter(small);
  if (hidden.length === 0) return [];
  const others = cells
    .filter((cell) => !small(cell))
    .sort((a, b) => a.viewers - b.viewers || (cellKey(a) < cellKey(b) ? -1 : 1));
  // Only those who are not told elsewhere could be in another cell of the line as well.
  const movable = (cell: Cell) => cell.viewers - Math.min(cell.viewers, cell.atLeast ?? 0);
  let sum = hidden.reduce((total, cell) => total + movable(cell), 0);
  for (const cell of others) {
    if (hidden.length >= 2 && sum >= floor) break;
    hidden.push(cell);
    sum += movable(cell);
  }
  return hidden.map(cellKey);
}

/** A body whose row and column sums are known, and some of whose cells are not published. */
class Table {
  readonly #floor: number;
  readonly #rows = new Map<string, number>();
  readonly #columns = new Map<string, number>();
  /** People by row and column; undefined where nobody ever was, which is no cell. */
  readonly #people: (number | undefined)[][] = [];
  readonly #hidden: boolean[][] = [];

  constructor(floor: number) {
    this.#floor = floor;
  }

  add(rowName: string, columnName: string, viewers: number, hide: boolean): void {
    const row = numberOf(this.#rows, rowName);
    const column = numberOf(this.#columns, columnName);
    const people = (this.#people[row] ??= []);
    people[column] = (people[column] ?? 0) + viewers;
    if (hide) this.#hide(row, column);
  }

  isHidden(rowName: string, columnName: string): boolean {
    return this.#isHidden(this.#rows.get(rowName) ?? -1, this.#columns.get(columnName) ?? -1);
  }

  peopleIn(rowName: string, columnName: string): number {
    return this.#people[this.#rows.get(rowName) ?? -1]?.[this.#columns.get(columnName) ?? -1] ?? 0;
  }

  /** How many people more plus how many fewer a hidden cell could hold, up to the floor. */
  roomOf(rowName: string, columnName: string): number {
    return this.#room(this.#rows.get(rowName) ?? -1, this.#columns.get(columnName) ?? -1);
  }

  /** Hides cells under the floor, and others until each hidden one can move by the floor. Hiding more never hinders any. */
  protect(): void {
    const queue: [number, number][] = [];
    this.#each((row, column, viewers) => {
      if (viewers < this.#floor) this.#hide(row, column);
      if (this.#isHidden(row, column)) queue.push([row, column]);
    });
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [row, column] = next;
      while (this.#room(row, column) < this.#floor) {
        const more = this.#rectangle(row, column) ?? this.#everything();
        if (more.length === 0) break; // the totals alone say as much
        for (const [r, c] of more) this.#hide(r, c);
        queue.push(...more);
      }
    }
  }

  #each(visit: (row: number, column: number, viewers: number) => void): void {
    for (const [row, people] of this.#people.entries()) {
      for (const [column, viewers] of people.entries()) if (viewers !== undefined) visit(row, column, viewers);
    }
  }

  #hide(row: number, column: number): void {
    (this.#hidden[row] ??= [])[column] = true;
  }

  #isHidden(row: number, column: number): boolean {
    return this.#hidden[row]?.[column] === true;
  }

  #room(row: number, column: number): number {
    const more = this.#flow(row, column, 'more', this.#floor);
    if (more >= this.#floor) return more;
    const here = this.#people[row]?.[column] ?? 0;
    return more + this.#flow(row, column, 'fewer', Math.min(here, this.#floor - more));
  }

  /**
   * How far a cell can rise (or fall) while the other hidden cells of its row and column make up for it, and others for
   * these: the most that flows from its row to its column, where a step from a row to a column lowers (raises) a hidden
   * cell and one from a column to a row raises (lowers) one. Cells fall to nothing at most and rise without a bound.
   */
  #flow(row: number, column: number, direction: 'more' | 'fewer', limit: number): number {
    const people = this.#people.map((line) => [...line]);
    const free = (r: number, c: number) => this.#isHidden(r, c) && !(r === row && c === column);
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
          if (next === row || from[next] !== -1 || !free(r, c)) continue;
          if ((direction === 'more') === isRow && (people[r]?.[c] ?? 0) <= 0) continue;
          from[next] = node;
          queue.push(next);
        }
      }
      if (from[rows + column] === -1) return total;
      const path: { r: number; c: number; falls: boolean }[] = [];
      for (let node = rows + column; node !== row; node = from[node] ?? row) {
        const before = from[node] ?? row;
        const isRow = before < rows;
        const [r, c] = isRow ? [before, node - rows] : [node, before - rows];
        path.push({ r, c, falls: (direction === 'more') === isRow });
      }
      const step = Math.min(limit - total, ...path.filter((s) => s.falls).map(({ r, c }) => people[r]?.[c] ?? 0));
      for (const { r, c, falls } of path) {
        const line = people[r];
        if (line) line[c] = (line[c] ?? 0) + (falls ? -step : step);
      }
      total += step;
    }
    return total;
  }

  /** The cells to hide so that this one can move in a rectangle: of those that give most room the fewest people. */
  #rectangle(row: number, column: number): [number, number][] | null {
    const at = (r: number, c: number) => this.#people[r]?.[c];
    const here = at(row, column) ?? 0;
    let best: { room: number; cost: number; more: [number, number][] } | null = null;
    for (let r = 0; r < this.#rows.size; r += 1) {
      for (let c = 0; c < this.#columns.size; c += 1) {
        const [beside, below, across] = [at(row, c), at(r, column), at(r, c)];
        if (r === row || c === column || beside === undefined || below === undefined || across === undefined) continue;
        const corners: [number, number][] = [
          [row, c],
          [r, column],
          [r, c],
        ];
        const more = corners.filter(([y, x]) => !this.#isHidden(y, x));
        const room = Math.min(this.#floor, Math.min(beside, below) + Math.min(here, across));
        const cost = more.reduce((sum, [y, x]) => sum + (at(y, x) ?? 0), 0);
        if (more.length === 0 || room === 0) continue;
        if (!best || room > best.room || (room === best.room && cost < best.cost)) best = { room, cost, more };
      }
    }
    return best?.more ?? null;
  }

  #everything(): [number, number][] {
    const more: [number, number][] = [];
    this.#each((row, column) => {
      if (!this.#isHidden(row, column)) more.push([row, column]);
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
