import type { Store } from '../clickhouse/store.ts';
import { sumAmounts, type Amounts } from './amounts.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import type { MetricId } from './definitions.ts';
import { ALL_MATURING, figure, proportion, withheld, type Withholding } from './figure.ts';
import { hasFilter } from './filter.ts';
import { firstViewedMs, titleCohorts, titleHours, titleReach, titleRollup, type CohortRow } from './hours.ts';
import { titleSegments } from './launch-segments.ts';
import type { Figure, Filter, Range, TitleDetail, TitleInfo, TitleSummary } from './read-model.ts';
import type { SegmentPart } from './segment-parts.ts';
import { shelf } from './shelf.ts';
import { OF_A_SEGMENT } from './telling.ts';
import { DAY_MS, dayNumber, HOUR_MS, mondayMs, WEEK_MS } from './time.ts';
import { titleDetail } from './titles.ts';
import { changesWithin, runtimeOutMs, Viewed } from './views.ts';

/**
 * The figures of a title in a range, for everybody or (whole weeks and the title's life only) for a segment. Null when the
 * catalogue does not know the title. Rates are always those of the title's life.
 */
export async function titleSummary(
  store: Store,
  id: string,
  range: Range,
  filter: Filter,
  nowMs: number,
): Promise<TitleSummary | null> {
  const title = await titleDetail(store, id);
  if (title === null) return null;
  return hasFilter(filter)
    ? segmentSummary(store, title, range, filter, nowMs)
    : wholeSummary(store, title, range, nowMs);
}

async function wholeSummary(store: Store, title: TitleDetail, range: Range, nowMs: number): Promise<TitleSummary> {
  const [rollup, hours, cohorts, slateMs] = await Promise.all([
    titleRollup(store, title.id),
    titleHours(store, title.id),
    titleCohorts(store, title.id),
    slateHoursMs(store, range),
  ]);
  const asOfMs = rollup?.asOfMs ?? nowMs;
  const { fromHour, toHour } = hoursOf(range);
  const within = hours.filter((row) => row.hour >= fromHour && row.hour < toHour);
  const sum = sumAmounts(within);
  const views = viewsFigure(title, new Viewed(title, within).views(range.toMs), asOfMs);
  const sinceTheFirst = fromHour <= (hours[0]?.hour ?? 0);
  const viewers =
    sum.hoursMs === 0 || sinceTheFirst
      ? figure('viewers', sum.viewers, asOfMs)
      : await reachOfDays(store, title.id, range, asOfMs);
  return {
    asOfMs,
    range,
    filter: {},
    figures: {
      ...amounts(title, sum, asOfMs, viewers),
      views,
      shareOfSlate: figure('share_of_slate', slateMs > 0 ? sum.hoursMs / slateMs : null, asOfMs),
      ...rates(cohorts, asOfMs),
      completionDue: completionDue(cohorts, range, asOfMs),
    },
    beforePremiere: { plays: rollup?.beforePremierePlays ?? 0, hours: (rollup?.beforePremiereMs ?? 0) / HOUR_MS },
    snappedToWeeks: false,
    snappedToLife: false,
  };
}

/**
 * Distinct viewers of a range that some viewers came before: they are known by UTC day, so it is of the whole days around the
 * range, and says so. A range that holds all there is has no end to round.
 */
async function reachOfDays(store: Store, title: string, { fromMs, toMs }: Range, asOfMs: number): Promise<Figure> {
  const [fromDay, toDay] = [dayNumber(fromMs), Math.ceil(toMs / DAY_MS)];
  const whole = fromMs === fromDay * DAY_MS && (toMs === toDay * DAY_MS || toMs >= asOfMs);
  const reach = await titleReach(store, title, fromDay, toDay);
  return figure('viewers', reach, asOfMs, whole ? {} : { range: { fromMs: fromDay * DAY_MS, toMs: toDay * DAY_MS } });
}

async function segmentSummary(
  store: Store,
  title: TitleDetail,
  asked: Range,
  filter: Filter,
  nowMs: number,
): Promise<TitleSummary> {
  const { asOfMs: countedMs, segments } = await titleSegments(store, title.id, filter, asked, nowMs);
  const asOfMs = countedMs ?? nowMs;
  const life = segments.find((segment) => segment.week === 0);
  const weeks = segments.filter((segment) => segment.week > 0);
  // A range that takes in the whole life is the life cell; one week is its own cell. Sums over several weeks would count
  // a viewer once a week, so viewers of such a range are not available, while hours and first times do add up.
  const firstMs = title.premiereMs ?? 0;
  const whole = asked.fromMs <= firstMs && asked.toMs >= nowMs;
  // Preferences are told by 90 days: there are none of a week.
  const snappedToLife = filter.preference !== undefined && !whole;
  const ofLife = whole || snappedToLife;
  const range = snappedToLife
    ? {
        fromMs: Math.min(asked.fromMs, title.premiereMs ?? (await firstViewedMs(store, title.id)) ?? asked.fromMs),
        toMs: nowMs,
      }
    : whole
      ? asked
      : { fromMs: mondayMs(asked.fromMs), toMs: mondayMs(asked.toMs - 1) + WEEK_MS };
  const chosen = ofLife && life ? [life] : weeks;
  const lifeHidden = countedMs === null ? 'uncounted' : life ? life.withheld : 'few';
  const reasons = new Set(chosen.map((segment) => segment.withheld));
  const hidden = lifeHidden ?? (['few', 'week', 'openWeek'] as const).find((why) => reasons.has(why)) ?? null;
  const sum = (key: 'hoursMs' | 'starts' | 'viewers') => chosen.reduce((total, segment) => total + segment[key], 0);
  // A part that is withheld in one week cannot be told of several.
  const part = (key: 'starters' | 'watchers' | 'completers') =>
    chosen.reduce<number | null>((total, { [key]: own }) => (total === null || own === null ? null : total + own), 0);
  const viewers =
    chosen.length <= 1
      ? figure('viewers', sum('viewers'), asOfMs)
      : figure('viewers', null, asOfMs, {
          reason: 'Viewers of a segment are published for one week or for the title’s life.',
        });
  // Segments count those old enough to complete. To watch they are so from their first day on, which is another one where
  // episodes come out over time.
  const atOnce = outAtOnce(title);
  // That nobody can be old enough yet is said by the calendar.
  const ageDays = title.premiereMs === null ? Infinity : dayNumber(asOfMs) - dayNumber(title.premiereMs);
  const rate = (metric: MetricId, hits: SegmentPart, n: 'eligible7d' | 'eligible28d'): Figure => {
    const [some, all] = [life?.[hits] ?? null, life?.[n] ?? null];
    if (lifeHidden === null && ageDays < (n === 'eligible7d' ? 7 : 28))
      return figure(metric, null, asOfMs, { reason: ALL_MATURING });
    return lifeHidden !== null || some === null || all === null
      ? withheld(metric, asOfMs, lifeHidden ?? 'few')
      : proportion(metric, some, all, 0, asOfMs, OF_A_SEGMENT.rounding);
  };
  const watching = (metric: 'watching_7d' | 'watching_28d', hits: SegmentPart, n: 'eligible7d' | 'eligible28d') =>
    atOnce || lifeHidden !== null
      ? rate(metric, hits, n)
      : figure(metric, null, asOfMs, {
          reason: 'Not counted for a segment where episodes come out over time.',
        });
  const counted = {
    ...{ hoursMs: sum('hoursMs'), starts: sum('starts') },
    ...{ starters: part('starters'), watchers: part('watchers'), completers: part('completers') },
  };
  return {
    ...{ beforePremiere: { plays: 0, hours: 0 }, asOfMs, range, filter },
    snappedToWeeks: !ofLife && (range.fromMs !== asked.fromMs || range.toMs !== asked.toMs),
    snappedToLife,
    figures: {
      ...(hidden === null ? amounts(title, counted, asOfMs, viewers) : withheldAmounts(asOfMs, hidden)),
      views: hidden === null ? segmentViews(title, counted.hoursMs, range, asOfMs) : withheld('views', asOfMs, hidden),
      shareOfSlate: figure('share_of_slate', null, asOfMs, { reason: 'Not published for a segment.' }),
      watching7d: watching('watching_7d', 'watched7d', 'eligible7d'),
      watching28d: watching('watching_28d', 'watched28d', 'eligible28d'),
      completion7d: rate('completion_7d', 'completed7d', 'eligible7d'),
      completion28d: rate('completion_28d', 'completed28d', 'eligible28d'),
      completionDue: figure('completion_due', null, asOfMs, { reason: 'Not counted for a segment.' }),
    },
  };
}

/** Whether nobody could begin before the last episode was out. */
function outAtOnce({ premiereMs, episodeList }: TitleDetail): boolean {
  const lastMs = Math.max(0, ...episodeList.map(({ availableMs }) => availableMs ?? 0));
  return dayNumber(lastMs) <= dayNumber(premiereMs ?? 0);
}

/** What is counted of a range; null: withheld, as parts of a segment may be. */
type Counted = Pick<Amounts, 'hoursMs' | 'starts'> & Record<'starters' | 'watchers' | 'completers', number | null>;

function amounts(title: TitleDetail, sum: Counted, asOfMs: number, viewers: Figure) {
  const estimated = title.runtimeEstimated ? ({ estimated: true } as const) : {};
  const people = (metric: 'starters' | 'watchers' | 'completers', more: Partial<Figure> = {}): Figure =>
    sum[metric] === null ? withheld(metric, asOfMs) : figure(metric, sum[metric], asOfMs, more);
  const needsRuntime = (metric: 'watchers' | 'completers'): Figure =>
    title.runtimeSeconds === null
      ? figure(metric, null, asOfMs, { reason: 'The runtime is not known.' })
      : people(metric, estimated);
  return {
    hours: figure('hours', sum.hoursMs / HOUR_MS, asOfMs),
    viewers,
    starts: figure('starts', sum.starts, asOfMs),
    starters: people('starters'),
    watchers: needsRuntime('watchers'),
    completers: needsRuntime('completers'),
  };
}

/** Views: hours viewed ÷ runtime; not available without a runtime. */
export function viewsFigure({ runtimeEstimated }: TitleInfo, views: number | null, asOfMs: number): Figure {
  if (views === null) return figure('views', null, asOfMs, { reason: 'The runtime is not known.' });
  return figure('views', views, asOfMs, runtimeEstimated ? { estimated: true } : {});
}

/** Of a segment only the hours of whole weeks are known, and not which of them came before a change. */
function segmentViews(title: TitleDetail, hoursMs: number, range: Range, asOfMs: number): Figure {
  const toMs = Math.min(range.toMs, asOfMs);
  if (changesWithin(title, { ...range, toMs }))
    return figure('views', null, asOfMs, { reason: 'Not counted for a segment while the runtime changed.' });
  const runtimeMs = runtimeOutMs(title, range.toMs, toMs);
  return viewsFigure(title, runtimeMs > 0 ? hoursMs / runtimeMs : null, asOfMs);
}

/** Watching and completing within 7 and 28 days, of the starters old enough. */
export function rates(cohorts: readonly CohortRow[], asOfMs: number) {
  const today = dayNumber(asOfMs);
  const rate = (
    metric: 'watching_7d' | 'watching_28d' | 'completion_7d' | 'completion_28d',
    days: number,
    clock: 'firstDay' | 'baseDay',
    hits: keyof CohortRow,
  ) => {
    let [n, hit, maturing] = [0, 0, 0];
    for (const row of cohorts)
      if (row[clock] <= today - days) {
        n += row.starters;
        hit += row[hits];
      } else maturing += row.starters;
    return proportion(metric, hit, n, maturing, asOfMs);
  };
  // As they are asked for: a slate wants one of each of its titles.
  return {
    get watching7d() {
      return rate('watching_7d', 7, 'firstDay', 'watched7d');
    },
    get watching28d() {
      return rate('watching_28d', 28, 'firstDay', 'watched28d');
    },
    get completion7d() {
      return rate('completion_7d', 7, 'baseDay', 'completed7d');
    },
    get completion28d() {
      return rate('completion_28d', 28, 'baseDay', 'completed28d');
    },
  };
}

const DUE_DAYS = 7;

/** Of the starters whose seven days ended within a range: a day is over when the next one begins. */
function completionDue(cohorts: readonly CohortRow[], { fromMs, toMs }: Range, asOfMs: number): Figure {
  const [fromDay, toDay] = [dayNumber(fromMs), dayNumber(Math.min(toMs, asOfMs))];
  const due = cohorts.filter(({ baseDay }) => baseDay + DUE_DAYS >= fromDay && baseDay + DUE_DAYS < toDay);
  const sum = (key: 'starters' | 'completed7d') => due.reduce((total, row) => total + row[key], 0);
  return proportion('completion_due', sum('completed7d'), sum('starters'), 0, asOfMs);
}

function withheldAmounts(asOfMs: number, why: Withholding): ReturnType<typeof amounts> {
  const hidden = (metric: MetricId) => withheld(metric, asOfMs, why);
  return {
    ...{ hours: hidden('hours'), viewers: hidden('viewers'), starts: hidden('starts') },
    ...{ starters: hidden('starters'), watchers: hidden('watchers'), completers: hidden('completers') },
  };
}

/**
 * The UTC hours of a range, [fromHour, toHour) since the epoch. Served rows are whole hours: a range begins with the one
 * that holds its start, as buckets do, so that a premiere at half past loses nothing and ranges that touch share no hour.
 */
export function hoursOf({ fromMs, toMs }: Range): { fromHour: number; toHour: number } {
  const hourOf = (atMs: number) => Math.max(0, Math.floor(atMs / HOUR_MS));
  return { fromHour: hourOf(fromMs), toHour: hourOf(toMs) };
}

/** Hours viewed of every title in a range, in ms. */
export async function slateHoursMs(store: Store, range: Range): Promise<number> {
  const answers = await answersByTitle<{ title: string; hoursMs: number }>(
    store,
    {
      name: 'slate.hours',
      text: `
        SELECT title, sum(hours_ms) AS hoursMs FROM served_title_hour FINAL
        WHERE ${CURRENT} AND hour >= {fromHour:UInt32} AND hour < {toHour:UInt32}
        GROUP BY title`,
      params: hoursOf(range),
    },
    (await shelf(store)).titles.keys(),
  );
  return [...answers.values()].reduce((sum, [row]) => sum + (row?.hoursMs ?? 0), 0);
}
