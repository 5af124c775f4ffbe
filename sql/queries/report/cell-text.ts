/** Cells of a report as people read them, on the page, in print and in mails: every digit that it is meant to tell, no more. */
import type { ColumnKind, ReportCell } from './model.ts';
import { countText, dayName, decimalsOf, instantText, minusText, signedText } from './words.ts';

const THIN = '\u202f';
const decimals = (least: number, most: number) =>
  new Intl.NumberFormat('en-GB', { minimumFractionDigits: least, maximumFractionDigits: most });
const one = decimals(1, 1);
const two = decimals(2, 2);
const upToTwo = decimals(0, 2);

/** `38.2 %`, `99.96 %`; nothing and all without a decimal. */
function shareText(share: number): string {
  const points = share * 100;
  return `${points.toFixed(points > 0 && points < 100 ? decimalsOf(points, 1) : 0)}${THIN}%`;
}

/** @param zone that instants are told in */
export function valueText(value: number | string, kind: ColumnKind, zone: string): string {
  if (kind === 'day') return dayName(String(value));
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'hours':
      return minusText(one.format(value));
    case 'share':
      return shareText(value);
    case 'change':
      return `${signedText(value, 1)}${THIN}%`;
    case 'points':
      return `${signedText(value, 1)}${THIN}pts`;
    case 'net':
      return signedText(value, 1);
    case 'index':
      return value.toFixed(0);
    case 'multiple':
      return `${value.toFixed(2)}${THIN}×`;
    case 'rating':
      return value.toFixed(1);
    case 'number':
      return minusText(upToTwo.format(value));
    case 'money':
      return minusText(two.format(value));
    case 'instant':
      return instantText(value, zone);
    case 'count':
    case 'rank':
    case 'days':
    case 'text':
      return countText(value);
  }
}

/** A number as rough as {@link valueText} writes it, in the unit that it is kept in: a share of 38.2 % is 0.382. */
export function roundedValue(value: number, kind: ColumnKind): number {
  switch (kind) {
    case 'hours':
    case 'rating':
      return Number(value.toFixed(1));
    case 'share':
      return Number(value.toFixed(2 + decimalsOf(value * 100, 1)));
    case 'change':
    case 'points':
    case 'net':
      return Number(value.toFixed(3));
    case 'multiple':
    case 'number':
    case 'money':
      return Number(value.toFixed(2));
    case 'index':
    case 'count':
    case 'rank':
    case 'days':
      return Number(value.toFixed(0));
    case 'instant':
    case 'day':
    case 'text':
      return value;
  }
}

const SIGNED: ReadonlySet<ColumnKind> = new Set(['change', 'points', 'net']);

/** `37.6–38.8 %`, `+1.0 to +3.2 pts`: the unit stands once. */
export function intervalText([low, high]: readonly [number, number], kind: ColumnKind, zone: string): string {
  // Bounds of a share are as rough as the other: both have one decimal.
  const boundText = (bound: number) =>
    kind === 'share' ? `${(bound * 100).toFixed(1)}${THIN}%` : valueText(bound, kind, zone);
  const [from = '', ...unit] = boundText(low).split(THIN);
  // Without a bound above (a sealed document has null there): what it is compared with may be next to nothing.
  if (!Number.isFinite(high)) return `from ${[from, ...unit].join(THIN)}`;
  return `${from}${SIGNED.has(kind) ? ' to ' : '–'}${boundText(high)}`;
}

/** What a value is not exactly. */
export const markOf = ({ estimated, partial }: ReportCell): string => (estimated ? '≈ ' : partial ? '≥ ' : '');

/** A cell on one line, with its interval. One without a number is a dash, or says that it is withheld. */
export function cellText(cell: ReportCell, columnKind: ColumnKind, zone: string): string {
  if (cell.withheld) return 'withheld';
  if (cell.value === null) return '–';
  const kind = cell.kind ?? columnKind;
  const value = `${markOf(cell)}${valueText(cell.value, kind, zone)}`;
  return cell.interval ? `${value} (${intervalText(cell.interval, kind, zone)})` : value;
}

/** What a reader of any cell needs to know. */
export const HOW_TO_READ =
  'Intervals are at 95 %. “Withheld” is a number of fewer than 50 people, or one that would give such a group away. “≈” rests on an estimate, “≥” is at least so much.';
