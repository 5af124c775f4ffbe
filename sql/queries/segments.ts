import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../clickhouse/store.ts';
import type { Amounts } from './amounts.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import { deviceNumber } from './devices.ts';
import type { Withholding } from './figure.ts';
import { titleHours } from './hours.ts';
import { ALL, LIFE, type CellName } from './lattice.ts';
import { publish, roundPeople, type Publication } from './privacy.ts';
import type { Filter } from './read-model.ts';
import { PARTS, partsOnce, publishParts, type SegmentPart } from './segment-parts.ts';
import { dayNumber, mondayMs, WEEK_DAYS } from './time.ts';

/** What is counted of one segment in one period. */
export interface SegmentRow extends Amounts {
  /** Monday's day number; 0 is the title's life. */
  week: number;
  eligible7d: number;
  completed7d: number;
  watched7d: number;
  eligible28d: number;
  completed28d: number;
  watched28d: number;
}

/** What is published of it: counts of people rounded, null those that are withheld; or nothing. */
export type Segment = Pick<SegmentRow, 'week' | 'hoursMs' | 'starts' | 'viewers'> &
  Record<SegmentPart, number | null> & { withheld: Withholding | null };

/** A title's published figures of a segment: of its life (week 0) first, then by week. */
export interface PublishedSegments {
  /** Null: not counted yet. */
  asOfMs: number | null;
  segments: Segment[];
}

/** The columns that the tables of segments share, as a `Segment` calls them. */
export const SEGMENT_COLUMNS = {
  hours_ms: 'hoursMs',
  starts: 'starts',
  viewers: 'viewers',
  starters: 'starters',
  watchers: 'watchers',
  completers: 'completers',
  eligible_7d: 'eligible7d',
  completed_7d: 'completed7d',
  watched_7d: 'watched7d',
  eligible_28d: 'eligible28d',
  completed_28d: 'completed28d',
  watched_28d: 'watched28d',
} as const satisfies Record<string, keyof SegmentRow>;

interface CellRow extends SegmentRow {
  title: string;
  country: string;
  device: number;
}

/** Every cell of a title's lattice, in its life and in all its weeks: the floor is decided on all of them together. Never leaves this file unpublished. */
const CELLS = {
  name: 'title.segments',
  text: `
    SELECT title, week, country, device, ${Object.entries(SEGMENT_COLUMNS)
      .map(([column, name]) => `${column} AS ${name}`)
      .join(', ')}
    FROM served_title_segment FINAL WHERE ${CURRENT}
    ORDER BY title, week, country, device`,
};

/** A title's viewers by week, and of its life. */
const TOTALS = {
  name: 'title.week-totals',
  text: `
    SELECT title, period.1 AS week, sumIf(viewers, period.2) AS viewers
    FROM (
      SELECT title, viewers, previous_day, toUInt16(intDiv(day + 3, 7) * 7 - 3) AS monday FROM served_title_reach FINAL WHERE ${CURRENT}
    )
    ARRAY JOIN [(toUInt16(0), previous_day = 0), (monday, previous_day < monday)] AS period
    GROUP BY title, period.1`,
};

const nameOf = ({ country, device, week }: { country: string; device: number; week: number }): CellName => ({
  row: country === '' ? ALL : country,
  column: device === -1 ? ALL : String(device),
  week,
});

/** A title's lattice of countries and devices with what may be published of it. */
export interface Places {
  cells: readonly CellRow[];
  /** Viewers by week, and of the life. */
  totals: ReadonlyMap<number, number>;
  publication: Publication;
}

/** The lattices of some titles. */
export async function titlesPlaces(
  store: Store,
  titles: readonly string[],
  nowMs: number,
): Promise<Map<string, Places>> {
  const [cells, totals] = await Promise.all([
    answersByTitle<CellRow>(store, CELLS, titles),
    answersByTitle<{ title: string; week: number; viewers: number }>(store, TOTALS, titles),
  ]);
  const places = new Map<string, Places>();
  for (const title of titles) {
    const own = cells.get(title) ?? [];
    const all = totals.get(title) ?? [];
    const lattice = [
      ...own.map((cell) => ({ ...nameOf(cell), viewers: cell.viewers })),
      ...all.map(({ week, viewers }) => ({ row: ALL, column: ALL, week, viewers })),
    ];
    places.set(title, {
      cells: own,
      totals: new Map(all.map(({ week, viewers }) => [week, viewers])),
      publication: publish(lattice, dayNumber(nowMs)),
    });
    // To publish one takes milliseconds: a page must not wait for those of a whole slate.
    if (titles.length > 1) await nextTurn();
  }
  return places;
}

async function titlePlaces(store: Store, title: string, nowMs: number): Promise<Places> {
  const places = await titlesPlaces(store, [title], nowMs);
  return places.get(title) ?? { cells: [], totals: new Map(), publication: publish([], dayNumber(nowMs)) };
}

const NOTHING = Object.fromEntries(PARTS.map((part) => [part, null])) as Record<SegmentPart, null>;

/** A segment that nobody belongs to is one of fewer than 50: saying 0 would say who is not there. */
const withheldSegment = (week: number, why: Withholding): Segment => ({
  ...{ week, withheld: why, hoursMs: 0, starts: 0, viewers: 0 },
  ...NOTHING,
});

/**
 * The only way a segment's numbers get out: withheld ones without any, the others with people rounded, and none of parts
 * that are withheld.
 */
export function published(
  row: SegmentRow | undefined,
  week: number,
  why: Withholding | null,
  tells: (part: SegmentPart) => boolean,
): Segment {
  if (why !== null || row === undefined) return withheldSegment(week, why ?? 'few');
  const { hoursMs, starts, viewers } = row;
  const told = PARTS.map((part) => [part, tells(part) ? roundPeople(row[part]) : null]);
  return {
    ...{ week, withheld: null, hoursMs, starts, viewers: roundPeople(viewers) },
    ...(Object.fromEntries(told) as Pick<Segment, SegmentPart>),
  };
}

/**
 * Why a segment of a period is withheld; null: it is not.
 * @param weeks the weeks that are published
 */
export function whyWithheld(
  { week, hidden, weeks }: { week: number; hidden: boolean; weeks: readonly number[] },
  nowMs: number,
): Withholding | null {
  if (!hidden) return null;
  if (week === LIFE) return 'few';
  if (week + WEEK_DAYS > dayNumber(nowMs)) return 'openWeek';
  return weeks.includes(week) ? 'few' : 'week';
}

/** Weeks, by the day number of their Monday, that overlap a range; and the life. */
export function periodsIn(weeks: Iterable<number>, range: { fromMs: number; toMs: number }): number[] {
  const fromWeek = Math.max(1, dayNumber(mondayMs(range.fromMs)));
  const toDay = dayNumber(range.toMs - 1) + 1;
  return [...new Set(weeks)]
    .filter((week) => week === LIFE || (week >= fromWeek && week < toDay))
    .sort((a, b) => a - b);
}

/** A title's published figures by country and device: its life (week 0) first, then the weeks that overlap the range. */
export async function placeSegments(
  store: Store,
  title: string,
  filter: Filter,
  range: { fromMs: number; toMs: number },
  nowMs: number,
): Promise<Segment[]> {
  const [{ cells, publication }, hours] = await Promise.all([
    titlePlaces(store, title, nowMs),
    titleHours(store, title),
  ]);
  const wanted = { country: filter.country ?? '', device: deviceNumber(filter.device) };
  const { weeks } = publication;
  const today = dayNumber(nowMs);
  const both = wanted.country !== '' && wanted.device !== -1;
  const parts = await partsOnce(cells, both ? 'all' : 'lines', today, () => {
    const rows = cells.map((cell) => ({ ...cell, ...nameOf(cell) }));
    const lines = rows.filter(({ row, column }) => row === ALL || column === ALL);
    return publishParts(both ? rows : lines, publication, hours, today);
  });
  return periodsIn(
    cells.map((cell) => cell.week),
    range,
  ).map((week) => {
    const name = nameOf({ ...wanted, week });
    const cell = cells.find((c) => c.week === week && c.country === wanted.country && c.device === wanted.device);
    const hidden = cell === undefined || publication.withheld(name);
    const tells = (part: SegmentPart) => parts.get(part)?.withheld(name) === false;
    return published(cell, week, whyWithheld({ week, hidden, weeks }, nowMs), tells);
  });
}
