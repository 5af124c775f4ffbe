import { error } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';
import { renderingsOf } from '../../../../sql/postgres/report-renderings.ts';
import { reportIdParameter } from '../../../server/api/reports-endpoint.ts';
import { listReports, readReport, TamperedReportError } from '../../../../sql/postgres/reports.ts';

/** A week that is restated more often than this has another trouble than its list of restatements. */
const RESTATEMENTS = 20;

export const load: LayoutServerLoad = async ({ locals, params, depends }) => {
  depends('ovation:reports');
  const { control, now } = locals.web;
  const id = reportIdParameter.safeParse(params.id);
  const report = !id.success
    ? null
    : await readReport(control, id.data).catch((reason: unknown) => {
        if (!(reason instanceof TamperedReportError)) throw reason;
        const hint = 'Nothing of it is shown. What was sent before says what was sealed.';
        error(500, { message: reason.message, hint });
      });
  if (!report) error(404, { message: 'There is no such report.', hint: 'Go to the list of all reports.' });
  // The page is made of the snapshot; the text that was hashed would be the same once more.
  const { json: _json, ...whole } = report;
  const { scope, week, zone } = whole;
  const [renderings, ofWeek] = await Promise.all([
    renderingsOf(control, [whole.id], now()),
    listReports(control, { scope, week, zone, limit: RESTATEMENTS }),
  ]);
  return {
    report: whole,
    renderings: renderings.get(whole.id) ?? [],
    /** The report that this one corrects, and the newest word on its week where it was corrected. */
    restates: ofWeek.find((one) => one.id === whole.restates) ?? null,
    newer: whole.restatedBy === null ? null : (ofWeek[0] ?? null),
  };
};
