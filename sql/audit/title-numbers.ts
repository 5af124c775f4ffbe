import type { Store } from '../clickhouse/store.ts';
import { IN_SCOPE, type Numbers, type Scope } from './scope.ts';

/** What is asked of a title's served rows, besides its totals: drawn from what there is. */
export interface Question {
  /** A UTC day, and the one that says who is old enough to have completed within some days. */
  day: number;
  today: number;
  /** A point of the launch curve: all that came before this UTC hour. */
  untilHour: number;
  /** A segment told by plays ('' and -1: any). */
  country: string;
  device: number;
  /** A segment of the audience; '' where none is served. */
  dimension: string;
  value: string;
}

const params = ({ title, ...scope }: Scope, question: Question) => ({ title, ...scope, ...question });
const IS_SEGMENT = `({country:String} != '' OR {device:Int8} >= 0)`;
const ofSegment = (country: string, device: string) =>
  `${IS_SEGMENT} AND ({country:String} = '' OR ${country} = {country:String}) AND ({device:Int8} < 0 OR ${device} = {device:Int8})`;

/** Outcomes of viewers, over the columns that both the records' and the roll-up's rows of them have. */
const OUTCOMES = `
  countIf(viewed_hour > 0) AS viewers, countIf(start_hour > 0) AS starters, countIf(watch_hour > 0) AS watchers, countIf(complete_hour > 0) AS completers,
  countIf(start_hour > 0 AND base + 7 <= {today:Int64}) AS starters_7d_old, countIf(start_hour > 0 AND base + 7 <= {today:Int64} AND complete_hour > 0 AND intDiv(complete_hour, 24) <= base + 7) AS completed_7d,
  countIf(start_hour > 0 AND base + 28 <= {today:Int64}) AS starters_28d_old, countIf(start_hour > 0 AND base + 28 <= {today:Int64} AND complete_hour > 0 AND intDiv(complete_hour, 24) <= base + 28) AS completed_28d,
  countIf(viewed_hour > 0 AND viewed_hour < {untilHour:UInt32}) AS viewers_by_age, countIf(start_hour > 0 AND start_hour < {untilHour:UInt32}) AS starters_by_age,
  countIf(watch_hour > 0 AND watch_hour < {untilHour:UInt32}) AS watchers_by_age, countIf(complete_hour > 0 AND complete_hour < {untilHour:UInt32}) AS completers_by_age`;
const BASE = 'greatest(intDiv(start_hour, 24), toUInt32(release_day)) AS base';

/** Whether a viewer is of the segment of the audience: by their plays, or by their record; who has none is of ''. */
const ofAudience = (viewers: string, playsWithin: string) => `multiIf(
  {dimension:String} = '', 0,
  {dimension:String} IN ('audio', 'region'), viewer IN (
    SELECT viewer FROM ${playsWithin} AND {dimension:String} IN ('audio', 'region') AND if({dimension:String} = 'audio', audio, region) = {value:String}),
  ({value:String} = '') != (viewer IN (
    SELECT viewer FROM (
      SELECT viewer, multiIf({dimension:String} = 'age_band', toString(age_band), {dimension:String} = 'gender', toString(gender), toString(plan)) AS told
      FROM raw_viewer FINAL
      WHERE deleted = 0 AND test = 0 AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64} AND viewer IN (SELECT viewer FROM ${viewers})
    ) WHERE if({value:String} = '', told != '', told = {value:String}))))`;

/** The numbers from what the scratch tables hold. All are additive over viewers; hours are in milliseconds. */
export function numbersOfRecords(store: Store, scope: Scope, question: Question): Promise<Numbers> {
  return store.one<Numbers>({
    name: 'audit.records',
    lane: 'jobs',
    params: params(scope, question),
    settings: { max_threads: 1 },
    text: `
      SELECT * FROM
        (
          SELECT sum(ms) AS hours, sumIf(ms, intDiv(hour, 24) = {day:UInt32}) AS hours_of_day, sumIf(ms, hour < {untilHour:UInt32}) AS hours_by_age,
            uniqExactIf(viewer, intDiv(hour, 24) = {day:UInt32} AND viewer IN (SELECT viewer FROM scratch_audit_outcome WHERE viewed_hour > 0)) AS viewers_of_day
          FROM scratch_audit_amount WHERE told = 0
        ) AS a
        CROSS JOIN (
          SELECT count() AS starts, countIf(intDiv(start_ms, 86400000) = {day:Int64}) AS starts_of_day,
            uniqExactIf(viewer, ${ofSegment('country', 'device')} AND viewer IN (SELECT viewer FROM scratch_audit_outcome WHERE viewed_hour > 0)) AS viewers_of_segment
          FROM scratch_audit_play
        ) AS p
        CROSS JOIN (SELECT ${OUTCOMES} FROM (SELECT *, ${BASE} FROM scratch_audit_outcome)) AS o
        CROSS JOIN (
          SELECT countIf(${ofAudience('scratch_audit_outcome', 'scratch_audit_play WHERE 1')}) AS viewers_of_audience
          FROM scratch_audit_outcome WHERE viewed_hour > 0
        ) AS s`,
  });
}

/** The same of what the served rows are summed from: plays and viewers as the roll-up computed them. */
export function numbersOfFacts(store: Store, scope: Scope, question: Question): Promise<Numbers> {
  const plays = `play_fact FINAL WHERE before_premiere = 0 AND ${IN_SCOPE}`;
  return store.one<Numbers>({
    name: 'audit.facts',
    lane: 'jobs',
    params: params(scope, question),
    settings: { max_threads: 1 },
    text: `
      SELECT * FROM
        (
          SELECT sum(arraySum(x -> x.2, hours)) AS hours, sum(arraySum(x -> if(intDiv(x.1, 24) = {day:UInt32}, x.2, 0), hours)) AS hours_of_day,
            sum(arraySum(x -> if(x.1 < {untilHour:UInt32}, x.2, 0), hours)) AS hours_by_age,
            count() AS starts, countIf(intDiv(toUnixTimestamp64Milli(started_at), 86400000) = {day:Int64}) AS starts_of_day
          FROM (SELECT started_at, CAST(hours, 'Array(Tuple(UInt32, UInt32))') AS hours FROM ${plays})
        ) AS p
        CROSS JOIN (
          SELECT ${OUTCOMES}, countIf(viewed_hour > 0 AND has(days, {day:UInt16})) AS viewers_of_day,
            countIf(viewed_hour > 0 AND arrayExists(x -> ${ofSegment('x.1', 'x.2')}, slices)) AS viewers_of_segment,
            countIf(viewed_hour > 0 AND ${ofAudience(`viewer_title WHERE ${IN_SCOPE}`, plays)}) AS viewers_of_audience
          FROM (SELECT *, ${BASE} FROM viewer_title FINAL WHERE ${IN_SCOPE}) AS v
        ) AS v`,
  });
}

/** What pages read. */
export function numbersServed(store: Store, title: string, question: Question): Promise<Numbers> {
  const current =
    'title = {title:String} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})';
  return store.one<Numbers>({
    name: 'audit.served',
    lane: 'jobs',
    params: { title, ...question },
    text: `
      SELECT * FROM
        (SELECT hours_ms AS hours, starts, viewers, starters, watchers, completers FROM served_rollup FINAL WHERE title = {title:String}) AS r
        CROSS JOIN (
          SELECT sumIf(hours_ms, intDiv(hour, 24) = {day:UInt32}) AS hours_of_day, sumIf(starts, intDiv(hour, 24) = {day:UInt32}) AS starts_of_day,
            sumIf(hours_ms, hour < {untilHour:UInt32}) AS hours_by_age, sumIf(viewers, hour < {untilHour:UInt32}) AS viewers_by_age,
            sumIf(starters, hour < {untilHour:UInt32}) AS starters_by_age, sumIf(watchers, hour < {untilHour:UInt32}) AS watchers_by_age,
            sumIf(completers, hour < {untilHour:UInt32}) AS completers_by_age
          FROM served_title_hour FINAL WHERE ${current}
        ) AS h
        CROSS JOIN (SELECT sum(viewers) AS viewers_of_day FROM served_title_reach FINAL WHERE day = {day:UInt32} AND ${current}) AS d
        CROSS JOIN (
          SELECT sumIf(starters, base_day + 7 <= {today:Int64}) AS starters_7d_old, sumIf(completed_7d, base_day + 7 <= {today:Int64}) AS completed_7d,
            sumIf(starters, base_day + 28 <= {today:Int64}) AS starters_28d_old, sumIf(completed_28d, base_day + 28 <= {today:Int64}) AS completed_28d
          FROM served_title_cohort FINAL WHERE ${current}
        ) AS c
        CROSS JOIN (
          SELECT sum(viewers) AS viewers_of_segment FROM served_title_segment FINAL
          WHERE week = 0 AND ${IS_SEGMENT} AND country = {country:String} AND device = {device:Int8} AND ${current}
        ) AS s
        CROSS JOIN (
          SELECT sum(viewers) AS viewers_of_audience FROM served_audience FINAL
          WHERE title = {title:String} AND week = 0 AND dimension = {dimension:String} AND value = {value:String} AND other_dimension = ''
            AND version >= (SELECT max(version) FROM served_audience_run WHERE title = {title:String})
        ) AS u`,
  });
}

/** Viewers of a title that were rolled up after its audience was counted, or whose record came after: it may not know them yet. */
export async function viewersSinceAudience(store: Store, title: string): Promise<number> {
  const { n } = await store.one<{ n: number }>({
    name: 'audit.since-audience',
    lane: 'jobs',
    params: { title, overlapMs: OVERLAP_MS },
    text: `
      WITH (SELECT (max(version), argMax(as_of, version)) FROM served_audience_run WHERE title = {title:String}) AS run
      SELECT count() AS n FROM viewer_title FINAL
      WHERE title = {title:String} AND (version + {overlapMs:UInt64} > run.1 OR viewer IN (
        SELECT viewer FROM raw_viewer WHERE received_at > run.2 - toIntervalMillisecond({overlapMs:UInt64})
      ))`,
  });
  return n;
}
/** A run of one job may have begun before what it did not see was written by another. */
const OVERLAP_MS = 10 * 60_000;
