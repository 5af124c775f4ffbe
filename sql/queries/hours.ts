import type { Store } from '../clickhouse/store.ts';
import { HOUR_MS } from './time.ts';
import { VersionedRows } from './versioned-rows.ts';

/** One served UTC hour of a title. */
export interface HourRow {
  /** Hours since the epoch. */
  hour: number;
  hoursMs: number;
  starts: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
}

/** A title's served hours, oldest first. Rows of an older version than the title's current one have vanished. */
export async function titleHours(store: Store, title: string): Promise<readonly HourRow[]> {
  return (await hoursByTitle(store, [title])).get(title) ?? [];
}

/** Rows of hours kept in memory: a year of 30 titles, or eight weeks of 200; some 40 MB. */
const MOST_KEPT = 300_000;
const kept = new WeakMap<Store, VersionedRows<HourRow>>();

/**
 * Served hours of some titles, oldest first, by title. Those of a version never change, and are read from the store once:
 * the 40 comparables of a launch took 100 ms.
 */
export async function hoursByTitle(store: Store, titles: readonly string[]): Promise<Map<string, readonly HourRow[]>> {
  const known = kept.get(store) ?? new VersionedRows<HourRow>(MOST_KEPT);
  kept.set(store, known);
  const versions = await store.query<{ title: string; version: number }>({
    name: 'title.versions',
    text: 'SELECT title, version FROM served_rollup FINAL WHERE title IN {titles:Array(String)}',
    params: { titles },
  });
  const missing = versions.filter(({ title, version }) => known.get(title, version) === null);
  const read = missing.length === 0 ? new Map<string, HourRow[]>() : await readHours(store, missing);
  for (const { title, version } of missing) known.set(title, version, read.get(title) ?? []);
  return new Map(
    versions
      .map(({ title, version }) => [title, read.get(title) ?? known.get(title, version) ?? []] as const)
      .filter(([, rows]) => rows.length > 0),
  );
}

async function readHours(
  store: Store,
  titles: readonly { title: string; version: number }[],
): Promise<Map<string, HourRow[]>> {
  const rows = await store.query<HourRow & { title: string }>({
    name: 'title.hours',
    text: `
      SELECT title, hour, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers
      FROM served_title_hour FINAL
      WHERE title IN {titles:Array(String)} AND version >= transform(toString(title), {titles:Array(String)}, {versions:Array(UInt64)}, toUInt64(0))
      ORDER BY title, hour`,
    params: { titles: titles.map(({ title }) => title), versions: titles.map(({ version }) => version) },
  });
  return Map.groupBy(rows, (row) => row.title);
}

/** When a title was first viewed, to the UTC hour; null when it never was. */
export async function firstViewedMs(store: Store, title: string): Promise<number | null> {
  const [first] = await titleHours(store, title);
  return first ? first.hour * HOUR_MS : null;
}

/** Distinct viewers of a title active in a range of UTC days [from, to), exactly. */
export async function titleReach(store: Store, title: string, fromDay: number, toDay: number): Promise<number> {
  const row = await store.one<{ viewers: number }>({
    name: 'title.reach',
    text: `
      SELECT sum(viewers) AS viewers
      FROM served_title_reach FINAL
      WHERE title = {title:String} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})
        AND day >= {fromDay:UInt16} AND day < {toDay:UInt16} AND previous_day < {fromDay:UInt16}`,
    params: { title, fromDay: Math.max(1, fromDay), toDay },
  });
  return row.viewers;
}

export interface RollupRow {
  asOfMs: number;
  hoursMs: number;
  starts: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
  beforePremierePlays: number;
  beforePremiereMs: number;
}

/** The title's totals and when they were made; null before the first roll-up. */
export async function titleRollup(store: Store, title: string): Promise<RollupRow | null> {
  const [row] = await store.query<RollupRow>({
    name: 'title.rollup',
    text: `
      SELECT toUnixTimestamp64Milli(as_of) AS asOfMs, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers,
        before_premiere_plays AS beforePremierePlays, before_premiere_ms AS beforePremiereMs
      FROM served_rollup FINAL WHERE title = {title:String}`,
    params: { title },
  });
  return row ?? null;
}

export interface CohortRow {
  firstDay: number;
  baseDay: number;
  starters: number;
  watched7d: number;
  watched28d: number;
  completed7d: number;
  completed28d: number;
}

/** Starters by first day and what became of them. */
export function titleCohorts(store: Store, title: string): Promise<CohortRow[]> {
  return store.query<CohortRow>({
    name: 'title.cohorts',
    text: `
      SELECT first_day AS firstDay, base_day AS baseDay, starters, watched_7d AS watched7d, watched_28d AS watched28d,
        completed_7d AS completed7d, completed_28d AS completed28d
      FROM served_title_cohort FINAL
      WHERE title = {title:String} AND version >= (SELECT max(version) FROM served_rollup WHERE title = {title:String})
      ORDER BY first_day`,
    params: { title },
  });
}

/** Sums of rows of hours. */
export function sumHours(rows: readonly HourRow[]): Omit<HourRow, 'hour'> {
  const sum = { hoursMs: 0, starts: 0, viewers: 0, starters: 0, watchers: 0, completers: 0 };
  for (const row of rows) {
    sum.hoursMs += row.hoursMs;
    sum.starts += row.starts;
    sum.viewers += row.viewers;
    sum.starters += row.starters;
    sum.watchers += row.watchers;
    sum.completers += row.completers;
  }
  return sum;
}
