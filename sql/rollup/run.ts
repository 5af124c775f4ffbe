import type { Store } from '../clickhouse/store.ts';
import { rollUpCatalogue } from './catalogue.ts';
import { markSlices } from './deep-marks.ts';
import { rollUpPlays } from './plays.ts';
import { rollUpSlate, rollUpTitles } from './titles.ts';
import { rollUpViewers } from './viewers.ts';
import { inTurn, keepVersionsGrowing, nextVersion } from './version.ts';
import { changedTitles, pendingLoads, recordRolled, touchedTitles, type Work } from './work.ts';

/** (title, viewer) pairs recomputed by one statement: 50,000 take about 2 s and 300 MB. */
const PAIRS_A_CHUNK = 50_000;
/** Titles whose served rows one statement rewrites. */
const TITLES_A_CHUNK = 200;
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
}

/**
 * Takes in what was loaded since the last run: recomputes touched viewers from state, rewrites the served rows of their
 * titles, and only then marks the loads as taken in. May be cut off anywhere and run again.
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
  if (loads.length > 0) {
    const segments = [...new Set(loads.map((load) => load.segment))];
    Object.assign(result, await rollUpWork(store, { segments, titles: await changedTitles(store, segments) }, options));
    await recordRolled(store, loads);
  }
  return { ...result, durationMs: performance.now() - started };
}

/** Recomputes everything about some titles (all that were ever named, if none is given) from the state. */
export async function recompute(
  store: Store,
  titles: readonly string[] | null,
  options: RollUpOptions = {},
): Promise<RollUpResult> {
  const started = performance.now();
  const all =
    titles ??
    (
      await store.query<{ title: string }>({
        name: 'recompute.titles',
        lane: 'jobs',
        text: 'SELECT title FROM (SELECT DISTINCT title FROM raw_catalog UNION DISTINCT SELECT DISTINCT title FROM play_state) ORDER BY title',
      })
    ).map((row) => row.title);
  const result = { loads: 0, pairs: 0, titles: [] as string[], version: 0, more: false };
  for (let at = 0; at < all.length; at += TITLES_A_CHUNK) {
    const part = await rollUpWork(
      store,
      { segments: [], titles: all.slice(at, at + TITLES_A_CHUNK) },
      { ...(options.now && { now: options.now }), ...(options.pause && { pause: options.pause }) },
    );
    result.pairs += part.pairs;
    result.titles.push(...part.titles);
    result.version = part.version;
    options.onProgress?.(Math.min(at + TITLES_A_CHUNK, all.length), all.length);
  }
  return { ...result, durationMs: performance.now() - started };
}

/** Rewrites the served rows of every title from what was already computed of its viewers. Returns the titles. */
export async function rollUpEveryTitle(store: Store, options: RollUpOptions = {}): Promise<string[]> {
  await keepVersionsGrowing(store);
  const asOfMs = (options.now ?? Date.now)();
  const rows = await store.query<{ title: string }>({
    name: 'rollup.every-title',
    lane: 'jobs',
    text: 'SELECT title FROM served_rollup FINAL WHERE starts > 0 ORDER BY title',
  });
  const titles = rows.map((row) => row.title);
  await writeTitles(store, titles, asOfMs, options);
  return titles;
}

async function rollUpWork(store: Store, work: Work, options: RollUpOptions) {
  await keepVersionsGrowing(store);
  const asOfMs = (options.now ?? Date.now)();
  const version = nextVersion(store, asOfMs);
  await rollUpCatalogue(store, work.titles, version);
  const touched = await touchedTitles(store, work);
  const pairs = touched.reduce((sum, row) => sum + row.pairs, 0);
  const chunks = Math.max(1, Math.ceil(pairs / PAIRS_A_CHUNK));
  for (let chunk = 0; chunk < chunks && pairs > 0; chunk += 1) {
    await rollUpPlays(store, work, chunk, chunks, version);
    await options.pause?.();
    await rollUpViewers(store, work, chunk, chunks, version);
    await options.pause?.();
    options.onProgress?.(chunk + 1, chunks);
  }
  // Before any row says how far it has come: a slice without a mark that it has not seen holds all of it.
  await markSlices(store, work, nextVersion(store, asOfMs));
  const titles = [...new Set([...touched.map((row) => row.title), ...work.titles])].sort();
  await writeTitles(store, titles, asOfMs, options);
  if (pairs > 0) await inTurn(store, () => rollUpSlate(store, nextVersion(store, asOfMs)));
  return { pairs, titles, version };
}

/**
 * Writes the served rows of titles, with versions of their own that are taken when the viewers are written: the daily run
 * of all titles may have begun beside a roll-up and read them before, and what it writes must not outrank it.
 */
async function writeTitles(
  store: Store,
  titles: readonly string[],
  asOfMs: number,
  { pause }: RollUpOptions,
): Promise<void> {
  for (let at = 0; at < titles.length; at += TITLES_A_CHUNK) {
    const chunk = titles.slice(at, at + TITLES_A_CHUNK);
    await inTurn(store, () => rollUpTitles(store, chunk, nextVersion(store, asOfMs), asOfMs));
    await pause?.();
  }
}
