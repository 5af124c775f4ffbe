import { EVERYBODY, orNone, preferred } from './preference.ts';
import type { AudienceRun } from './run.ts';

/** Writes what is served of one title's audience: viewers by segment, by preference, and shared with other titles. */
export async function countTitle(run: AudienceRun, title: string): Promise<void> {
  await countSegments(run, title);
  await run.pause();
  await countPreferences(run, title);
  await run.pause();
  await countOverlaps(run, title);
  await run.store.insertSelect({
    name: 'audience.title-current',
    text: `
      INSERT INTO served_audience_run
      SELECT {title:String}, {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), count()
      FROM scratch_audience_pair WHERE title = {title:String}`,
    params: { title, version: run.version, asOfMs: run.asOfMs },
  });
}

/** Viewers by one segment, in the life and by week. Regions lie in countries and are counted for the life only. */
async function countSegments({ store, version }: AudienceRun, title: string): Promise<void> {
  await store.insertSelect({
    name: 'audience.title-segments',
    text: `
      INSERT INTO served_audience
      SELECT {title:String}, week, cell.1, cell.2, '', '', {version:UInt64}, count(), 0
      FROM (SELECT viewer, weeks, regions, audio FROM scratch_audience_pair WHERE title = {title:String}) AS p
      INNER JOIN (
        SELECT viewer, age_band, gender, plan FROM scratch_audience_viewer
        WHERE viewer IN (SELECT viewer FROM scratch_audience_pair WHERE title = {title:String})
      ) AS v ON v.viewer = p.viewer
      ARRAY JOIN arrayConcat(
        [('all', ''), ('age_band', toString(v.age_band)), ('gender', toString(v.gender)), ('plan', toString(v.plan))],
        arrayMap(x -> ('audio', x), p.audio), arrayMap(x -> ('region', x), p.regions)) AS cell
      ARRAY JOIN if(cell.1 = 'region', [toUInt16(0)], arrayPushFront(p.weeks, toUInt16(0))) AS week
      GROUP BY week, cell.1, cell.2`,
    params: { title, version },
  });
}

/**
 * Viewers of the title, and all viewers, by the genres they prefer when the title's own hours are left out: of theirs and of
 * everybody's. A thriller's viewers would else prefer thrillers because of it.
 */
async function countPreferences({ store, version }: AudienceRun, title: string): Promise<void> {
  await store.insertSelect({
    name: 'audience.title-preferences',
    text: `
      INSERT INTO served_audience
      WITH
        (SELECT arrayDistinct(genres) FROM served_title FINAL WHERE title = {title:String} AND deleted = 0) AS own_genres,
        arrayMap(x -> (x.1, x.2 - if(has(own_genres, x.1), intDiv(o.recent_ms * 1000, greatest(length(own_genres), 1)), 0)), v.genres) AS others,
        ${preferred('others', 'v.recent_us - o.recent_ms * 1000')} AS liked
      SELECT {title:String}, 0, 'preference', genre, '', '', {version:UInt64}, countIf(o.watched), count()
      FROM scratch_audience_viewer AS v
      LEFT JOIN (SELECT viewer, recent_ms, true AS watched FROM scratch_audience_pair WHERE title = {title:String}) AS o ON o.viewer = v.viewer
      CROSS JOIN ${EVERYBODY} AS e
      ARRAY JOIN ${orNone('liked')} AS genre
      GROUP BY genre`,
    params: { title, leftOut: title, version },
  });
}

/** Viewers shared with every title of a greater id: each pair is counted once. */
async function countOverlaps({ store, version }: AudienceRun, title: string): Promise<void> {
  await store.insertSelect({
    name: 'audience.title-overlaps',
    text: `
      INSERT INTO served_overlap
      SELECT {title:String}, title, {version:UInt64}, count()
      FROM scratch_audience_pair
      WHERE title > {title:String} AND viewer IN (SELECT viewer FROM scratch_audience_pair WHERE title = {title:String})
      GROUP BY title`,
    params: { title, version },
  });
}
