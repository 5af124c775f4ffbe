/** The order and the small words of the slate's table. */
import type { Figure, Milestone, SlateRow } from '../../sql/queries/read-model.ts';
import { fullName } from '../lib/format/names.ts';
import { day, span } from '../lib/format/time.ts';

export const COLUMNS = [
  'rank',
  'title',
  'watching',
  'hours',
  'views',
  'viewers',
  'starters',
  'completion',
  'sentiment',
] as const;
export type Column = (typeof COLUMNS)[number];
export interface Order {
  column: Column;
  descending: boolean;
}

/** `-hours` in the URL: hours, greatest first. Anything else is the rank. */
export function orderOf(text: string | null): Order {
  const descending = text?.startsWith('-') ?? false;
  const name = descending ? text?.slice(1) : text;
  const column = COLUMNS.find((one) => one === name);
  return column ? { column, descending } : { column: 'rank', descending: false };
}

export function orderText(order: Order): string | null {
  if (order.column === 'rank' && !order.descending) return null;
  return `${order.descending ? '-' : ''}${order.column}`;
}

/** A column chosen again turns round; numbers begin with the greatest, names and ranks with the first. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== 'rank' && column !== 'title' };
}

/** Sorted rows; those without the number come last in either direction. */
export function sorted(rows: readonly SlateRow[], order: Order, watching: (titleId: string) => number): SlateRow[] {
  const sign = order.descending ? -1 : 1;
  if (order.column === 'title') {
    return [...rows].sort((a, b) => sign * fullName(a.title).localeCompare(fullName(b.title), 'en'));
  }
  const valueOf = (row: SlateRow): number | null => {
    switch (order.column) {
      case 'watching':
        return watching(row.title.id);
      case 'hours':
      case 'views':
      case 'viewers':
      case 'starters':
        return row[order.column].value;
      case 'completion':
        return row.completion7d.value;
      case 'sentiment':
        return row.netSentiment.value;
      default:
        return row.rank;
    }
  };
  return [...rows].sort((a, b) => {
    const one = valueOf(a);
    const other = valueOf(b);
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other) || (a.rank ?? Infinity) - (b.rank ?? Infinity);
  });
}

/** Praised or blamed, where the interval is on one side of zero. */
export function sentimentTone({ value, interval }: Figure): 'good' | 'bad' | 'none' {
  if (value === null || !interval) return 'none';
  return interval[0] > 0 ? 'good' : interval[1] < 0 ? 'bad' : 'none';
}

export interface RankChange {
  text: string;
  spoken: string;
  tone: 'good' | 'bad' | 'none';
}

export function rankChange(rank: number | null, previous: number | null): RankChange {
  if (rank === null) return { text: '', spoken: '', tone: 'none' };
  if (previous === null) return { text: 'new', spoken: 'new in the ranking', tone: 'good' };
  const steps = previous - rank;
  if (steps === 0) return { text: '=', spoken: 'unchanged', tone: 'none' };
  return steps > 0
    ? { text: `▲${steps}`, spoken: `up ${steps}`, tone: 'good' }
    : { text: `▼${-steps}`, spoken: `down ${-steps}`, tone: 'bad' };
}

/** `Premiere in 3 days`; after a month the date says more. */
export function milestoneText(milestone: Milestone, nowMs: number, zone: string): string {
  const inMs = milestone.atMs - nowMs;
  if (inMs <= 0) return `${milestone.name}, ${day(milestone.atMs, zone)}`;
  return inMs < 30 * 86_400_000
    ? `${milestone.name} in ${span(inMs)}`
    : `${milestone.name}, ${day(milestone.atMs, zone, true)}`;
}
