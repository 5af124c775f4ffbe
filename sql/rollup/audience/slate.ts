import { exposedOnSlate, toldByTitles } from '../../queries/privacy.ts';
import { EVERYBODY, orNone, preferred } from './preference.ts';
import type { AudienceRun } from './run.ts';

/** A segment's viewers on one title, and whether the title withholds them. */
export interface TitleSegment {
  title: string;
  dimension: string;
  value: string;
  viewers: number;
  withheld: boolean;
}

/** Viewers of the slate by one segment, and by preference with country and age band. */
export async function countSlate({ store, version, pause }: AudienceRun, viewers: number): Promise<void> {
  await store.insertSelect({
    name: 'audience.slate-segments',
    text: `
      INSERT INTO served_audience
      SELECT '', 0, cell.1, cell.2, '', '', {version:UInt64}, count(), 0
      FROM scratch_audience_viewer
      ARRAY JOIN arrayConcat(
        [('age_band', toString(age_band)), ('gender', toString(gender)), ('plan', toString(plan))],
        arrayMap(x -> ('country', x), countries), arrayMap(x -> ('device', toString(x)), devices),
        arrayMap(x -> ('region', x), regions), arrayMap(x -> ('audio', x), audio)) AS cell
      GROUP BY cell.1, cell.2
      UNION ALL
      SELECT '', 0, 'all', '', '', '', {version:UInt64}, {viewers:UInt64}, 0`,
    params: { version, viewers },
  });
  await pause();
  await store.insertSelect({
    name: 'audience.slate-preferences',
    text: `
      INSERT INTO served_audience
      WITH ${preferred('v.genres', 'v.recent_us')} AS liked
      SELECT '', 0, 'preference', genre, other.1, other.2, {version:UInt64}, count(), 0
      FROM scratch_audience_viewer AS v
      CROSS JOIN ${EVERYBODY} AS e
      ARRAY JOIN ${orNone('liked')} AS genre
      ARRAY JOIN arrayConcat([('', ''), ('age_band', toString(v.age_band))], arrayMap(x -> ('country', x), v.countries)) AS other
      GROUP BY genre, other.1, other.2`,
    params: { version, leftOut: [''] },
  });
  await pause();
}

/** Notes which segments of the slate its titles would give away, and how many people of each they tell of. */
export async function markExposed({ store, version }: AudienceRun, titles: readonly TitleSegment[]): Promise<void> {
  const slate = await store.query<{ dimension: string; value: string; viewers: number }>({
    name: 'audience.slate-counted',
    lane: 'jobs',
    text: `
      SELECT dimension, value, viewers FROM served_audience FINAL
      WHERE title = '' AND other_dimension = '' AND dimension NOT IN ('all', 'preference') AND version = {version:UInt64}`,
    params: { version },
  });
  const byDimension = Map.groupBy(slate, (cell) => cell.dimension);
  const rows = [...byDimension].flatMap(([dimension, cells]) => {
    const ofTitles = titles.filter((cell) => cell.dimension === dimension);
    const exposed = exposedOnSlate(cells, ofTitles);
    const told = toldByTitles(ofTitles);
    return cells
      .map(({ value }) => ({ dimension, value, exposed: exposed.has(value) ? 1 : 0, at_least: told.get(value) ?? 0 }))
      .filter((row) => row.exposed === 1 || row.at_least > 0);
  });
  await store.insertRows(
    'audience.exposed',
    'served_audience_exposed',
    rows.map((row) => ({ ...row, version })),
  );
}
