import type pg from 'pg';
import { REPORT_FORMATS, type ReportFormat } from '../queries/report/files.ts';

/** What is made of a report and kept with it. The JSON needs no making: it is the very text that was sealed. */
export const MADE_FORMATS: readonly ReportFormat[] = REPORT_FORMATS.filter((format) => format !== 'json');

/** Whether a file of a report is there; `why` of one that could not be made, which is tried again. */
export interface RenderingState {
  readonly format: ReportFormat;
  readonly state: 'made' | 'waiting' | 'failed';
  readonly why: string | null;
}

/** The files of reports, by id. */
export async function renderingsOf(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, RenderingState[]>> {
  const { rows } = await pool.query<{ report: string; states: RenderingState[] }>(
    `SELECT r.id AS report, json_agg(json_build_object('format', f.format, 'why', m.error, 'state',
              CASE WHEN m.report IS NULL THEN 'waiting' WHEN m.error IS NULL THEN 'made' ELSE 'failed' END) ORDER BY f.place) AS states
     FROM report r CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS f (format, place)
     LEFT JOIN report_file m ON m.report = r.id AND m.format = f.format
     WHERE r.id = ANY ($1) GROUP BY r.id`,
    [ids, MADE_FORMATS],
  );
  const json = { format: 'json', state: 'made', why: null } as const;
  return new Map(rows.map(({ report, states }) => [report, [...states, json]]));
}

/** What failed is tried again so much later, for a month: a browser may be installed meanwhile. */
const AGAIN = '10 minutes';
const KEPT_AT = '30 days';

/** Reports that lack a file, or failed to get one some time ago; the newest first, with the formats that are to be made. */
export async function renderingsDue(
  pool: pg.Pool,
  nowMs: number,
  limit: number,
): Promise<{ id: string; formats: ReportFormat[] }[]> {
  const { rows } = await pool.query<{ id: string; formats: ReportFormat[] }>(
    `SELECT r.id, array_agg(f.format) AS formats
     FROM report r CROSS JOIN unnest($1::text[]) AS f (format)
     LEFT JOIN report_file m ON m.report = r.id AND m.format = f.format
     WHERE r.created_at > to_timestamp($2::float8 / 1000) - interval '${KEPT_AT}'
       AND (m.report IS NULL OR (m.error IS NOT NULL AND m.made_at < now() - interval '${AGAIN}'))
     GROUP BY r.id, r.created_at ORDER BY r.created_at DESC LIMIT $3`,
    [MADE_FORMATS, nowMs, limit],
  );
  return rows;
}
