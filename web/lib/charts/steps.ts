/** Where the columns of small funnels stand. */
import { multiplesGrid, type Multiples } from './grid.ts';

export interface StepItem {
  id: string;
  name: string;
  /** Under the name: where it was shown, and who counted. */
  note: string;
  /** At the right of the name. */
  value: string;
  /** Counts of each step, in order; null: not known. */
  counts: readonly (number | null)[];
  /** The step that decides, by its place; its name stands out. Null: none does. */
  marked: number | null;
}

export const STEP_CELL = { least: 250, height: 150, gap: 10, pad: 12, head: 62, foot: 24 };

export interface StepLayout extends Multiples {
  /** Width of the place of a step, and of its column within it. */
  stepWidth: number;
  columnWidth: number;
}

/** @param width of the whole chart, in pixels */
export function stepLayout(items: number, steps: number, width: number): StepLayout {
  const grid = multiplesGrid(items, width, STEP_CELL);
  const stepWidth = Math.max(1, (grid.cellWidth - 2 * STEP_CELL.pad) / steps);
  return { ...grid, stepWidth, columnWidth: Math.min(34, stepWidth * 0.72) };
}

/** The first step that anything is known of, by its place: −1 where nothing is. None at all of it means that nobody counts it. */
export const firstKnown = (counts: readonly (number | null)[]): number => counts.findIndex((count) => (count ?? 0) > 0);

/**
 * Each step as a share of the first one that is known: of those who were shown it, or who started it where nobody counts
 * that. Null for what is not known; a count over the first one (a channel's own may be) is more than 1.
 */
export function sharesOfFirst(counts: readonly (number | null)[]): (number | null)[] {
  const first = firstKnown(counts);
  return counts.map((count, step) =>
    count === null || step < first || first < 0 ? null : count / (counts[first] ?? 1),
  );
}
