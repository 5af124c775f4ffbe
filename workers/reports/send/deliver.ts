import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import {
  chooseReport,
  claimDelivery,
  endDelivery,
  planDue,
  renewLease,
  reportSentBefore,
  type Claimed,
  type Outcome,
} from '../../../sql/postgres/report-deliveries.ts';
import { WEBHOOK } from '../../../sql/postgres/report-planning.ts';
import { termsOf, type ScheduleTerms } from '../../../sql/postgres/report-schedules.ts';
import { REPORT_FILES, type ReportFormat } from '../../../sql/queries/report/files.ts';
import { NotYetError } from '../../queues/not-yet.ts';
import type { WholeReport } from '../render/tables.ts';
import { SendError } from './carrier.ts';
import { letterOf } from './letter.ts';
import type { SendMail } from './mail.ts';
import { slackOf } from './slack.ts';
import { isUnchanged } from './unchanged.ts';
import { postTo } from './webhook.ts';

/** Where reports come from. */
export interface Reports {
  /**
   * The sealed report of a week that has ended: its id, the same for everybody who asks.
   *
   * @throws NotYetError while it is made
   */
  seal(due: Pick<Claimed, 'scope' | 'week' | 'zone' | 'schedule' | 'createdAt'>): Promise<string>;
  read(id: string): Promise<WholeReport | null>;
  /** Those of the renderings that could be made; what failed since an instant, whoever tried it, is not tried again. */
  files(
    report: WholeReport,
    formats: readonly ReportFormat[],
    failedSince: Date,
  ): Promise<ReadonlyMap<ReportFormat, Buffer>>;
}

export interface DeliveryOptions {
  readonly control: pg.Pool;
  readonly reports: Reports;
  /** Null: no mail server is set. */
  readonly mail: SendMail | null;
  /** Where links of messages go; undefined: they have none. */
  readonly publicUrl: string | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * A worker that is killed holds its delivery for so long. It is renewed three times as often, however long a report takes to
 * make and a mail server to answer.
 */
const LEASE_MS = 60_000;
/** So often it is tried to write what became of a delivery, and for so long. */
const NOTED_AGAIN_MS = 500;
const NOTED_FOR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A day in all: a mail server that is away overnight is back by then. */
const RETRY_AFTER_MIN = [1, 5, 15, 60, 180, 360, 720];

/**
 * Plans what is due and sends what waits, one after the other, until nothing waits or the signal is aborted. Any number of
 * workers may do so at once.
 *
 * Each delivery is made once: its row is claimed with a lease, the claim is asked for again right before it is handed over, and what
 * was sent is written as sent, whoever has claimed it since. One gap cannot be closed from this side: when the mail server has taken a
 * mail, and its yes does not come (the connection ends) or is not written (the worker is killed, or PostgreSQL is away for
 * longer than {@link NOTED_FOR_MS}), it is handed over again, with the same Message-ID, by which mail systems drop the second.
 * A webhook knows no such thing: its channel may then see it twice.
 */
export async function sendReports(options: DeliveryOptions, signal: AbortSignal): Promise<void> {
  while ((await planDue(options.control, options.now(), options.log)) > 0);
  // Those whose report is being made are for the next look.
  const putOff: string[] = [];
  while (!signal.aborted) {
    const claimed = await claimDelivery(options.control, options.now(), LEASE_MS, putOff);
    if (!claimed) return;
    if ((await deliver(options, claimed, signal)) === 'put off') putOff.push(claimed.id);
  }
}

/** How it ended; null: another worker has it. */
async function deliver(
  options: DeliveryOptions,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<Outcome['state'] | null> {
  const { control, now, log } = options;
  const renewing = setInterval(() => {
    renewLease(control, claimed, now() + LEASE_MS).catch((error: unknown) =>
      log.warn({ err: error, delivery: claimed.id }, 'a delivery’s lease could not be renewed'),
    );
  }, LEASE_MS / 3);
  try {
    const outcome = await attempt(options, claimed).catch((error: unknown) => {
      if (!(error instanceof NotYetError))
        log.warn({ err: error, delivery: claimed.id, attempt: claimed.attempts }, 'a report could not be sent');
      return outcomeOf(error, claimed, now());
    });
    if (outcome) await written(() => endDelivery(control, claimed, outcome, now()), signal);
    return outcome?.state ?? null;
  } finally {
    clearInterval(renewing);
  }
}

/** Null: another worker has it. */
async function attempt(options: DeliveryOptions, claimed: Claimed): Promise<Outcome | null> {
  const { control, reports, now } = options;
  if (claimed.attempts > RETRY_AFTER_MIN.length + 1)
    return {
      state: 'failed',
      error: 'The worker that sent it ended before it was done, again and again. See its log.',
    };
  const terms = await termsOf(control, claimed.schedule);
  const unwanted = whyUnwanted(terms, claimed.recipient);
  if (!terms || unwanted !== null) return { state: 'skipped', error: unwanted ?? '' };
  const send = carrierOf(options, terms, claimed);

  const id = claimed.report ?? (await chooseReport(control, claimed, await reports.seal(claimed)));
  const report = await reports.read(id);
  if (!report) return { state: 'failed', error: 'Its report is not kept any more.' };
  if (terms.skipUnchanged && !claimed.byHand) {
    const before = await reportSentBefore(control, claimed);
    const told = before === null ? null : await reports.read(before);
    if (told && isUnchanged(told.snapshot, report.snapshot))
      return { state: 'skipped', error: 'Nothing has changed since the one before.' };
  }
  const { handOver, lacks } = await send(report);
  if (!(await renewLease(control, claimed, now() + LEASE_MS))) return null;
  await handOver();
  return { state: 'sent', error: lacks };
}

function whyUnwanted(terms: ScheduleTerms | null, recipient: string): string | null {
  if (!terms) return 'Its schedule was deleted.';
  const wanted = recipient === WEBHOOK ? terms.webhook !== null : terms.emails.includes(recipient);
  return wanted ? null : 'It was taken off the schedule.';
}

/** Makes a message of a report, which is then handed over. `lacks`: what it goes without, in a sentence. */
type Carrier = (report: WholeReport) => Promise<{ handOver: () => Promise<void>; lacks: string | null }>;

function carrierOf({ mail, reports, publicUrl }: DeliveryOptions, terms: ScheduleTerms, claimed: Claimed): Carrier {
  const { recipient, messageId } = claimed;
  if (recipient === WEBHOOK) {
    return (report) =>
      Promise.resolve({ handOver: () => postTo(terms.webhook ?? '', slackOf(report, publicUrl)), lacks: null });
  }
  if (!mail)
    throw new SendError('No mail server is set: set SMTP_URL and start again. It is tried again for a day.', {
      permanent: false,
    });
  return async (report) => {
    const { formats } = terms;
    // A print may take minutes to fail: what did since this try was due would fail for each recipient.
    const files = await reports.files(report, formats, claimed.nextAt);
    const missing = formats.filter((format) => !files.has(format)).map((format) => REPORT_FILES[format].name);
    if (missing.length > 0 && claimed.attempts === 1)
      throw new SendError(`Could not be made: ${missing.join(', ')}. It is tried once more, and then sent without.`, {
        permanent: false,
      });
    const { letter, without } = letterOf(report, { publicUrl, files, formats });
    const lacking = without.map(({ name, why }) => `${name} (${why})`).join(', ');
    return {
      handOver: () => mail({ to: recipient, messageId, ...letter }),
      lacks: lacking === '' ? null : `Sent without ${lacking}.`,
    };
  };
}

function outcomeOf(error: unknown, { attempts }: Claimed, nowMs: number): Outcome {
  if (error instanceof NotYetError) return { state: 'put off', error: error.message };
  const message =
    error instanceof SendError
      ? error.message
      : `The report could not be made: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`;
  const minutes = RETRY_AFTER_MIN[attempts - 1];
  if (minutes === undefined || (error instanceof SendError && error.permanent))
    return { state: 'failed', error: message };
  return { state: 'waiting', error: message, nextAtMs: nowMs + minutes * MINUTE_MS };
}

/** What was sent is noted also when PostgreSQL is away for a while, unless the worker has to stop: otherwise it would be sent again. */
async function written(write: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (const untilMs = performance.now() + NOTED_FOR_MS; ;) {
    const last = signal.aborted || performance.now() > untilMs;
    try {
      await write();
      return;
    } catch (error) {
      if (last) throw error;
      // Before another worker can look.
      await sleep(NOTED_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
