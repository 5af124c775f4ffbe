import type pg from 'pg';
import type { Actions, PageServerLoad } from './$types';
import { renderingsOf } from '../../../sql/postgres/report-renderings.ts';
import {
  latestWord,
  listReports,
  readReport,
  reportScopes,
  TamperedReportError,
} from '../../../sql/postgres/reports.ts';
import { parseScope, scopeText, type ReportFinding } from '../../../sql/queries/report/model.ts';
import { buildNow } from '../../server/reports/build-now.ts';
import { makeFile } from '../../server/reports/make-file.ts';
import { offsetOf, partOf } from '../../server/paging.ts';
import { readSending, sendingActions } from '../../server/reports/sending.ts';

const LISTED = 50;

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:reports');
  const { control, now, reports: desk, log } = locals.web;
  const asked = parseScope(url.searchParams.get('scope') ?? '');
  const scope = asked && scopeText(asked);
  const from = (name: string) => offsetOf(url.searchParams.get(name));
  const offset = from('from');
  const [reports, newest, scopes, sending, orders] = await Promise.all([
    partOf({ offset, size: LISTED }, (window) => listReports(control, { ...(scope !== null && { scope }), ...window })),
    offset === 0 ? latestWord(control, scope, url.searchParams.get('zone') ?? 'UTC') : null,
    reportScopes(control),
    readSending(locals.web, from('sent')),
    // What is sealed can be read also where nobody builds.
    desk.open().catch((error: unknown) => {
      log.warn({ err: error }, 'which reports are on their way could not be read');
      return [];
    }),
  ]);
  const [renderings, findings] = await Promise.all([
    renderingsOf(
      control,
      [...reports.rows, ...(newest ? [newest] : [])].map((report) => report.id),
      now(),
    ),
    newest ? findingsOf(control, newest.id) : [],
  ]);
  return {
    reports,
    renderings,
    /** What is to be sent, and what it says. */
    newest,
    findings,
    scope,
    scopes,
    sending,
    orders: orders.filter((order) => scope === null || order.scope === scope),
  };
};

/** Of one that is not what was sealed, that. */
async function findingsOf(control: pg.Pool, id: string): Promise<ReportFinding[]> {
  try {
    return (await readReport(control, id))?.snapshot.findings ?? [];
  } catch (error) {
    if (!(error instanceof TamperedReportError)) throw error;
    return [{ at: '', tone: 'bad', parts: [{ text: error.message }] }];
  }
}

export const actions: Actions = { build: buildNow, makeFile, ...sendingActions };
