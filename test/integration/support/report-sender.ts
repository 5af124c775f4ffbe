/** A worker of its own, to be killed: sends what is due at an instant, and ends. Arguments: PostgreSQL, mail server, ms. */
import { pino } from 'pino';
import { createPool } from '../../../sql/postgres/pool.ts';
import { sendReports } from '../../../workers/reports/send/deliver.ts';
import { mailBy } from '../../../workers/reports/send/mail.ts';
import { reportsMade } from '../../support/weekly-report.ts';

const [, , url = '', smtpUrl = '', nowMs = ''] = process.argv;
const log = pino({ level: 'silent' });
const control = createPool({ url, log });
await sendReports(
  { control, reports: reportsMade(), mail: mailBy(smtpUrl), publicUrl: undefined, now: () => Number(nowMs), log },
  new AbortController().signal,
);
await control.end();
