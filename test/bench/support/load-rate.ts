export interface LoadedSegment {
  /** When the segment was in the store. */
  readonly atMs: number;
  readonly rows: number;
}

/**
 * Rows a second between the first and the last segment that was loaded in a window: segments come in large steps, so
 * dividing by the window's own length would be off by up to one of them.
 */
export function loadRate(loaded: readonly LoadedSegment[], fromMs: number, toMs: number) {
  const inside = loaded.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).toSorted((a, b) => a.atMs - b.atMs);
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs)
    throw new Error('Fewer than two segments were loaded in the time measured: measure longer.');
  const rows = inside.slice(1).reduce((sum, one) => sum + one.rows, 0);
  return { rows, segments: inside.length - 1, rowsPerSecond: (rows * 1_000) / (last.atMs - first.atMs) };
}
