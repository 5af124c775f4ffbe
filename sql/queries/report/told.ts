import { sureAmong } from '../statistics.ts';
import { percentText, weekBeforeText } from './words.ts';
import type { ReportCell, ReportFinding, ReportRow, ReportSection } from './model.ts';

/** What findings are made from: the cells of a report, and nothing else. */
export interface Findable {
  readonly scope: { readonly kind: 'slate' | 'title' | 'campaign' };
  /** Whom the report is about. */
  readonly subject: string;
  readonly sections: readonly ReportSection[];
  readonly provisional: boolean;
  /** In whose clock instants are told. */
  readonly zone: string;
}

/** Hours tell of a campaign's views only where at least so much of them has any: daily exports have none. */
export const LEAST_PART_BY_HOUR = 0.5;

/** A finding with how much it weighs against the others. */
export interface Weighed extends ReportFinding {
  readonly weight: number;
}

/** A cell's number and what it is told by. */
export interface Number95 {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
}

/** Looks cells up by their names. */
export class Told {
  readonly report: Findable;

  constructor(report: Findable) {
    this.report = report;
  }

  /** What the week is compared with. */
  get weekBefore(): string {
    return weekBeforeText(this.report.provisional);
  }

  section(id: ReportSection['id']): ReportSection | undefined {
    return this.report.sections.find((section) => section.id === id);
  }

  rows(id: ReportSection['id']): readonly ReportRow[] {
    return this.section(id)?.rows ?? [];
  }

  cell(section: ReportSection['id'], row: string, column: string): ReportCell | undefined {
    const found = this.section(section);
    const at = found?.columns.findIndex(({ id }) => id === column) ?? -1;
    return found?.rows.find(({ id }) => id === row)?.cells[at];
  }

  /** Null: not available, or withheld. */
  number(section: ReportSection['id'], row: string, column: string): Number95 | null {
    const cell = this.cell(section, row, column);
    return typeof cell?.value === 'number' ? { value: cell.value, interval: cell.interval ?? null } : null;
  }

  text(section: ReportSection['id'], row: string, column: string): string {
    return String(this.cell(section, row, column)?.value ?? '');
  }
}

/**
 * Whether the interval of a difference or change says that there is one: it lies on one side of 0. Of several that are looked
 * at some would by chance: it is widened until all of them together err in 5 %.
 */
export function isSure({ value, interval }: Number95, among = 1): boolean {
  if (interval === null) return false;
  const wider = sureAmong(among) / sureAmong(1);
  const [low, high] = [value - (value - interval[0]) * wider, value + (interval[1] - value) * wider];
  return low > 0 || high < 0;
}

/** Whether an index is above that of everybody (100), beyond chance; intervals of ratios are even on the log scale. */
export function isAboveAll({ value, interval }: Number95, among: number): boolean {
  const log = (index: number) => Math.log(index / 100);
  return (
    value > 100 && isSure({ value: log(value), interval: interval && [log(interval[0]), log(interval[1])] }, among)
  );
}

/** A change smaller than this is none worth telling apart. */
export const ALIKE = 0.05;
/** From so many more on, a multiple reads better than a percentage. */
const TIMES = 1;

/** `, 12 % more than the week before.`, `, 3.4 times as many as the week before.`: how a sentence of a count ends. */
export function changeParts(change: number, weekBefore: string): (string | { strong: string })[] {
  if (change >= TIMES) return [', ', { strong: `${(1 + change).toFixed(1)} times as many` }, ` as ${weekBefore}.`];
  const by = `${percentText(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'}`;
  return [', ', { strong: by }, ` than ${weekBefore}.`];
}

type Part = ReportFinding['parts'][number];

/** A sentence; `strong` is drawn in weight. */
export function finding(
  weight: number,
  at: string,
  tone: ReportFinding['tone'],
  ...parts: (string | { strong: string })[]
): Weighed {
  const written = parts.map((part): Part =>
    typeof part === 'string' ? { text: part } : { text: part.strong, strong: true },
  );
  return { weight, at, tone, parts: written.filter(({ text }) => text !== '') };
}
