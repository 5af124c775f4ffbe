/** Where rows that lean to both sides of a middle stand: against at the left, for at the right. */
import { scaleLinear } from 'd3';
import { fitted, textWidth } from './textwidth.ts';

export interface DivergingRow {
  id: string;
  label: string;
  left: number;
  right: number;
}

export interface DivergingLayout {
  height: number;
  rowHeight: number;
  /** Where both sides begin. */
  middle: number;
  top: number;
  bottom: number;
  rows: {
    y: number;
    label: string;
    /** Ends of the bars. */
    left: number;
    right: number;
  }[];
}

const SIZE = 13;
const TOP = 24;
const ROW_HEIGHT = 28;
/** Between the end of a bar and its number. */
const GAP = 6;
/** Names of the sides, and between them and the middle. */
const NAME_SIZE = 12;
const NAME_GAP = 10;

/**
 * Both sides have one scale, and each as much room as its longest bar needs: a slate that is only praised wastes none on blame.
 *
 * @param text what stands beyond the end of a bar
 * @param names what the sides are called, over their beginnings
 */
export function divergingLayout(
  rows: readonly DivergingRow[],
  width: number,
  text: (value: number) => string,
  names: Readonly<Record<'left' | 'right', string>>,
): DivergingLayout {
  const widest = Math.max(40, ...rows.map((row) => textWidth(row.label, SIZE)));
  const labels = Math.min(Math.ceil(widest) + 14, width * 0.36);
  const numbers = (side: 'left' | 'right') =>
    Math.ceil(Math.max(8, ...rows.map((row) => textWidth(text(row[side]), SIZE, 600)))) + GAP;
  const most = (side: 'left' | 'right') => Math.max(0, ...rows.map((row) => row[side]));
  const room = Math.max(40, width - labels - numbers('left') - numbers('right'));
  const all = Math.max(1, most('left') + most('right'));
  // A side with short bars or none still has room for its name.
  const named = (side: 'left' | 'right') => textWidth(names[side], NAME_SIZE) + NAME_GAP;
  const lacks = (side: 'left' | 'right') => {
    const others = Math.max(1, all - most(side));
    return (Math.max(0, named(side) - numbers(side) - (room * most(side)) / all) * all) / others;
  };
  const scale = scaleLinear([0, all], [0, Math.max(40, room - lacks('left') - lacks('right'))]);
  const middle = labels + Math.max(named('left'), numbers('left') + scale(most('left')));
  const placed = rows.map((row, index) => ({
    y: TOP + (index + 0.5) * ROW_HEIGHT,
    label: fitted(row.label, labels - 12, SIZE),
    left: middle - scale(row.left),
    right: middle + scale(row.right),
  }));
  const bottom = TOP + rows.length * ROW_HEIGHT;
  return { height: bottom + 4, rowHeight: ROW_HEIGHT, middle, top: TOP, bottom, rows: placed };
}
