import type { Store } from '../clickhouse/store.ts';
import type { Amounts } from './amounts.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import { shelf, type Rollup } from './shelf.ts';
import { HOUR_MS } from './time.ts';

/** One served UTC hour of a title. */
export interface HourRow extends Amounts {
  /** Hours since the epoch. */
  hour: number;
}

/** A title's served hours, oldest first. Rows of an older version than the title's current one have vanished. */
export async function titleHours(store: Store, title: string): Promise<readonly HourRow[]> {
  return (await hoursByTitle(store, [title])).get(title) ?? [];
}

/** Served hours of some titles, oldest first, by title; those without any are left out. */
export async function hoursByTitle(store: Store, titles: readonly string[]): Promise<Map<string, readonly HourRow[]>> {
  const answers = await answersByTitle<HourRow & { title: string }>(store, HOURS, titles);
  return new Map([...answers].filter(([, rows]) => rows.length > 0));
}

const HOURS = {
  name: 'title.hours',
  text: `
    SELECT title, hour, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers
    FROM served_title_hour FINAL WHERE ${CURRENT}
    ORDER BY title, hour`,
};

/** When a title was first viewed, to the UTC hour; null when it never was. */
export async function firstViewedMs(store: Store, title: string): Promise<number | null> {
  const [first] = await titleHours(store, title);
  return first ? first.hour * HOUR_MS : null;
}

/** Distinct viewers of a title active in a range of UTC days [from, to), exactly. */
export async function titleReach(store: Store, title: string, fromDay: number, toDay: number): Promise<number> {
  return (await reachByTitle(store, [title], fromDay, toDay)).get(title) ?? 0;
}

/** The same of some titles. */
export async function reachByTitle(
  store: Store,
  titles: readonly string[],
  fromDay: number,
  toDay: number,
): Promise<Map<string, number>> {
  const answers = await answersByTitle<{ title: string; viewers: number }>(
    store,
    {
      name: 'title.reach',
      text: `
        SELECT title, sum(viewers) AS viewers FROM served_title_reach FINAL
        WHERE ${CURRENT} AND day >= {fromDay:UInt16} AND day < {toDay:UInt16} AND previous_day < {fromDay:UInt16}
        GROUP BY title`,
      params: { fromDay: Math.max(1, fromDay), toDay },
    },
    titles,
  );
  return new Map([...answers].map(([title, [row]]) => [title, row?.viewers ?? 0]));
}

/** The title's totals and when they were made; null before the first roll-up. */
export async function titleRollup(store: Store, title: string): Promise<Rollup | null> {
  return (await shelf(store)).rollups.get(title) ?? null;
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
export async function titleCohorts(store: Store, title: string): Promise<readonly CohortRow[]> {
  return (await cohortsByTitle(store, [title])).get(title) ?? [];
}

/** The same of some titles. */
export function cohortsByTitle(
  store: Store,
  titles: readonly string[],
): Promise<Map<string, readonly (CohortRow & { title: string })[]>> {
  return answersByTitle<CohortRow & { title: string }>(store, COHORTS, titles);
}

const COHORTS = {
  name: 'title.cohorts',
  text: `
    SELECT title, first_day AS firstDay, base_day AS baseDay, starters, watched_7d AS watched7d, watched_28d AS watched28d,
      completed_7d AS completed7d, completed_28d AS completed28d
    FROM served_title_cohort FINAL WHERE ${CURRENT}
    ORDER BY title, first_day, base_day`,
};
