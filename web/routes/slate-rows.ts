/** The order and the small words of the slate's table. */
import type { Milestone, SlateRow } from '../../sql/queries/read-model.ts';
import { DAY_MS, daysToGo } from '../../sql/queries/time.ts';
import { fullName, stageName } from '../lib/format/names.ts';
import { day, span } from '../lib/format/time.ts';
import { byNumber, orderIn, type Order } from '../lib/ui/order.ts';

/** A row as the table draws it: half of what the read API says of a title. */
export interface SlateLine extends Omit<SlateRow, 'spark' | 'shareOfSlate' | 'rating'> {
  /** Of the last 28 days, oldest first. */
  hours28: number[];
}

export const lineOf = ({ spark, shareOfSlate: _share, rating: _rating, ...row }: SlateRow): SlateLine => ({
  ...row,
  hours28: spark.map(({ hours }) => hours),
});

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
  'buzz',
] as const;
export type Column = (typeof COLUMNS)[number];
/** These begin with the first, all others with the greatest. */
export const UPWARDS: readonly Column[] = ['rank', 'title'];
type SlateOrder = Order<Column>;

/** `-hours` in the URL: hours, greatest first. Anything else is the rank. */
export const orderOf = (text: string | null): SlateOrder => orderIn(text, COLUMNS);

/** Sorted rows; those without the number come last in either direction. */
export function sorted(
  rows: readonly SlateLine[],
  order: SlateOrder,
  watching: (titleId: string) => number,
): SlateLine[] {
  const byRank = byNumber(rows, false, (row) => row.rank);
  if (order.column === 'title') {
    const sign = order.descending ? -1 : 1;
    return byRank.sort((a, b) => sign * fullName(a.title).localeCompare(fullName(b.title), 'en'));
  }
  const valueOf = (row: SlateLine): number | null => {
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
      case 'buzz':
        return row.buzzIndex.value;
      default:
        return row.rank;
    }
  };
  return byNumber(byRank, order.descending, valueOf);
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

/** `Marketing · Premiere in 3 days`: the stage where it is known, and what comes next. */
export function planText(
  { title, nextMilestone }: Pick<SlateLine, 'title' | 'nextMilestone'>,
  nowMs: number,
  zone: string,
) {
  const stage = title.stage === 'unknown' ? [] : [stageName(title.stage)];
  return [...stage, ...(nextMilestone ? [milestoneText(nextMilestone, nowMs, zone)] : [])].join(' · ');
}

/** `Premiere in 3 days`; after a month the date says more. */
function milestoneText(milestone: Milestone, nowMs: number, zone: string): string {
  const inMs = milestone.atMs - nowMs;
  if (inMs <= 0) return `${milestone.name}, ${day(milestone.atMs, zone)}`;
  if (inMs >= 30 * DAY_MS) return `${milestone.name}, ${day(milestone.atMs, zone, true)}`;
  return `${milestone.name} in ${inMs < 1.5 * DAY_MS ? span(inMs) : `${daysToGo(milestone.atMs, nowMs)} days`}`;
}
