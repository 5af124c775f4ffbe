import type { Store } from '../clickhouse/store.ts';
import type { CohortRow } from './hours.ts';
import { figure } from './figure.ts';
import { slateFindings } from './slate-findings.ts';
import type { Range, Slate, SlateRow, TitleDetail, TitleInfo } from './read-model.ts';
import { rates, runtimeOutMs, viewsFigure } from './summary.ts';
import { DAY_MS, dayNumber, HOUR_MS } from './time.ts';
import { episodesOf, milestonesOf, titlesById } from './titles.ts';

/** Days of the sparkline. */
const SPARK_DAYS = 28;
/** A slate is what is watched or ahead: no more than this many watched titles, the most watched first. */
const MAX_TITLES = 200;

interface AmountRow {
  title: string;
  asOfMs: number;
  hoursMs: number;
  previousMs: number;
  startCount: number;
  starterCount: number;
  /** Of every title viewed in the range, not only of the rows that are read. */
  allHoursMs: number;
  allStarts: number;
  titles: number;
}

/**
 * Titles ranked by views of a range (by hours where the runtime is unknown) with their change on the same weekdays before, and titles that are still ahead of their premiere (at most 60). At most 200 watched ones; the totals are of all.
 */
export async function slate(store: Store, range: Range, nowMs: number): Promise<Slate> {
  const previous = rangeBefore(range, nowMs);
  const [amounts, ahead, people, lastViewedMs] = await Promise.all([
    amountsOf(store, range, previous),
    aheadTitles(store, nowMs),
    peopleOf(store, range),
    lastViewed(store),
  ]);
  const ids = [...new Set([...amounts.map((row) => row.title), ...ahead])];
  const [infos, episodes, cohorts, sparks, reach, milestones] = await Promise.all([
    titlesById(store, ids),
    episodesOf(store, ids),
    cohortsOf(store, ids),
    sparksOf(store, ids, dayNumber(nowMs)),
    reachOf(store, ids, range),
    milestonesOf(store, ids),
  ]);
  const asOfMs = amounts.length === 0 ? nowMs : Math.max(...amounts.map((row) => row.asOfMs));
  const totalMs = amounts[0]?.allHoursMs ?? 0;
  const byTitle = new Map(amounts.map((row) => [row.title, row]));
  const unranked = infos.map((info): SlateRow & { previousViews: number | null } => {
    const row = byTitle.get(info.id);
    const detail: TitleDetail = { ...info, milestones: [], episodeList: episodes.get(info.id) ?? [] };
    const rowAsOfMs = row?.asOfMs ?? asOfMs;
    const views = viewsFigure(row?.hoursMs ?? 0, runtimeOutMs(detail, range.toMs), rowAsOfMs, info.runtimeEstimated);
    return {
      title: info,
      rank: null,
      previousRank: null,
      hours: figure('hours', (row?.hoursMs ?? 0) / HOUR_MS, rowAsOfMs),
      views,
      previousViews: row
        ? strength(
            viewsFigure(row.previousMs, runtimeOutMs(detail, previous.toMs), rowAsOfMs, false).value,
            row.previousMs,
          )
        : null,
      viewers: figure('viewers', reach.get(info.id) ?? 0, rowAsOfMs),
      starters: figure('starters', row?.starterCount ?? 0, rowAsOfMs),
      completion7d: rates(cohorts.get(info.id) ?? [], rowAsOfMs).completion7d,
      shareOfSlate: figure('share_of_slate', totalMs > 0 ? (row?.hoursMs ?? 0) / totalMs : null, rowAsOfMs),
      spark: sparks.get(info.id) ?? [],
      nextMilestone: milestones.find((milestone) => milestone.titleId === info.id && milestone.atMs > nowMs) ?? null,
    };
  });
  const rows = rank(unranked).sort(
    (a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || premiereOrder(a.title, b.title),
  );
  return {
    asOfMs,
    range,
    rows,
    titles: Math.max(rows.length, amounts[0]?.titles ?? 0),
    totals: {
      hours: figure('hours', totalMs / HOUR_MS, asOfMs),
      viewers: figure('viewers', people.viewers, people.asOfMs ?? asOfMs),
      starts: figure('starts', amounts[0]?.allStarts ?? 0, asOfMs),
    },
    lastViewedMs,
    findings: slateFindings(rows, nowMs),
  };
}

const WEEK_MS = 7 * DAY_MS;

/**
 * What a range is compared with: the same weekdays as many weeks before as the range is long, up to the same hour when it is
 * still open. A Monday against a Sunday would make every week's start look like a fall.
 */
function rangeBefore(range: Range, nowMs: number): Range {
  const shiftMs = Math.ceil((range.toMs - range.fromMs) / WEEK_MS) * WEEK_MS;
  const passedMs = Math.min(range.toMs, Math.ceil(nowMs / HOUR_MS) * HOUR_MS);
  return { fromMs: range.fromMs - shiftMs, toMs: Math.max(range.fromMs, passedMs) - shiftMs };
}

/** What ranks a title: its views, or, where the runtime is unknown, its hours. */
const strength = (views: number | null, hoursMs: number) => (hoursMs <= 0 ? null : (views ?? hoursMs / HOUR_MS));

function rank(rows: readonly (SlateRow & { previousViews: number | null })[]): SlateRow[] {
  const ranks = (of: (row: (typeof rows)[number]) => number | null) => {
    const order = rows
      .map((row) => ({ id: row.title.id, value: of(row) }))
      .filter((entry): entry is { id: string; value: number } => entry.value !== null)
      .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
    return new Map(order.map((entry, i) => [entry.id, i + 1]));
  };
  const now = ranks((row) => strength(row.views.value, (row.hours.value ?? 0) * HOUR_MS));
  const before = ranks((row) => row.previousViews);
  return rows.map(({ previousViews: _, ...row }) => ({
    ...row,
    rank: now.get(row.title.id) ?? null,
    previousRank: before.get(row.title.id) ?? null,
  }));
}

const premiereOrder = (a: TitleInfo, b: TitleInfo) =>
  (a.premiereMs ?? Infinity) - (b.premiereMs ?? Infinity) || (a.name < b.name ? -1 : 1);

/** Rows of the titles' current versions only, and of titles that are in the catalogue still. */
const CURRENT = `INNER JOIN (
        SELECT title, version, as_of FROM served_rollup FINAL
        WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
      ) AS r ON r.title = s.title`;

function amountsOf(store: Store, range: Range, previous: Range): Promise<AmountRow[]> {
  return store.query<AmountRow>({
    name: 'slate.amounts',
    text: `
      SELECT *, sum(hoursMs) OVER () AS allHoursMs, sum(startCount) OVER () AS allStarts, count() OVER () AS titles
      FROM (
        SELECT s.title AS title, toUnixTimestamp64Milli(any(r.as_of)) AS asOfMs,
          sumIf(s.hours_ms, hour >= {fromHour:UInt32}) AS hoursMs, sumIf(s.hours_ms, hour < {beforeEndHour:UInt32}) AS previousMs,
          sumIf(s.starts, hour >= {fromHour:UInt32}) AS startCount, sumIf(s.starters, hour >= {fromHour:UInt32}) AS starterCount
        FROM served_title_hour AS s FINAL ${CURRENT}
        WHERE s.version >= r.version AND hour < {toHour:UInt32}
          AND (hour >= {fromHour:UInt32} OR (hour >= {beforeHour:UInt32} AND hour < {beforeEndHour:UInt32}))
        GROUP BY s.title
        HAVING hoursMs + previousMs > 0 OR startCount > 0
      )
      ORDER BY hoursMs DESC
      LIMIT ${MAX_TITLES}`,
    params: {
      beforeHour: Math.max(0, Math.ceil(previous.fromMs / HOUR_MS)),
      beforeEndHour: Math.max(0, Math.ceil(previous.toMs / HOUR_MS)),
      fromHour: Math.ceil(range.fromMs / HOUR_MS),
      toHour: Math.ceil(range.toMs / HOUR_MS),
    },
  });
}

/** Titles on their way: not yet released, or with a premiere ahead. */
async function aheadTitles(store: Store, nowMs: number): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'slate.ahead',
    text: `
      SELECT title FROM served_title FINAL
      WHERE deleted = 0 AND (stage NOT IN ('', 'released') OR premiere > fromUnixTimestamp64Milli({nowMs:Int64}))
      ORDER BY premiere IS NULL, premiere, name LIMIT 60`,
    params: { nowMs },
  });
  return rows.map((row) => row.title);
}

/** The newest hour in which a title of the catalogue was viewed. */
async function lastViewed(store: Store): Promise<number | null> {
  const row = await store.one<{ hour: number }>({
    name: 'slate.last-viewed',
    text: `
      SELECT max(hour) AS hour
      FROM served_title_hour AS s FINAL ${CURRENT}
      WHERE s.version >= r.version AND hours_ms > 0`,
  });
  return row.hour > 0 ? row.hour * HOUR_MS : null;
}

/** Distinct people of the slate who were active in a range, in whole UTC days, exactly; they are summed at their own pace. */
async function peopleOf(store: Store, range: Range): Promise<{ viewers: number; asOfMs: number | null }> {
  const fromDay = Math.max(1, dayNumber(range.fromMs));
  return store.one<{ viewers: number; asOfMs: number | null }>({
    name: 'slate.people',
    text: `
      SELECT sum(viewers) AS viewers, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_slate_reach) AS asOfMs
      FROM served_slate_reach FINAL
      WHERE version >= (SELECT max(version) FROM served_slate_reach)
        AND day >= {fromDay:UInt16} AND day < {toDay:UInt16} AND previous_day < {fromDay:UInt16}`,
    params: { fromDay, toDay: Math.ceil(range.toMs / DAY_MS) },
  });
}

async function cohortsOf(store: Store, ids: readonly string[]): Promise<Map<string, CohortRow[]>> {
  const rows = await store.query<CohortRow & { title: string }>({
    name: 'slate.cohorts',
    text: `
      SELECT s.title AS title, first_day AS firstDay, base_day AS baseDay, starters, watched_7d AS watched7d, watched_28d AS watched28d,
        completed_7d AS completed7d, completed_28d AS completed28d
      FROM served_title_cohort AS s FINAL ${CURRENT}
      WHERE s.version >= r.version AND s.title IN {ids:Array(String)}`,
    params: { ids },
  });
  return Map.groupBy(rows, (row) => row.title);
}

async function reachOf(store: Store, ids: readonly string[], range: Range): Promise<Map<string, number>> {
  const fromDay = Math.max(1, dayNumber(range.fromMs));
  const rows = await store.query<{ title: string; viewers: number }>({
    name: 'slate.reach',
    text: `
      SELECT s.title AS title, sum(viewers) AS viewers
      FROM served_title_reach AS s FINAL ${CURRENT}
      WHERE s.version >= r.version AND s.title IN {ids:Array(String)} AND day >= {fromDay:UInt16} AND day < {toDay:UInt16} AND previous_day < {fromDay:UInt16}
      GROUP BY s.title`,
    params: { ids, fromDay, toDay: Math.ceil(range.toMs / DAY_MS) },
  });
  return new Map(rows.map((row) => [row.title, row.viewers]));
}

async function sparksOf(store: Store, ids: readonly string[], today: number): Promise<Map<string, SlateRow['spark']>> {
  const rows = await store.query<{ title: string; day: number; hours: number }>({
    name: 'slate.sparks',
    text: `
      SELECT s.title AS title, intDiv(hour, 24) AS day, sum(hours_ms) / 3600000 AS hours
      FROM served_title_hour AS s FINAL ${CURRENT}
      WHERE s.version >= r.version AND s.title IN {ids:Array(String)} AND hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}
      GROUP BY s.title, day ORDER BY s.title, day`,
    params: { ids, fromHour: (today - SPARK_DAYS + 1) * 24, toHour: (today + 1) * 24 },
  });
  const grouped = Map.groupBy(rows, (row) => row.title);
  return new Map(
    [...grouped].map(([title, days]) => {
      const byDay = new Map(days.map((row) => [row.day, row.hours]));
      return [
        title,
        Array.from({ length: SPARK_DAYS }, (_, i) => {
          const day = today - SPARK_DAYS + 1 + i;
          return { dayMs: day * DAY_MS, hours: byDay.get(day) ?? 0 };
        }),
      ];
    }),
  );
}
