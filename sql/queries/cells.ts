/** Seconds of content in a cell. */
export const CELL_SECONDS = 10;

/** Cells of a runtime: those whose middle lies before the end. */
export const cellsOf = (runtimeSeconds: number): number =>
  Math.floor((Math.round(runtimeSeconds * 1000) + CELL_SECONDS * 500 - 1) / (CELL_SECONDS * 1000));
