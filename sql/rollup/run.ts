import type { Store } from '../clickhouse/store.ts';
import { SLATE } from '../queries/shelf.ts';
import { dayNumber } from '../queries/time.ts';
import { rollUpCatalogue, titlesWithNewRuntimes, touchTitlesLeft } from './catalogue.ts';
import { chunksOf, rollUpChunk } from './chunks.ts';
import { markSlices } from './deep-marks.ts';
import { everything, finish } from './everything.ts';
import { stateFromRaw } from './from-raw.ts';
import { rollUpPeople } from './people.ts';
import { markTouched, refresh } from './refresh.ts';
import { WHOLE } from './slices.ts';
import { anyDirty, leavesOfTitles, touchedSlices } from './state.ts';
import { keepVersionsGrowing, nextVersion } from './version.ts';
import { changedTitles, pendingLoads, recordRolled, type Work } from './work.ts';

/** Loads taken in by one run; the list travels as a parameter. */
const LOADS_A_RUN = 2_000;

export interface RollUpResult {
  loads: number;
  pairs: number;
  titles: string[];
  version: number;
  durationMs: number;
  /** There may be more to take in. */
  more: boolean;
}

export interface RollUpOptions {
  now?: () => number;
  /** Called as chunks finish. */
  onProgress?: (done: number, total: number) => void;
  /** Waited for between statements, so that others get their turn; the run ends with its error. */
  pause?: () => Promise<void>;
  /** About how many people's slices may be summed by this run; without it all that are marked. */
  budget?: number;
  /** People of a slice; for tests. */
  peopleASlice?: number;
}

/**
 * Takes in what was loaded since the last run: recomputes touched viewers from state, sums the slices they are in, rewrites
 * the served rows of their titles, and only then marks the loads as taken in. What the budget leaves undone stays marked in
 * the store for the next run. May be cut off anywhere and run again.
 */
export async function rollUp(store: Store, options: RollUpOptions = {}): Promise<RollUpResult> {
  const started = performance.now();
  const loads = await pendingLoads(store, LOADS_A_RUN);
  const result = {
    loads: loads.length,
    pairs: 0,
    titles: [] as string[],
    version: 0,
    more: loads.length === LOADS_A_RUN,
  };
  if (loads.length > 0 || (await anyDirty(store))) {
    await keepVersionsGrowing(store);
    const asOfMs = (options.now ?? Date.now)();
    const segments = [...new Set(loads.map((load) => load.segment))];
    const [segment] = segments;
    const sinceMs = Math.min(...loads.map((load) => load.loadedAtMs));
    if (segment !== undefined) await touchTitlesLeft(store, segment, await changedTitles(store, segments));
    const work = { segments, titles: await changedTitles(store, segments) };
    if (loads.length > 0) Object.assign(result, await rollUpWork(store, work, { ...options, asOfMs, sinceMs }));
    const { titles, more } = await refresh(store, { ...options, asOfMs });
    result.titles = titles;
    result.more ||= more;
    await recordRolled(store, loads);
  }
  return { ...result, durationMs: performance.now() - started };
}

/**
 * Recomputes everything about some titles (all that were ever named, if none is given) from their records. May be cut off
 * anywhere; one of all titles then goes on where it was, unless it is to begin `anew`.
 */
export async function recompute(
  store: Store,
  titles: readonly string[] | null,
  { anew = false, onProgress, ...options }: RollUpOptions & { anew?: boolean } = {},
): Promise<RollUpResult> {
  const started = performance.now();
  const clock = options.now ?? Date.now;
  await keepVersionsGrowing(store);
  const all = titles === null ? await everything(store, anew, clock()) : null;
  const pieces = all?.pieces ?? (titles && titles.length > 0 ? [[...titles]] : []);
  const total = all?.before ?? titles?.length ?? 0;
  let done = total - (all?.titles ?? total);
  const result = { loads: 0, pairs: 0, titles: [] as string[], version: 0, more: false };
  for (const piece of pieces) {
    onProgress?.(done, total);
    await keepVersionsGrowing(store);
    const asOfMs = clock();
    // Who was taken away is in no pair that is left: any slice of the slate may have held them.
    if ((await stateFromRaw(store, piece, options.pause)) > 0)
      await markTouched(store, [{ title: SLATE, slice: WHOLE }], Date.now(), asOfMs);
    const work = { segments: [], titles: piece };
    const part = await rollUpWork(store, work, { ...options, asOfMs, sinceMs: Date.now() });
    await refresh(store, { ...options, asOfMs });
    if (all) await finish(store, piece, asOfMs);
    result.pairs += part.pairs;
    result.titles.push(...piece);
    result.version = part.version;
    done += piece.length;
  }
  onProgress?.(total, total);
  return { ...result, durationMs: performance.now() - started };
}

/**
 * Sums the slices of every title anew that were summed on another UTC day, from what was already computed of their viewers:
 * who is old enough to count is decided by the day. Titles whose runtime has changed since are computed anew. A second run of a day finds nothing to do. Returns the titles.
 */
export async function rollUpEveryTitle(store: Store, options: RollUpOptions = {}): Promise<string[]> {
  await keepVersionsGrowing(store);
  // What waits is not in it yet: nothing may say to be newer than that.
  const [oldest] = await pendingLoads(store, 1);
  const asOfMs = Math.min((options.now ?? Date.now)(), oldest?.loadedAtMs ?? Infinity);
  const changed = await titlesWithNewRuntimes(store, asOfMs);
  if (changed.length > 0)
    await rollUpWork(store, { segments: [], titles: changed }, { ...options, asOfMs, sinceMs: Date.now() });
  const rows = await store.query<{ title: string }>({
    name: 'rollup.every-title',
    lane: 'jobs',
    text: 'SELECT title FROM served_rollup FINAL WHERE starts > 0 ORDER BY title',
  });
  const leaves = await leavesOfTitles(
    store,
    rows.map(({ title }) => title),
  );
  const due = [...leaves.values()].flat().filter((leaf) => dayNumber(leaf.asOfMs) !== dayNumber(asOfMs));
  await markTouched(store, due, Date.now(), asOfMs);
  await refresh(store, { ...options, asOfMs });
  return [...new Set([...changed, ...due.map(({ title }) => title)])];
}

/** Recomputes the viewers of a piece of work and marks the slices they are in. */
async function rollUpWork(store: Store, work: Work, options: RollUpOptions & { asOfMs: number; sinceMs: number }) {
  const { asOfMs, sinceMs } = options;
  const version = nextVersion(store, asOfMs);
  await rollUpCatalogue(store, work.titles, version, asOfMs);
  const touched = await touchedSlices(store, work);
  const chunks = chunksOf(touched);
  for (const [done, chunk] of chunks.entries()) {
    await rollUpChunk(store, work, chunk, version, options.pause);
    options.onProgress?.(done + 1, chunks.length);
  }
  const pairs = touched.reduce((sum, row) => sum + (row.title === SLATE ? 0 : row.pairs), 0);
  await rollUpPeople(store, work, pairs, options);
  // Before any row says how far it has come: a slice without a mark that it has not seen holds all of it.
  await markSlices(store, work, nextVersion(store, asOfMs), sinceMs);
  // A title whose catalogue changed is served anew also where nobody watched it.
  const changed = work.titles.map((title) => ({ title, slice: WHOLE }));
  await markTouched(store, [...touched, ...changed], sinceMs, asOfMs);
  return { pairs, version };
}
