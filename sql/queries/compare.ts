import type { Store } from '../clickhouse/store.ts';
import { partOf, shareBy } from './ages.ts';
import { sumAmounts } from './amounts.ts';
import { segmentOfTitle } from './compare-segment.ts';
import { figure, NOT_OUT } from './figure.ts';
import { hasFilter } from './filter.ts';
import { AGE_HOURS, HORIZONS } from './horizons.ts';
import { hoursByTitle, titleCohorts, titleRollup, type CohortRow, type HourRow } from './hours.ts';
import { launchCurve } from './launch.ts';
import type {
  ComparedFigure,
  ComparedTitle,
  Comparison,
  Figure,
  Filter,
  TitleDetail,
  TitleInfo,
} from './read-model.ts';
import { rates, slateHoursMs, viewsFigure } from './summary.ts';
import { dayNumber, HOUR_MS, WEEK_MS } from './time.ts';
import { titleDetails } from './titles.ts';
import { Viewed } from './views.ts';

const WEEK_HOURS = WEEK_MS / HOUR_MS;

interface Known {
  title: TitleDetail;
  asOfMs: number;
  ageHours: number | null;
  rows: readonly HourRow[];
  cohorts: readonly CohortRow[];
}

/**
 * Titles beside each other, aligned on their premieres: each one's curve, and its figures at the same age; of a segment what
 * is published of it, which is weeks and the life. An id that the catalogue does not know is left out; the order is kept.
 *
 * @param horizonHours how far to look; null: as far as the youngest title has not yet gone (7, 28 or 91 days).
 */
export async function compareTitles(
  store: Store,
  ids: readonly string[],
  horizonHours: number | null,
  nowMs: number,
  filter: Filter = {},
): Promise<Comparison> {
  const [details, hours] = await Promise.all([titleDetails(store, ids), hoursByTitle(store, ids)]);
  const inOrder = ids.flatMap((id) => details.find((detail) => detail.id === id) ?? []);
  const known = await Promise.all(inOrder.map((title) => knownOf(store, title, hours.get(title.id) ?? [], nowMs)));
  // Of whole hours: nothing is known at the age of one that has none yet.
  const youngest = Math.min(Infinity, ...known.flatMap(({ ageHours }) => (ageHours ? [ageHours] : [])));
  const horizon = horizonHours ?? HORIZONS.find((hours) => youngest <= hours) ?? AGE_HOURS['28d'];
  const ageHours = Number.isFinite(youngest) && !hasFilter(filter) ? Math.min(horizon, youngest) : null;
  const titles = await Promise.all(
    known.map((one) =>
      hasFilter(filter) ? comparedSegment(store, one, filter, nowMs) : compared(store, one, ageHours),
    ),
  );
  return {
    asOfMs: Math.min(nowMs, ...titles.map((one) => one.asOfMs)),
    ...{ filter, horizonHours: horizon, ageHours, titles },
  };
}

async function comparedSegment(store: Store, known: Known, filter: Filter, nowMs: number): Promise<ComparedTitle> {
  const { title, ageHours } = known;
  const out = title.premiereMs !== null && ageHours !== null;
  const told = out ? await segmentOfTitle(store, title, title.premiereMs ?? 0, filter, nowMs) : null;
  return {
    ...{ title: infoOf(title), ageHours, asOfMs: told?.figures.hours.asOfMs ?? known.asOfMs },
    ...(told ?? { points: [], figures: noFigures(known) }),
  };
}

function infoOf({ milestones: _, episodeList: __, runtimeChanges: ___, ...info }: TitleDetail): TitleInfo {
  return info;
}

async function knownOf(store: Store, title: TitleDetail, rows: readonly HourRow[], nowMs: number): Promise<Known> {
  const [rollup, cohorts] = await Promise.all([titleRollup(store, title.id), titleCohorts(store, title.id)]);
  const asOfMs = rollup?.asOfMs ?? nowMs;
  const before = title.premiereMs === null || title.premiereMs > asOfMs;
  const ageHours = before ? null : Math.floor((asOfMs - (title.premiereMs ?? 0)) / HOUR_MS);
  return { title, asOfMs, ageHours, rows, cohorts };
}

async function compared(store: Store, known: Known, ageHours: number | null): Promise<ComparedTitle> {
  const { title, asOfMs, rows } = known;
  const { premiereMs } = title;
  const of = { title: infoOf(title), asOfMs, ageHours: known.ageHours };
  if (premiereMs === null || known.ageHours === null) return { ...of, points: [], figures: noFigures(known) };
  const points = launchCurve(title, rows, premiereMs, known.ageHours);
  if (known.ageHours === 0 || ageHours === null) return { ...of, points, figures: noFigures(known) };
  const range = { fromMs: premiereMs, toMs: premiereMs + ageHours * HOUR_MS };
  const slateMs = await slateHoursMs(store, range);
  return {
    ...of,
    points,
    figures: {
      ...amountsAt(known, premiereMs, ageHours, slateMs),
      ...ratesAt(known.cohorts, premiereMs + ageHours * HOUR_MS, asOfMs),
      holdWeek2: holdOfWeek2(known, premiereMs, known.ageHours),
    },
  };
}

/** The first so many times sixty minutes since the premiere; the UTC hour in which they end in part, as launches have it. */
function firstHours({ rows, asOfMs }: Known, premiereMs: number, ageHours: number): HourRow[] {
  const untilMs = premiereMs + ageHours * HOUR_MS;
  return rows.flatMap((row) => {
    const share = shareBy(untilMs, row.hour, premiereMs, asOfMs);
    return share > 0 ? [partOf(row, share)] : [];
  });
}

function amountsAt(known: Known, premiereMs: number, ageHours: number, slateMs: number) {
  const { title, rows, asOfMs } = known;
  const first = firstHours(known, premiereMs, ageHours);
  const sum = sumAmounts(first);
  // The slate's hours are whole UTC ones, so the title's are too where they are a part of those.
  const untilHour = Math.floor(premiereMs / HOUR_MS) + ageHours;
  const wholeMs = sumAmounts(rows.filter((row) => row.hour < untilHour)).hoursMs;
  const views = new Viewed(title, first).views(premiereMs + ageHours * HOUR_MS);
  const estimated = title.runtimeEstimated ? ({ estimated: true } as const) : {};
  const needsRuntime = (metric: 'watchers' | 'completers'): Figure =>
    title.runtimeSeconds === null
      ? figure(metric, null, asOfMs, { reason: 'The runtime is not known.' })
      : figure(metric, Math.round(sum[metric]), asOfMs, estimated);
  return {
    hours: figure('hours', sum.hoursMs / HOUR_MS, asOfMs),
    views: viewsFigure(title, views, asOfMs),
    viewers: figure('viewers', Math.round(sum.viewers), asOfMs),
    starters: figure('starters', Math.round(sum.starters), asOfMs),
    watchers: needsRuntime('watchers'),
    completers: needsRuntime('completers'),
    segmentShare: figure('segment_share', null, asOfMs, { reason: 'Everybody is all of it.' }),
    shareOfSlate: figure('share_of_slate', slateMs > 0 ? wholeMs / slateMs : null, asOfMs),
  };
}

/** The rates as they stood on the day of an instant: of who had started by then, and long enough before. */
function ratesAt(cohorts: readonly CohortRow[], thenMs: number, asOfMs: number) {
  const { completion7d, completion28d } = rates(
    cohorts.filter((row) => row.firstDay <= dayNumber(thenMs)),
    thenMs,
  );
  return { completion7d: { ...completion7d, asOfMs }, completion28d: { ...completion28d, asOfMs } };
}

/** Hold of a title's second week: the same age for all, whatever age the others are looked at. */
function holdOfWeek2(known: Known, premiereMs: number, ageHours: number): Figure {
  const { asOfMs } = known;
  if (ageHours < 2 * WEEK_HOURS) return figure('hold', null, asOfMs, { reason: 'Its second week is not over.' });
  const first = sumAmounts(firstHours(known, premiereMs, WEEK_HOURS)).hoursMs;
  const both = sumAmounts(firstHours(known, premiereMs, 2 * WEEK_HOURS)).hoursMs;
  if (first === 0) return figure('hold', null, asOfMs, { reason: 'Nothing was watched in its first week.' });
  return figure('hold', (both - first) / first, asOfMs);
}

const METRIC_OF = {
  hours: 'hours',
  views: 'views',
  viewers: 'viewers',
  starters: 'starters',
  watchers: 'watchers',
  completers: 'completers',
  segmentShare: 'segment_share',
  shareOfSlate: 'share_of_slate',
  completion7d: 'completion_7d',
  completion28d: 'completion_28d',
  holdWeek2: 'hold',
} as const satisfies Record<ComparedFigure, Figure['metric']>;

function noFigures({ title, asOfMs, ageHours }: Known): Record<ComparedFigure, Figure> {
  const early = ageHours === null ? NOT_OUT : 'Out for less than an hour.';
  const reason = title.premiereMs === null ? 'No premiere in the catalogue.' : early;
  return Object.fromEntries(
    Object.entries(METRIC_OF).map(([name, metric]) => [name, figure(metric, null, asOfMs, { reason })]),
  ) as Record<ComparedFigure, Figure>;
}
