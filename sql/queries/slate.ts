import type { Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT, whileUnchanged } from './answers.ts';
import { Courses, indexNow } from './buzz-course.ts';
import { figure, NOT_OUT } from './figure.ts';
import { cohortsByTitle, hoursByTitle, reachByTitle } from './hours.ts';
import { netSentiment, ratingFigure, ratingPrior } from './reception-counts.ts';
import { slateFindings } from './slate-findings.ts';
import type { Figure, Range, Slate, SlateRow, TitleInfo } from './read-model.ts';
import { shelf, type Shelf } from './shelf.ts';
import { hoursOf, rates, viewsFigure } from './summary.ts';
import { DAY_MS, dayNumber, HOUR_MS } from './time.ts';
import { Viewed } from './views.ts';
import { isBehind, waitingTitles } from './waiting.ts';

/** Days of the sparkline. */
const SPARK_DAYS = 28;
/** A slate is what is watched or ahead: no more than this many watched titles, the most watched first. */
const MAX_TITLES = 200;
const MAX_AHEAD = 60;

interface AmountRow {
  title: string;
  hoursMs: number;
  previousMs: number;
  startCount: number;
  starterCount: number;
  /** The newest hour in which it was viewed; 0: never. */
  lastHour: number;
  /** Days, and milliseconds of each. */
  spark: [days: number[], ms: number[]];
}

/**
 * Titles ranked by views of a range (by hours where the runtime is unknown) with their change on the same weekdays before, and titles that are still ahead of their premiere (at most 60). At most 200 watched ones; the totals are of all.
 *
 * @param previous what the range is compared with.
 */
export async function slate(
  store: Store,
  range: Range,
  nowMs: number,
  previous = rangeBefore(range, nowMs),
): Promise<Slate> {
  const { titles, rollups, receptions, campaigns } = await shelf(store);
  const [all, people, prior, waiting] = await Promise.all([
    amountsOf(store, titles.keys(), { range, previous, today: dayNumber(nowMs) }),
    peopleOf(store, range),
    ratingPrior(store),
    waitingTitles(store),
  ]);
  const viewed = all.filter(({ hoursMs, previousMs, startCount }) => hoursMs + previousMs > 0 || startCount > 0);
  const viewsOf = await viewsOfTitles(
    store,
    titles,
    viewed.map((row) => row.title),
  );
  const amounts = ranked(viewed, viewsOf, range, previous)
    .slice(0, MAX_TITLES)
    .map((row) => ({ ...row, asOfMs: rollups.get(row.title)?.asOfMs ?? nowMs }));
  const ahead = aheadOf(
    [...titles.values()].map(({ info }) => info),
    nowMs,
  );
  const ids = [...new Set([...amounts.map((row) => row.title), ...ahead.map(({ id }) => id)])];
  const fromDay = dayNumber(range.fromMs);
  const [cohorts, reach, courses] = await Promise.all([
    cohortsByTitle(store, ids),
    reachByTitle(store, ids, fromDay, Math.ceil(range.toMs / DAY_MS)),
    Courses.of(
      store,
      ids.flatMap((id) => titles.get(id)?.info ?? []),
      nowMs,
    ),
  ]);
  const sum = (key: 'hoursMs' | 'startCount' | 'starterCount') => viewed.reduce((total, row) => total + row[key], 0);
  const totalMs = sum('hoursMs');
  const sparkOf = sparksFrom(all, dayNumber(nowMs));
  const lastHour = Math.max(0, ...all.map((row) => row.lastHour));
  const asOfMs = asOfOf(amounts, waiting, nowMs);
  const byTitle = new Map(amounts.map((row) => [row.title, row]));
  const rows = ids.flatMap((id): SlateRow[] => {
    const { info, detail } = titles.get(id) ?? {};
    if (!info || !detail) return [];
    const row = byTitle.get(id);
    const rowAsOfMs = row?.asOfMs ?? asOfMs;
    const views = viewsFigure(info, viewsOf(id, row?.hoursMs ?? 0, range), rowAsOfMs);
    const said = receptions.get(id);
    const saidAsOfMs = said?.asOfMs ?? rowAsOfMs;
    // That nobody has watched what is not out is no number of it.
    const out = row !== undefined || (info.premiereMs ?? Infinity) <= nowMs;
    const ofIt = (known: Figure) => (out ? known : figure(known.metric, null, rowAsOfMs, { reason: NOT_OUT }));
    const shown = {
      title: info,
      rank: row?.rank ?? null,
      previousRank: row?.previousRank ?? null,
      hours: ofIt(figure('hours', (row?.hoursMs ?? 0) / HOUR_MS, rowAsOfMs)),
      views: ofIt(views),
      viewers: ofIt(figure('viewers', reach.get(info.id) ?? 0, rowAsOfMs)),
      starters: ofIt(figure('starters', row?.starterCount ?? 0, rowAsOfMs)),
      completion7d: ofIt(rates(cohorts.get(info.id) ?? [], rowAsOfMs).completion7d),
      shareOfSlate: ofIt(figure('share_of_slate', totalMs > 0 ? (row?.hoursMs ?? 0) / totalMs : null, rowAsOfMs)),
      netSentiment: netSentiment(said ?? NOTHING_SAID, saidAsOfMs),
      rating: ratingFigure(said ?? NOTHING_SAID, prior, saidAsOfMs),
      buzzIndex: buzzOf(courses, info, campaigns.get(id)?.asOfMs, nowMs),
      spark: sparkOf(id),
      nextMilestone: detail.milestones.find((milestone) => milestone.atMs > nowMs) ?? null,
    };
    return [shown];
  });
  rows.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || premiereOrder(a.title, b.title));
  return {
    asOfMs,
    range,
    rows,
    titles: Math.max(rows.length, viewed.length),
    ranked: viewed.filter(({ hoursMs }) => hoursMs > 0).length,
    totals: {
      hours: figure('hours', totalMs / HOUR_MS, asOfMs),
      viewers:
        people.asOfMs === null && totalMs > 0
          ? figure('viewers', null, asOfMs, { reason: 'Being counted.' })
          : figure('viewers', people.viewers, people.asOfMs ?? asOfMs),
      starts: figure('starts', sum('startCount'), asOfMs),
      starters: figure('starters', sum('starterCount'), asOfMs),
      views: viewsOfAll(
        viewed.map(({ title, hoursMs }) => viewsOf(title, hoursMs, range)),
        asOfMs,
      ),
    },
    lastViewedMs: lastHour > 0 ? lastHour * HOUR_MS : null,
    // What is far behind carries no sentence: the lead may be of another title.
    findings: amounts.some(({ title }) => isBehind(waiting.get(title), nowMs))
      ? []
      : slateFindings(rows, { nowMs, asOfMs }),
  };
}

/** A title without a campaign has none, however little others have. */
const buzzOf = (courses: Courses, info: TitleInfo, asOfMs: number | undefined, nowMs: number): Figure =>
  asOfMs === undefined
    ? figure('buzz_index', null, nowMs, { reason: 'Nothing was shown or said of it yet.' })
    : indexNow(courses, info, asOfMs, nowMs);

/** Of the titles whose runtime is known. */
function viewsOfAll(views: readonly (number | null)[], asOfMs: number): Figure {
  const known = views.filter((own) => own !== null);
  if (views.length > 0 && known.length === 0)
    return figure('views', null, asOfMs, { reason: 'The runtime is not known.' });
  return figure(
    'views',
    known.reduce((sum, own) => sum + own, 0),
    asOfMs,
  );
}

const NOTHING_SAID = { positive: 0, neutral: 0, negative: 0, ratings: 0, ratingSum: 0 };

/** A title that waits for nothing is as true as the newest; one that does is as old as it says. */
function asOfOf(
  rows: readonly { title: string; asOfMs: number }[],
  waiting: ReadonlyMap<string, number>,
  nowMs: number,
): number {
  const late = rows.filter(({ title }) => waiting.has(title));
  if (late.length > 0) return Math.min(...late.map((row) => row.asOfMs));
  return rows.length === 0 ? nowMs : Math.max(...rows.map((row) => row.asOfMs));
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

/** Views that some time viewed makes in a range; null where a runtime is not known. */
type ViewsOf = (title: string, viewedMs: number, range: Range) => number | null;

/** Of titles whose runtime changed it counts in which hours they were viewed; of all others the sum is enough. */
export async function viewsOfTitles(
  store: Store,
  titles: Shelf['titles'],
  viewed: readonly string[],
): Promise<ViewsOf> {
  const changed = viewed.filter((id) => titles.get(id)?.detail.runtimeChanges.length);
  const hours = await hoursByTitle(store, changed);
  return (id, viewedMs, range) => {
    const title = titles.get(id);
    if (!title) return null;
    const { fromHour, toHour } = hoursOf(range);
    const rows = hours.get(id)?.filter(({ hour }) => hour >= fromHour && hour < toHour);
    return new Viewed(title.detail, rows ?? [{ hour: 0, hoursMs: viewedMs }]).views(range.toMs);
  };
}

/** Titles with their ranks of now and before among all that were viewed, however many of them are shown; the best first. */
function ranked(
  viewed: readonly AmountRow[],
  viewsOf: ViewsOf,
  range: Range,
  previous: Range,
): (AmountRow & Pick<SlateRow, 'rank' | 'previousRank'>)[] {
  const ranks = (of: 'hoursMs' | 'previousMs', within: Range) => {
    const order = viewed
      .flatMap((row) => {
        if (row[of] <= 0) return [];
        // Where the runtime is unknown, its hours.
        const value = viewsOf(row.title, row[of], within) ?? row[of] / HOUR_MS;
        return [{ id: row.title, value }];
      })
      .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
    return new Map(order.map(({ id }, i) => [id, i + 1]));
  };
  const [now, before] = [ranks('hoursMs', range), ranks('previousMs', previous)];
  return viewed
    .map((row) => ({ ...row, rank: now.get(row.title) ?? null, previousRank: before.get(row.title) ?? null }))
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.title < b.title ? -1 : 1));
}

const premiereOrder = (a: TitleInfo, b: TitleInfo) =>
  (a.premiereMs ?? Infinity) - (b.premiereMs ?? Infinity) || (a.name < b.name ? -1 : 1);

/** What was viewed of some titles in a range, before it, and by day of the sparkline. */
async function amountsOf(
  store: Store,
  titles: Iterable<string>,
  { range, previous, today }: { range: Range; previous: Range; today: number },
): Promise<AmountRow[]> {
  const answers = await answersByTitle<AmountRow>(
    store,
    {
      name: 'slate.amounts',
      text: `
        SELECT title,
          sumIf(hours_ms, hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}) AS hoursMs,
          sumIf(hours_ms, hour >= {beforeHour:UInt32} AND hour < {beforeEndHour:UInt32}) AS previousMs,
          sumIf(starts, hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}) AS startCount,
          sumIf(starters, hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}) AS starterCount,
          maxIf(hour, hours_ms > 0) AS lastHour,
          sumMapIf([toUInt16(intDiv(hour, 24))], [toUInt64(hours_ms)], hour >= {sparkHour:UInt32}) AS spark
        FROM served_title_hour FINAL WHERE ${CURRENT}
        GROUP BY title`,
      params: {
        beforeHour: hoursOf(previous).fromHour,
        beforeEndHour: hoursOf(previous).toHour,
        ...hoursOf(range),
        sparkHour: (today - SPARK_DAYS + 1) * 24,
      },
    },
    titles,
  );
  return [...answers.values()].flat();
}

/** Titles on their way: not yet released, or with a premiere ahead. The next ones first. */
function aheadOf(titles: readonly TitleInfo[], nowMs: number): TitleInfo[] {
  return titles
    .filter(({ stage, premiereMs }) => !['unknown', 'released'].includes(stage) || (premiereMs ?? 0) > nowMs)
    .sort(premiereOrder)
    .slice(0, MAX_AHEAD);
}

/** Distinct people of the slate who were active in a range, in whole UTC days, exactly; they are summed at their own pace. */
async function peopleOf(store: Store, range: Range): Promise<{ viewers: number; asOfMs: number | null }> {
  const days = { fromDay: Math.max(1, dayNumber(range.fromMs)), toDay: Math.ceil(range.toMs / DAY_MS) };
  const [people] = await whileUnchanged(store, `slate.people ${days.fromDay} ${days.toDay}`, () =>
    store.query<{ viewers: number; asOfMs: number | null }>({
      name: 'slate.people',
      text: `
        SELECT sum(viewers) AS viewers, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_slate_reach) AS asOfMs
        FROM served_slate_reach FINAL
        WHERE version >= (SELECT max(version) FROM served_slate_reach)
          AND day >= {fromDay:UInt16} AND day < {toDay:UInt16} AND previous_day < {fromDay:UInt16}`,
      params: days,
    }),
  );
  return people ?? { viewers: 0, asOfMs: null };
}

/** Hours by UTC day of the last days, of each title. */
function sparksFrom(amounts: readonly AmountRow[], today: number): (title: string) => SlateRow['spark'] {
  const byTitle = new Map(amounts.map((row) => [row.title, row.spark]));
  return (title) => {
    const [days, sums] = byTitle.get(title) ?? [[], []];
    const byDay = new Map(days.map((day, at) => [day, (sums[at] ?? 0) / HOUR_MS]));
    if (byDay.size === 0) return [];
    return Array.from({ length: SPARK_DAYS }, (_, at) => {
      const day = today - SPARK_DAYS + 1 + at;
      return { dayMs: day * DAY_MS, hours: byDay.get(day) ?? 0 };
    });
  };
}
