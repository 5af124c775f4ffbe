import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../config.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { listDeliveries, resend, sendNow } from '../../sql/postgres/report-deliveries.ts';
import {
  addSchedule,
  deleteSchedule,
  editSchedule,
  listSchedules,
  pauseSchedule,
  restoreSchedule,
  type ScheduleTerms,
} from '../../sql/postgres/report-schedules.ts';
import { NotYetError } from '../../workers/queues/not-yet.ts';
import { renderReport, type RenderOptions } from '../../workers/reports/render/render.ts';
import { sendReports, type Reports } from '../../workers/reports/send/deliver.ts';
import { mailBy } from '../../workers/reports/send/mail.ts';
import { MailServer, refusal } from '../support/mail-server.ts';
import { reportsMade, weeklyReport } from '../support/weekly-report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const said: string[] = [];
const log = pino({ level: 'debug' }, { write: (line: string) => said.push(line) });
const by = (nowMs: number) => ({ actor: 'test', nowMs });

let folder: string;
let postgres: EmbeddedPostgres;
let pools: pg.Pool[];
let mails: MailServer;

const open = () => createPool({ url: postgres.url, log, max: 3 });
const pool = (): pg.Pool => pools[0]!;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ovation-sending-'));
  postgres = await startEmbeddedPostgres({ dir: join(folder, 'postgres'), log });
  pools = [open()];
  // Years have thousands of commits: none of them has to outlive this machine.
  await pool().query('ALTER ROLE CURRENT_USER SET synchronous_commit = off');
  await pool().end();
  pools = [open(), open()];
  await migratePostgres(pool(), log);
  mails = await MailServer.start();
});
afterAll(async () => {
  await mails.close();
  await Promise.all(pools.map((one) => one.end()));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await pool().query('TRUNCATE report_schedule, report_delivery, audit');
  mails.received.length = 0;
  mails.handling = {};
  said.length = 0;
});

const TERMS: ScheduleTerms = {
  ...{ scope: 'slate', weekday: 1, minute: 9 * 60, zone: 'UTC', graceHours: 0, formats: [], skipUnchanged: false },
  ...{ emails: ['ana@example.com'], webhook: null },
};
const MONDAY_MS = Date.UTC(2026, 10, 23, 9);
const BEFORE_MS = MONDAY_MS - DAY_MS;
const WEEK = '2026-11-16';

/** A worker's look at an instant; several at once when given several pools. */
async function look(
  nowMs: number,
  { workers = [pool()], reports = reportsMade(), mail = mailBy(mails.url) as ReturnType<typeof mailBy> | null } = {},
): Promise<void> {
  const options = { reports, mail, publicUrl: 'https://ovation.example', log, now: () => nowMs };
  await Promise.all(workers.map((control) => sendReports({ ...options, control }, new AbortController().signal)));
}

const states = async () =>
  (await listDeliveries(pool(), 100)).map(({ week, recipient, turn, state }) => [week, recipient, turn, state]);

describe('over a year', () => {
  const SCHEDULES = [
    { to: 'utc@example.com', zone: 'UTC', weekday: 1, at: '09:00' },
    { to: 'new-york@example.com', zone: 'America/New_York', weekday: 7, at: '02:30', skips: ['2026-03-08 03:00'] },
    { to: 'new-york-doubled@example.com', zone: 'America/New_York', weekday: 7, at: '01:30' },
    { to: 'kolkata@example.com', zone: 'Asia/Kolkata', weekday: 1, at: '00:15' },
    { to: 'auckland@example.com', zone: 'Pacific/Auckland', weekday: 7, at: '02:30', skips: ['2026-09-27 03:00'] },
    { to: 'london@example.com', zone: 'Europe/London', weekday: 7, at: '01:30', skips: ['2026-03-29 02:00'] },
    { to: 'settled@example.com', zone: 'Europe/London', weekday: 1, at: '08:00', graceHours: 30, settled: '06:00' },
  ];
  const START_MS = Date.UTC(2026, 0, 1);
  const END_MS = Date.UTC(2027, 0, 1);

  /** A clock and a database of its own: so that the years go by beside each other, as the mail server takes 0.1 s a mail. */
  async function year(terms: ScheduleTerms, database: string): Promise<{ atMs: number; week: string }[]> {
    await pool().query(`CREATE DATABASE ${database}`);
    const url = postgres.url.replace('/ovation?', `/${database}?`);
    const workers = () => [1, 2].map(() => createPool({ url, log, max: 2 }));
    let running = workers();
    await migratePostgres(running[0]!, log);
    await addSchedule(running[0]!, terms, by(START_MS));
    const [to] = terms.emails;
    const mailed = () => mails.received.filter((mail) => mail.to === to);
    const times: number[] = [];
    for (;;) {
      const [schedule] = await listSchedules(running[0]!);
      const nextMs = schedule!.nextDue.getTime();
      if (nextMs >= END_MS) break;
      await look(nextMs - 1, { workers: running });
      expect(mailed(), to).toHaveLength(times.length);
      if (times.length % 10 === 7) {
        await Promise.all(running.map((one) => one.end()));
        running = workers();
      }
      await look(nextMs, { workers: running });
      times.push(nextMs);
      expect(mailed(), to).toHaveLength(times.length);
    }
    const weeks = new Map((await listDeliveries(running[0]!, 100)).map((one) => [one.messageId, one.week]));
    await Promise.all(running.map((one) => one.end()));
    return mailed().map(({ messageId }, index) => ({
      atMs: times[index]!,
      week: weeks.get(messageId.replace(/^<|@.*$/g, '')) ?? '',
    }));
  }

  it('every report comes at its local time, none twice, none missed, over clock changes, restarts and two workers', async () => {
    const years = await Promise.all(
      SCHEDULES.map(({ to, zone, weekday, at, graceHours = 0 }, index) => {
        const minute = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
        return year({ ...TERMS, emails: [to], zone, weekday, minute, graceHours }, `year_${index}`);
      }),
    );
    for (const [index, { to, zone, weekday, at, skips = [], settled }] of SCHEDULES.entries()) {
      const sent = years[index]!;
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      const times = sent.map(({ atMs }) => clock.format(atMs));
      expect(
        times.filter((time) => !time.endsWith(settled ?? at)),
        to,
      ).toEqual(skips);
      expect(sent.length, to).toBeGreaterThanOrEqual(52);
      // The week is the one that had ended there; each comes once, and on its day.
      const mondays = sent.map(({ week }) => Date.parse(week) / DAY_MS);
      expect(mondays, to).toEqual(mondays.map((_, week) => mondays[0]! + 7 * week));
      const days = times.map((time) => Date.parse(time.slice(0, 10)) / DAY_MS);
      const day = settled === undefined ? weekday : weekday + 1;
      expect(days, to).toEqual(mondays.map((monday) => monday + 6 + day));
    }
    expect(new Set(mails.received.map(({ messageId }) => messageId)).size).toBe(mails.received.length);
  });
});

describe('a schedule', () => {
  it('sends what fell due while nothing ran: the last four weeks, and says so of those before', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await look(MONDAY_MS + 5 * 7 * DAY_MS, { workers: pools });
    expect(mails.received).toHaveLength(4);
    expect((await states()).filter(([, , , state]) => state === 'skipped')).toHaveLength(2);
    expect((await listDeliveries(pool(), 100)).at(-1)?.error).toMatch(/did not run/);
  });

  it('sends nothing while it is paused, and nothing of that time afterwards', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await pauseSchedule(pool(), id, true, by(BEFORE_MS));
    await look(MONDAY_MS);
    await pauseSchedule(pool(), id, false, by(MONDAY_MS + HOUR_MS));
    await look(MONDAY_MS + 2 * HOUR_MS);
    expect(mails.received).toHaveLength(0);
    await look(MONDAY_MS + 7 * DAY_MS);
    expect(mails.received).toHaveLength(1);
  });

  it('that is put later on its day does not send twice, and sends to whom was added', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await look(MONDAY_MS);
    const emails = [...TERMS.emails, 'ben@example.com'];
    await editSchedule(pool(), id, { ...TERMS, emails, minute: 12 * 60, webhook: undefined }, by(MONDAY_MS + 1));
    await look(MONDAY_MS + 3 * HOUR_MS);
    expect(mails.received.map(({ to }) => to)).toEqual(['ana@example.com', 'ben@example.com']);
  });

  it('that is changed after its minute and before anybody looks still sends that week, to who was on it', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    const emails = [...TERMS.emails, 'ben@example.com'];
    await expect(editSchedule(pool(), id, { ...TERMS, emails: [] }, by(MONDAY_MS + 1))).rejects.toThrow('Nobody');
    expect(await states()).toEqual([]);
    await editSchedule(pool(), id, { ...TERMS, emails, webhook: undefined }, by(MONDAY_MS + 5_000));
    await look(MONDAY_MS + 10_000);
    expect(mails.received.map(({ to }) => to)).toEqual(['ana@example.com']);
    await look(MONDAY_MS + 7 * DAY_MS);
    expect(mails.received).toHaveLength(3);
  });

  it('that is changed after a stand-still sends the weeks before, and while it is paused none', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    const paused = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await pauseSchedule(pool(), paused.id, true, by(BEFORE_MS));
    const changed = { ...TERMS, minute: 12 * 60, webhook: undefined };
    for (const one of [id, paused.id]) await editSchedule(pool(), one, changed, by(MONDAY_MS + 8 * DAY_MS));
    await look(MONDAY_MS + 8 * DAY_MS);
    expect((await listDeliveries(pool(), 9)).map(({ schedule, week }) => [schedule, week])).toEqual([
      [id, '2026-11-23'],
      [id, WEEK],
    ]);
  });

  it('that is paused after its minute and before anybody looks still sends that week', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await pauseSchedule(pool(), id, true, by(MONDAY_MS + 5_000));
    await look(MONDAY_MS + 10_000);
    await look(MONDAY_MS + 7 * DAY_MS);
    expect(await states()).toEqual([[WEEK, 'ana@example.com', 0, 'sent']]);
  });

  it('that is deleted after its minute and before anybody looks sends nothing, and the log says why', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await deleteSchedule(pool(), id, by(MONDAY_MS + 5_000));
    await look(MONDAY_MS + 10_000);
    expect(await listDeliveries(pool(), 9)).toMatchObject([
      { week: WEEK, state: 'skipped', error: 'Its schedule was deleted.' },
    ]);
    expect(mails.received).toHaveLength(0);
  });

  it('is deleted and taken back; what waited for it is not sent meanwhile', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    mails.handling.onAddress = () => Promise.reject(refusal(451, 'later'));
    await look(MONDAY_MS);
    mails.handling = {};
    await deleteSchedule(pool(), id, by(0));
    await look(MONDAY_MS + HOUR_MS);
    expect(await states()).toEqual([[WEEK, 'ana@example.com', 0, 'skipped']]);
    await restoreSchedule(pool(), id, by(MONDAY_MS + HOUR_MS));
    await look(MONDAY_MS + 7 * DAY_MS);
    expect(mails.received).toHaveLength(1);
    const { rows } = await pool().query<{ action: string }>('SELECT action FROM audit ORDER BY id');
    expect(rows.map(({ action }) => action.split('.')[1])).toEqual(['add', 'delete', 'restore']);
  });

  it('whose zone this runtime does not know holds up no other, is told in the log, and goes on with one that it knows', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, emails: ['ben@example.com'] }, by(BEFORE_MS));
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await pool().query("UPDATE report_schedule SET zone = 'Mars/Olympus' WHERE id = $1", [id]);
    await look(MONDAY_MS);
    expect(mails.received.map(({ to }) => to)).toEqual(['ana@example.com']);
    expect(said.join('')).toContain(`"schedule":"${id}","zone":"Mars/Olympus"`);
    await editSchedule(pool(), id, { ...TERMS, emails: ['ben@example.com'] }, by(MONDAY_MS + HOUR_MS));
    await look(MONDAY_MS + 7 * DAY_MS);
    expect(mails.received).toHaveLength(3);
  });

  it('keeps a week to itself that says what the last one said, if it is to', async () => {
    await addSchedule(pool(), { ...TERMS, skipUnchanged: true }, by(BEFORE_MS));
    const hours = [10, 10, 11, 11, 10];
    const first = Date.parse(WEEK);
    const reports = reportsMade((week, options) =>
      weeklyReport(week, { ...options, hours: hours[Math.round((Date.parse(week) - first) / (7 * DAY_MS))] ?? 0 }),
    );
    for (const [index] of hours.entries()) await look(MONDAY_MS + index * 7 * DAY_MS, { reports });
    expect((await listDeliveries(pool(), 9)).reverse().map(({ state }) => state)).toEqual([
      ...['sent', 'skipped', 'sent', 'skipped', 'sent'],
    ]);
  });
});

describe('by hand', () => {
  it('a week is sent now, and not again when it is due', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, weekday: 3 }, by(MONDAY_MS));
    expect(await sendNow(pool(), id, by(MONDAY_MS))).toEqual({ week: WEEK, recipients: 1 });
    await expect(sendNow(pool(), id, by(MONDAY_MS))).rejects.toThrow('on its way already');
    await look(MONDAY_MS);
    await look(MONDAY_MS + 2 * DAY_MS);
    expect(mails.received).toHaveLength(1);
  });

  it('a week is sent now also when nothing has changed', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, skipUnchanged: true }, by(BEFORE_MS));
    await look(MONDAY_MS);
    const nextMs = MONDAY_MS + 7 * DAY_MS;
    await sendNow(pool(), id, by(nextMs - HOUR_MS));
    await look(nextMs - HOUR_MS);
    await look(nextMs);
    expect(await states()).toEqual([
      ['2026-11-23', 'ana@example.com', 0, 'sent'],
      [WEEK, 'ana@example.com', 0, 'sent'],
    ]);
    expect(mails.received).toHaveLength(2);
  });

  it('a week that waits is sent, once, and not skipped when nothing has changed', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, skipUnchanged: true }, by(BEFORE_MS));
    await look(MONDAY_MS);
    const nextMs = MONDAY_MS + 7 * DAY_MS;
    const made = reportsMade();
    await look(nextMs, { reports: { ...made, seal: () => Promise.reject(new NotYetError('It is being made.')) } });
    expect(await states()).toContainEqual(['2026-11-23', 'ana@example.com', 0, 'waiting']);
    expect(await sendNow(pool(), id, by(nextMs))).toEqual({ week: '2026-11-23', recipients: 1 });
    await expect(sendNow(pool(), id, by(nextMs))).rejects.toThrow('on its way already');
    await look(nextMs);
    await look(nextMs + HOUR_MS);
    expect(await states()).toEqual([
      ['2026-11-23', 'ana@example.com', 0, 'sent'],
      [WEEK, 'ana@example.com', 0, 'sent'],
    ]);
    expect(mails.received).toHaveLength(2);
  });

  it('what cannot be sent now has all its tries before it again, however often it is pressed', async () => {
    const { id } = await addSchedule(pool(), TERMS, by(BEFORE_MS));
    mails.handling.onAddress = () => Promise.reject(refusal(451, 'greylisted'));
    await look(MONDAY_MS);
    for (let pressed = 1; pressed <= 10; pressed += 1) {
      await sendNow(pool(), id, by(MONDAY_MS + pressed));
      await look(MONDAY_MS + pressed);
    }
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'waiting', attempts: 1 }]);
  });

  it('a week that is just found unchanged is sent, once', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, skipUnchanged: true }, by(BEFORE_MS));
    await look(MONDAY_MS);
    const nextMs = MONDAY_MS + 7 * DAY_MS;
    const made = reportsMade();
    let asked = 0;
    const read: Reports['read'] = async (report) => {
      // While a worker has it, which has read that nobody asked for it.
      if (asked === 0) asked = (await sendNow(pool(), id, by(nextMs))).recipients;
      return made.read(report);
    };
    await look(nextMs, { reports: { ...made, read }, workers: pools });
    expect(asked).toBe(1);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ turn: 0, state: 'sent', attempts: 1, error: null }]);
    expect(mails.received).toHaveLength(2);
  });

  it('is sent to whom it waits for a next try, and not to others again', async () => {
    const emails = ['ana@example.com', 'ben@example.com'];
    const { id } = await addSchedule(pool(), { ...TERMS, emails }, by(BEFORE_MS));
    mails.handling.onAddress = (address) =>
      address.startsWith('ben') ? Promise.reject(refusal(451, 'greylisted')) : undefined;
    await look(MONDAY_MS);
    mails.handling = {};
    expect(await sendNow(pool(), id, by(MONDAY_MS + 1000))).toMatchObject({ recipients: 1 });
    await look(MONDAY_MS + 1000);
    expect(mails.received.map(({ to }) => to).sort()).toEqual(emails);
    // All have it: whoever asks now wants it once more.
    expect(await sendNow(pool(), id, by(MONDAY_MS + HOUR_MS))).toMatchObject({ recipients: 2 });
    await look(MONDAY_MS + HOUR_MS);
    expect(mails.received).toHaveLength(4);
  });

  it('what was sent is sent once more: the same report as a mail of its own', async () => {
    await addSchedule(pool(), { ...TERMS, formats: ['pdf'] }, by(BEFORE_MS));
    await look(MONDAY_MS);
    const [sent] = await listDeliveries(pool(), 1);
    await resend(pool(), sent!.id, by(MONDAY_MS + DAY_MS));
    await expect(resend(pool(), sent!.id, by(MONDAY_MS + DAY_MS))).rejects.toThrow('on its way already');
    const asked: Reports = { ...reportsMade(), seal: () => Promise.reject(new Error('it is sealed')) };
    await look(MONDAY_MS + DAY_MS, { reports: asked });
    expect(await states()).toEqual([
      [WEEK, 'ana@example.com', 1, 'sent'],
      [WEEK, 'ana@example.com', 0, 'sent'],
    ]);
    const [first, second] = mails.received;
    expect(second?.subject).toBe(first?.subject);
    expect(second?.messageId).not.toBe(first?.messageId);
    expect(second?.source).toContain('filename=ovation-slate-2026-11-16.pdf');
  });
});

describe('a delivery', () => {
  it('that cannot be made now is tried again, as the same mail', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    let refused = 0;
    mails.handling.onAddress = () => {
      refused += 1;
      return refused <= 2 ? Promise.reject(refusal(451, 'greylisted')) : undefined;
    };
    await look(MONDAY_MS);
    expect(await listDeliveries(pool(), 1)).toMatchObject([
      { state: 'waiting', attempts: 1, error: expect.stringContaining('greylisted') as string },
    ]);
    await look(MONDAY_MS + 59_000);
    expect(refused).toBe(1);
    await look(MONDAY_MS + 60_000);
    await look(MONDAY_MS + 10 * 60_000);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'sent', attempts: 3, error: null }]);
    expect(mails.received).toHaveLength(1);
  });

  it('whose report is still being made holds up no other, is no try, and goes out once it is there', async () => {
    let isMade = false;
    const made = reportsMade();
    const reports: Reports = {
      ...made,
      seal: (due) =>
        isMade || due.scope !== 'slate' ? made.seal(due) : Promise.reject(new NotYetError('5 records wait.')),
    };
    await addSchedule(pool(), { ...TERMS, emails: ['ana@example.com', 'ben@example.com'] }, by(BEFORE_MS));
    await addSchedule(pool(), { ...TERMS, scope: 'title:salt', emails: ['cy@example.com'] }, by(BEFORE_MS));
    // Long past what a failing mail server is given.
    for (let hour = 0; hour < 40; hour += 1) await look(MONDAY_MS + hour * HOUR_MS, { reports, workers: pools });
    expect(mails.received.map(({ to }) => to)).toEqual(['cy@example.com']);
    const waiting = (await listDeliveries(pool(), 9)).filter(({ scope }) => scope === 'slate');
    expect(waiting).toMatchObject([1, 2].map(() => ({ state: 'waiting', attempts: 0, error: '5 records wait.' })));
    isMade = true;
    await look(MONDAY_MS + 40 * HOUR_MS, { reports, workers: pools });
    await look(MONDAY_MS + 41 * HOUR_MS, { reports, workers: pools });
    expect(mails.received.map(({ to }) => to).sort()).toEqual(['ana@example.com', 'ben@example.com', 'cy@example.com']);
    expect(await listDeliveries(pool(), 9)).toMatchObject(
      [1, 2, 3].map(() => ({ state: 'sent', attempts: 1, error: null })),
    );
  });

  it('that is refused for good is not tried again; others on the schedule get theirs', async () => {
    await addSchedule(pool(), { ...TERMS, emails: ['gone@example.com', 'ana@example.com'] }, by(BEFORE_MS));
    mails.handling.onAddress = (address) =>
      address.startsWith('gone') ? Promise.reject(refusal(550, 'no such user')) : undefined;
    await look(MONDAY_MS);
    await look(MONDAY_MS + DAY_MS);
    expect(await states()).toEqual([
      [WEEK, 'ana@example.com', 0, 'sent'],
      [WEEK, 'gone@example.com', 0, 'failed'],
    ]);
    expect((await listDeliveries(pool(), 2))[1]?.error).toContain('no such user');
  });

  it('whose sender the server refuses is tried again: that is nobody’s address but ours', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    mails.handling.onSender = () => Promise.reject(refusal(501, 'Bad sender address syntax'));
    await look(MONDAY_MS);
    const [refused] = await listDeliveries(pool(), 1);
    expect(refused?.state).toBe('waiting');
    expect(refused?.error).toMatch(/no mails from ovation@reports\.example: “501 .*Look at the from of SMTP_URL\.$/);
    mails.handling = {};
    await look(MONDAY_MS + 60_000);
    expect(mails.received).toHaveLength(1);
  });

  it.each([
    ['Weekly figures <weekly+tv@x.test>', 'Weekly figures <weekly+tv@x.test>', 'weekly+tv@x.test'],
    ['"Figures, weekly" <r@localhost>', '"Figures, weekly" <r@localhost>', 'r@localhost'],
    ['r@x.test', 'Ovation <r@x.test>', 'r@x.test'],
  ])('is from whom SMTP_URL names: %s', async (from, told, address) => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    const senders: string[] = [];
    mails.handling.onSender = (sender) => void senders.push(sender);
    const url = `${mails.url.replace(/\?.*/, '')}?from=${from}`;
    await look(MONDAY_MS, { mail: mailBy(readConfig({ SMTP_URL: url }).smtpUrl ?? '') });
    expect([mails.received.map((mail) => mail.from), senders]).toEqual([[told], [address]]);
  });

  it.each([
    ['with its PDF, when that can be made then', true, null],
    ['without it, and the log says so', false, 'Sent without PDF (could not be made in time).'],
  ])('whose PDF could not be made is tried once more, and goes %s', async (_how, madeThen, error) => {
    await addSchedule(pool(), { ...TERMS, formats: ['pdf'] }, by(BEFORE_MS));
    const none: Reports = { ...reportsMade(), files: () => Promise.resolve(new Map()) };
    await look(MONDAY_MS, { reports: none });
    expect(await listDeliveries(pool(), 1)).toMatchObject([
      { state: 'waiting', error: 'Could not be made: PDF. It is tried once more, and then sent without.' },
    ]);
    await look(MONDAY_MS + 60_000, { reports: madeThen ? reportsMade() : none });
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'sent', attempts: 2, error }]);
    expect(mails.received.map(({ source }) => source.includes('filename=ovation-slate-2026-11-16.pdf'))).toEqual([
      madeThen,
    ]);
  });

  it('whose PDF cannot be made is printed twice, however many are to get it', async () => {
    const id = `slate/${WEEK}`;
    await pool().query(
      `INSERT INTO report (id, scope, subject, week, zone, provisional, hash, snapshot, created_at)
       VALUES ($1, 'slate', 'The slate', $2, 'UTC', false, $3, '{}', now())`,
      [id, WEEK, 'ab'.repeat(32)],
    );
    let prints = 0;
    const rendering: RenderOptions = {
      ...{ control: pool(), chromiumPath: undefined, chromiumFolder: folder, log },
      // Where nobody says where the pages are none can be printed.
      get pagesUrl() {
        prints += 1;
        return Promise.resolve(null);
      },
    };
    /** A look whose prints fail a second after it. */
    const failing = async (nowMs: number) => {
      const files: Reports['files'] = async (...wanted) => {
        const before = prints;
        const made = await renderReport(rendering, ...wanted);
        if (prints > before) await pool().query('UPDATE report_file SET made_at = $1', [new Date(nowMs + 1_000)]);
        return made;
      };
      await look(nowMs, { reports: { ...reportsMade(), files } });
    };
    const emails = ['ana@example.com', 'ben@example.com', 'cy@example.com'];
    await addSchedule(pool(), { ...TERMS, emails, formats: ['pdf'] }, by(BEFORE_MS));
    await failing(MONDAY_MS);
    expect(prints).toBe(1);
    expect((await states()).map(([, , , state]) => state)).toEqual(emails.map(() => 'waiting'));
    await failing(MONDAY_MS + 60_000);
    expect(prints).toBe(2);
    expect(await listDeliveries(pool(), 9)).toMatchObject(
      emails.map(() => ({ state: 'sent', error: 'Sent without PDF (could not be made in time).' })),
    );
  });

  it('without a mail server says what to do, and goes out once there is one', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await look(MONDAY_MS, { mail: null });
    expect((await listDeliveries(pool(), 1))[0]?.error).toContain('set SMTP_URL');
    await look(MONDAY_MS + HOUR_MS);
    expect(mails.received).toHaveLength(1);
  });

  it('is given up after a day', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    for (let hour = 0; hour < 40; hour += 1) await look(MONDAY_MS + hour * HOUR_MS, { mail: null });
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'failed', attempts: 8 }]);
  });
});

describe('a worker that is killed', () => {
  const worker = (nowMs: number): ChildProcess =>
    spawn(
      process.execPath,
      [join(import.meta.dirname, 'support/report-sender.ts'), postgres.url, mails.url, String(nowMs)],
      {
        stdio: 'inherit',
      },
    );

  /** Runs a worker that is killed where `arrange` says, and resolves when it is gone. */
  async function killedWhen(arrange: (kill: () => Promise<void>) => void): Promise<void> {
    let child: ChildProcess | null = null;
    arrange(async () => {
      mails.handling = {};
      const gone = once(child!, 'exit');
      child!.kill('SIGKILL');
      await gone;
    });
    child = worker(MONDAY_MS);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
  }

  it('before the mail server has the mail: another sends it, once', async () => {
    await addSchedule(pool(), { ...TERMS, emails: ['ana@example.com', 'ben@example.com'] }, by(BEFORE_MS));
    await killedWhen((kill) => (mails.handling.onAddress = kill));
    expect(mails.received).toHaveLength(0);
    // Its lease holds what it had; what it had not taken is sent at once.
    await look(MONDAY_MS + 30_000, { workers: pools });
    expect(mails.received.map(({ to }) => to)).toEqual(['ben@example.com']);
    await look(MONDAY_MS + 61_000, { workers: pools });
    await look(MONDAY_MS + DAY_MS, { workers: pools });
    expect(mails.received.map(({ to }) => to)).toEqual(['ben@example.com', 'ana@example.com']);
  });

  it('between the mail server’s yes and its own note: the mail is the same one, by its Message-ID', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    await killedWhen((kill) => (mails.handling.onTaken = kill));
    await look(MONDAY_MS + 61_000, { workers: pools });
    await look(MONDAY_MS + DAY_MS, { workers: pools });
    expect(mails.received).toHaveLength(2);
    expect(new Set(mails.received.map(({ messageId }) => messageId)).size).toBe(1);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });
});

describe('a mail that was taken', () => {
  const sameMail = () => new Set(mails.received.map(({ messageId }) => messageId)).size === 1;

  it('and whose yes did not come is handed over again, as the same one', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    mails.handling.onTaken = () => {
      mails.handling = {};
      mails.hangUp();
    };
    await look(MONDAY_MS);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    await look(MONDAY_MS + 60_000);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect([mails.received.length, sameMail()]).toEqual([2, true]);
  });

  it('by a server that was slower than the lease is not sent by who has it next', async () => {
    await addSchedule(pool(), TERMS, by(BEFORE_MS));
    const [hasIt, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const made = reportsMade();
    const files: Reports['files'] = async (...given) => {
      hasIt.resolve();
      await goesOn.promise;
      return made.files(...given);
    };
    const next: Promise<void>[] = [];
    mails.handling.onTaken = async () => {
      mails.handling = {};
      next.push(look(MONDAY_MS + 61_000, { reports: { ...made, files } }));
      await hasIt.promise;
    };
    await look(MONDAY_MS);
    goesOn.resolve();
    await Promise.all(next);
    expect(await listDeliveries(pool(), 1)).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(mails.received).toHaveLength(1);
  });

  /** A database of its own, which goes away when the mail is taken, for so long as `away` takes. */
  async function withoutPostgres(name: string, signal: AbortSignal, away: () => Promise<void>) {
    await pool().query(`CREATE DATABASE ${name}`);
    const control = createPool({ url: postgres.url.replace('/ovation?', `/${name}?`), log, max: 2 });
    await migratePostgres(control, log);
    await addSchedule(control, TERMS, by(BEFORE_MS));
    const back: Promise<unknown>[] = [];
    mails.handling.onTaken = async () => {
      mails.handling = {};
      await pool().query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await pool().query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      back.push(away().then(() => pool().query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)));
    };
    const options = { control, reports: reportsMade(), mail: mailBy(mails.url), publicUrl: undefined, log };
    const outcome = await sendReports({ ...options, now: () => MONDAY_MS }, signal).then(
      () => 'noted',
      () => 'not noted',
    );
    await Promise.all(back);
    await sendReports({ ...options, now: () => MONDAY_MS + 61_000 }, new AbortController().signal);
    const [delivery] = await listDeliveries(control, 1);
    await control.end();
    return { outcome, delivery };
  }

  it('is noted once PostgreSQL is back', async () => {
    const { outcome, delivery } = await withoutPostgres('away', new AbortController().signal, () => sleep(1_500));
    expect(outcome).toBe('noted');
    expect(delivery).toMatchObject({ state: 'sent', attempts: 1 });
    expect(mails.received).toHaveLength(1);
  });

  it('and could not be noted before the worker had to stop is handed over again, as the same one', async () => {
    const stop = new AbortController();
    const { outcome, delivery } = await withoutPostgres('away_at_stop', stop.signal, async () => {
      await sleep(700);
      stop.abort();
      await sleep(300);
    });
    expect(outcome).toBe('not noted');
    expect(delivery).toMatchObject({ state: 'sent', attempts: 2 });
    expect([mails.received.length, sameMail()]).toEqual([2, true]);
  });
});

describe('a webhook', () => {
  const SECRET = 'T0PS3CR3T9xQ2';
  let hook: Server;
  let posted: { path: string; body: { text: string; blocks: unknown[] } }[];
  let status: number;

  beforeAll(async () => {
    hook = createServer((request, response) => {
      void text(request).then((body) => {
        posted.push({ path: request.url ?? '', body: JSON.parse(body) as { text: string; blocks: unknown[] } });
        response.writeHead(status).end(status === 200 ? 'ok' : 'no_service');
      });
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
  });
  afterAll(() => hook.close());
  beforeEach(() => {
    posted = [];
    status = 200;
  });
  const address = () => `http://127.0.0.1:${(hook.address() as AddressInfo).port}/services/${SECRET}`;

  it('gets the findings, and its address is told nowhere', async () => {
    const { id, webhook } = await addSchedule(pool(), { ...TERMS, webhook: address() }, by(BEFORE_MS));
    expect(webhook).toMatch(/^127\.0\.0\.1:\d+ …9xQ2$/);
    await look(MONDAY_MS, { workers: pools });
    expect(posted).toHaveLength(1);
    expect(posted[0]?.path).toBe(`/services/${SECRET}`);
    expect(posted[0]?.body.text).toBe('The slate, 16–22 Nov 2026');
    expect(JSON.stringify(posted[0]?.body.blocks)).toContain('"1234 hours","style":{"bold":true}');

    status = 404;
    await sendNow(pool(), id, by(MONDAY_MS + HOUR_MS));
    await look(MONDAY_MS + HOUR_MS);
    await editSchedule(
      pool(),
      id,
      { ...TERMS, webhook: 'http://127.0.0.1:1/services/T0PS3CR3T' },
      by(MONDAY_MS + HOUR_MS),
    );
    await sendNow(pool(), id, by(MONDAY_MS + 2 * HOUR_MS));
    await look(MONDAY_MS + 2 * HOUR_MS);
    const hooks = (await listDeliveries(pool(), 9)).filter(({ recipient }) => recipient === 'webhook');
    expect(hooks.map(({ turn, state }) => [turn, state])).toEqual([
      [2, 'waiting'],
      [1, 'failed'],
      [0, 'sent'],
    ]);
    expect(hooks[1]?.error).toContain('404 no_service');
    const { rows } = await pool().query('SELECT * FROM audit');
    const told = JSON.stringify([rows, await listDeliveries(pool(), 9), await listSchedules(pool()), said]);
    expect(told).not.toContain('T0PS3CR3T');
  });

  it('whose answer has no end is not listened to for long', async () => {
    let sent = 0;
    const endless = createServer((request, response) => {
      request.resume();
      response.writeHead(404);
      const more = () => {
        for (let room = true; room && !response.destroyed; sent += 65_536)
          room = response.write(Buffer.alloc(65_536, 'x'));
      };
      response.on('drain', more);
      more();
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const webhook = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`;
    await addSchedule(pool(), { ...TERMS, emails: [], webhook }, by(BEFORE_MS));
    await look(MONDAY_MS);
    endless.close();
    endless.closeAllConnections();
    expect((await listDeliveries(pool(), 1))[0]).toMatchObject({
      ...{ state: 'failed', error: expect.stringContaining('(404)') as string },
    });
    // What lies in the buffers on the way.
    expect(sent).toBeLessThan(20_000_000);
  });

  it('is kept when the rest of a schedule is changed, and a schedule is never without anybody', async () => {
    const { id } = await addSchedule(pool(), { ...TERMS, emails: [], webhook: address() }, by(BEFORE_MS));
    const kept = await editSchedule(pool(), id, { ...TERMS, emails: [], webhook: undefined, minute: 0 }, by(BEFORE_MS));
    expect(kept.webhook).toContain('9xQ2');
    await expect(editSchedule(pool(), id, { ...TERMS, emails: [] }, by(BEFORE_MS))).rejects.toThrow(
      'Nobody would get it',
    );
  });
});
