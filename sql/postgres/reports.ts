import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { canonicalJson, sealOf } from '../queries/report/canonical.ts';
import type { ReportFormat } from '../queries/report/files.ts';
import { scopeText, type ReportChange, type ReportSnapshot, type ScopeText } from '../queries/report/model.ts';

/** A sealed report. `restates`: the report that it corrects; itself never changed. */
export interface SealedReport {
  readonly id: string;
  readonly scope: ScopeText;
  /** What it is about: the slate, or the title's name as it was. */
  readonly subject: string;
  /** `YYYY-MM-DD`, the Monday. */
  readonly week: string;
  readonly zone: string;
  /** The week still went on: a draft, that the next one of the week replaces. */
  readonly provisional: boolean;
  /** SHA-256 of the canonical JSON of the snapshot with its seal, hex. */
  readonly hash: string;
  readonly createdAt: Date;
  readonly restates: string | null;
  /** The report that corrects this one; null: it is the newest word. */
  readonly restatedBy: string | null;
  readonly changes: readonly ReportChange[];
}

/** A report as a list has it: how many numbers a restatement changes, and not each with what it was. */
export interface ListedReport extends Omit<SealedReport, 'changes'> {
  readonly changed: number;
}

/** A rendering that was made, or why it was not. */
export interface ReportFileState {
  readonly format: ReportFormat;
  readonly bytes: number | null;
  readonly error: string | null;
}

export interface ReportFilter {
  scope?: ScopeText | undefined;
  week?: string | undefined;
  zone?: string | undefined;
}

const OF_LIST = `id, scope, subject, week::text AS week, zone, provisional, hash, created_at AS "createdAt", restates,
  (SELECT later.id FROM report AS later WHERE later.restates = report.id) AS "restatedBy"`;
const LISTED = `${OF_LIST}, jsonb_array_length(changes) AS changed`;
const COLUMNS = `${OF_LIST}, changes`;

type ListWindow = ReportFilter & { limit: number; offset?: number };

/** The newest first; drafts too. */
export const listReports = (pool: pg.Pool, window: ListWindow): Promise<ListedReport[]> =>
  listed<ListedReport>(pool, LISTED, window);

/** The same, each with all that it changes: thousands of numbers, where weeks are restated. */
export const listReportsWithChanges = (pool: pg.Pool, window: ListWindow): Promise<SealedReport[]> =>
  listed<SealedReport>(pool, COLUMNS, window);

async function listed<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  columns: string,
  { scope, week, zone, limit, offset = 0 }: ListWindow,
): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM report
     WHERE ($1::text IS NULL OR scope = $1) AND ($2::date IS NULL OR week = $2) AND ($3::text IS NULL OR zone = $3)
     ORDER BY created_at DESC, id LIMIT $4 OFFSET $5`,
    [scope ?? null, week ?? null, zone ?? null, limit, offset],
  );
  return rows;
}

/**
 * The newest word on the latest week that is over, on the whole slate where there is one; of one scope, if it is named. Of a zone's days
 * rather than of others'.
 */
export async function latestWord(pool: pg.Pool, scope: ScopeText | null, zone: string): Promise<ListedReport | null> {
  const { rows } = await pool.query<ListedReport>(
    `SELECT ${LISTED} FROM report
     WHERE NOT provisional AND ($1::text IS NULL OR scope = $1)
       AND NOT EXISTS (SELECT FROM report AS later WHERE later.restates = report.id)
     ORDER BY report.week DESC, (scope = 'slate') DESC, (zone = $2) DESC, created_at DESC, id LIMIT 1`,
    [scope, zone],
  );
  return rows[0] ?? null;
}

export type ReadReport = SealedReport & {
  readonly snapshot: ReportSnapshot;
  /** The text that was hashed. */
  readonly json: string;
};

/** What is kept of a report is not what was sealed. The message says what differs, and what to do. */
export class TamperedReportError extends Error {
  constructor(id: string, fault: string) {
    super(
      `The report ${id} is not what was sealed: ${fault}. Somebody has changed it in the database: hold it against a copy that was sent, and take the row back from a backup.`,
    );
    this.name = 'TamperedReportError';
  }
}

/**
 * A report, held against its hash. Null where there is none.
 *
 * @throws TamperedReportError where it is not what was sealed
 */
export async function readReport(pool: pg.Pool, id: string): Promise<ReadReport | null> {
  const { rows } = await pool.query<SealedReport & { json: string }>(
    `SELECT ${COLUMNS}, snapshot AS json FROM report WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  if (sealOf(row.json) !== row.hash) throw new TamperedReportError(id, 'its text has another hash');
  const snapshot = JSON.parse(row.json) as ReportSnapshot;
  const fault = faultOf(row, snapshot);
  if (fault !== null) throw new TamperedReportError(id, fault);
  return { ...row, snapshot };
}

/** What stands beside the sealed text and says something else. */
function faultOf(row: SealedReport, snapshot: ReportSnapshot): string | null {
  const { seal } = snapshot;
  const sealed: Readonly<Record<string, unknown>> = {
    ...{ ...keyOf(snapshot), subject: snapshot.subject },
    ...(seal && { 'time of sealing': seal.atMs, restates: seal.restates, changes: canonicalJson(seal.changes) }),
  };
  const { scope, week, zone, provisional, subject, restates } = row;
  const kept: typeof sealed = {
    ...{ scope, week, zone, provisional, subject, restates },
    ...{ 'time of sealing': row.createdAt.getTime(), changes: canonicalJson(row.changes) },
  };
  if (snapshot.format > 1 && !seal) return 'it has no seal';
  const other = Object.keys(sealed).find((name) => sealed[name] !== kept[name]);
  return other === undefined ? null : `its ${other} is another`;
}

/** The newest word on a week: the last of its restatements, or the report itself; null where there is none. */
export async function newestReport(
  pool: pg.Pool,
  of: { scope: ScopeText; week: string; zone: string },
): Promise<ReadReport | null> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM report WHERE scope = $1 AND week = $2 AND zone = $3
       AND NOT EXISTS (SELECT FROM report AS later WHERE later.restates = report.id)
     ORDER BY provisional LIMIT 1`,
    [of.scope, of.week, of.zone],
  );
  return rows[0] ? readReport(pool, rows[0].id) : null;
}

interface Kept {
  readonly snapshot: ReportSnapshot;
  readonly createdAt: Date;
  /** All that was received by then is counted; undefined: by when it was made. */
  readonly trueAt?: Date | undefined;
  readonly restates: string | null;
  readonly changes: readonly ReportChange[];
}

/**
 * Keeps a snapshot for good. Where the week was sealed already, that one stays, and is what is returned: of two that seal at
 * once both get the same.
 */
export async function keepReport(
  pool: pg.Pool,
  snapshot: ReportSnapshot,
  createdAt: Date,
  trueAt?: Date,
): Promise<ReadReport> {
  const { scope, week, zone } = keyOf(snapshot);
  // A draft is replaced by the next one, and not needed any more once the week is sealed.
  await pool.query('DELETE FROM report WHERE scope = $1 AND week = $2 AND zone = $3 AND provisional', [
    ...[scope, week, zone],
  ]);
  await insert(pool, { snapshot, createdAt, trueAt, restates: null, changes: [] });
  const kept = await newestReport(pool, { scope, week, zone });
  if (!kept) throw new Error('Unreachable: a report that was kept is there.');
  return kept;
}

/** Keeps a correction of a report. Null where somebody else corrected it meanwhile. */
export async function keepRestatement(pool: pg.Pool, of: Kept & { restates: string }): Promise<string | null> {
  return insert(pool, of);
}

async function insert(
  pool: pg.Pool,
  { snapshot, createdAt, trueAt = createdAt, restates, changes }: Kept,
): Promise<string | null> {
  const { scope, week, zone, provisional } = keyOf(snapshot);
  const seal = { atMs: createdAt.getTime(), restates, changes };
  const text = canonicalJson({ ...snapshot, format: 2, seal } satisfies ReportSnapshot);
  const { rows } = await pool.query<{ id: string }>(
    `WITH kept AS (
       INSERT INTO report (id, scope, subject, week, zone, provisional, hash, snapshot, created_at, restates, changes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb) ON CONFLICT DO NOTHING RETURNING id, provisional
     ), noted AS (
       INSERT INTO report_check (report, checked_at) SELECT id, $12 FROM kept WHERE NOT provisional
     )
     SELECT id FROM kept`,
    [
      ...[`report_${randomBytes(8).toString('hex')}`, scope, snapshot.subject, week, zone, provisional],
      ...[sealOf(text), text, createdAt, restates, JSON.stringify(changes), trueAt],
    ],
  );
  return rows[0]?.id ?? null;
}

const keyOf = ({ scope, week: { monday, zone }, provisional }: ReportSnapshot) => ({
  ...{ scope: scopeText(scope), week: monday, zone, provisional },
});

/** In their order where they are to be chosen from. */
const KINDS = ['slate', 'title', 'campaign'];
const byName = new Intl.Collator('en-GB', { numeric: true });

/**
 * All that there are reports of, called as the newest of each calls it: the slate, titles by name, campaigns by name. They are
 * as many as somebody has scheduled or asked for; 500 are 23 kB, and a part of them would take as long.
 */
export async function reportScopes(pool: pg.Pool): Promise<{ scope: ScopeText; subject: string }[]> {
  const { rows } = await pool.query<{ scope: ScopeText; subject: string }>(
    'SELECT DISTINCT ON (scope) scope, subject FROM report ORDER BY scope, created_at DESC',
  );
  const kind = (scope: ScopeText) => KINDS.findIndex((one) => scope.startsWith(one));
  return rows.sort((a, b) => kind(a.scope) - kind(b.scope) || byName.compare(a.subject, b.subject));
}

/** As of when a report is the newest word: all that was received by then is counted in it, or changes nothing. */
const TRUE_AT = 'coalesce((SELECT checked_at FROM report_check WHERE report_check.report = report.id), created_at)';

/**
 * Sealed reports of weeks since a day that nobody has corrected, the oldest week first.
 *
 * @param uncheckedSince those only that were neither made nor held against the data since then; no corrections of that day (of
 *   UTC), which may not be corrected before the next
 */
export async function reportsToCheck(pool: pg.Pool, sinceWeek: string, uncheckedSince?: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM report WHERE NOT provisional AND week >= $1
       AND ($2::timestamptz IS NULL
            OR (${TRUE_AT} < $2 AND (restates IS NULL OR created_at < date_trunc('day', $2::timestamptz, 'UTC'))))
       AND NOT EXISTS (SELECT FROM report AS later WHERE later.restates = report.id)
     ORDER BY week, id`,
    [sinceWeek, uncheckedSince ?? null],
  );
  return rows.map(({ id }) => id);
}

/** As of when a report is the newest word; null where it is not kept. */
export async function trueAt(pool: pg.Pool, id: string): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date }>(`SELECT ${TRUE_AT} AS at FROM report WHERE id = $1`, [id]);
  return rows[0]?.at ?? null;
}

/** Notes that a report was held against the data as of an instant. */
export async function noteChecked(pool: pg.Pool, id: string, at: Date): Promise<void> {
  await pool.query(
    `INSERT INTO report_check (report, checked_at) VALUES ($1, $2)
     ON CONFLICT (report) DO UPDATE SET checked_at = greatest(report_check.checked_at, excluded.checked_at)`,
    [id, at],
  );
}

/** Corrections of a scope's weeks of a zone that were made in a range of time, the oldest first. */
export async function restatementsIn(
  pool: pg.Pool,
  { scope, zone, from, to }: { scope: ScopeText; zone: string; from: Date; to: Date },
): Promise<{ week: string; atMs: number; changes: number }[]> {
  const { rows } = await pool.query<{ week: string; atMs: number; changes: number }>(
    `SELECT week::text AS week, (extract(epoch FROM created_at) * 1000)::float8 AS "atMs", jsonb_array_length(changes) AS changes
     FROM report WHERE scope = $1 AND zone = $4 AND restates IS NOT NULL AND created_at >= $2 AND created_at < $3 ORDER BY created_at`,
    [scope, from, to, zone],
  );
  return rows;
}

/** The bytes of a rendering; null where it was not made (yet). */
export async function readReportFile(pool: pg.Pool, id: string, format: ReportFormat): Promise<Buffer | null> {
  const { rows } = await pool.query<{ bytes: Buffer | null }>(
    'SELECT bytes FROM report_file WHERE report = $1 AND format = $2',
    [id, format],
  );
  return rows[0]?.bytes ?? null;
}

/** Keeps a rendering, or why it could not be made; not where it is there by now: another process has made it. */
export async function writeReportFile(
  pool: pg.Pool,
  id: string,
  format: ReportFormat,
  made: Buffer | { error: string },
): Promise<void> {
  const isMade = Buffer.isBuffer(made);
  await pool.query(
    // A draft may have been replaced while its files were made.
    `INSERT INTO report_file (report, format, bytes, error)
     SELECT $1, $2, $3::bytea, $4::text WHERE EXISTS (SELECT FROM report WHERE id = $1)
     ON CONFLICT (report, format) DO UPDATE SET bytes = excluded.bytes, error = excluded.error, made_at = now()
       WHERE excluded.bytes IS NOT NULL OR report_file.bytes IS NULL`,
    [id, format, isMade ? made : null, isMade ? null : made.error],
  );
}

/** The formats that could not be made at a time since then, and are not there. */
export async function formatsFailedSince(pool: pg.Pool, id: string, since: Date): Promise<ReportFormat[]> {
  const { rows } = await pool.query<{ format: ReportFormat }>(
    'SELECT format FROM report_file WHERE report = $1 AND error IS NOT NULL AND made_at >= $2',
    [id, since],
  );
  return rows.map(({ format }) => format);
}

/** Which renderings of a report there are, and which failed. */
export async function reportFiles(pool: pg.Pool, id: string): Promise<ReportFileState[]> {
  const { rows } = await pool.query<ReportFileState>(
    'SELECT format, octet_length(bytes) AS bytes, error FROM report_file WHERE report = $1 ORDER BY format',
    [id],
  );
  return rows;
}
