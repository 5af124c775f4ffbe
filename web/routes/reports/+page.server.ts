import type pg from 'pg';
import type { Actions, PageServerLoad } from './$types';
import { renderingsOf } from '../../../sql/postgres/report-renderings.ts';
import {
  listReports,
  readReport,
  reportScopes,
  TamperedReportError,
  type SealedReport,
} from '../../../sql/postgres/reports.ts';
import { parseScope, scopeText, type ReportFinding } from '../../../sql/queries/report/model.ts';
import { buildNow } from '../../server/reports/build-now.ts';
import { offsetOf, partOf } from '../../server/paging.ts';
import { readSending, sendingActions } from '../../server/reports/sending.ts';

const LISTED = 50;

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:reports');
  const { control } = locals.web;
  const asked = parseScope(url.searchParams.get('scope') ?? '');
  const scope = asked && scopeText(asked);
  const from = (name: string) => offsetOf(url.searchParams.get(name));
  const [reports, scopes, sending] = await Promise.all([
    partOf({ offset: from('from'), size: LISTED }, (window) =>
      listReports(control, { ...(scope !== null && { scope }), ...window }),
    ),
    reportScopes(control),
    readSending(locals.web, from('sent')),
  ]);
  const newest = reports.offset === 0 ? newestOf(reports.rows) : null;
  const [renderings, findings] = await Promise.all([
    renderingsOf(
      control,
      reports.rows.map((report) => report.id),
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

/** The newest word on the latest week; on the whole slate where there is one. */
function newestOf(reports: readonly SealedReport[]): SealedReport | null {
  const latest = reports.reduce((week, report) => (report.week > week ? report.week : week), '');
  const words = reports.filter(({ week, restatedBy }) => week === latest && restatedBy === null);
  return words.find(({ scope }) => scope === 'slate') ?? words[0] ?? null;
}

export const actions: Actions = { build: buildNow, ...sendingActions };
