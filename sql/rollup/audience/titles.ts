import { cut, levelsToCut, WHOLE } from '../slices.ts';
import type { Batch } from './batches.ts';
import { countLaunch } from './launch.ts';
import { EVERYBODY, OTHERS, OTHERS_US, orNone, preferred } from './preference.ts';
import type { AudienceRun } from './run.ts';

/**
 * Writes what is served of some titles' audiences: viewers by segment, by preference, and shared with other titles, and the
 * figures of their launches by segment.
 *
 * @param peopleASlice viewers at a time where what each of them played is held.
 */
export async function countTitles(run: AudienceRun, { titles, viewers }: Batch, peopleASlice: number): Promise<void> {
  await countSegments(run, titles);
  await run.pause();
  await countPreferences(run, titles);
  await run.pause();
  await countOverlaps(run, titles);
  const depth = levelsToCut(WHOLE, viewers, peopleASlice);
  for (const slice of cut(WHOLE, depth).leaves) {
    await run.pause();
    await countLaunch(run, titles, slice);
  }
  await makeCurrent(run, titles, depth);
}

/** Makes what this run wrote of some titles current: what former ones wrote has vanished. */
export async function makeCurrent(run: AudienceRun, titles: readonly string[], depth: number): Promise<void> {
  await run.store.insertSelect({
    name: 'audience.titles-current',
    text: `
      INSERT INTO served_audience_run
      SELECT k.title, {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), p.viewers, {depth:UInt8}
      FROM (SELECT arrayJoin({titles:Array(String)}) AS title) AS k
      LEFT JOIN (SELECT title, count() AS viewers FROM scratch_audience_pair WHERE ${AMONG} GROUP BY title) AS p ON p.title = k.title`,
    params: { titles, version: run.version, asOfMs: run.asOfMs, depth },
  });
}

const AMONG = 'title IN {titles:Array(String)}';

/** Viewers by one segment, in the life and by week. Regions lie in countries and are counted for the life only. */
async function countSegments({ store, version }: AudienceRun, titles: readonly string[]): Promise<void> {
  await store.insertSelect({
    name: 'audience.titles-segments',
    text: `
      INSERT INTO served_audience
      SELECT p.title, week, cell.1, cell.2, '', '', {version:UInt64}, count(), 0
      FROM (SELECT title, viewer, weeks, regions, audio FROM scratch_audience_pair WHERE ${AMONG}) AS p
      INNER JOIN (
        SELECT viewer, age_band, gender, plan FROM scratch_audience_viewer
        WHERE viewer IN (SELECT viewer FROM scratch_audience_pair WHERE ${AMONG})
      ) AS v ON v.viewer = p.viewer
      ARRAY JOIN arrayConcat(
        [('all', ''), ('age_band', toString(v.age_band)), ('gender', toString(v.gender)), ('plan', toString(v.plan))],
        arrayMap(x -> ('audio', x), p.audio), arrayMap(x -> ('region', x), p.regions)) AS cell
      ARRAY JOIN if(cell.1 = 'region', [toUInt16(0)], arrayPushFront(p.weeks, toUInt16(0))) AS week
      GROUP BY p.title, week, cell.1, cell.2`,
    params: { titles, version },
  });
}

/**
 * Viewers of each title, and all viewers, by the genres they prefer when the title's own hours are left out: of theirs and
 * of everybody's. A thriller's viewers would else prefer thrillers because of it.
 */
async function countPreferences({ store, version }: AudienceRun, titles: readonly string[]): Promise<void> {
  await store.insertSelect({
    name: 'audience.titles-preferences',
    text: `
      INSERT INTO served_audience
      WITH ${OTHERS} AS others, ${preferred('others', OTHERS_US)} AS liked
      SELECT e.left_out, 0, 'preference', genre, '', '', {version:UInt64}, countIf(o.watched), count()
      FROM scratch_audience_viewer AS v
      CROSS JOIN ${EVERYBODY} AS e
      LEFT JOIN (SELECT toString(title) AS title, viewer, recent_ms, true AS watched FROM scratch_audience_pair WHERE ${AMONG}) AS o
        ON o.title = e.left_out AND o.viewer = v.viewer
      ARRAY JOIN ${orNone('liked')} AS genre
      GROUP BY e.left_out, genre`,
    params: { titles, leftOut: titles, version },
  });
}

/** Viewers shared with every title of a greater id: each pair is counted once. */
async function countOverlaps({ store, version }: AudienceRun, titles: readonly string[]): Promise<void> {
  await store.insertSelect({
    name: 'audience.titles-overlaps',
    text: `
      INSERT INTO served_overlap
      SELECT o.title, p.title, {version:UInt64}, count()
      FROM scratch_audience_pair AS p
      INNER JOIN (SELECT title, viewer FROM scratch_audience_pair WHERE ${AMONG}) AS o ON o.viewer = p.viewer
      WHERE p.title > o.title
      GROUP BY o.title, p.title`,
    params: { titles, version },
  });
}
