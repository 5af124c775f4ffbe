import type { Store } from '../clickhouse/store.ts';
import { IN_SCOPE, type Compared, type Scope } from './raw.ts';

/** What pages read of a title and a day. With the version, which tells whether it has moved meanwhile. */
export function fromServed(store: Store, title: string, day: number): Promise<Compared & { version: number }> {
  return store.one({
    name: 'audit.served',
    lane: 'jobs',
    params: { title, day },
    text: `
      SELECT r.version AS version, r.hours_ms AS hours, r.starts AS starts, viewers, starters, watchers, completers,
        h.hours_ms AS hours_of_day, h.starts AS starts_of_day, a.n AS viewers_of_day
      FROM (SELECT * FROM served_rollup FINAL WHERE title = {title:String}) AS r
      CROSS JOIN (
        SELECT sum(hours_ms) AS hours_ms, sum(starts) AS starts FROM served_title_hour FINAL
        WHERE title = {title:String} AND intDiv(hour, 24) = {day:UInt32} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})
      ) AS h
      CROSS JOIN (
        SELECT sum(viewers) AS n FROM served_title_reach FINAL
        WHERE title = {title:String} AND day = {day:UInt32} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})
      ) AS a`,
  });
}

/** What the served rows are summed from: the plays and viewers of a scope, as the roll-up computed them. */
export function fromFacts(store: Store, scope: Scope): Promise<Compared> {
  return store.one<Compared>({
    name: 'audit.facts',
    lane: 'jobs',
    params: { ...scope },
    settings: { max_threads: 1 },
    text: `
      SELECT p.hours AS hours, p.starts AS starts, v.viewers AS viewers, v.starters AS starters, v.watchers AS watchers, v.completers AS completers,
        p.hours_of_day AS hours_of_day, p.starts_of_day AS starts_of_day, v.viewers_of_day AS viewers_of_day
      FROM (
        SELECT sum(arraySum(x -> x.2, hours)) AS hours, count() AS starts,
          sum(arraySum(x -> if(intDiv(x.1, 24) = {day:UInt32}, x.2, 0), hours)) AS hours_of_day,
          countIf(intDiv(toUnixTimestamp64Milli(started_at), 86400000) = {day:Int64}) AS starts_of_day
        FROM play_fact FINAL WHERE before_premiere = 0 AND ${IN_SCOPE}
      ) AS p
      CROSS JOIN (
        SELECT countIf(viewed_hour > 0) AS viewers, countIf(start_hour > 0) AS starters, countIf(watch_hour > 0) AS watchers, countIf(complete_hour > 0) AS completers,
          countIf(viewed_hour > 0 AND has(days, {day:UInt16})) AS viewers_of_day
        FROM viewer_title FINAL WHERE ${IN_SCOPE}
      ) AS v`,
  });
}
