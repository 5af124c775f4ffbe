import type pg from 'pg';
import { REPORT_FORMATS, type ReportFormat } from '../queries/report/files.ts';

/** What is made of a report and kept with it. The JSON needs no making: it is the very text that was sealed. */
export const MADE_FORMATS: readonly ReportFormat[] = REPORT_FORMATS.filter((format) => format !== 'json');

/**
 * Whether a file of a report is there. `waiting`: it is made soon; `failed`: it could not be made, and is tried again; `unmade`: it
 * is not tried any more, until somebody asks for it. `why` it could not be made the last time.
 */
export interface RenderingState {
  readonly format: ReportFormat;
  readonly state: 'made' | 'waiting' | 'failed' | 'unmade';
  readonly why: string | null;
}

/** What failed is tried again so much later, for a month: a browser may be installed meanwhile. */
const AGAIN = '10 minutes';
const TRIED_FOR = '30 days';
/** After that whoever asks for it has it tried for so long. */
const TRIED_FOR_ONE = '1 day';

/** Whether a file is tried, $1 being now; reports are sealed on the clock of who seals them, all else is noted on this one. */
const IS_TRIED = `(r.created_at > to_timestamp($1::float8 / 1000) - interval '${TRIED_FOR}'
              OR coalesce(a.asked_at > now() - interval '${TRIED_FOR_ONE}', false))`;
const FILES = `report r CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS f (format, place)
     LEFT JOIN report_file m ON m.report = r.id AND m.format = f.format
     LEFT JOIN report_file_asked a ON a.report = r.id AND a.format = f.format`;

/** The files of reports, by id. */
export async function renderingsOf(
  pool: pg.Pool,
  ids: readonly string[],
  nowMs: number,
): Promise<Map<string, RenderingState[]>> {
  const { rows } = await pool.query<{ report: string; states: RenderingState[] }>(
    `SELECT r.id AS report, json_agg(json_build_object('format', f.format, 'why', m.error, 'state', CASE
              WHEN m.bytes IS NOT NULL THEN 'made'
              WHEN NOT ${IS_TRIED} THEN 'unmade'
              WHEN m.report IS NULL OR a.asked_at > m.made_at THEN 'waiting'
              ELSE 'failed' END) ORDER BY f.place) AS states
     FROM ${FILES}
     WHERE r.id = ANY ($3) GROUP BY r.id`,
    [nowMs, MADE_FORMATS, ids],
  );
  const json = { format: 'json', state: 'made', why: null } as const;
  return new Map(rows.map(({ report, states }) => [report, [...states, json]]));
}

/**
 * Reports that lack a file, or failed to get one some time ago; those that somebody asked for or that were sealed last first, with
 * the formats that are to be made.
 */
export async function renderingsDue(
  pool: pg.Pool,
  nowMs: number,
  limit: number,
): Promise<{ id: string; formats: ReportFormat[] }[]> {
  const { rows } = await pool.query<{ id: string; formats: ReportFormat[] }>(
    `SELECT r.id, array_agg(f.format ORDER BY f.place) AS formats
     FROM ${FILES}
     WHERE ${IS_TRIED}
       AND (m.report IS NULL OR (m.error IS NOT NULL AND (m.made_at < now() - interval '${AGAIN}' OR m.made_at < a.asked_at)))
     GROUP BY r.id, r.created_at ORDER BY greatest(r.created_at, max(a.asked_at)) DESC LIMIT $3`,
    [nowMs, MADE_FORMATS, limit],
  );
  return rows;
}

/** Has a file of a report made, where it is not tried any more by itself: soon, and again for a day where that fails. */
export async function askForFile(pool: pg.Pool, id: string, format: ReportFormat, nowMs: number): Promise<void> {
  await pool.query(
    `INSERT INTO report_file_asked AS asked (report, format, asked_at)
     SELECT r.id, f.format, now() FROM ${FILES}
     WHERE r.id = $3 AND m.bytes IS NULL AND NOT ${IS_TRIED}
     ON CONFLICT (report, format) DO UPDATE SET asked_at = excluded.asked_at`,
    [nowMs, [format], id],
  );
}
