import highsLoader, { type Model } from 'highs';
import { ALL, cellKey, LIFE, type CellName } from '../../sql/queries/lattice.ts';

/** What an attacker knows of one cell: what is published of it, or nothing. */
export interface SeenCell {
  cell: CellName;
  /** Null: withheld. */
  published: number | null;
}

/** People of some kind by cell. */
export interface Layer {
  cells: readonly SeenCell[];
  /** All of them by period: exempt from the floor, exact. */
  totals: ReadonlyMap<number, number>;
}

export interface Knowledge extends Layer {
  /**
   * The strong attacker holds each viewer to be in one row and one column, so that cells sum to their totals; the other
   * one knows that they may be in several, so that cells cover them.
   */
  partition: boolean;
  /**
   * What is told beside people of some of them (starters, completers), over the same cells in the same order. Each became
   * so in one of the weeks that they viewed in; in the life each kind is among the one before.
   */
  parts?: readonly Layer[];
}

export interface Bounds {
  low: number;
  high: number;
}

/** A published count is within this of the truth: people are rounded to tens. */
const ROUNDING = 5;

type Term = readonly [column: number, factor: number];

/**
 * What linear programming over everything published can say of the withheld cells: for each asked for the least and the
 * greatest number of people it can hold. What holds between cells: rows, columns and bodies against their totals, a
 * period against the life it lies in, and a part against its whole.
 */
export class Attack {
  readonly #model: Model;
  /** Where the people of a cell stand; those of each part stand behind all of these, in the same order. */
  readonly #columns: ReadonlyMap<string, number>;

  private constructor(model: Model, columns: ReadonlyMap<string, number>) {
    this.#model = model;
    this.#columns = columns;
  }

  static async on(knowledge: Knowledge): Promise<Attack> {
    const { cells, partition, parts = [] } = knowledge;
    const columns = new Map(cells.map(({ cell }, index) => [nameOf(cell), index]));
    const model = (await highsLoader()).createModel();
    model.options.set('output_flag', false);
    const constrain = (low: number, high: number, terms: readonly Term[]) => {
      model.addRow(low, high, { indices: terms.map(([at]) => at), values: terms.map(([, factor]) => factor) });
    };
    for (const [depth, layer] of [knowledge, ...parts].entries()) {
      addCells(model, layer);
      const columnOf = (cell: CellName) => depth * cells.length + (columns.get(nameOf(cell)) ?? 0);
      addLines(constrain, layer, partition, columnOf);
      for (const { cell } of layer.cells.filter((seen) => seen.cell.week === LIFE)) {
        const weeks = layer.cells
          .filter((seen) => seen.cell.week !== LIFE && cellKey(seen.cell) === cellKey(cell))
          .map((seen): Term => [columnOf(seen.cell), 1]);
        if (weeks.length === 0) continue;
        // Viewers may come back in other weeks.
        constrain(0, depth === 0 ? Infinity : 0, [...weeks, [columnOf(cell), -1]]);
        for (const [week] of weeks)
          constrain(0, Infinity, [
            [columnOf(cell), 1],
            [week, -1],
          ]);
      }
      if (depth === 0) continue;
      for (const { cell } of layer.cells) {
        const whole = columnOf(cell) - (cell.week === LIFE ? 1 : depth) * cells.length;
        constrain(0, Infinity, [
          [whole, 1],
          [columnOf(cell), -1],
        ]);
      }
    }
    return new Attack(model, columns);
  }

  /**
   * @param kind 0: people of the cell; from 1 on those of a part
   * @throws when what is published contradicts itself: then the model of the attack is wrong.
   */
  boundsOf(cell: CellName, kind = 0): Bounds {
    const place = this.#columns.get(nameOf(cell));
    if (place === undefined) throw new Error('There is no such cell.');
    const column = place + kind * this.#columns.size;
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

function addCells(model: Model, { cells, totals }: Layer): void {
  model.addVars(
    cells.map(({ published }) => (published === null ? 0 : Math.max(0, published - ROUNDING))),
    cells.map(({ cell, published }) =>
      published === null ? (totals.get(cell.week) ?? Infinity) : published + ROUNDING,
    ),
  );
}

/** Rows and columns against the total of their period, and bodies against the rows and columns. */
function addLines(
  constrain: (low: number, high: number, terms: readonly Term[]) => void,
  { cells, totals }: Layer,
  partition: boolean,
  columnOf: (cell: CellName) => number,
): void {
  const sum = (members: readonly SeenCell[]) => members.map(({ cell }): Term => [columnOf(cell), 1]);
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
      const at = columnOf(whole.cell);
      constrain(0, partition ? 0 : Infinity, [...sum(parts), [at, -1]]);
      for (const [part] of sum(parts))
        constrain(0, Infinity, [
          [at, 1],
          [part, -1],
        ]);
    }
  }
}

const OPTIMAL = 7;
const nameOf = (cell: CellName) => `${cell.week}\n${cellKey(cell)}`;
