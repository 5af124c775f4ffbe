import type pg from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import { chosenComparables } from '../../sql/postgres/comparables.ts';
import { keepReport, newestReport, restatementsIn, type ReadReport } from '../../sql/postgres/reports.ts';
import { buildReport, type ReportRequest } from '../../sql/queries/report/build.ts';
import { parseScope, scopeText, type ReportSnapshot } from '../../sql/queries/report/model.ts';
import { reportWeek } from '../../sql/queries/report/week.ts';
import type { ReportOrder } from '../contract/reports.ts';

/** Why there is no report. The message says what to do. */
export class ReportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReportError';
  }
}

export interface ReportDeps {
  readonly store: Store;
  readonly control: pg.Pool;
  readonly now: () => number;
  /** Called between pieces of work: loading and pages go first. */
  readonly pause: () => Promise<void>;
}

/**
 * The report of a week: the one that was sealed (or what corrected it), or else made and sealed now. Of a week that still
 * goes on it is a draft, made anew each time.
 *
 * @throws ReportError where the scope, the week or the title is none.
 */
export async function sealReport(deps: ReportDeps, order: ReportOrder): Promise<ReadReport> {
  const scope = parseScope(order.scope);
  if (!scope) throw new ReportError(`${order.scope} is no scope: slate, title:ID or campaign:ID.`);
  const week = reportWeek(order.week, order.zone);
  const nowMs = deps.now();
  if (!week) throw new ReportError(`${order.week} is no Monday: name the day that the week begins with.`);
  if (week.range.fromMs > nowMs) throw new ReportError(`The week of ${order.week} has not begun.`);
  const known = await newestReport(deps.control, order);
  if (known && !known.provisional) return known;
  return keepReport(deps.control, await snapshotOf(deps, { ...order, scope }), new Date(nowMs));
}

/** A report as it stands now, sealed or not. @throws ReportError where the catalogue does not know the title. */
export async function snapshotOf(
  { store, control, now, pause }: ReportDeps,
  request: ReportRequest,
): Promise<ReportSnapshot> {
  const { scope, week, zone } = request;
  const range = reportWeek(week, zone)?.range ?? { fromMs: 0, toMs: 0 };
  const restatements = await restatementsIn(control, {
    ...{ scope: scopeText(scope), zone, from: new Date(range.fromMs), to: new Date(range.toMs) },
  });
  const snapshot = await buildReport(store, request, now(), {
    comparablesOf: (title) => chosenComparables(control, title),
    restatements,
    pause,
  });
  if (snapshot) return snapshot;
  const title = scope.kind === 'slate' ? '' : scope.titleId;
  throw new ReportError(`There is no title ${JSON.stringify(title)}: /api/v1/titles lists the ids.`);
}
