import type { Store } from '../clickhouse/store.ts';
import { DEVICES, deviceNumber } from './devices.ts';
import { cellKey, roundPeople, withheldCells } from './privacy.ts';
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
  country: string;
  device: number;
}

/** Every cell of a title's lattice for its life and the weeks in a range: what the floor is decided on. Never leaves this file unpublished. */
async function cells(store: Store, title: string, fromMs: number, toMs: number): Promise<CellRow[]> {
  return store.query<CellRow>({
    name: 'title.segments',
    text: `
      SELECT week, country, device, false AS withheld, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers,
        eligible_7d AS eligible7d, completed_7d AS completed7d, watched_7d AS watched7d,
        eligible_28d AS eligible28d, completed_28d AS completed28d, watched_28d AS watched28d
      FROM served_title_segment FINAL
      WHERE title = {title:String} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})
        AND (week = 0 OR (week >= {fromWeek:UInt16} AND week < {toDay:UInt16}))
      ORDER BY week, country, device`,
    params: { title, fromWeek: Math.max(1, dayNumber(mondayMs(fromMs))), toDay: dayNumber(toMs - 1) + 1 },
  });
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
function publish(cell: CellRow, hidden: boolean): Segment {
  const published: Segment = { ...cell, withheld: hidden };
  for (const key of PEOPLE) published[key] = hidden ? 0 : roundPeople(cell[key]);
  if (hidden) Object.assign(published, { hoursMs: 0, starts: 0 });
  return published;
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
): Promise<Segment[]> {
  const all = await cells(store, title, range.fromMs, range.toMs);
  const wanted = cellKey({ country: filter.country ?? '', device: deviceNumber(filter.device) });
  return [...Map.groupBy(all, (cell) => cell.week)].map(([week, lattice]) => {
    const hidden = withheldCells(lattice);
    const cell = lattice.find((candidate) => cellKey(candidate) === wanted);
    // A segment that nobody belongs to is one of fewer than 50: saying 0 would say who is not there.
    return cell ? publish(cell, hidden.has(wanted)) : { ...EMPTY, week };
  });
}

/** Countries and devices a title was played in, with their viewers (null: withheld), most first. */
export async function filterOptions(store: Store, title: string): Promise<FilterOptions> {
  const lattice = (await cells(store, title, 0, 0)).filter((cell) => cell.week === 0);
  const hidden = withheldCells(lattice);
  const viewers = (cell: CellRow) => (hidden.has(cellKey(cell)) ? null : roundPeople(cell.viewers));
  const byViewers = (a: { viewers: number | null; code: string }, b: { viewers: number | null; code: string }) =>
    (b.viewers ?? -1) - (a.viewers ?? -1) || (a.code < b.code ? -1 : 1);
  return {
    countries: lattice
      .filter((cell) => cell.device === -1)
      .map((cell) => ({ code: cell.country, viewers: viewers(cell) }))
      .sort(byViewers),
    devices: lattice
      .filter((cell) => cell.country === '' && cell.device >= 0)
      .map((cell) => ({ code: DEVICES[cell.device] ?? 'unknown', viewers: viewers(cell) }))
      .sort(byViewers),
  };
}
