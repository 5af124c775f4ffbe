import highsLoader, { type Model } from 'highs';
import { ALL, cellKey, LIFE, type LatticeCell } from '../../sql/queries/lattice.ts';

/** What an attacker knows of one cell: what is published of it, or nothing. */
export interface SeenCell {
  cell: Omit<LatticeCell, 'viewers'>;
  /** Null: withheld. */
  published: number | null;
}

export interface Knowledge {
  cells: readonly SeenCell[];
  /** People of the subject by period: exempt from the floor, exact. */
  totals: ReadonlyMap<number, number>;
  /**
   * The strong attacker holds each viewer to be in one row and one column, so that cells sum to their totals; the other
   * one knows that they may be in several, so that cells cover them.
   */
  partition: boolean;
  /** What is told beside people of some of them: those who became something once (starters by the week of their start). */
  of?: { cells: readonly SeenCell[]; totals: ReadonlyMap<number, number> };
}

export interface Bounds {
  low: number;
  high: number;
}

/** A published count is within this of the truth: people are rounded to tens. */
const ROUNDING = 5;

/**
 * What linear programming over everything published can say of the withheld cells: for each asked for the least and the
 * greatest number of people it can hold. What holds between cells: rows, columns and bodies against their totals, and a
 * period against the life it lies in.
 */
export class Attack {
  readonly #model: Model;
  readonly #columns: ReadonlyMap<string, number>;

  private constructor(model: Model, columns: ReadonlyMap<string, number>) {
    this.#model = model;
    this.#columns = columns;
  }

  static async on(knowledge: Knowledge): Promise<Attack> {
    const { cells, totals, partition } = knowledge;
    const columns = new Map(cells.map(({ cell }, index) => [nameOf(cell), index]));
    const model = (await highsLoader()).createModel();
    model.options.set('output_flag', false);
    model.addVars(
      cells.map(({ published }) => (published === null ? 0 : Math.max(0, published - ROUNDING))),
      cells.map(({ cell, published }) =>
        published === null ? (totals.get(cell.week) ?? Infinity) : published + ROUNDING,
      ),
    );
    const indexOf = (cell: Omit<LatticeCell, 'viewers'>) => columns.get(nameOf(cell));
    const sum = (members: readonly SeenCell[]) => members.map(({ cell }) => [indexOf(cell) ?? 0, 1] as const);
    const constrain = (low: number, high: number, terms: readonly (readonly [number, number])[]) => {
      model.addRow(low, high, { indices: terms.map(([at]) => at), values: terms.map(([, value]) => value) });
    };
    for (const [week, total] of totals) {
      const here = cells.filter(({ cell }) => cell.week === week);
      const rows = here.filter(({ cell }) => cell.column === ALL);
      const across = here.filter(({ cell }) => cell.row === ALL);
      for (const line of [rows, across]) {
        if (line.length > 0) constrain(total, partition ? total : Infinity, sum(line));
      }
      for (const whole of [...rows, ...across]) {
        const parts = here.filter(
          ({ cell }) =>
            cell.row !== ALL &&
            cell.column !== ALL &&
            (whole.cell.column === ALL ? cell.row === whole.cell.row : cell.column === whole.cell.column),
        );
        if (parts.length === 0) continue;
        const at = indexOf(whole.cell) ?? 0;
        constrain(0, partition ? 0 : Infinity, [...sum(parts), [at, -1]]);
        for (const [part] of sum(parts))
          constrain(0, Infinity, [
            [at, 1],
            [part, -1],
          ]);
      }
    }
    for (const { cell } of cells.filter((seen) => seen.cell.week === LIFE)) {
      const weeks = cells.filter((seen) => seen.cell.week !== LIFE && cellKey(seen.cell) === cellKey(cell));
      const life = indexOf(cell) ?? 0;
      if (weeks.length > 0) constrain(0, Infinity, [...sum(weeks), [life, -1]]);
      for (const [week] of sum(weeks))
        constrain(0, Infinity, [
          [life, 1],
          [week, -1],
        ]);
    }
    if (knowledge.of) addSome(model, knowledge.of, cells.length, partition, indexOf);
    return new Attack(model, columns);
  }

  /**
   * @param whose people of the cell, or those of them who are told of beside (`of`, with the same cells in the same order)
   * @throws when what is published contradicts itself: then the model of the attack is wrong.
   */
  boundsOf(cell: Omit<LatticeCell, 'viewers'>, whose: 'all' | 'some' = 'all'): Bounds {
    const place = this.#columns.get(nameOf(cell));
    if (place === undefined) throw new Error('There is no such cell.');
    // Those who became something stand behind all others, in the same order.
    const column = whose === 'all' ? place : place + this.#columns.size;
    const extreme = (sense: 1 | -1): number => {
      this.#model.changeColCost(column, sense);
      this.#model.run();
      const status = this.#model.getModelStatus();
      if (status !== OPTIMAL) throw new Error(`The solver ended with status ${status}.`);
      return sense * this.#model.getObjectiveValue();
    };
    const bounds = { low: extreme(1), high: extreme(-1) };
    this.#model.changeColCost(column, 0);
    return bounds;
  }

  close(): void {
    this.#model.dispose();
  }
}

/**
 * What is known of some of the people: at most all of their cell, together the total of their period, and each of the life in
 * exactly one week.
 */
function addSome(
  model: Model,
  { cells, totals }: NonNullable<Knowledge['of']>,
  first: number,
  partition: boolean,
  peopleOf: (cell: SeenCell['cell']) => number | undefined,
): void {
  model.addVars(
    cells.map(({ published }) => (published === null ? 0 : Math.max(0, published - ROUNDING))),
    cells.map(({ cell, published }) =>
      published === null ? (totals.get(cell.week) ?? Infinity) : published + ROUNDING,
    ),
  );
  const at = new Map(cells.map(({ cell }, index) => [nameOf(cell), first + index]));
  const add = (low: number, high: number, terms: readonly (readonly [number, number])[]) => {
    model.addRow(low, high, { indices: terms.map(([index]) => index), values: terms.map(([, value]) => value) });
  };
  for (const { cell } of cells) {
    add(0, Infinity, [
      [peopleOf(cell) ?? 0, 1],
      [at.get(nameOf(cell)) ?? 0, -1],
    ]);
  }
  for (const [week, total] of totals) {
    const here = cells.filter(({ cell }) => cell.week === week);
    if (here.length > 0)
      add(
        total,
        partition ? total : Infinity,
        here.map(({ cell }) => [at.get(nameOf(cell)) ?? 0, 1]),
      );
  }
  for (const { cell } of cells.filter((seen) => seen.cell.week === LIFE)) {
    const weeks = cells.filter((seen) => seen.cell.week !== LIFE && cellKey(seen.cell) === cellKey(cell));
    if (weeks.length > 0)
      add(0, 0, [
        ...weeks.map((week) => [at.get(nameOf(week.cell)) ?? 0, 1] as const),
        [at.get(nameOf(cell)) ?? 0, -1],
      ]);
  }
}

const OPTIMAL = 7;
const nameOf = (cell: Omit<LatticeCell, 'viewers'>) => `${cell.week}\n${cellKey(cell)}`;
