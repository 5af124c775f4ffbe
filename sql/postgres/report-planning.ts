import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { nextDue, type Cadence, type Due } from '../queries/report/due.ts';
import type { ScopeText } from '../queries/report/model.ts';

/** A schedule's webhook, as a recipient. */
export const WEBHOOK = 'webhook';

/** After a long stand-still the last weeks are sent; of those before it is told that they were not. */
const CAUGHT_UP_WEEKS = 4;
const TOO_LATE = `Ovation did not run when it was due, and not for more than ${CAUGHT_UP_WEEKS} weeks after.`;

/** What one delivery is of: there is one of each. */
export interface DeliveryKey {
  readonly schedule: string;
  readonly scope: ScopeText;
  readonly zone: string;
  /** `YYYY-MM-DD`, the Monday. */
  readonly week: string;
  /** An e-mail address, or `WEBHOOK`. */
  readonly recipient: string;
  /** 0: the first of its week, by the schedule or by hand; from 1 on by hand, once more. */
  readonly turn: number;
}

interface Planned extends DeliveryKey {
  /** Somebody asked for it. */
  readonly byHand: boolean;
  /** The sealed report, when it is to be this one. */
  readonly report?: string | null;
  /** Why it is not to be sent at all. */
  readonly skipped?: string | undefined;
}

/** Puts a delivery among those that wait. False when it is there already. */
export async function plan(client: pg.ClientBase, planned: Planned, nowMs: number): Promise<boolean> {
  const { schedule, scope, zone, week, recipient, turn, byHand, report = null, skipped = null } = planned;
  const messageId = createHash('sha256').update([schedule, week, recipient, turn].join('|')).digest('hex').slice(0, 32);
  const now = new Date(nowMs);
  const { rowCount } = await client.query(
    `INSERT INTO report_delivery (schedule, scope, zone, week, recipient, turn, report, message_id, next_at, created_at, state, error, ended_at,
       by_hand)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)
     ON CONFLICT DO NOTHING`,
    [
      ...[schedule, scope, zone, week, recipient, turn, report, messageId, now],
      ...[skipped === null ? 'waiting' : 'skipped', skipped, skipped === null ? null : now, byHand],
    ],
  );
  return rowCount === 1;
}

interface DueRow extends Cadence {
  id: string;
  scope: ScopeText;
  recipients: string[];
  nextDue: Date;
  nextWeek: string;
}

/**
 * Plans a delivery for each recipient of every schedule that is due, and notes when it is due next; of one only, when it is named, which
 * is waited for. One whose next time cannot be told is left as it is. Resolves to how many were planned.
 */
export async function planWhatIsDue(
  client: pg.ClientBase,
  nowMs: number,
  { only = null, log }: { only?: string | null; log?: Logger | undefined } = {},
): Promise<number> {
  const { rows } = await client.query<DueRow>(
    `SELECT id, scope, weekday, minute, zone, grace_hours AS "graceHours", next_due AS "nextDue", next_week::text AS "nextWeek",
            emails || CASE WHEN webhook IS NULL THEN '{}' ELSE ARRAY['${WEBHOOK}'] END AS recipients
     FROM report_schedule WHERE next_due <= $1 AND NOT paused AND deleted_at IS NULL AND ($2::text IS NULL OR id = $2)
     ORDER BY next_due LIMIT 100 FOR UPDATE ${only === null ? 'SKIP LOCKED' : ''}`,
    [new Date(nowMs), only],
  );
  let planned = 0;
  for (const row of rows) {
    const due = dueOf(row, nowMs, log);
    if (!due) continue;
    const { weeks, next } = due;
    for (const [index, week] of weeks.entries()) {
      const skipped = index < weeks.length - CAUGHT_UP_WEEKS ? TOO_LATE : undefined;
      for (const recipient of row.recipients) {
        const { id: schedule, scope, zone } = row;
        await plan(client, { schedule, scope, zone, week, recipient, turn: 0, byHand: false, skipped }, nowMs);
      }
    }
    await client.query('UPDATE report_schedule SET next_due = $2, next_week = $3 WHERE id = $1', [
      ...[row.id, new Date(next.dueMs), next.week],
    ]);
    planned += 1;
  }
  return planned;
}

/** The weeks that are due by now, and what is next. Null where this runtime does not know the zone, as another one did. */
function dueOf(row: DueRow, nowMs: number, log: Logger | undefined): { weeks: string[]; next: Due } | null {
  const weeks: string[] = [];
  let next: Due = { dueMs: row.nextDue.getTime(), week: row.nextWeek };
  try {
    for (; next.dueMs <= nowMs; next = nextDue(row, next.dueMs)) weeks.push(next.week);
    return { weeks, next };
  } catch (error) {
    log?.error(
      { err: error, schedule: row.id, zone: row.zone },
      'it cannot be told when a schedule is due: change its zone',
    );
    return null;
  }
}
