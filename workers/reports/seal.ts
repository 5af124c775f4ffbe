import type pg from 'pg';
import { chosenComparables } from '../../sql/postgres/comparables.ts';
import { keepReport, newestReport, restatementsIn, type ReadReport } from '../../sql/postgres/reports.ts';
import { buildReport, hasNotEnded, type ReportRequest } from '../../sql/queries/report/build.ts';
import { parseScope, scopeText, type ReportSnapshot } from '../../sql/queries/report/model.ts';
import { reportWeek } from '../../sql/queries/report/week.ts';
import type { ReportOrder } from '../contract/reports.ts';
import { receivedByNow, untilCounted, waitingRows, type CountedDeps, type Received } from './counted.ts';
import { ReportError } from './error.ts';

export interface ReportDeps extends CountedDeps {
  readonly control: pg.Pool;
  readonly now: () => number;
  /** Called between pieces of work: loading and pages go first. */
  readonly pause: () => Promise<void>;
  /** What a week that has ended is to count, the same at every call. Undefined: whatever is received by then. */
  readonly received?: () => Received;
}

/**
 * The report of a week: the one that was sealed (or what corrected it), or else made and sealed now. Of a week that still
 * goes on it is a draft, made anew each time, that says what waits to be counted.
 *
 * @throws ReportError where the scope, the week or the title is none.
 * @throws NotYetError while records of a week that has ended wait to be counted: a seal is for good.
 */
export async function sealReport(deps: ReportDeps, order: ReportOrder): Promise<ReadReport> {
  const scope = parseScope(order.scope);
  if (!scope) throw new ReportError(`${order.scope} is no scope: slate, title:ID or campaign:ID.`);
  const week = reportWeek(order.week, order.zone);
  if (!week) throw new ReportError(`${order.week} is no Monday: name the day that the week begins with.`);
  if (week.range.fromMs > deps.now()) throw new ReportError(`The week of ${order.week} has not begun.`);
  const known = await newestReport(deps.control, order);
  if (known && !known.provisional) return known;
  const { snapshot, trueAt } = await snapshotOf(deps, { ...order, scope });
  return keepReport(deps.control, snapshot, new Date(deps.now()), trueAt);
}

/** A report as it stands now, to be sealed or not. */
export interface Standing {
  readonly snapshot: ReportSnapshot;
  /** All that was received by then is counted. */
  readonly trueAt: Date;
}

/**
 * @throws ReportError where the catalogue does not know the title.
 * @throws NotYetError while records of a week that has ended wait to be counted.
 */
export async function snapshotOf(deps: ReportDeps, request: ReportRequest): Promise<Standing> {
  const { store, control, now, pause, spool } = deps;
  const { scope, zone } = request;
  const week = reportWeek(request.week, zone);
  // One instant: a week that ends meanwhile stays a draft.
  const nowMs = now();
  const received = week && !hasNotEnded(week, nowMs) ? (deps.received ?? (() => receivedByNow(spool, now())))() : null;
  if (received) await untilCounted(deps, received);
  const range = week?.range ?? { fromMs: 0, toMs: 0 };
  const restatements = await restatementsIn(control, {
    ...{ scope: scopeText(scope), zone, from: new Date(range.fromMs), to: new Date(range.toMs) },
  });
  const snapshot = await buildReport(store, request, nowMs, {
    comparablesOf: (title) => chosenComparables(control, title),
    restatements,
    spoolRows: await waitingRows(spool),
    pause,
  });
  if (snapshot) return { snapshot, trueAt: new Date(received?.atMs ?? nowMs) };
  const title = scope.kind === 'slate' ? '' : scope.titleId;
  throw new ReportError(`There is no title ${JSON.stringify(title)}: /api/v1/titles lists the ids.`);
}
