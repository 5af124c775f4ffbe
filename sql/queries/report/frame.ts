import type { Store } from '../../clickhouse/store.ts';
import type { ChosenComparables } from '../launch.ts';
import type { Range } from '../read-model.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import type { ReportSection, ReportWeek } from './model.ts';

/** What a report is made with besides the store. */
export interface ReportContext {
  /** Comparables that somebody chose for a title; absent or null: the rule's. */
  comparablesOf?(title: string): Promise<ChosenComparables | null>;
  /** Former reports of the same scope that were restated in the week. */
  restatements?: readonly { week: string; atMs: number; changes: number }[];
  /** Records that were acknowledged and are not in the store. */
  spoolRows?: number;
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

/** Numbers are known by the UTC hour: where a zone's days begin within one, a note says so. '' elsewhere. */
export const hourNote = ({ range }: ReportWeek): string =>
  range.fromMs % HOUR_MS === 0 ? '' : ' This zone’s days begin within a UTC hour: the week is taken in whole ones.';

/** People are counted by the UTC day. */
export const WHOLE_DAYS = ' Viewers are of the whole UTC days around the week.';

/** Of a week that begins or ends within a UTC day; '' of others. */
export const dayNote = ({ range }: ReportWeek): string =>
  range.fromMs % DAY_MS === 0 && range.toMs % DAY_MS === 0 ? '' : WHOLE_DAYS;

/** On whose clock a section's instants are told: files of numbers have no clock but UTC. */
export const clockNote = (zone: string): string =>
  zone === 'UTC' ? ' Times are UTC.' : ` Times are on the clock of ${zone}, in spreadsheets and CSV in UTC.`;

/** A section; without rows it says why, and draws nothing. */
export function section(
  made: Pick<ReportSection, 'id' | 'title' | 'columns' | 'rows'> & Partial<ReportSection> & { ifEmpty: string },
): ReportSection {
  const { ifEmpty, charts = [], ...own } = made;
  const none = own.rows.length === 0;
  return { note: '', quotes: [], ...own, charts: none ? [] : charts, empty: none ? ifEmpty : null };
}
