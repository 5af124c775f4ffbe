import type { Actions, PageServerLoad } from './$types';
import { renderingsOf } from '../../../sql/postgres/report-renderings.ts';
import { listReports, readReport, reportScopes } from '../../../sql/postgres/reports.ts';
import { parseScope, scopeText } from '../../../sql/queries/report/model.ts';
import { buildNow } from '../../server/reports/build-now.ts';
import { readSending, sendingActions } from '../../server/reports/sending.ts';

const LISTED = 50;

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:reports');
  const { control } = locals.web;
  const asked = parseScope(url.searchParams.get('scope') ?? '');
  const scope = asked && scopeText(asked);
  const offset = Math.max(0, Math.trunc(Number(url.searchParams.get('from')) || 0));
  const [reports, scopes, sending] = await Promise.all([
    // One more than is shown: whether there are older ones.
    listReports(control, { ...(scope !== null && { scope }), limit: LISTED + 1, offset }),
    reportScopes(control),
    readSending(locals.web),
  ]);
  const shown = reports.slice(0, LISTED);
  const [newest] = offset === 0 ? shown : [];
  const [renderings, whole] = await Promise.all([
    renderingsOf(
      control,
      shown.map((report) => report.id),
    ),
    newest ? readReport(control, newest.id) : null,
  ]);
  return {
    reports: shown,
    renderings,
    /** What the newest says. */
    findings: whole?.snapshot.findings ?? [],
    scope,
    scopes,
    sending,
    offset,
    older: reports.length > LISTED ? offset + LISTED : null,
    newer: offset > 0 ? Math.max(0, offset - LISTED) : null,
  };
};

export const actions: Actions = { build: buildNow, ...sendingActions };
