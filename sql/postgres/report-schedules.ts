import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { nextDue, type Cadence } from '../queries/report/due.ts';
import type { ReportFormat } from '../queries/report/files.ts';
import type { ScopeText } from '../queries/report/model.ts';
import { planWhatIsDue } from './report-planning.ts';
import { inTransaction } from './transaction.ts';

/** What is sent, when and to whom. */
export interface ScheduleTerms extends Cadence {
  readonly scope: ScopeText;
  /** What is attached to mails. */
  readonly formats: readonly ReportFormat[];
  readonly emails: readonly string[];
  /** A Slack-compatible address to post to; a secret. */
  readonly webhook: string | null;
  /** Nothing is sent when it would say what the last one said. */
  readonly skipUnchanged: boolean;
}

/** A schedule as it may be shown: of a webhook only where it goes and how it ends. */
export interface ReportSchedule extends Omit<ScheduleTerms, 'webhook'> {
  readonly id: string;
  readonly webhook: string | null;
  readonly paused: boolean;
  /** When it sends next, unless it is paused. */
  readonly nextDue: Date;
}

/** Why a schedule was not kept or found. The message says what to do. */
export class ScheduleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScheduleError';
  }
}

/** More than anybody looks after. */
const MOST = 100;
const KEPT_DAYS = 30;

/** `hooks.slack.com …9xQ2`: enough to tell two webhooks apart, not to use one. */
export const maskedWebhook = (address: string): string => `${new URL(address).host} …${address.slice(-4)}`;

const COLUMNS = `id, scope, weekday, minute, zone, grace_hours AS "graceHours", formats, emails, webhook,
  skip_unchanged AS "skipUnchanged", paused, next_due AS "nextDue"`;
const shown = (row: ReportSchedule): ReportSchedule => ({ ...row, webhook: row.webhook && maskedWebhook(row.webhook) });

/** All schedules, the next due first, paused ones last. */
export async function listSchedules(pool: pg.Pool): Promise<ReportSchedule[]> {
  const { rows } = await pool.query<ReportSchedule>(
    `SELECT ${COLUMNS} FROM report_schedule WHERE deleted_at IS NULL ORDER BY paused, next_due, id`,
  );
  return rows.map(shown);
}

/** What the worker sends by: the webhook whole. Null when it was deleted. */
export async function termsOf(pool: pg.Pool, id: string): Promise<ScheduleTerms | null> {
  const { rows } = await pool.query<ScheduleTerms>(
    `SELECT ${COLUMNS} FROM report_schedule WHERE id = $1 AND deleted_at IS NULL`,
    [id],
  );
  return rows[0] ?? null;
}

/** In the audit: what anybody may know. */
const auditOf = ({ webhook, ...terms }: Omit<ScheduleTerms, 'webhook'> & { webhook?: string | null | undefined }) =>
  JSON.stringify({ ...terms, ...(webhook !== undefined && { webhook: webhook && maskedWebhook(webhook) }) });

const values = (terms: Omit<ScheduleTerms, 'webhook'>, nowMs: number) => {
  const due = nextDue(terms, nowMs);
  return [
    ...[terms.scope, terms.weekday, terms.minute, terms.zone, terms.graceHours],
    ...[terms.formats, terms.emails, terms.skipUnchanged, new Date(due.dueMs), due.week],
  ];
};

/**
 * Keeps a schedule; its first report is due at its first time from now on.
 *
 * @throws ScheduleError when there are a hundred already, or nobody would get it.
 */
export async function addSchedule(
  pool: pg.Pool,
  terms: ScheduleTerms,
  by: { actor: string; nowMs: number },
): Promise<ReportSchedule> {
  const [made] = await written(
    pool,
    `WITH made AS (
       INSERT INTO report_schedule (scope, weekday, minute, zone, grace_hours, formats, emails, skip_unchanged,
                                    next_due, next_week, id, webhook)
       SELECT $1, $2::smallint, $3::smallint, $4, $5::smallint, $6::text[], $7::text[], $8::boolean, $9::timestamptz, $10::date, $11, $12
       WHERE (SELECT count(*) FROM report_schedule WHERE deleted_at IS NULL) < ${MOST}
       RETURNING *),
     noted AS (INSERT INTO audit (actor, action, subject, detail) SELECT $13, 'report-schedule.add', id, $14::jsonb FROM made)
     SELECT ${COLUMNS} FROM made`,
    [
      ...values(terms, by.nowMs),
      ...[`sched_${randomBytes(6).toString('hex')}`, terms.webhook, by.actor, auditOf(terms)],
    ],
  );
  if (!made) throw new ScheduleError(`${MOST} are kept already: delete one first.`);
  return made;
}

/**
 * Changes what a schedule does from now on; what is due by then goes as it was. A webhook left undefined stays the one it has.
 *
 * @throws ScheduleError when it is not there any more, or nobody would get it.
 */
export async function editSchedule(
  pool: pg.Pool,
  id: string,
  terms: Omit<ScheduleTerms, 'webhook'> & { webhook?: string | null | undefined },
  by: { actor: string; nowMs: number },
): Promise<ReportSchedule> {
  const kept = terms.webhook === undefined;
  return inTransaction(pool, async (client) => {
    await planWhatIsDue(client, by.nowMs, { only: id });
    return changed(
      client,
      `WITH changed AS (
         UPDATE report_schedule
         SET scope = $1, weekday = $2, minute = $3, zone = $4, grace_hours = $5, formats = $6, emails = $7, skip_unchanged = $8,
             next_due = $9, next_week = $10, webhook = CASE WHEN $12 THEN webhook ELSE $13 END
         WHERE id = $11 AND deleted_at IS NULL RETURNING *),
       noted AS (INSERT INTO audit (actor, action, subject, detail) SELECT $14, 'report-schedule.edit', id, $15::jsonb FROM changed)
       SELECT ${COLUMNS} FROM changed`,
      [...values(terms, by.nowMs), id, kept, terms.webhook ?? null, by.actor, auditOf(terms)],
    );
  });
}

/**
 * Stops or goes on. What was due by then is still sent; what fell due while it was paused is not sent afterwards.
 *
 * @throws ScheduleError when it is not there any more.
 */
export async function pauseSchedule(
  pool: pg.Pool,
  id: string,
  paused: boolean,
  by: { actor: string; nowMs: number },
): Promise<ReportSchedule> {
  const terms = await termsOf(pool, id);
  const due = nextDue(terms ?? missing(), by.nowMs);
  return inTransaction(pool, async (client) => {
    await planWhatIsDue(client, by.nowMs, { only: id });
    return changed(
      client,
      `WITH changed AS (UPDATE report_schedule SET paused = $2, next_due = $3, next_week = $4
                        WHERE id = $1 AND deleted_at IS NULL RETURNING *),
            noted AS (INSERT INTO audit (actor, action, subject)
                      SELECT $5, CASE WHEN $2 THEN 'report-schedule.pause' ELSE 'report-schedule.resume' END, id FROM changed)
       SELECT ${COLUMNS} FROM changed`,
      [id, paused, new Date(due.dueMs), due.week, by.actor],
    );
  });
}

/**
 * Takes a schedule away; `restoreSchedule` brings it back within 30 days, after which it is forgotten, webhook and all. Of
 * what was due by then and is not sent the log says why.
 *
 * @throws ScheduleError when it is not there any more.
 */
export async function deleteSchedule(
  pool: pg.Pool,
  id: string,
  by: { actor: string; nowMs: number },
): Promise<ReportSchedule> {
  return inTransaction(pool, async (client) => {
    await planWhatIsDue(client, by.nowMs, { only: id });
    return changed(
      client,
      `WITH changed AS (UPDATE report_schedule SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING *),
            noted AS (INSERT INTO audit (actor, action, subject) SELECT $2, 'report-schedule.delete', id FROM changed)
       SELECT ${COLUMNS} FROM changed`,
      [id, by.actor],
    );
  });
}

/** Forgets what was deleted long ago: its webhook is a secret. */
export async function forgetDeleted(pool: pg.Pool, nowMs: number): Promise<void> {
  await pool.query(`DELETE FROM report_schedule WHERE deleted_at < $1::timestamptz - interval '${KEPT_DAYS} days'`, [
    new Date(nowMs),
  ]);
}

/**
 * Brings a deleted schedule back. It sends from now on.
 *
 * @throws ScheduleError when it is gone for good.
 */
export async function restoreSchedule(
  pool: pg.Pool,
  id: string,
  by: { actor: string; nowMs: number },
): Promise<ReportSchedule> {
  const { rows } = await pool.query<Cadence>(`SELECT ${COLUMNS} FROM report_schedule WHERE id = $1`, [id]);
  const due = nextDue(rows[0] ?? missing(), by.nowMs);
  return changed(
    pool,
    `WITH changed AS (UPDATE report_schedule SET deleted_at = NULL, next_due = $2, next_week = $3
                      WHERE id = $1 AND deleted_at IS NOT NULL RETURNING *),
          noted AS (INSERT INTO audit (actor, action, subject) SELECT $4, 'report-schedule.restore', id FROM changed)
     SELECT ${COLUMNS} FROM changed`,
    [id, new Date(due.dueMs), due.week, by.actor],
  );
}

const CHECK_VIOLATION = '23514';

async function changed(
  pool: Pick<pg.ClientBase, 'query'>,
  text: string,
  given: readonly unknown[],
): Promise<ReportSchedule> {
  return (await written(pool, text, given))[0] ?? missing();
}

async function written(
  pool: Pick<pg.ClientBase, 'query'>,
  text: string,
  given: readonly unknown[],
): Promise<ReportSchedule[]> {
  try {
    return (await pool.query<ReportSchedule>(text, [...given])).rows.map(shown);
  } catch (error) {
    if ((error as { code?: unknown }).code !== CHECK_VIOLATION) throw error;
    throw new ScheduleError('Nobody would get it: give an e-mail address or a webhook.');
  }
}

function missing(): never {
  throw new ScheduleError('It is not there any more: somebody else changed it.');
}
