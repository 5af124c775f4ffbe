import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HourRow } from './hours.ts';
import { ALL, LIFE, type CellName, type LatticeCell } from './lattice.ts';
import { publish, type Publication } from './privacy.ts';
import type { SegmentRow } from './segments.ts';
import { dayNumber, HOUR_MS, mondayMs } from './time.ts';

/**
 * Those of a segment's viewers who did something. What everybody did is published exactly, so that what is withheld of
 * one segment is what the others leave over: each part is a lattice of its own, of which more is withheld than is small.
 */
export const PARTS = [
  ...(['starters', 'watchers', 'completers', 'eligible7d', 'watched7d', 'completed7d'] as const),
  ...(['eligible28d', 'watched28d', 'completed28d'] as const),
] as const;
export type SegmentPart = (typeof PARTS)[number];

/** Of what else in the title's life its people are a part; each stands after those. */
const WITHIN: Record<SegmentPart, readonly (SegmentPart | 'viewers')[]> = {
  starters: ['viewers'],
  watchers: ['starters'],
  completers: ['watchers'],
  eligible7d: ['starters'],
  watched7d: ['eligible7d', 'watchers'],
  completed7d: ['eligible7d', 'completers'],
  eligible28d: ['eligible7d'],
  watched28d: ['eligible28d', 'watchers'],
  completed28d: ['eligible28d', 'completers'],
};
/** Counted by the week in which somebody became one, too. */
const BY_WEEK = ['starters', 'watchers', 'completers'] as const;
const isByWeek = (part: SegmentPart): part is (typeof BY_WEEK)[number] => BY_WEEK.some((one) => one === part);

export type NamedRow = SegmentRow & CellName;

/**
 * What is published of each part.
 *
 * @param rows every cell of a lattice (or of its lines alone: they do not depend on the body), in the life and all weeks
 * @param publication of its viewers
 * @param hours everybody's, which are exempt
 * @param today day number of now
 */
export async function publishParts(
  rows: readonly NamedRow[],
  publication: Publication,
  hours: readonly HourRow[],
  today: number,
): Promise<ReadonlyMap<SegmentPart, Publication>> {
  const weekOf = ({ hour }: HourRow) => dayNumber(mondayMs(hour * HOUR_MS));
  const byWeek = Map.groupBy(hours, weekOf);
  const publications = new Map<SegmentPart, Publication>();
  for (const part of PARTS) {
    const within = WITHIN[part];
    const spareOf = (row: NamedRow) => {
      const wholes = row.week === LIFE ? within : (['viewers'] as const);
      return Math.max(0, Math.min(...wholes.map((whole) => row[whole])) - row[part]);
    };
    const cells: LatticeCell[] = rows
      .filter(({ week }) => week === LIFE || isByWeek(part))
      .map((row) => ({ row: row.row, column: row.column, week: row.week, viewers: row[part], spare: spareOf(row) }));
    const totals = isByWeek(part)
      ? [...byWeek].map(([week, own]) => ({
          ...{ row: ALL, column: ALL, week },
          viewers: own.reduce((sum, row) => sum + row[part], 0),
        }))
      : [];
    // Each takes milliseconds of this process.
    await nextTurn();
    const wholes = within.map((whole) => (whole === 'viewers' ? publication : publications.get(whole)));
    publications.set(
      part,
      publish([...cells, ...totals], today, {
        whole: {
          weeks: publication.weeks,
          withheld: (cell) =>
            cell.week === LIFE ? wholes.some((whole) => whole?.withheld(cell) ?? true) : publication.withheld(cell),
        },
      }),
    );
  }
  return publications;
}

type Decided = Promise<ReadonlyMap<SegmentPart, Publication>>;
const known = new WeakMap<readonly object[], Map<string, Decided>>();

/** The same, decided once for rows that are kept, and once a day. */
export function partsOnce(kept: readonly object[], of: 'lines' | 'all', today: number, decide: () => Decided): Decided {
  const found = known.get(kept) ?? new Map<string, Decided>();
  known.set(kept, found);
  const name = `${of} ${today}`;
  const parts = found.get(name) ?? decide();
  found.set(name, parts);
  return parts;
}
