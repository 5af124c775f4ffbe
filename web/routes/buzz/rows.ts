/** The order and the small words of the table of campaigns. */
import type { SlateBuzzRow } from '../../../sql/queries/buzz-model.ts';
import { fullName } from '../../lib/format/names.ts';
import { byNumber, orderIn, type Order } from '../../lib/ui/order.ts';
import { folded } from '../../lib/ui/fuzzy.ts';
import { exportsText } from '../titles/[id]/buzz/velocity.ts';

export interface Campaign extends Omit<SlateBuzzRow, 'spark'> {
  /** Of the last 28 days, oldest first; null: nobody has told of it yet. */
  views28: (number | null)[];
  /** How many of them are whole: those that exports reach to. */
  whole28: number;
}

/** The table draws the days, and names only the last. */
export const campaignOf = ({ spark, ...row }: SlateBuzzRow): Campaign => ({
  ...row,
  views28: spark.map(({ views }) => views),
  whole28: spark.filter(({ dayMs }) => row.exportedToMs === null || dayMs <= row.exportedToMs).length,
});

/** What a line of views says to those who don't see it, and to those who wonder why it ends. */
export const viewsText = ({ title, exportedToMs }: Campaign): string =>
  `Trailer views of ${fullName(title)} by day, 28 days${exportedToMs === null ? '' : `; ${exportsText(exportedToMs)}`}`;

export const COLUMNS = [
  'days',
  'title',
  'speed',
  'talk',
  'views',
  'mentions',
  'lists',
  'voice',
  'sentiment',
  'conversion',
  'buzz',
] as const;
export type Column = (typeof COLUMNS)[number];
/** These begin with the first, all others with the greatest. */
export const UPWARDS: readonly Column[] = ['days', 'title'];

export const orderOf = (text: string | null): Order<Column> => orderIn(text, COLUMNS);

const VALUES: Readonly<Record<Exclude<Column, 'days' | 'title'>, (row: Campaign) => number | null>> = {
  speed: (row) => row.velocity.views.perHour,
  talk: (row) => row.velocity.mentions.perHour,
  views: (row) => row.views.value,
  mentions: (row) => row.mentions.value,
  lists: (row) => row.listAdds.value,
  voice: (row) => row.shareOfVoice.value,
  sentiment: (row) => row.mentionSentiment.value,
  conversion: (row) => row.conversion7d.value,
  buzz: (row) => row.buzzIndex.value,
};

/** Served by days to the premiere: those ahead, then those out. Other orders keep that among equals. */
export function sorted(rows: readonly Campaign[], { column, descending }: Order<Column>): Campaign[] {
  if (column === 'days') return descending ? rows.toReversed() : [...rows];
  if (column === 'title') {
    const sign = descending ? -1 : 1;
    return rows.toSorted((a, b) => sign * fullName(a.title).localeCompare(fullName(b.title), 'en'));
  }
  return byNumber(rows, descending, VALUES[column]);
}

/** Titles whose name or genres hold what is looked for, whatever its accents. */
export function found(rows: readonly Campaign[], query: string): Campaign[] {
  const wanted = folded(query.trim());
  return rows.filter(({ title }) => [fullName(title), ...title.genres].some((text) => folded(text).includes(wanted)));
}

/** `in 4 days`, `within a day`, `out 10 days`. */
export function daysText(days: number | null): string {
  if (days === null) return 'no premiere';
  if (days > 1) return `in ${days} days`;
  if (days === 1) return 'within a day';
  return days === 0 ? 'out today' : `out ${-days} ${days === -1 ? 'day' : 'days'}`;
}

/** `1.3×`, where the hour before had any. */
export const changeText = (change: number | null): string => (change === null ? '' : `${change.toFixed(1)}×`);
