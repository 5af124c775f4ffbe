/** The cells of a report as the page and its print show them. */
import { intervalText, markOf, valueText } from '../../../../sql/queries/report/cell-text.ts';
import type { ReportCell, ReportColumn } from '../../../../sql/queries/report/model.ts';
import { exact } from '../../../lib/format/numbers.ts';
import { whyWithheld } from '../../../lib/ui/figure.ts';

export interface ShownCell {
  kind: 'value' | 'withheld' | 'missing';
  text: string;
  /** Small under it: its interval and what it rests on. */
  under: string;
  /** Why there is no value. */
  why: string;
}

/** @param zone that instants are told in */
export function shownCell(cell: ReportCell, column: ReportColumn, zone: string): ShownCell {
  const kind = cell.kind ?? column.kind;
  if (cell.withheld) return { kind: 'withheld', text: 'withheld', under: '', why: whyWithheld(cell.why) };
  if (cell.value === null) return { kind: 'missing', text: '–', under: '', why: cell.why ?? '' };
  const under = [
    cell.interval ? intervalText(cell.interval, kind, zone) : '',
    cell.n ? `n ${exact(cell.n)}` : '',
    cell.partial ? (cell.why ?? '') : '',
  ];
  return {
    kind: 'value',
    text: markOf(cell) + valueText(cell.value, kind, zone),
    under: under.filter((part) => part !== '').join(' · '),
    why: '',
  };
}

/** What stands at the left of its column: words. Numbers stand at the right. */
export const isText = (column: ReportColumn) => column.kind === 'text';
