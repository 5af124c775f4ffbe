/** Where the cells of a heat map and the charts of a set of small multiples stand. */

/**
 * The mean of `values` over each of `count` equal parts of their length; a value that two parts share counts for each by
 * its share of it. Null where there is nothing to average, or a part of it is not told.
 */
export function partsOf(values: readonly (number | null)[], count: number): (number | null)[] {
  if (values.length === 0) return Array.from({ length: count }, () => null);
  const length = values.length / count;
  return Array.from({ length: count }, (_, part) => {
    const from = part * length;
    const to = (part + 1) * length;
    let sum: number | null = 0;
    for (let index = Math.floor(from); index < Math.min(values.length, Math.ceil(to - 1e-9)); index += 1) {
      const value: number | null = values[index] ?? null;
      sum = sum === null || value === null ? null : sum + value * (Math.min(to, index + 1) - Math.max(from, index));
    }
    return sum === null ? null : sum / length;
  });
}

export interface Multiples {
  columns: number;
  rows: number;
  cellWidth: number;
  /** Left and top of the cell of an index. */
  at: (index: number) => { x: number; y: number };
  height: number;
}

/**
 * A grid of `count` equal cells. As many columns as there is room for, then as few as the same number of rows needs, so
 * that the last row is not one chart alone.
 */
export function multiplesGrid(
  count: number,
  width: number,
  cell: { least: number; height: number; gap: number },
): Multiples {
  const most = Math.max(1, Math.min(count, Math.floor((width + cell.gap) / (cell.least + cell.gap))));
  const rows = Math.max(1, Math.ceil(count / most));
  const columns = Math.max(1, Math.ceil(count / rows));
  const cellWidth = (width - (columns - 1) * cell.gap) / columns;
  return {
    columns,
    rows,
    cellWidth,
    at: (index) => ({
      x: (index % columns) * (cellWidth + cell.gap),
      y: Math.floor(index / columns) * (cell.height + cell.gap),
    }),
    height: rows * cell.height + (rows - 1) * cell.gap,
  };
}
