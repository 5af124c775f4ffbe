/** The cells of a report as people read them: every digit that the report is meant to tell, no more. */
import type { ColumnKind, ReportCell, ReportColumn } from '../../../../sql/queries/report/model.ts';
import { exact, percent, signedPercent, signedPoints } from '../../../lib/format/numbers.ts';
import { day, instant } from '../../../lib/format/time.ts';
import { whyWithheld } from '../../../lib/ui/figure.ts';

const decimals = (least: number, most: number) =>
  new Intl.NumberFormat('en-GB', { minimumFractionDigits: least, maximumFractionDigits: most });
const one = decimals(1, 1);
const two = decimals(2, 2);
const some = decimals(0, 2);

/** @param zone that instants are told in */
export function valueText(value: number | string, kind: ColumnKind, zone: string): string {
  if (kind === 'day') return day(Date.parse(String(value)), 'UTC', true);
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'hours':
      return one.format(value);
    case 'share':
      return percent(value);
    case 'change':
      return signedPercent(value, 1);
    case 'points':
      return `${signedPoints(value)}\u202fpts`;
    case 'net':
      return signedPoints(value);
    case 'index':
      return value.toFixed(0);
    case 'multiple':
      return `${value.toFixed(2)}\u202f×`;
    case 'rating':
      return value.toFixed(1);
    case 'number':
      return some.format(value);
    case 'money':
      return two.format(value);
    case 'instant':
      return instant(value, zone);
    case 'count':
    case 'rank':
    case 'days':
    case 'text':
      return exact(value);
  }
}

const SIGNED: ReadonlySet<ColumnKind> = new Set(['change', 'points', 'net']);

/** `37.6–38.8 %`, `+1.0 to +3.2 pts`: the unit stands once. */
function intervalText([low, high]: readonly [number, number], kind: ColumnKind, zone: string): string {
  const [from = '', ...unit] = valueText(low, kind, zone).split('\u202f');
  const to = valueText(high, kind, zone);
  // Without a bound above: what it is compared with may be next to nothing.
  if (!Number.isFinite(high)) return `from ${[from, ...unit].join('\u202f')}`;
  return SIGNED.has(kind) ? `${from} to ${to}` : `${from}–${to}`;
}

export interface ShownCell {
  kind: 'value' | 'withheld' | 'missing';
  text: string;
  /** Small under it: its interval and what it rests on. */
  under: string;
  /** Why there is no value. */
  why: string;
}

export function shownCell(cell: ReportCell, column: ReportColumn, zone: string): ShownCell {
  const kind = cell.kind ?? column.kind;
  if (cell.withheld) return { kind: 'withheld', text: 'withheld', under: '', why: whyWithheld(cell.why) };
  if (cell.value === null) return { kind: 'missing', text: '–', under: '', why: cell.why ?? '' };
  const under = [
    cell.interval ? intervalText(cell.interval, kind, zone) : '',
    cell.n === undefined ? '' : `n ${exact(cell.n)}`,
  ];
  return {
    kind: 'value',
    text: (cell.estimated ? '≈ ' : '') + valueText(cell.value, kind, zone),
    under: under.filter((part) => part !== '').join(' · '),
    why: '',
  };
}

/** What stands at the left of its column: words. Numbers stand at the right. */
export const isText = (column: ReportColumn) => column.kind === 'text';
