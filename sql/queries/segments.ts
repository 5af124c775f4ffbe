import type { Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import { DEVICES, deviceNumber } from './devices.ts';
import { ALL, LIFE, type CellName } from './lattice.ts';
import { publish, roundPeople, type Publication } from './privacy.ts';
import type { Filter, FilterOptions } from './read-model.ts';
import { dayNumber, mondayMs } from './time.ts';

/** What is published of one segment in one period: counts of people rounded, or nothing. */
export interface Segment {
  /** Monday's day number; 0 is the title's life. */
  week: number;
  withheld: boolean;
  hoursMs: number;
  starts: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
  eligible7d: number;
  completed7d: number;
  watched7d: number;
  eligible28d: number;
  completed28d: number;
  watched28d: number;
}

interface CellRow extends Segment {
  title: string;
  country: string;
  device: number;
}

/** Every cell of a title's lattice, in its life and in all its weeks: the floor is decided on all of them together. Never leaves this file unpublished. */
const CELLS = {
  name: 'title.segments',
  text: `
    SELECT title, week, country, device, false AS withheld, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers,
      eligible_7d AS eligible7d, completed_7d AS completed7d, watched_7d AS watched7d,
      eligible_28d AS eligible28d, completed_28d AS completed28d, watched_28d AS watched28d
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
  return new Map(
    titles.map((title) => {
      const own = cells.get(title) ?? [];
      const lattice = [
        ...own.map((cell) => ({ ...nameOf(cell), viewers: cell.viewers })),
        ...(totals.get(title) ?? []).map(({ week, viewers }) => ({ row: ALL, column: ALL, week, viewers })),
      ];
      return [title, { cells: own, publication: publish(lattice, dayNumber(nowMs)) }];
    }),
  );
}

async function titlePlaces(store: Store, title: string, nowMs: number): Promise<Places> {
  const places = await titlesPlaces(store, [title], nowMs);
  return places.get(title) ?? { cells: [], publication: publish([], dayNumber(nowMs)) };
}

const PEOPLE = [
  'viewers',
  'starters',
  'watchers',
  'completers',
  'eligible7d',
  'completed7d',
  'watched7d',
  'eligible28d',
  'completed28d',
  'watched28d',
] as const;

/** The only way a segment's numbers get out: withheld ones without any, the others with people rounded. */
function published(cell: CellRow, hidden: boolean): Segment {
  const shown: Segment = { ...cell, withheld: hidden };
  for (const key of PEOPLE) shown[key] = hidden ? 0 : roundPeople(cell[key]);
  if (hidden) Object.assign(shown, { hoursMs: 0, starts: 0 });
  return shown;
}

const EMPTY: Omit<Segment, 'week'> = {
  withheld: true,
  ...{ hoursMs: 0, starts: 0, viewers: 0, starters: 0, watchers: 0, completers: 0 },
  ...{ eligible7d: 0, completed7d: 0, watched7d: 0, eligible28d: 0, completed28d: 0, watched28d: 0 },
};

/** A title's published figures in a segment: its life (week 0) first, then the weeks that overlap the range. */
export async function titleSegments(
  store: Store,
  title: string,
  filter: Filter,
  range: { fromMs: number; toMs: number },
  nowMs: number,
): Promise<Segment[]> {
  const { cells, publication } = await titlePlaces(store, title, nowMs);
  const wanted = { country: filter.country ?? '', device: deviceNumber(filter.device) };
  const fromWeek = Math.max(1, dayNumber(mondayMs(range.fromMs)));
  const toDay = dayNumber(range.toMs - 1) + 1;
  return [...new Set(cells.map((cell) => cell.week))]
    .filter((week) => week === LIFE || (week >= fromWeek && week < toDay))
    .map((week) => {
      const cell = cells.find((c) => c.week === week && c.country === wanted.country && c.device === wanted.device);
      // A segment that nobody belongs to is one of fewer than 50: saying 0 would say who is not there.
      return cell ? published(cell, publication.withheld(nameOf(cell))) : { ...EMPTY, week };
    });
}

/** Countries and devices a title was played in, with their viewers (null: withheld), most first. */
export async function filterOptions(store: Store, title: string, nowMs: number): Promise<FilterOptions> {
  const { cells, publication } = await titlePlaces(store, title, nowMs);
  const life = cells.filter((cell) => cell.week === LIFE);
  const viewers = (cell: CellRow) => (publication.withheld(nameOf(cell)) ? null : roundPeople(cell.viewers));
  const byViewers = (a: { viewers: number | null; code: string }, b: { viewers: number | null; code: string }) =>
    (b.viewers ?? -1) - (a.viewers ?? -1) || (a.code < b.code ? -1 : 1);
  return {
    countries: life
      .filter((cell) => cell.device === -1)
      .map((cell) => ({ code: cell.country, viewers: viewers(cell) }))
      .sort(byViewers),
    devices: life
      .filter((cell) => cell.country === '' && cell.device >= 0)
      .map((cell) => ({ code: DEVICES[cell.device] ?? 'unknown', viewers: viewers(cell) }))
      .sort(byViewers),
  };
}
