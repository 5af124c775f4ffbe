/** The ranges a reader can choose by name. Days and weeks are of UTC, as the served numbers are. */
import type { Range } from '../../../sql/queries/read-model.ts';
import { day, weekday } from '../format/time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday: Mondays are three days before a multiple of seven. */
const MONDAY_SHIFT_MS = 3 * DAY_MS;
/** Longer than this a range names its years. */
const YEAR_FROM_MS = 180 * DAY_MS;

export const RANGES = {
  week: 'This week',
  'last-week': 'Last week',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  'first-7d': 'First 7 days',
  'first-28d': 'First 28 days',
  life: 'Since the premiere',
  all: 'All time',
} as const;

export type RangeName = keyof typeof RANGES;

/** The slate compares titles, so its ranges are the calendar's; a title's may also count from its premiere. */
export const SLATE_RANGES: readonly RangeName[] = ['week', 'last-week', '7d', '28d', 'all'];
export const TITLE_RANGES: readonly RangeName[] = ['life', 'first-7d', 'first-28d', 'week', 'last-week', '7d', '28d'];

const OF_CALENDAR = TITLE_RANGES.filter((name) => SLATE_RANGES.includes(name));

/** The ranges of a title, its usual one first: before it began (`beganMs` of `namedRange`) there is nothing to count from. */
export const titleRanges = (nowMs: number, beganMs: number | null): readonly RangeName[] =>
  beganMs === null || beganMs >= nowMs ? ['28d', ...OF_CALENDAR.filter((name) => name !== '28d')] : TITLE_RANGES;

/** A range by its days. Those of the calendar are UTC days, whatever zone is chosen, and say so where it is another one. */
export function rangeDays(name: RangeName, { fromMs, toMs }: Range, zone: string, wholeWeeks = false): string {
  const utc = wholeWeeks || SLATE_RANGES.includes(name);
  const said = toMs - fromMs > YEAR_FROM_MS ? (atMs: number, where: string) => day(atMs, where, true) : weekday;
  const where = utc ? 'UTC' : zone;
  const [first, last] = [said(fromMs, where), said(toMs - 1, where)];
  return `${first === last ? first : `${first} to ${last}`}${utc && zone !== 'UTC' ? ' (UTC)' : ''}`;
}

export function isRangeName(name: string | null): name is RangeName {
  return name !== null && Object.hasOwn(RANGES, name);
}

/**
 * What a name means now. Ranges that are not over end with the hour that `nowMs` is in; those that count from the
 * premiere (`beganMs`; where nobody has told of one, the first play) are of the calendar while there is none.
 */
export function namedRange(name: RangeName, nowMs: number, beganMs: number | null): Range {
  const toMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS + HOUR_MS;
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const monday = Math.floor((nowMs + MONDAY_SHIFT_MS) / (7 * DAY_MS)) * 7 * DAY_MS - MONDAY_SHIFT_MS;
  const since = (days: number): Range => ({ fromMs: today - (days - 1) * DAY_MS, toMs });
  const first = (days: number): Range => {
    if (beganMs === null || beganMs >= nowMs) return since(days);
    return { fromMs: beganMs, toMs: Math.min(beganMs + days * DAY_MS, toMs) };
  };
  switch (name) {
    case 'week':
      return { fromMs: monday, toMs };
    case 'last-week':
      return { fromMs: monday - 7 * DAY_MS, toMs: monday };
    case '7d':
      return since(7);
    case '28d':
      return since(28);
    case 'first-7d':
      return first(7);
    case 'first-28d':
      return first(28);
    case 'life':
      return beganMs === null || beganMs >= nowMs ? since(28) : { fromMs: beganMs, toMs };
    case 'all':
      return { fromMs: 0, toMs };
  }
}
