import type pg from 'pg';
import type { ReportSnapshot, ScopeText } from '../queries/report/model.ts';

/** Renderings that are kept with a report, made when it is sealed. The JSON is the snapshot itself. */
export const REPORT_FORMATS = ['pdf', 'xlsx', 'csv', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A sealed report. `restates`: the report that it corrects; itself never changed. */
export interface SealedReport {
  readonly id: string;
  readonly scope: ScopeText;
  /** `YYYY-MM-DD`, the Monday. */
  readonly week: string;
  readonly zone: string;
  /** SHA-256 of the canonical JSON of the snapshot, hex. */
  readonly hash: string;
  readonly createdAt: Date;
  readonly restates: string | null;
  readonly changes: readonly ReportChange[];
}

/** What a restatement changes. */
export interface ReportChange {
  /** `section/row/column`. */
  readonly at: string;
  readonly name: string;
  readonly before: number | string | null;
  readonly after: number | string | null;
}

/** The newest first. */
export declare function listReports(
  pool: pg.Pool,
  options: { scope?: ScopeText; week?: string; limit: number; offset?: number },
): Promise<SealedReport[]>;
export declare function readReport(
  pool: pg.Pool,
  id: string,
): Promise<(SealedReport & { readonly snapshot: ReportSnapshot }) | null>;
/** The bytes of a rendering; null where it was not made (yet). */
export declare function readReportFile(pool: pg.Pool, id: string, format: ReportFormat): Promise<Buffer | null>;
export declare function writeReportFile(pool: pg.Pool, id: string, format: ReportFormat, bytes: Buffer): Promise<void>;
