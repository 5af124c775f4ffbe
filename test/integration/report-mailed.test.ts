import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withStack, type Attached } from '../../attach.ts';
import { readConfig } from '../../config.ts';
import { resend, listDeliveries } from '../../sql/postgres/report-deliveries.ts';
import { addSchedule } from '../../sql/postgres/report-schedules.ts';
import { newestReport, readReport, type ReadReport } from '../../sql/postgres/reports.ts';
import { sealOf } from '../../sql/queries/report/canonical.ts';
import { sentenceOf } from '../../sql/queries/report/words.ts';
import { attachmentsOf, MailServer, textOf, type Received } from '../support/mail-server.ts';
import { endProcessesOf } from '../support/processes.ts';
import { Stack } from '../support/stack.ts';
import { film, straight } from '../support/told-plays.ts';
import { readWorkbook } from '../support/workbook.ts';

/**
 * The whole way of a weekly report, with nothing in anybody's place: plays are sent, a schedule is due, the week is sealed,
 * printed by Chromium, and mailed to a mail server that reads what came.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAY = '2026-11-16';
const WEEK_MS = Date.parse(`${MONDAY}T00:00:00Z`);
/** The Monday after it. */
const NOW_MS = WEEK_MS + 7 * DAY_MS + 10 * HOUR_MS;
const NAME = '=HYPERLINK("x"), “Öl” & 塩';
const PUBLIC = 'https://ovation.example';

const folder = mkdtempSync(join(tmpdir(), 'ovation-mailed-'));
let mails: MailServer;
let stack: Stack;

beforeAll(async () => {
  mails = await MailServer.start();
  stack = await Stack.start({ folder, nowMs: NOW_MS, env: { SMTP_URL: mails.url, PUBLIC_URL: PUBLIC } });
  await send([
    film('salt', 3_600, { name: NAME, premiere_at: WEEK_MS - 30 * DAY_MS }),
    film('reed', 3_600, { name: 'Reed', premiere_at: WEEK_MS - 30 * DAY_MS }),
    ...plays('salt', 'before', 40, WEEK_MS - 5 * DAY_MS),
    ...plays('salt', 'week', 70, WEEK_MS + DAY_MS),
    ...plays('reed', 'week', 30, WEEK_MS + 2 * DAY_MS),
  ]);
}, 240_000);
afterAll(async () => {
  await stack.stop();
  await mails.close();
  endProcessesOf(folder);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** So many people, each for ten minutes. */
const plays = (title: string, name: string, people: number, startedMs: number) =>
  Array.from({ length: people }, (_, at) =>
    straight(0, 600, { title, viewer: `${name}-${at}`, play: `${title}-${name}-${at}`, startedMs }),
  ).flat();

async function send(records: readonly object[]): Promise<void> {
  const answer = await fetch(`${stack.ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.run.token}`, 'content-type': 'application/x-ndjson' },
    body: records.map((record) => JSON.stringify(record)).join('\n'),
  });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
  await stack.drain();
}

const attached = <T>(work: (stack: Attached) => Promise<T>): Promise<T> =>
  withStack(
    {
      config: readConfig({ OVATION_DATA: folder }),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
    },
    work,
  );

async function until<T>(look: () => Promise<T | null> | T | null, what: string): Promise<T> {
  for (const deadlineMs = Date.now() + 100_000; Date.now() < deadlineMs; await sleep(100)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`${what} did not come: ${stack.program.stderr}`);
}
const mailTo = (to: string, nth: number): Promise<Received> =>
  until(() => mails.received.filter((mail) => mail.to === to)[nth] ?? null, `mail ${nth + 1} to ${to}`);

/** Extracted text has its own spaces, and its own forms of letters. */
const unspaced = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll('\u02bc', '\u2019')
    .replaceAll(/[\s\u2066-\u2069]/g, '');

/** The cell of the figures of the week. */
const valueOf = ({ snapshot }: ReadReport, row: string) =>
  snapshot.sections.find(({ id }) => id === 'kpis')?.rows.find(({ id }) => id === row)?.cells[1]?.value;

describe('a weekly report that is due', () => {
  let report: ReadReport;
  let mail: Received;

  it('is sealed, printed and mailed: its findings in the mail, its files attached', async () => {
    await attached(({ control }) =>
      addSchedule(
        control,
        {
          ...{ scope: 'slate', weekday: 1, minute: 9 * 60, zone: 'UTC', graceHours: 0, skipUnchanged: false },
          ...{ formats: ['pdf', 'xlsx', 'csv', 'json'], emails: ['ana@example.com'], webhook: null },
        },
        { actor: 'test', nowMs: NOW_MS - 2 * DAY_MS },
      ),
    );
    mail = await mailTo('ana@example.com', 0);
    report = await attached(async ({ control }) => {
      const [delivery] = await until(async () => {
        const deliveries = await listDeliveries(control, 5);
        return deliveries[0]?.state === 'sent' ? deliveries : null;
      }, 'the log of the sending');
      const sent = await readReport(control, delivery?.report ?? '');
      return sent ?? expect.fail('a report was sent');
    });
    expect(report).toMatchObject({ week: MONDAY, provisional: false, restates: null, createdAt: new Date(NOW_MS) });
    // 70 and 30 people for ten minutes each.
    expect(valueOf(report, 'hours')).toBeCloseTo(100 / 6, 1);
    const told = textOf(mail);
    for (const finding of report.snapshot.findings) expect(told).toContain(sentenceOf(finding));
    expect(report.snapshot.findings.length).toBeGreaterThan(0);
    expect(told).toContain(report.hash);
  });

  it('has attachments that open, all of the same numbers', async () => {
    const files = attachmentsOf(mail);
    expect([...files.keys()]).toEqual(
      ['pdf', 'xlsx', 'csv.zip', 'json'].map((ending) => `ovation-slate-${MONDAY}.${ending}`),
    );
    const [pdf, xlsx, csv, json] = [...files.values()];

    expect(sealOf(json?.toString() ?? '')).toBe(report.hash);
    expect(JSON.parse(json?.toString() ?? '')).toEqual(report.snapshot);

    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf ?? [])), { mergePages: true });
    for (const words of [report.hash, NAME, '16.7', ...report.snapshot.findings.map(sentenceOf)])
      expect(unspaced(text)).toContain(unspaced(words));

    const cells = (name: string) =>
      readWorkbook(new Uint8Array(xlsx ?? [])).sheets.find((sheet) => sheet.name === name)?.cells ?? expect.fail(name);
    expect(cells('Figures').get('B2')?.value).toBe(valueOf(report, 'hours'));
    expect([...cells('Ranking').values()]).toContainEqual(expect.objectContaining({ value: NAME, formula: null }));

    const tables = unzipSync(new Uint8Array(csv ?? []));
    const [, hours] = parse(strFromU8(tables['figures.csv'] ?? new Uint8Array())) as string[][];
    expect(Number(hours?.[1])).toBe(valueOf(report, 'hours'));
  });

  it('is linked to as it was sent, also when later data has changed the week', async () => {
    const link = `${PUBLIC}/reports/${report.id}`;
    const links = textOf(mail, 'html').match(/href="[^"]*"/g) ?? [];
    expect(links.length).toBe(report.snapshot.findings.length + 1);
    for (const one of links) expect(one).toMatch(new RegExp(`^href="${link}["#]`));

    await send(plays('reed', 'late', 60, WEEK_MS + 3 * DAY_MS));
    const newest = await attached(async ({ control, queues }) => {
      await queues.enqueue('report.restate', {});
      const of = { scope: 'slate', week: MONDAY, zone: 'UTC' };
      return until(async () => {
        const found = await newestReport(control, of);
        return found?.restates === report.id ? found : null;
      }, 'the restatement');
    });
    expect(valueOf(newest, 'hours')).toBeCloseTo(160 / 6, 1);

    // What the link leads to says what it said, and that there is a newer word.
    const page = await fetch(link.replace(PUBLIC, `http://127.0.0.1:${stack.run.webPort}`));
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain(report.hash);
    expect(html).toContain('Later data changed this week');
    expect(html).toContain(newest.id);

    await attached(async ({ control }) => {
      const [delivery] = await listDeliveries(control, 1);
      await resend(control, delivery?.id ?? '', { actor: 'test', nowMs: NOW_MS });
    });
    const again = await mailTo('ana@example.com', 1);
    expect(textOf(again)).toBe(textOf(mail));
    expect(attachmentsOf(again)).toEqual(attachmentsOf(mail));
  });
});
