import { z } from 'zod';
import { DELIVERY_STATES, listDeliveries } from '../../../sql/postgres/report-deliveries.ts';
import { renderingsOf } from '../../../sql/postgres/report-renderings.ts';
import {
  listReportsWithChanges,
  readReport,
  readReportFile,
  reportFiles,
  TamperedReportError,
  type ReadReport,
} from '../../../sql/postgres/reports.ts';
import {
  attachmentHeader,
  REPORT_FILES,
  REPORT_FORMATS,
  reportFileName,
  type ReportFormat,
} from '../../../sql/queries/report/files.ts';
import { parseScope } from '../../../sql/queries/report/model.ts';
import type { WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { wantFile } from '../reports/want-file.ts';
import { endpoint } from './endpoint.ts';
import { countParameter, dayOrInstant, zoneParameter } from './parameters.ts';
import {
  deliveryAnswer,
  deliverySchema,
  fileAnswer,
  fileSchema,
  reportAnswer,
  reportSchema,
  snapshotSchema,
} from './reports-answer.ts';

const DEFAULT_LIMIT = 50;

export const scopeParameter = z
  .string()
  .max(256)
  .refine((text) => parseScope(text) !== null)
  .describe('slate, title:ID or campaign:ID');
export const mondayParameter = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => dayOrInstant(text) !== null && new Date(text).getUTCDay() === 1)
  .describe('the Monday that a week begins with, such as 2026-11-16');
export const reportIdParameter = z
  .string()
  .regex(/^report_[0-9a-f]{16}$/)
  .describe('the id of a report, as /api/v1/reports lists them');

const windowOf = (what: string) => ({
  limit: countParameter(1, 200, `how many ${what} at most (${DEFAULT_LIMIT} if not given)`).optional(),
  offset: countParameter(0, 1_000_000, 'how many to leave out before the first').optional(),
});

export const reportsEndpoint = endpoint({
  path: '/reports',
  summary: 'Weekly reports that were made, the newest first',
  pathParameters: z.object({}),
  query: z.object({
    scope: scopeParameter.optional(),
    week: mondayParameter.optional(),
    zone: zoneParameter.optional(),
    ...windowOf('reports'),
  }),
  answer: z.object({ reports: z.array(reportSchema) }),
  async read({ control }, { limit = DEFAULT_LIMIT, ...filter }) {
    const reports = await listReportsWithChanges(control, { limit, ...filter, offset: filter.offset ?? 0 });
    return { reports: reports.map(reportAnswer) };
  },
});

export const deliveriesEndpoint = endpoint({
  path: '/reports/deliveries',
  summary: 'What schedules sent of weekly reports, to whom and what became of it, the newest first',
  pathParameters: z.object({}),
  query: z.object({
    scope: scopeParameter.optional(),
    week: mondayParameter.optional(),
    state: z
      .enum(DELIVERY_STATES)
      .describe(`one of ${DELIVERY_STATES.join(', ')}`)
      .optional(),
    ...windowOf('deliveries'),
  }),
  answer: z.object({ deliveries: z.array(deliverySchema) }),
  async read({ control }, { limit = DEFAULT_LIMIT, ...filter }) {
    const deliveries = await listDeliveries(control, limit, filter);
    return { deliveries: deliveries.map(deliveryAnswer) };
  },
});

export const reportEndpoint = endpoint({
  path: '/reports/{id}',
  summary: 'One weekly report: how it was sealed, what of it there is, and the sealed document',
  pathParameters: z.object({ id: reportIdParameter }),
  query: z.object({}),
  answer: z.object({ report: reportSchema, files: z.array(fileSchema), snapshot: snapshotSchema }),
  async read({ control }, { id }) {
    const report = await known(control, id);
    const files = await reportFiles(control, id);
    const snapshot = JSON.parse(report.json) as z.input<typeof snapshotSchema>;
    return { report: reportAnswer(report), files: files.map(fileAnswer), snapshot };
  },
});

export const reportFileEndpoint = endpoint({
  path: '/reports/{id}/files/{format}',
  summary:
    'A weekly report as a file; json is the very text that was sealed. What is not there is made once it is asked for',
  pathParameters: z.object({
    id: reportIdParameter,
    format: z.enum(REPORT_FORMATS).describe(`one of ${REPORT_FORMATS.join(', ')}`),
  }),
  query: z.object({}),
  content: 'application/octet-stream',
  answer: z.string().describe('the bytes of the file'),
  async read(web, { id, format }) {
    const { control } = web;
    const report = await known(control, id);
    const bytes = format === 'json' ? report.json : await readReportFile(control, id, format);
    if (bytes === null) throw await notMade(web, id, format);
    return new Response(typeof bytes === 'string' ? bytes : new Uint8Array(bytes), {
      headers: {
        'content-type': REPORT_FILES[format].contentType,
        'content-disposition': attachmentHeader(reportFileName(report, format)),
      },
    });
  },
});

async function known(control: WebContext['control'], id: string): Promise<ReadReport> {
  const report = await readReport(control, id).catch((error: unknown) => {
    if (!(error instanceof TamperedReportError)) throw error;
    throw new ApiError(500, 'report_tampered', error.message, 'What was sent of it before still says what was sealed.');
  });
  if (report) return report;
  throw new ApiError(404, 'report_not_found', `There is no report ${id}.`, 'The ids are listed at /api/v1/reports.');
}

/** What is asked for is made, also where the report is too old for it to be tried by itself. */
async function notMade(web: WebContext, id: string, format: ReportFormat): Promise<ApiError> {
  await wantFile(web, id, format);
  const files = (await renderingsOf(web.control, [id], web.now())).get(id);
  const { state, why = null } = files?.find((file) => file.format === format) ?? {};
  return new ApiError(
    404,
    'file_not_made',
    why === null
      ? `The ${format} of this report is not made yet.`
      : `The ${format} of this report could not be made the last time: ${why}`,
    state === 'failed'
      ? 'It is tried again every ten minutes; the other formats say the same.'
      : 'It is being made: try again in a minute.',
  );
}
