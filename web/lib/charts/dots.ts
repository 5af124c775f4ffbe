/** Where the dots, whiskers and words of rows with intervals stand. */
import { scaleLinear, scaleLog } from 'd3';
import { signedPercent } from '../format/numbers.ts';
import { fitted, textWidth } from './textwidth.ts';
import { niceTop, pointTicks, shareTicks, valueTicks, type Tick } from './ticks.ts';

export interface DotRow {
  id: string;
  label: string;
  /** Null when it cannot be said. */
  value: number | null;
  interval?: readonly [low: number, high: number];
  /** For the reading: `1,240 viewers`. */
  note?: string;
  withheld?: boolean;
  /** Instead of a dot. */
  reason?: string;
  /** It is of the title in view. */
  current?: boolean;
}

export interface DotScale {
  kind: 'log' | 'linear';
  /** Where nothing is different: a line, and the tone of the rows on either side. */
  reference?: number;
  ticks: readonly Tick[];
  domain: readonly [number, number];
}

/** An index doubles as often as it halves: its axis is in ratios. Holds 100, every dot, and 50–200 at least. */
export const indexScale = (rows: readonly DotRow[]): DotScale => timesScale(rows, 100, String);

/** The same of a ratio, such as lift: holds 1, every dot, and a half to double at least. */
export const ratioScale = (rows: readonly DotRow[]): DotScale =>
  timesScale(rows, 1, (value) => String(Number(value.toPrecision(3))));

/** Net sentiment, −1…1: praised above 0, blamed below. */
export const NET_SCALE: DotScale = {
  kind: 'linear',
  reference: 0,
  ticks: pointTicks(-1, 1, 4),
  domain: [-1, 1],
};

/** Rows that show a number: a withheld one must not even be told by the length of an axis. */
const told = (rows: readonly DotRow[]) =>
  rows.flatMap(({ value, interval, withheld }) => (value === null || withheld ? [] : [{ value, interval }]));

/** Shares from none to the highest end of an interval. */
export function shareScale(rows: readonly DotRow[]): DotScale {
  const top = Math.min(1, niceTop(Math.max(0.04, ...told(rows).map((row) => row.interval?.[1] ?? row.value))));
  return { kind: 'linear', ticks: shareTicks(0, top, 4), domain: [0, top] };
}

/** Changes against what was expected, −1 and on: holds −25 % to +50 % at least; an interval that is open far above is cut. */
export function changeScale(rows: readonly DotRow[]): DotScale {
  const known = told(rows);
  const low = Math.min(-0.25, ...known.map(({ value, interval }) => interval?.[0] ?? value));
  const high = Math.max(
    0.5,
    ...known.map(({ value, interval }) => Math.max(value, Math.min(interval?.[1] ?? value, 2 * Math.abs(value) + 1))),
  );
  const ticks = valueTicks(low, high, 4, (value) => (value === 0 ? '0' : signedPercent(value))).map((tick) =>
    tick.value === 0 ? { ...tick, major: true } : tick,
  );
  return { kind: 'linear', reference: 0, ticks, domain: [low, high * 1.04] };
}

function timesScale(rows: readonly DotRow[], reference: number, label: (value: number) => string): DotScale {
  const shown = rows.filter((row) => !row.withheld && row.value !== null && row.value > 0);
  const values = shown.map((row) => row.value ?? reference);
  const low = Math.min(
    0.52 * reference,
    ...shown.map((row) => Math.max(row.interval?.[0] ?? Infinity, (row.value ?? 0) / 4)),
  );
  const high = Math.max(1.9 * reference, ...shown.map((row) => Math.min(row.interval?.[1] ?? 0, (row.value ?? 0) * 4)));
  const domain = [Math.min(low, ...values) / 1.06, Math.max(high, ...values) * 1.06] as const;
  const ticks = [0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16]
    .map((times) => times * reference)
    .filter((value) => value >= domain[0] && value <= domain[1])
    .map((value) => ({ value, label: label(value), major: value === reference }));
  return { kind: 'log', reference, ticks, domain };
}

export interface DotLayout {
  height: number;
  rowHeight: number;
  /** Left and right end of the axis. */
  from: number;
  to: number;
  top: number;
  bottom: number;
  x: (value: number) => number;
  rows: {
    y: number;
    label: string;
    dot: number | null;
    whisker: readonly [low: number, high: number] | null;
    /** Ends with a stroke: not where the axis cuts the interval, nor under the dot itself. */
    ends: { low: boolean; high: boolean };
    text: { x: number; anchor: 'start' | 'end' } | null;
    tone: 'over' | 'under' | 'same';
  }[];
}

const SIZE = 13;

/** Over, under, or not told apart from the reference: an interval that holds it is no difference. */
export function toneOf(row: DotRow, reference: number | undefined): 'over' | 'under' | 'same' {
  if (row.value === null || reference === undefined) return 'same';
  const [low, high] = row.interval ?? [row.value, row.value];
  if (low > reference) return 'over';
  return high < reference ? 'under' : 'same';
}

const DOT = 7;
const clear = (end: number | undefined, dot: number | null) => Math.abs((end ?? 0) - (dot ?? 0)) > DOT;

/**
 * @param text what stands beside a dot
 * @param names share of the width that names may take
 */
export function dotLayout(
  rows: readonly DotRow[],
  scale: DotScale,
  width: number,
  text: (value: number) => string,
  names = width < 420 ? 0.42 : 0.36,
): DotLayout {
  const rowHeight = 30;
  const top = 24;
  const widest = Math.max(40, ...rows.map((row) => textWidth(row.label, SIZE)));
  const from = Math.min(Math.ceil(widest) + 16, width * names);
  const numberWidth = Math.max(
    20,
    ...rows.map((row) => textWidth(row.value === null ? '' : text(row.value), SIZE, 600)),
  );
  const to = Math.max(from + 60, width - Math.ceil(numberWidth) - 14);
  const make = scale.kind === 'log' ? scaleLog : scaleLinear;
  const project = make([...scale.domain], [from, to]).clamp(true);
  const placed = rows.map((row, index) => {
    const known = row.value !== null && !row.withheld;
    const dot = known ? project(row.value ?? 0) : null;
    const whisker = known && row.interval ? ([project(row.interval[0]), project(row.interval[1])] as const) : null;
    const right = Math.max(dot ?? 0, whisker?.[1] ?? 0) + 9;
    return {
      y: top + (index + 0.5) * rowHeight,
      label: fitted(row.label, from - 14, SIZE),
      dot,
      whisker,
      ends: {
        low: known && row.interval !== undefined && row.interval[0] >= scale.domain[0] && clear(whisker?.[0], dot),
        high: known && row.interval !== undefined && row.interval[1] <= scale.domain[1] && clear(whisker?.[1], dot),
      },
      text: dot === null ? null : { x: right, anchor: 'start' as const },
      tone: toneOf(row, scale.reference),
    };
  });
  const bottom = top + rows.length * rowHeight;
  return { height: bottom + 24, rowHeight, from, to, top, bottom, x: (value) => project(value), rows: placed };
}
