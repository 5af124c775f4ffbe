import type { Filter } from './read-model.ts';

/** Segments of fewer people than this are withheld with everything computed from them. */
export const SEGMENT_FLOOR = 50;
/** People in a segment are published in steps of this. */
const ROUND_TO = 10;

export interface SegmentCell {
  country: string;
  /** -1: all devices. */
  device: number;
  viewers: number;
}

/** Rounds a count of people in a segment to what may be published. */
export const roundPeople = (count: number) => Math.round(count / ROUND_TO) * ROUND_TO;

export const hasFilter = (filter: Filter) => filter.country !== undefined || filter.device !== undefined;

/**
 * Which cells of one lattice (one title, one period) are withheld: those under the floor, and on every line that a total
 * could be subtracted from (all countries; all devices; the devices of a country; the countries of a device) the next
 * smallest ones, until the withheld ones of the line number at least two and sum to at least the floor. Repeated until
 * nothing changes, because withholding a cell for one line touches the other.
 */
export function withheldCells(cells: readonly SegmentCell[]): Set<string> {
  const withheld = new Set(cells.filter((cell) => cell.viewers < SEGMENT_FLOOR).map(cellKey));
  const lines = new Map<string, SegmentCell[]>();
  for (const cell of cells) {
    for (const line of linesOf(cell)) lines.set(line, [...(lines.get(line) ?? []), cell]);
  }
  for (let changed = true; changed;) {
    changed = false;
    for (const line of lines.values()) {
      const ordered = [...line].sort((a, b) => a.viewers - b.viewers || (cellKey(a) < cellKey(b) ? -1 : 1));
      const hidden = ordered.filter((cell) => withheld.has(cellKey(cell)));
      if (hidden.length === 0) continue;
      let sum = hidden.reduce((total, cell) => total + cell.viewers, 0);
      let count = hidden.length;
      for (const cell of ordered) {
        if (count >= 2 && sum >= SEGMENT_FLOOR) break;
        if (withheld.has(cellKey(cell))) continue;
        withheld.add(cellKey(cell));
        sum += cell.viewers;
        count += 1;
        changed = true;
      }
    }
  }
  return withheld;
}

export const cellKey = (cell: { country: string; device: number }) => `${cell.country}|${cell.device}`;

function linesOf(cell: SegmentCell): string[] {
  if (cell.device === -1) return ['countries'];
  if (cell.country === '') return ['devices'];
  return [`country ${cell.country}`, `device ${cell.device}`];
}
