import type { Store } from '../clickhouse/store.ts';
import { deepen, takeNewDepths } from './deep-depth.ts';
import { staleSlices } from './deep-marks.ts';
import { countSlice, peopleOf } from './deep-slice.ts';
import { writeRetentionCurves } from './retention-curves.ts';
import { inTurn, keepVersionsGrowing, nextVersion } from './version.ts';

/** Viewers of a piece of work. */
const PEOPLE_A_SLICE = 16_000;
/** Titles that may share one, where they are small; also how many stale slices are looked at. */
const TITLES_A_PIECE = 200;

export interface DeepOptions {
  now?: () => number;
  /** Only these titles. */
  titles?: readonly string[];
  /** Viewers of a piece; more than this, and a title's slices are halved. */
  people?: number;
}

export interface DeepPiece {
  slice: number;
  titles: string[];
  durationMs: number;
}

/**
 * Counts one piece of what is stale of the deep metrics, the oldest first: a slice of one title, together with the same of
 * others while they are small. Null when nothing is stale. May be cut off anywhere and run again.
 */
export function rollUpDeep(store: Store, options: DeepOptions = {}): Promise<DeepPiece | null> {
  // One at a time: a person may have asked for a recompute beside the job.
  return inTurn(store, () => nextPiece(store, options), 'deep');
}

/** Counts everything that is stale. Waits for `pause` after each piece, which ends the work with its error. */
export async function rollUpAllDeep(
  store: Store,
  options: DeepOptions & { pause?: (piece: DeepPiece) => Promise<void> } = {},
): Promise<void> {
  for (let piece = await rollUpDeep(store, options); piece; piece = await rollUpDeep(store, options))
    await options.pause?.(piece);
}

async function nextPiece(store: Store, options: DeepOptions): Promise<DeepPiece | null> {
  const { now = Date.now, people = PEOPLE_A_SLICE } = options;
  const started = performance.now();
  const asOfMs = now();
  await takeNewDepths(store);
  const stale = await staleSlices(store, asOfMs, TITLES_A_PIECE, options.titles);
  const [oldest] = stale;
  if (!oldest) return null;
  await keepVersionsGrowing(store);
  const same = stale.filter((row) => row.slice === oldest.slice);
  const sizes = await peopleOf(
    store,
    oldest.slice,
    same.map((row) => row.title),
  );
  const sizeOf = (row: { title: string }) => sizes.get(row.title) ?? 0;
  const done = (titles: string[]) => ({ slice: oldest.slice, titles, durationMs: performance.now() - started });
  if (sizeOf(oldest) > people && !oldest.changing) {
    await deepen(store, oldest, people, asOfMs);
    return done([oldest.title]);
  }
  let room = people - sizeOf(oldest);
  const others = same.slice(1).filter((row) => {
    const fits = sizeOf(row) <= room;
    if (fits) room -= sizeOf(row);
    return fits;
  });
  const version = nextVersion(store, asOfMs);
  const titles = [oldest, ...others].map(({ title, mark, ...row }) => ({
    title,
    seen: mark,
    // Greater than the present one's also when that was written by another machine with a faster clock.
    version: Math.max(version, row.version + 1, row.changed + 1),
  }));
  await countSlice(store, { slice: oldest.slice, titles, asOfMs });
  const names = titles.map((row) => row.title);
  await writeRetentionCurves(store, names, version);
  return done(names);
}
