/** Where rows with an index against 100 stand: on a log scale, as doubling and halving are alike. */
import { scaleLog } from 'd3';

export interface IndexRow {
  id: string;
  label: string;
  /** Null when it cannot be said. */
  value: number | null;
  interval?: readonly [low: number, high: number] | undefined;
  /** At the right: how many people. */
  count?: string | undefined;
  withheld?: boolean | undefined;
  reason?: string | undefined;
}

/** Over 100, under it, or not told apart from it. */
export function toneOf(row: IndexRow, reference: number): 'over' | 'under' | 'same' {
  if (!row.interval) return 'same';
  if (row.interval[0] > reference) return 'over';
  return row.interval[1] < reference ? 'under' : 'same';
}

/** A scale in pixels that holds the reference, every row and its half and double; and its ticks. */
export function indexScale(rows: readonly IndexRow[], reference: number, from: number, to: number) {
  const values = rows.flatMap((row) =>
    row.withheld || row.value === null || row.value <= 0 ? [] : [row.value, ...(row.interval ?? [])],
  );
  const low = Math.max(reference / 16, Math.min(reference / 2, ...values.filter((value) => value > 0)));
  const high = Math.min(reference * 16, Math.max(reference * 2, ...values));
  const x = scaleLog([low, high], [from, to]).clamp(true);
  const ticks = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
    .map((times) => times * reference)
    .filter((value) => value >= low && value <= high);
  return { x: (value: number) => x(value), ticks };
}
