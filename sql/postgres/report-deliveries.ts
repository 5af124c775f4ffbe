import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { lastEndedMonday } from '../queries/report/week.ts';
import { plan, planWhatIsDue, WEBHOOK, type DeliveryKey } from './report-planning.ts';
import { forgetDeleted, ScheduleError, termsOf } from './report-schedules.ts';
import { inTransaction } from './transaction.ts';

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'skipped', 'failed'] as const;

export interface ReportDelivery extends DeliveryKey {
  readonly id: string;
  /** Somebody asked for it: it is sent also when nothing has changed. */
  readonly byHand: boolean;
  /** `sending`: a worker has it, or had when it died. */
  readonly state: (typeof DELIVERY_STATES)[number];
  readonly attempts: number;
  /** When it is tried next, while it waits. */
  readonly nextAt: Date;
  /** The sealed report that was chosen for it. */
  readonly report: string | null;
  /** The left part of the mail's Message-ID: the same at every try. */
  readonly messageId: string;
  /** Why the last try failed, why it was skipped, or what it was sent without. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const COLUMNS = `id::text, schedule, scope, zone, week::text, recipient, turn, by_hand AS "byHand", state, attempts, next_at AS "nextAt", report,
  message_id AS "messageId", error, created_at AS "createdAt", ended_at AS "endedAt"`;

/**
 * Plans a delivery for each recipient of every schedule that is due, and notes when it is due next: both or none, by one
 * process only. Weeks that fell due while nothing ran are made up for. Resolves to how many schedules were due; one whose next time
 * cannot be told is said in the log.
 */
export async function planDue(pool: pg.Pool, nowMs: number, log?: Logger): Promise<number> {
  await forgetDeleted(pool, nowMs);
  return inTransaction(pool, (client) => planWhatIsDue(client, nowMs, { log }));
}

/**
 * Sends the week that ended last to everybody on a schedule at once, whether or not it was sent before. What waits is sent by
 * that itself, whatever it waits for, and not skipped; while any does, nobody who has been sent the week is sent it once more.
 * Resolves to how many.
 *
 * @throws ScheduleError when the schedule is gone, or all of it is on its way already.
 */
export async function sendNow(
  pool: pg.Pool,
  schedule: string,
  by: { actor: string; nowMs: number },
): Promise<{ week: string; recipients: number }> {
  const terms = await termsOf(pool, schedule);
  if (!terms) throw new ScheduleError('It is not there any more: somebody else changed it.');
  const week = lastEndedMonday(terms.zone, by.nowMs);
  const all = [...terms.emails, ...(terms.webhook === null ? [] : [WEBHOOK])];
  const recipients = await inTransaction(pool, async (client) => {
    const before = await outcomesOf(client, { schedule, week });
    const isOpen = (recipient: string) => before.get(recipient)?.open === true;
    const waits = all.some(isOpen);
    let planned = await hurry(client, { schedule, week }, all, by.nowMs);
    for (const recipient of all) {
      if (isOpen(recipient) || (waits && before.get(recipient)?.sent)) continue;
      const turn = await nextTurn(client, { schedule, week, recipient });
      const { scope, zone } = terms;
      if (await plan(client, { schedule, scope, zone, week, recipient, turn, byHand: true }, by.nowMs)) planned += 1;
    }
    if (planned > 0) await note(client, { ...by, action: 'report.send-now', subject: schedule, detail: { week } });
    return planned;
  });
  if (recipients === 0) throw new ScheduleError('It is on its way already.');
  return { week, recipients };
}

/** Whether a week is on its way to a recipient, and whether it was sent. */
async function outcomesOf(
  client: pg.ClientBase,
  { schedule, week }: Pick<ReportDelivery, 'schedule' | 'week'>,
): Promise<Map<string, { open: boolean; sent: boolean }>> {
  const { rows } = await client.query<{ recipient: string; open: boolean; sent: boolean }>(
    `SELECT recipient, bool_or(state IN ('waiting', 'sending')) AS open, bool_or(state = 'sent') AS sent
     FROM report_delivery WHERE schedule = $1 AND week = $2 GROUP BY recipient`,
    [schedule, week],
  );
  return new Map(rows.map(({ recipient, ...outcome }) => [recipient, outcome]));
}

/** What waits is somebody's wish from now on, and due, with all its tries before it. Resolves to of how many that is news. */
async function hurry(
  client: pg.ClientBase,
  { schedule, week }: Pick<ReportDelivery, 'schedule' | 'week'>,
  recipients: readonly string[],
  nowMs: number,
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE report_delivery SET by_hand = true, next_at = least(next_at, $4), attempts = CASE state WHEN 'waiting' THEN 0 ELSE attempts END
     WHERE schedule = $1 AND week = $2 AND recipient = ANY ($3) AND state IN ('waiting', 'sending')
       AND (NOT by_hand OR (state = 'waiting' AND next_at > $4))`,
    [schedule, week, recipients, new Date(nowMs)],
  );
  return rowCount ?? 0;
}

/**
 * Sends what was sent once more to the same recipient: the very report, if one had been chosen.
 *
 * @throws ScheduleError when it is not in the log, its schedule is gone, or it is on its way.
 */
export async function resend(pool: pg.Pool, id: string, by: { actor: string; nowMs: number }): Promise<ReportDelivery> {
  const { rows } = await pool.query<ReportDelivery>(`SELECT ${COLUMNS} FROM report_delivery WHERE id = $1`, [id]);
  const [before] = rows;
  if (!before) throw new ScheduleError('It is not in the log.');
  const terms = await termsOf(pool, before.schedule);
  if (!terms) throw new ScheduleError('Its schedule was deleted: there is nobody to send it to.');
  const planned = await inTransaction(pool, async (client) => {
    const turn = await nextTurn(client, before);
    const done = await plan(client, { ...before, turn, byHand: true }, by.nowMs);
    if (done) {
      const detail = { week: before.week, recipient: before.recipient };
      await note(client, { ...by, action: 'report.resend', subject: before.schedule, detail });
    }
    return done;
  });
  if (!planned) throw new ScheduleError('It is on its way already.');
  return before;
}

async function nextTurn(
  client: pg.ClientBase,
  { schedule, week, recipient }: Pick<ReportDelivery, 'schedule' | 'week' | 'recipient'>,
): Promise<number> {
  const { rows } = await client.query<{ turn: number }>(
    `SELECT COALESCE(max(turn) + 1, 0)::int AS turn FROM report_delivery WHERE schedule = $1 AND week = $2 AND recipient = $3`,
    [schedule, week, recipient],
  );
  return rows[0]?.turn ?? 0;
}

async function note(
  client: pg.ClientBase,
  { actor, action, subject, detail }: { actor: string; action: string; subject: string; detail: object },
): Promise<void> {
  await client.query('INSERT INTO audit (actor, action, subject, detail) VALUES ($1, $2, $3, $4)', [
    ...[actor, action, subject, JSON.stringify(detail)],
  ]);
}

/** A delivery that this worker has until the lease is over, unless it renews it. */
export interface Claimed extends ReportDelivery {
  readonly claim: string;
}

/**
 * Takes the delivery that has waited longest: one that is due, or one whose worker has not renewed its lease. Only one
 * worker gets it. Null when there is none.
 */
export async function claimDelivery(
  pool: pg.Pool,
  nowMs: number,
  leaseMs: number,
  except: readonly string[] = [],
): Promise<Claimed | null> {
  const { rows } = await pool.query<Claimed>(
    `UPDATE report_delivery SET state = 'sending', attempts = attempts + 1, claim = $2, lease_until = $3
     WHERE id = (SELECT id FROM report_delivery
                 WHERE ((state = 'waiting' AND next_at <= $1) OR (state = 'sending' AND lease_until <= $1)) AND id != ALL ($4::bigint[])
                 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${COLUMNS}, claim`,
    [new Date(nowMs), randomUUID(), new Date(nowMs + leaseMs), except],
  );
  return rows[0] ?? null;
}

/** False when another worker has it by now: then nothing may be sent. */
export async function renewLease(pool: pg.Pool, { id, claim }: Claimed, untilMs: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    "UPDATE report_delivery SET lease_until = $3 WHERE id = $1 AND claim = $2 AND state = 'sending'",
    [id, claim, new Date(untilMs)],
  );
  return rowCount === 1;
}

/** Everybody who is sent a week by a schedule gets the same report. Resolves to the one that was chosen first. */
export async function chooseReport(
  pool: pg.Pool,
  { schedule, week, scope, zone, id }: Claimed,
  report: string,
): Promise<string> {
  return inTransaction(pool, async (client) => {
    await client.query(
      `UPDATE report_delivery SET report = $3
       WHERE schedule = $1 AND week = $2 AND (scope, zone) = ($4, $5) AND report IS NULL AND state IN ('waiting', 'sending')`,
      [schedule, week, report, scope, zone],
    );
    const { rows } = await client.query<{ report: string }>('SELECT report FROM report_delivery WHERE id = $1', [id]);
    return rows[0]?.report ?? report;
  });
}

/** How a try ended. `nextAtMs`: it is tried again. `put off`: it was none, its report is not there yet; it stays due. */
export type Outcome =
  | { state: 'put off'; error: string }
  | { state: 'sent'; error: string | null }
  | { state: 'skipped' | 'failed'; error: string }
  | { state: 'waiting'; error: string; nextAtMs: number };

/**
 * False when another worker has it by now, whose outcome will stand; what was sent was sent, whoever has it. What somebody has
 * asked for since it was claimed is not skipped: it waits, to be looked at as such.
 */
export async function endDelivery(pool: pg.Pool, claimed: Claimed, outcome: Outcome, nowMs: number): Promise<boolean> {
  const { id, claim, nextAt, byHand } = claimed;
  const waits = outcome.state === 'waiting' || outcome.state === 'put off';
  const { rowCount } = await pool.query(
    `UPDATE report_delivery SET state = $3, error = $4, next_at = $5, ended_at = $6, claim = NULL, lease_until = NULL,
       attempts = attempts - $7
     WHERE id = $1 AND ((claim = $2 AND state = 'sending') OR ($3 = 'sent' AND state IN ('waiting', 'sending')))
       AND NOT ($3 = 'skipped' AND by_hand AND NOT $8)`,
    [
      ...[id, claim, waits ? 'waiting' : outcome.state, outcome.error],
      ...[
        outcome.state === 'waiting' ? new Date(outcome.nextAtMs) : nextAt,
        waits ? null : new Date(nowMs),
        outcome.state === 'put off' ? 1 : 0,
        byHand,
      ],
    ],
  );
  if (rowCount === 0 && outcome.state === 'skipped' && !byHand)
    return endDelivery(pool, claimed, { state: 'put off', error: 'Somebody asked for it meanwhile.' }, nowMs);
  return rowCount === 1;
}

/** The report that a recipient was sent last of the weeks before this one; null when there was none. */
export async function reportSentBefore(
  pool: pg.Pool,
  { schedule, recipient, week }: ReportDelivery,
): Promise<string | null> {
  const { rows } = await pool.query<{ report: string }>(
    `SELECT report FROM report_delivery
     WHERE schedule = $1 AND recipient = $2 AND week < $3 AND state = 'sent' ORDER BY week DESC, turn DESC LIMIT 1`,
    [schedule, recipient, week],
  );
  return rows[0]?.report ?? null;
}

export interface DeliveryFilter {
  readonly scope?: string | undefined;
  /** `YYYY-MM-DD`, the Monday. */
  readonly week?: string | undefined;
  readonly state?: ReportDelivery['state'] | undefined;
}

/** The log, newest first. */
export async function listDeliveries(
  pool: pg.Pool,
  limit: number,
  { offset = 0, scope, week, state }: DeliveryFilter & { offset?: number | undefined } = {},
): Promise<ReportDelivery[]> {
  const { rows } = await pool.query<ReportDelivery>(
    `SELECT ${COLUMNS} FROM report_delivery
     WHERE ($1::text IS NULL OR scope = $1) AND ($2::date IS NULL OR week = $2) AND ($3::text IS NULL OR state = $3)
     ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5`,
    [scope ?? null, week ?? null, state ?? null, limit, offset],
  );
  return rows;
}
