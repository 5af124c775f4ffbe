import type { Store } from '../../clickhouse/store.ts';
import type { ChosenComparables } from '../launch.ts';
import type { Range } from '../read-model.ts';
import type { ReportSection, ReportWeek } from './model.ts';

/** What a report is made with besides the store. */
export interface ReportContext {
  /** Comparables that somebody chose for a title; absent or null: the rule's. */
  comparablesOf?(title: string): Promise<ChosenComparables | null>;
  /** Former reports of the same scope that were restated in the week. */
  restatements?: readonly { week: string; atMs: number; changes: number }[];
  /** Called between pieces of work: pages go first. */
  pause?(): Promise<void>;
}

/** What every section is made from. */
export interface ReportFrame {
  readonly store: Store;
  readonly week: ReportWeek;
  /** What the week is compared with. */
  readonly before: Range;
  readonly nowMs: number;
  /** End of the week, or now while it is open. */
  readonly untilMs: number;
  readonly context: ReportContext;
}

/** A section; without rows it says why. */
export function section(
  made: Pick<ReportSection, 'id' | 'title' | 'columns' | 'rows'> & Partial<ReportSection> & { ifEmpty: string },
): ReportSection {
  const { ifEmpty, ...own } = made;
  return { note: '', charts: [], quotes: [], ...own, empty: own.rows.length === 0 ? ifEmpty : null };
}
