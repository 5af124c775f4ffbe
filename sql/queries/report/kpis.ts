import { METRICS } from '../definitions.ts';
import type { Figure } from '../read-model.ts';
import { newcombe } from '../statistics.ts';
import { changeCell, figureCell, ofKind, ofLife, plainCell } from './cells.ts';
import type { ReportFrame } from './frame.ts';
import type { ColumnKind, ReportCell, ReportRow } from './model.ts';
import { column } from './words.ts';

/** Figures of a week beside those of the week before: one a row, so that each cell has its own kind. */
export const KPI_COLUMNS = [
  column('metric', 'Figure', 'text'),
  column('value', 'This week', 'number'),
  column('before', 'Week before', 'number'),
  column('change', 'Change', 'change'),
];

/** @param people see `changeCell` */
export function kpiRow(id: string, kind: ColumnKind, now: Figure, before: Figure, people = false): ReportRow {
  const [current, former] = [figureCell(now), figureCell(before)];
  return {
    id,
    cells: [
      plainCell(METRICS[now.metric].name),
      ...[current, former].map((cell) => ofKind(kind, cell)),
      changeCell(current, former, people),
    ],
  };
}

/** A row whose week before was no whole one: there is nothing to hold the week against. */
export const withoutChange = (row: ReportRow, why: string): ReportRow => ({
  ...row,
  cells: row.cells.with(3, { value: null, why }),
});

const OPEN_DAY = 'Viewers are known by whole UTC days: the open one is not over.';

/** Viewers; while a week goes on without a change, as the days of the week before were over. */
export function viewersRow(
  { week, untilMs }: Pick<ReportFrame, 'week' | 'untilMs'>,
  now: Figure,
  before: Figure,
): ReportRow {
  const row = kpiRow('viewers', 'count', now, before, true);
  return untilMs < week.range.toMs ? withoutChange(row, OPEN_DAY) : row;
}

/** Of counts that are no figures of their own: of this week, of the week before, and the change. */
export const kpiCounts = (
  id: 'promo_views' | 'mentions' | 'list_adds',
  [now, before, change]: readonly [ReportCell, ReportCell, ReportCell],
): ReportRow => ({
  id,
  cells: [plainCell(METRICS[id].name), ofKind('count', now), ofKind('count', before), change],
});

/** A share of a week beside that of the week before: their difference in points, with an interval where both are of people apart. */
export function shareRow(id: string, now: Figure, before: Figure): ReportRow {
  const [current, former] = [figureCell(now), figureCell(before)];
  const change: ReportCell =
    typeof current.value === 'number' && typeof former.value === 'number'
      ? { value: current.value - former.value, ...differenceOf(now, before) }
      : { value: null, why: 'There is no figure of both weeks.' };
  return {
    id,
    cells: [
      plainCell(METRICS[now.metric].name),
      ...[current, former].map((cell) => ofKind('share', cell)),
      ofKind('points', change),
    ],
  };
}

function differenceOf(now: Figure, before: Figure): Pick<ReportCell, 'interval'> {
  if (now.count === undefined || !now.n || before.count === undefined || !before.n) return {};
  return { interval: newcombe(now.count, now.n, before.count, before.n) };
}

/** Net sentiment of the week's texts. */
export function netRow({ now, before, change }: Record<'now' | 'before' | 'change', ReportCell>): ReportRow {
  return {
    id: 'net_sentiment',
    cells: [plainCell(METRICS.net_sentiment.name), ...[now, before, change].map((cell) => ofKind('net', cell))],
  };
}

/** A figure that is known of the title's life only. */
export function lifeRow(id: string, kind: ColumnKind, figure: Figure): ReportRow {
  const none = { value: null, why: 'It is of the title’s life, not of a week.' };
  return {
    id,
    cells: [
      plainCell(`${METRICS[figure.metric].name} (of its life)`),
      ofKind(kind, ofLife(figureCell(figure))),
      none,
      none,
    ],
  };
}
