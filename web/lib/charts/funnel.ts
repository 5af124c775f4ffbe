/** Where the rows of a funnel stand. */
import { fitted, textWidth } from './textwidth.ts';

export interface FunnelRow {
  id: string;
  label: string;
  /** 0–1 of the first step; null when it cannot be said. */
  share: number | null;
  interval?: readonly [low: number, high: number];
  /** 0–1 of those who came to the step before. */
  lost?: number | null;
  /** Loses the most. */
  worst?: boolean;
  /** A word beside the label: what this step is. */
  tag?: string;
  /** Instead of a bar. */
  reason?: string;
  withheld?: boolean;
}

export interface FunnelLayout {
  /** Names stand over the bars instead of beside them. */
  stacked: boolean;
  height: number;
  rowHeight: number;
  barHeight: number;
  /** Left and right end of a bar of 100 %. */
  from: number;
  to: number;
  rows: {
    top: number;
    barTop: number;
    label: string;
    /** Where the bar ends, and where the bar of the last known step before ended. */
    end: number | null;
    before: number | null;
    whisker: readonly [low: number, high: number] | null;
    /** The share as a word: in the bar, or after it and its whisker when it is short. */
    text: { x: number; inside: boolean } | null;
  }[];
}

const SIZE = 13;
const HEAD = 22;
/** Below this names would take the place of the bars. */
const STACKED_UNDER = 440;
const LOST_WIDTH = 64;

/** @param width of the whole chart, in pixels */
export function funnelLayout(rows: readonly FunnelRow[], width: number): FunnelLayout {
  const stacked = width < STACKED_UNDER;
  const widest = Math.max(
    0,
    ...rows.map((row) => textWidth(row.label, SIZE) + (row.tag ? textWidth(row.tag, 12) + 10 : 0)),
  );
  const labelWidth = Math.min(Math.ceil(widest) + 14, width * 0.36);
  const from = stacked ? 0 : labelWidth;
  const to = Math.max(from + 40, width - LOST_WIDTH);
  const rowHeight = stacked ? 48 : 36;
  const barHeight = 22;
  const at = (share: number) => from + share * (to - from);
  let before: number | null = null;
  const placed = rows.map((row, index) => {
    const top = HEAD + index * rowHeight;
    const room = (stacked ? to : labelWidth - 14) - (row.tag ? textWidth(row.tag, 12) + 10 : 0);
    const end = row.share === null || row.withheld ? null : at(row.share);
    const whisker = end === null || !row.interval ? null : ([at(row.interval[0]), at(row.interval[1])] as const);
    const text = textWidth('100.0 %', SIZE, 600) + 12;
    const inside = end !== null && (whisker?.[0] ?? end) - from >= text;
    const place = {
      top,
      barTop: top + (stacked ? 20 : (rowHeight - barHeight) / 2),
      label: fitted(row.label, room, SIZE),
      end,
      before,
      whisker,
      text: end === null ? null : { x: inside ? from + 8 : Math.max(end, whisker?.[1] ?? 0) + 8, inside },
    };
    if (end !== null) before = end;
    return place;
  });
  return { stacked, height: HEAD + rows.length * rowHeight + 4, rowHeight, barHeight, from, to, rows: placed };
}
