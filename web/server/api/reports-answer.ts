import { z } from 'zod';
import { DELIVERY_STATES, type ReportDelivery } from '../../../sql/postgres/report-deliveries.ts';
import type { ReportFileState, SealedReport } from '../../../sql/postgres/reports.ts';
import { REPORT_FORMATS } from '../../../sql/queries/report/files.ts';
import { RESTATED_TEXT } from '../../../sql/queries/report/restatement.ts';
import { instant, instantOrNull, instantSchema } from './figure.ts';

const changeSchema = z.object({
  at: z.string().describe('section/row/column of the snapshot'),
  name: z.string(),
  before: z.union([z.number(), z.string()]).nullable(),
  after: z.union([z.number(), z.string()]).nullable(),
  cause: z
    .enum(['records', 'runtime', 'definition'])
    .describe('records that came late or were corrected, another running time, or another definition'),
});

export const reportSchema = z.object({
  id: z.string(),
  scope: z.string().describe('slate, title:ID or campaign:ID'),
  subject: z.string().describe('the slate, or the name of the title as it was'),
  week: z.iso.date().describe('the Monday it begins with'),
  zone: z.string(),
  provisional: z.boolean().describe('made while the week went on: a draft that is not sealed'),
  hash: z.string().describe('SHA-256 of the snapshot and its seal as files/json has them, hexadecimal'),
  created_at: instantSchema,
  restates: z.string().nullable().describe('the report that this one corrects'),
  restated_by: z.string().nullable().describe('the report that corrects this one; null: it is the newest word'),
  changes: z.array(changeSchema).describe(`what a correction changes. ${RESTATED_TEXT}`),
});

export const fileSchema = z.object({
  format: z.enum(REPORT_FORMATS),
  bytes: z.int().nullable(),
  error: z.string().nullable().describe('why it could not be made'),
});

export const deliverySchema = z.object({
  id: z.string(),
  scope: reportSchema.shape.scope,
  week: reportSchema.shape.week,
  zone: z.string(),
  recipient: z.string().describe('an e-mail address, or webhook'),
  once_more: z.boolean().describe('asked for by hand after the schedule had sent it'),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  next_at: instantSchema.nullable().describe('when it is tried next, while it waits'),
  report: z.string().nullable().describe('the id of the report that was chosen for it'),
  error: z.string().nullable().describe('why the last try failed, why it was skipped, or what it was sent without'),
  created_at: instantSchema,
  ended_at: instantSchema.nullable(),
});

const valueSchema = z.union([z.number(), z.string()]).nullable();

/** The sealed document as it was hashed: it keeps its own names. */
export const snapshotSchema = z
  .looseObject({
    format: z.union([z.literal(1), z.literal(2)]).describe('the shape of this document; from 2 on it has its seal'),
    subject: z.string(),
    asOfMs: z.number(),
    seal: z
      .object({ atMs: z.number(), restates: z.string().nullable(), changes: z.array(changeSchema) })
      .optional()
      .describe('when it was sealed, and what it corrects'),
    findings: z.array(
      z.object({
        at: z.string().describe('section/row/column that it is about'),
        tone: z.enum(['good', 'bad', 'neutral']),
        parts: z.array(z.object({ text: z.string(), strong: z.boolean().optional() })),
      }),
    ),
    sections: z.array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        note: z.string(),
        columns: z.array(
          z.object({
            ...{ id: z.string(), name: z.string(), kind: z.string() },
            head: z.string().optional().describe('a shorter name, for where the note stands beside it'),
          }),
        ),
        rows: z.array(
          z.object({
            id: z.string(),
            cells: z.array(
              z
                .looseObject({ value: valueSchema.describe('null: why says what is the matter') })
                .describe('with interval, n, metric and version where it has them; life: not of the week alone'),
            ),
          }),
        ),
        empty: z.string().nullable().describe('why there are no rows'),
      }),
    ),
  })
  .describe('times are milliseconds since the epoch');

export const reportAnswer = (report: SealedReport): z.input<typeof reportSchema> => ({
  ...{ id: report.id, scope: report.scope, subject: report.subject, week: report.week, zone: report.zone },
  ...{ provisional: report.provisional, hash: report.hash, created_at: instant(report.createdAt.getTime()) },
  ...{ restates: report.restates, restated_by: report.restatedBy, changes: [...report.changes] },
});

export const fileAnswer = ({ format, bytes, error }: ReportFileState): z.input<typeof fileSchema> => ({
  ...{ format, bytes, error },
});

/** As the pages show it. */
export const deliveryAnswer = (one: ReportDelivery): z.input<typeof deliverySchema> => ({
  ...{ id: one.id, scope: one.scope, week: one.week, zone: one.zone, recipient: one.recipient },
  ...{ once_more: one.turn > 0, state: one.state, attempts: one.attempts, report: one.report, error: one.error },
  next_at: one.state === 'waiting' ? instant(one.nextAt.getTime()) : null,
  ...{ created_at: instant(one.createdAt.getTime()), ended_at: instantOrNull(one.endedAt?.getTime() ?? null) },
});
