import type { Store } from '../../clickhouse/store.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import { BATCH, batchesOf, batchesOverAll, type BatchLimits, type WatchedTitle } from './batches.ts';
import { COMPLETION, countCompletion, type CompletionLimits } from './completion.ts';
import { publishedByTitle } from './exposed.ts';
import { clearScratch, scratchTitles, scratchViewers } from './scratch.ts';
import { countSlate, markExposed } from './slate.ts';
import { countTake } from './take.ts';
import { countTitles, makeCurrent } from './titles.ts';

/** Viewers of one statement that groups by viewer: 200,000 with their genres take about 150 MB. */
const VIEWERS_A_SLICE = 200_000;

/** One run: all its rows have one version, and what they say is as of one instant. */
export interface AudienceRun {
  readonly store: Store;
  readonly version: number;
  readonly asOfMs: number;
  /** Waited for between statements. */
  readonly pause: () => Promise<void>;
}

export interface AudienceOptions {
  now?: () => number;
  pause?: () => Promise<void>;
  /** What one statement takes on. */
  batch?: BatchLimits;
  /** What of completion by segment. */
  completion?: CompletionLimits;
}

/**
 * Counts who watches what: viewers by segment of every title and of the slate, preferences, overlaps, take fractions. Title
 * by title (small ones together) and slice by slice, so that memory follows the largest title and not the slate. May be cut
 * off anywhere and run again. Returns the titles.
 */
export async function rollUpAudience(store: Store, options: AudienceOptions = {}): Promise<string[]> {
  await keepVersionsGrowing(store);
  const asOfMs = (options.now ?? Date.now)();
  const pause = options.pause ?? (() => Promise.resolve());
  const run: AudienceRun = { store, version: nextVersion(store, asOfMs), asOfMs, pause };
  const { batch = BATCH } = options;
  const titles = await watchedTitles(store);
  await clearScratch(store);
  const batches = batchesOf(titles, batch);
  for (const { titles: some } of batches) {
    await scratchTitles(run, some);
    await pause();
  }
  const viewers = await countViewers(store);
  await scratchViewers(run, Math.max(1, Math.ceil(viewers / VIEWERS_A_SLICE)));
  for (const some of batchesOverAll(titles, viewers, batch)) {
    await countTitles(run, some, batch.slice);
    await pause();
  }
  await makeCurrent(run, await emptiedTitles(store, titles), 0);
  await countSlate(run, viewers);
  await countTake(run);
  // The slate is decided after its titles.
  const published = await publishedByTitle(store, batches, asOfMs);
  await markExposed(run, published);
  await finish(run, viewers);
  await countCompletion(run, titles, published, options.completion ?? COMPLETION);
  await clearScratch(store);
  return titles.map(({ title }) => title);
}

/** Titles of the catalogue that anybody viewed. */
function watchedTitles(store: Store): Promise<WatchedTitle[]> {
  return store.query<WatchedTitle>({
    name: 'audience.titles',
    lane: 'jobs',
    text: `
      SELECT title, viewers FROM served_rollup FINAL
      WHERE viewers > 0 AND title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
      ORDER BY title`,
  });
}

/** Titles that had viewers and have none any more: their plays have moved before a corrected premiere, say. */
async function emptiedTitles(store: Store, watched: readonly WatchedTitle[]): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'audience.emptied',
    lane: 'jobs',
    text: `
      SELECT title FROM served_audience_run FINAL
      WHERE title != '' AND viewers > 0 AND title NOT IN {watched:Array(String)}
      ORDER BY title`,
    params: { watched: watched.map(({ title }) => title) },
  });
  return rows.map((row) => row.title);
}

async function countViewers(store: Store): Promise<number> {
  const row = await store.one<{ viewers: number }>({
    name: 'audience.viewers',
    lane: 'jobs',
    text: 'SELECT uniqExact(viewer) AS viewers FROM scratch_audience_pair',
  });
  return row.viewers;
}

/** Makes the slate's rows the current ones: last, so that a run cut off leaves the former ones. */
async function finish(run: AudienceRun, viewers: number): Promise<void> {
  await run.store.insertSelect({
    name: 'audience.finish',
    text: `
      INSERT INTO served_audience_run
      SELECT '', {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), {viewers:UInt64}, 0`,
    params: { version: run.version, asOfMs: run.asOfMs, viewers },
  });
}
