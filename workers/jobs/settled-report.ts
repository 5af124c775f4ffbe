import type pg from 'pg';
import { termsOf } from '../../sql/postgres/report-schedules.ts';
import { newestReport, trueAt } from '../../sql/postgres/reports.ts';
import { reportWeek } from '../../sql/queries/report/week.ts';
import { HOUR_MS } from '../../sql/queries/time.ts';
import type { JobName, JobPayload } from '../queues/jobs.ts';
import { NotYetError } from '../queues/not-yet.ts';
import type { Queues } from '../queues/queues.ts';
import { isCorrectionOfDay } from '../reports/restate.ts';
import type { Reports } from '../reports/send/deliver.ts';

/**
 * The newest word on a week, held against the data once the schedule's grace is over: what was asked for before that may lack
 * some, also where it was sealed after. It is made by the jobs of reports: a large one, or one that waits for records, holds up no
 * other. A correction of the same day is sent as it is: there is no newer word before the next.
 *
 * @throws NotYetError while they are at it
 */
export async function settledReport(
  control: pg.Pool,
  asking: Pick<Asking, 'for'>,
  { scope, week, zone, schedule, createdAt }: Parameters<Reports['seal']>[0],
  nowMs: number,
): Promise<string> {
  const order = { scope, week, zone };
  const report = await newestReport(control, order);
  if (!report || report.provisional) return asking.for('report.build', order, 'The report is being made.');
  if (isCorrectionOfDay(report, nowMs)) return report.id;
  const terms = await termsOf(control, schedule);
  const endMs = reportWeek(week, zone)?.range.toMs ?? 0;
  // One that is sent by hand before the grace is over says what is known by then.
  const settledMs = Math.min(endMs + (terms?.graceHours ?? 0) * HOUR_MS, createdAt.getTime());
  if (((await trueAt(control, report.id))?.getTime() ?? 0) < settledMs)
    return asking.for('report.restate', { of: report.id }, 'The report is held against later data.');
  return report.id;
}

/** What the sending has asked other jobs for, so that it is told how they fared. */
export class Asking {
  readonly #queues: Pick<Queues, 'enqueue' | 'find'>;
  readonly #askedMs = new Map<string, number>();

  constructor(queues: Pick<Queues, 'enqueue' | 'find'>) {
    this.#queues = queues;
  }

  /**
   * Asks for a job where it was not asked for, or has waited for too long.
   *
   * @throws NotYetError while it is not done, saying what it waits for where that is known
   * @throws Error with what it has failed with
   */
  async for<N extends JobName>(name: N, payload: JobPayload<N>, meanwhile: string): Promise<never> {
    const key = JSON.stringify([name, payload]);
    const askedMs = this.#askedMs.get(key);
    const job = askedMs === undefined ? null : await this.#queues.find(name, payload, askedMs);
    if (job?.state === 'open') throw new NotYetError(job.waits ?? meanwhile);
    this.#askedMs.delete(key);
    if (job && job.error !== NotYetError.name) throw new Error(job.message);
    this.#askedMs.set(key, Date.now());
    await this.#queues.enqueue(name, payload);
    throw new NotYetError(job?.message ?? meanwhile);
  }
}
