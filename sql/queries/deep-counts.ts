import type { Store } from '../clickhouse/store.ts';
import { whileUnchanged, whileVersion } from './answers.ts';
import { OF_A_SEGMENT, OF_EVERYBODY, type Telling } from './telling.ts';

/** What the slices of a title count; `deep_slice.counts` lists the names. */
export type Counted =
  | 'viewers'
  | 'watched'
  | 'played'
  | 'starters'
  | 'furthest'
  | 'hooking'
  | 'hooked'
  | 'days_to_complete'
  | 'measured'
  | 'content'
  | 'content_squares'
  | 'bingers'
  | 'caught_up'
  | 'active'
  | 'active_days'
  | 'active_day_squares'
  | 'ms'
  | 'second_squares'
  | 'second_days'
  | 'day_episodes'
  | 'day_episode_squares'
  | 'day_episode_days';

/** One count of something: at a cell, a day or a number of days, as `what` has it. */
export interface CountAt {
  at: number;
  n: number;
}

/** A title's counts, added up over its slices. */
export class DeepCounts {
  /** When the oldest of its slices was true; null: nothing was counted yet. */
  readonly asOfMs: number | null;
  readonly telling: Telling;
  readonly #counts: ReadonlyMap<string, readonly CountAt[]>;

  constructor(asOfMs: number | null, rows: readonly CountRow[], telling: Telling = OF_EVERYBODY) {
    this.asOfMs = asOfMs;
    this.telling = telling;
    this.#counts = new Map(
      rows.map(({ what, episode, at, n }) => [key(what, episode), at.map((where, i) => ({ at: where, n: n[i] ?? 0 }))]),
    );
  }

  /** By `at`, ascending. */
  of(what: Counted, episode = ''): readonly CountAt[] {
    return this.#counts.get(key(what, episode)) ?? [];
  }

  /** Of all that was counted together: another one, and something was counted anew. */
  get mark(): string {
    const sums = [...this.#counts].map(([name, counts]) => [name, counts.reduce((sum, { n }) => sum + n, 0)]);
    return JSON.stringify(sums.sort());
  }

  /** All of it, wherever. */
  total(what: Counted, episode = ''): number {
    return this.of(what, episode).reduce((sum, count) => sum + count.n, 0);
  }
}

const key = (what: string, episode: string) => `${what} ${episode}`;

/**
 * Reads a title's counts. A slice without anything it has not seen, and whose retention is mature, is as true as the
 * title's other figures are; any other one as of when it was counted.
 */
export async function deepCounts(store: Store, title: string): Promise<DeepCounts> {
  const [served] = await whileUnchanged(store, `title.deep-slices ${title}`, () => servedSlices(store, title));
  if (!served || served.slices === 0) return new DeepCounts(null, []);
  const { version, asOfMs } = served;
  // A slice that is counted anew has a greater version than before, and so the sum is another one.
  return new DeepCounts(
    asOfMs,
    await whileVersion(store, `title.deep-counts ${title}`, version, () => readCounts(store, title)),
  );
}

/** How many slices a title is served from, the sum of their versions, and as of when they are all true. */
function servedSlices(store: Store, title: string): Promise<{ slices: number; version: number; asOfMs: number }[]> {
  return store.query({
    name: 'title.deep-slices',
    text: `
      WITH (SELECT max(as_of) FROM served_rollup WHERE title = {title:String}) AS rolled_up
      SELECT count() AS slices, sum(own_version) AS version,
        toUnixTimestamp64Milli(min(if(mark > seen OR mature_at > as_of, as_of, greatest(as_of, rolled_up)))) AS asOfMs
      FROM (
        SELECT d.slice AS slice, any(d.version) AS own_version, any(d.seen) AS seen, any(d.as_of) AS as_of, any(d.mature_at) AS mature_at, max(m.version) AS mark
        FROM (
          SELECT slice, version, seen, as_of, mature_at, arrayJoin(arrayMap(j -> toUInt32(bitShiftRight(slice, j)), range(32))) AS above
          FROM ${SERVED}
        ) AS d
        LEFT JOIN (SELECT slice, version FROM deep_mark FINAL WHERE title = {title:String}) AS m ON m.slice = d.above
        GROUP BY d.slice
      )`,
    params: { title },
  });
}

interface CountRow {
  what: Counted;
  episode: string;
  at: number[];
  n: number[];
}

function readCounts(store: Store, title: string): Promise<CountRow[]> {
  return store.query<CountRow>({
    name: 'title.deep-counts',
    text: summed(SERVED, ''),
    params: { title },
  });
}

/** Adds up counts of the rows of slices; squares of parts of a million come to more than 64 bits at nine million people. */
const summed = (slices: string, where: string, by: 'value, ' | '' = '') => `
  SELECT ${by} toString(what) AS what, episode, groupArray(at) AS at, groupArray(n) AS n
  FROM (
    SELECT ${by} c.what AS what, c.episode AS episode, c.at AS at, toFloat64(sum(toInt128(c.n))) AS n
    FROM ${slices} ARRAY JOIN counts AS c ${where}
    GROUP BY ${by} what, episode, at ORDER BY what, episode, at
  )
  GROUP BY ${by} what, episode`;

/** The slices that a title is served from. */
const SERVED = `(
  WITH (SELECT argMax(depth, version) FROM deep_title WHERE title = {title:String}) AS served_depth
  SELECT * FROM deep_slice FINAL
  WHERE title = {title:String} AND slice >= exp2(served_depth) AND slice < exp2(served_depth + 1)
)`;

/** The slices that a title's segments are counted in, as of its last run. */
const SEGMENT_SLICES = `(
  WITH
    (SELECT argMax(depth, version) FROM served_segment_completion_run WHERE title = {title:String}) AS run_depth,
    (SELECT max(version) FROM served_segment_completion_run WHERE title = {title:String}) AS run_version
  SELECT * FROM served_segment_completion FINAL
  WHERE title = {title:String} AND dimension = {dimension:String} AND version >= run_version
    AND slice >= exp2(run_depth) AND slice < exp2(run_depth + 1)
)`;

export interface SegmentRun {
  version: number;
  asOfMs: number;
}

/** When the segments of a title were counted last; null: never. */
export async function segmentRun(store: Store, title: string): Promise<SegmentRun | null> {
  const [run] = await store.query<SegmentRun>({
    name: 'title.segment-counted',
    text: `
      SELECT version, toUnixTimestamp64Milli(as_of) AS asOfMs FROM served_segment_completion_run FINAL WHERE title = {title:String}`,
    params: { title },
  });
  return run ?? null;
}

/**
 * The counts of a title's viewers in one segment, as a run counted them; `asOfMs` null: it did not, as the segment was not
 * published then. People are told in tens.
 */
export async function segmentCounts(
  store: Store,
  title: string,
  run: SegmentRun,
  dimension: string,
  value: string,
): Promise<DeepCounts> {
  const rows = await store.query<CountRow>({
    name: 'title.segment-counts',
    text: summed(SEGMENT_SLICES, 'WHERE value = {value:String}'),
    params: { title, dimension, value },
  });
  return new DeepCounts(rows.length === 0 ? null : run.asOfMs, rows, OF_A_SEGMENT);
}

/** The counts of every segment of a dimension by its stored value; '' are all others together. */
export async function segmentsCounted(
  store: Store,
  title: string,
  run: SegmentRun,
  dimension: string,
): Promise<Map<string, DeepCounts>> {
  const rows = await store.query<CountRow & { value: string }>({
    name: 'title.segments-counted',
    text: summed(SEGMENT_SLICES, '', 'value, '),
    params: { title, dimension },
  });
  return new Map(
    [...Map.groupBy(rows, (row) => row.value)].map(([value, own]) => [
      value,
      new DeepCounts(run.asOfMs, own, OF_A_SEGMENT),
    ]),
  );
}
