/** The cells that parts of an audience are published by: one or two segment dimensions, whole weeks and the life. */

/** Stands for every value of a dimension. */
export const ALL = '*';
/** The period of a subject's life; the others are Mondays, as day numbers. */
export const LIFE = 0;

/** People of one segment in one period; `ALL` in both dimensions is the total. */
export interface LatticeCell {
  row: string;
  column: string;
  /** Day number of the week's Monday, or `LIFE`. */
  week: number;
  viewers: number;
  /** So many of them are told by another lattice that publishes a part of the cell: it cannot hold fewer. */
  atLeast?: number;
  /** Of parts of what is told (the starters of its viewers): so many are in the whole and not in the part, and it cannot hold more. */
  spare?: number;
}

export type CellName = Pick<LatticeCell, 'row' | 'column' | 'week'>;

/** The segment of a cell, in whatever period. */
export const cellKey = (cell: Pick<LatticeCell, 'row' | 'column'>) => `${cell.row}\n${cell.column}`;
