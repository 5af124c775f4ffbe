import { LAUNCH_AGES, titleLaunch } from '../launch.ts';
import type { BandPoint, Launch, LaunchMetric, LaunchPoint, TitleInfo } from '../read-model.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import { countCell, ofKind, ofLife, plainCell } from './cells.ts';
import { section, type ReportFrame } from './frame.ts';
import type { ReportCell, ReportChart, ReportRow, ReportSection } from './model.ts';
import { zoneDayText } from './week.ts';
import { column, firstText, rowId, titleText } from './words.ts';

/** Curves of launches end here. */
const LAUNCH_DAYS = 91;
const MOST_LAUNCHES = 12;
/** Points of a drawn curve: every six hours of the first week, then the days. */
const DRAWN_HOURS = 6;
const HOURS_A_WEEK = 168;
const CURVES = ['hours', 'views', 'viewers', 'starters', 'watchers', 'completers'] as const satisfies LaunchMetric[];
const NAMES: Readonly<Record<LaunchMetric, string>> = {
  ...{ hours: 'Hours viewed', views: 'Views', viewers: 'Viewers' },
  ...{ starters: 'Starters', watchers: 'Watchers', completers: 'Completers' },
};
const AGES = new Set(LAUNCH_AGES);

const COMPARED_COLUMNS = [
  column('low', 'Like titles: low', 'count'),
  column('mid', 'Like titles: median', 'count'),
  column('high', 'Like titles: high', 'count'),
  column('place', 'Against them', 'text'),
];
const NOTE =
  'Since the premiere, up to the end of the week, beside comparable titles at the same age: the lowest, median and highest of five to nine; P10, median and P90 of ten and more. Which titles compare is decided as the report is made.';

/** Views so far are hours so far by the runtime that is out by then: the definition lets them fall, so the note says why. */
const FALLING = ' Views fall where an episode comes out: the hours so far are then shared among a longer running time.';

const noteOf = (launches: readonly LaunchThen[]): string => NOTE + (launches.some(viewsFall) ? FALLING : '');

function viewsFall({ launch, point }: LaunchThen): boolean {
  const points = launch.points.filter(({ ageHours }) => ageHours <= point.ageHours);
  return points.some(({ views }, at) => (views ?? 0) < (points[at - 1]?.views ?? 0));
}

/** @param all how many launches there are, the most viewed of which are told */
export const slateNote = (told: readonly LaunchThen[], all: number): string =>
  `${noteOf(told)} Hours stand in for views where a runtime is unknown.${firstText(MOST_LAUNCHES, all, 'launches')}`;

/** A launch as it stood when the week ended. */
interface LaunchThen {
  launch: Launch;
  /** The last point of the curve's own ages by then. */
  point: LaunchPoint;
}

async function launchThen({ store, untilMs, nowMs, context }: ReportFrame, id: string): Promise<LaunchThen | null> {
  const chosen = (await context.comparablesOf?.(id)) ?? null;
  const launch = await titleLaunch(store, id, nowMs, chosen);
  if (launch?.premiereMs == null || launch.premiereMs >= untilMs) return null;
  const ageThen = Math.floor((untilMs - launch.premiereMs) / HOUR_MS);
  const point = launch.points.findLast(({ ageHours }) => ageHours <= ageThen && AGES.has(ageHours));
  return point && ageThen <= LAUNCH_DAYS * 24 ? { launch, point } : null;
}

/** The launches of a week beside their like. */
export async function slateLaunches(frame: ReportFrame, titles: readonly TitleInfo[]): Promise<ReportSection> {
  const launching = titles.filter(
    ({ premiereMs }) =>
      premiereMs !== null && premiereMs < frame.untilMs && frame.untilMs - premiereMs <= LAUNCH_DAYS * DAY_MS,
  );
  const rows: ReportRow[] = [];
  const charts: ReportChart[] = [];
  const told: LaunchThen[] = [];
  for (const title of launching.slice(0, MOST_LAUNCHES)) {
    const then = await launchThen(frame, title.id);
    await frame.context.pause?.();
    if (!then) continue;
    told.push(then);
    const metric = then.point.views === null ? 'hours' : 'views';
    rows.push({
      id: rowId(title.id),
      cells: [
        plainCell(titleText(title)),
        ...sinceCells(then, frame.week.zone),
        ofKind(metric === 'hours' ? 'hours' : 'count', countCell(metric, then.point[metric])),
        ...comparedCells(then, metric),
      ],
    });
    charts.push(chartOf(then, metric, titleText(title)));
  }
  return section({
    ...{ id: 'launch', title: 'How are the launches doing, against their like?', rows, charts },
    note: slateNote(told, launching.length),
    columns: [
      column('title', 'Title', 'text'),
      column('premiere', 'Premiere', 'day'),
      column('age', 'Days since the premiere', 'days'),
      column('value', 'Views or hours so far', 'count'),
      ...COMPARED_COLUMNS,
    ],
    ifEmpty: `No title was in the first ${LAUNCH_DAYS} days since its premiere.`,
  });
}

/** One launch, metric by metric. */
export async function titleLaunchSection(frame: ReportFrame, title: TitleInfo): Promise<ReportSection> {
  const then = await launchThen(frame, title.id);
  const rows = then
    ? CURVES.map((metric): ReportRow => {
        const value = ofKind(metric === 'hours' ? 'hours' : 'count', countCell(metric, then.point[metric], NO_RUNTIME));
        return {
          id: metric,
          cells: [
            plainCell(NAMES[metric]),
            ...sinceCells(then, frame.week.zone).slice(1),
            value,
            ...comparedCells(then, metric),
          ],
        };
      })
    : [];
  return section({
    ...{ id: 'launch', title: 'How is the launch doing, against its like?', note: noteOf(then ? [then] : []), rows },
    charts: then ? [chartOf(then, then.point.views === null ? 'hours' : 'views', titleText(title))] : [],
    columns: [
      column('metric', 'What', 'text'),
      column('age', 'Days since the premiere', 'days'),
      column('value', 'So far', 'count'),
      ...COMPARED_COLUMNS,
    ],
    ifEmpty:
      title.premiereMs === null
        ? 'The title has no premiere to count from.'
        : title.premiereMs >= frame.untilMs
          ? 'The premiere was still ahead.'
          : `The premiere was more than ${LAUNCH_DAYS} days ago.`,
  });
}

const NO_RUNTIME = 'The runtime is not known.';

interface Since {
  launch: Pick<Launch, 'premiereMs'>;
  point: Pick<LaunchPoint, 'ageHours'>;
}

export function sinceCells({ launch, point }: Since, zone: string): [premiere: ReportCell, age: ReportCell] {
  return [plainCell(zoneDayText(launch.premiereMs ?? 0, zone)), plainCell(Math.floor(point.ageHours / 24))];
}

/** The comparables at that age: they are others a week later, so these cells are none of the week. */
function comparedCells(then: LaunchThen, metric: LaunchMetric): ReportCell[] {
  const band = bandAt(then, metric);
  const value = then.point[metric];
  const n = then.launch.comparables.titles.length;
  const cell = (of: number | undefined): ReportCell =>
    ofKind(
      metric === 'hours' ? 'hours' : 'count',
      ofLife(
        of === undefined
          ? { value: null, why: 'Fewer than five comparable titles have come this far.' }
          : { value: of, n },
      ),
    );
  const place =
    band === undefined || value === null ? null : value > band.high ? 'above' : value < band.low ? 'below' : 'within';
  return [
    ...[band?.low, band?.mid, band?.high].map(cell),
    ofLife(plainCell(place, 'There is nothing to compare with.')),
  ];
}

const bandAt = ({ launch, point }: LaunchThen, metric: LaunchMetric): BandPoint | undefined =>
  launch.comparables.band[metric]?.find(({ ageHours }) => ageHours === point.ageHours);

function chartOf({ launch, point }: LaunchThen, metric: LaunchMetric, name: string): ReportChart {
  const { kind, band, curves } = launch.comparables;
  const drawn = ({ ageHours }: { ageHours: number }) =>
    (ageHours % DRAWN_HOURS === 0 || ageHours > HOURS_A_WEEK || ageHours === point.ageHours) && AGES.has(ageHours);
  const curve = (of: string, points: readonly LaunchPoint[]) => ({
    name: of,
    points: points
      .filter((one) => drawn(one) && one.ageHours <= point.ageHours)
      .map((one) => ({ ageHours: one.ageHours, value: one[metric] ?? 0 })),
  });
  return {
    kind: 'launch',
    curves: [curve(name, launch.points), ...curves.map((other) => curve(other.name, other.points))],
    band: (band[metric] ?? []).filter(drawn),
    bandKind: kind === 'quantiles' || kind === 'range' ? kind : 'none',
    metricName: NAMES[metric],
  };
}
