import type { Store } from '../clickhouse/store.ts';
import { SEGMENT_COLUMNS } from '../queries/segments.ts';
import type { Slice } from './slices.ts';

/** A title whose parts are all there, and when the oldest of them that is behind was read. */
export interface SummedTitle {
  title: string;
  slices: readonly Slice[];
  asOfMs: number;
}

/** The parts that count: one for each slice that is not cut further. */
const PARTS = 'title_part AS p FINAL';
const CURRENT = `title IN {titles:Array(String)} AND (title, slice) IN (
  SELECT one.1, one.2 FROM (SELECT arrayJoin(arrayZip({partTitles:Array(String)}, {partSlices:Array(UInt32)})) AS one)
)`;

/** Sums of a row's members, in the order of the served table's columns. */
const sums = (...members: string[]) => members.map((member) => `sum(row.${member})`).join(', ');

/**
 * Rewrites the served rows of some titles from their parts, all with one version, and last the row of `served_rollup` that
 * makes it the current one. Titles that are not (or no longer) in the catalogue get no rows.
 */
export async function serveTitles(store: Store, summed: readonly SummedTitle[], version: number): Promise<void> {
  const parts = summed.flatMap(({ title, slices }) => slices.map((slice) => ({ title, slice })));
  const params = {
    version,
    titles: summed.map(({ title }) => title),
    asOfMs: summed.map(({ asOfMs }) => asOfMs),
    partTitles: parts.map(({ title }) => title),
    partSlices: parts.map(({ slice }) => slice),
  };
  const run = (name: string, text: string) => store.insertSelect({ name, text, params });

  await run(
    'rollup.title-hours',
    `INSERT INTO served_title_hour
     SELECT title, row.hour AS hour, {version:UInt64}, ${sums('hours_ms', 'starts', 'viewers', 'starters', 'watchers', 'completers')}
     FROM ${PARTS} ARRAY JOIN p.hours AS row WHERE ${CURRENT} GROUP BY title, hour`,
  );
  await run(
    'rollup.title-reach',
    `INSERT INTO served_title_reach
     SELECT title, row.day AS day, row.previous_day AS previous_day, {version:UInt64}, ${sums('viewers')}
     FROM ${PARTS} ARRAY JOIN p.reach AS row WHERE ${CURRENT} GROUP BY title, day, previous_day`,
  );
  await run(
    'rollup.title-cohorts',
    `INSERT INTO served_title_cohort
     SELECT title, row.first_day AS first_day, {version:UInt64}, row.base_day AS base_day,
       ${sums('starters', 'watched_7d', 'watched_28d', 'completed_7d', 'completed_28d')}
     FROM ${PARTS} ARRAY JOIN p.cohorts AS row WHERE ${CURRENT} GROUP BY title, first_day, base_day`,
  );
  await run(
    'rollup.title-segments',
    `INSERT INTO served_title_segment
     SELECT title, row.week AS week, row.country AS country, row.device AS device, {version:UInt64},
       ${sums(...Object.keys(SEGMENT_COLUMNS))}
     FROM ${PARTS} ARRAY JOIN p.segments AS row WHERE ${CURRENT} GROUP BY title, week, country, device`,
  );
  await run(
    'rollup.title-current',
    `INSERT INTO served_rollup
     SELECT title, {version:UInt64}, fromUnixTimestamp64Milli(transform(toString(title), {titles:Array(String)}, {asOfMs:Array(Int64)}, toInt64(0)), 'UTC'),
       sum(p.hours_ms), sum(p.starts), sum(p.viewers), sum(p.starters), sum(p.watchers), sum(p.completers),
       sum(p.before_premiere_plays), sum(p.before_premiere_ms), sum(p.derived_plays)
     FROM ${PARTS} WHERE ${CURRENT} GROUP BY title`,
  );
}

/** Distinct people of the whole slate, by UTC day and the day they were active before, from its parts. */
export async function serveSlate(
  store: Store,
  { slices, asOfMs }: Omit<SummedTitle, 'title'>,
  version: number,
): Promise<void> {
  await store.insertSelect({
    name: 'rollup.slate',
    params: { version, asOfMs, slices },
    text: `
      INSERT INTO served_slate_reach (day, previous_day, version, viewers, as_of)
      SELECT row.day AS day, row.previous_day AS previous_day, {version:UInt64}, ${sums('viewers')}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC')
      FROM slate_part AS p FINAL ARRAY JOIN p.reach AS row
      WHERE slice IN {slices:Array(UInt32)} GROUP BY day, previous_day`,
  });
}
