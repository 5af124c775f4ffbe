import type { ColumnKind, ReportCell, ReportFinding, ReportSnapshot } from '../../../sql/queries/report/model.ts';

/** Numbers and dates as messages write them. */
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const THIN = '\u202f';
const days = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const instants = new Intl.DateTimeFormat('en-GB', {
  ...{
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
});
const DAY_MS = 86_400_000;

/** `16–22 Nov 2026`: Monday to Sunday. */
export function weekText(monday: string): string {
  const fromMs = Date.parse(`${monday}T00:00:00Z`);
  return days.formatRange(fromMs, fromMs + 6 * DAY_MS).replaceAll('\u2009', '');
}

/** `23 Nov 2026, 09:00 UTC`. */
export const instantText = (at: Date): string => `${instants.format(at)} UTC`;

/** What a report is about, and which week. */
export const headOf = ({ scope, subject, week }: ReportSnapshot): string =>
  `${subject}${scope.kind === 'campaign' ? ': the campaign' : ''}, ${weekText(week.monday)}`;

export const sentenceOf = (finding: ReportFinding): string => finding.parts.map(({ text }) => text).join('');

const signed = (value: number, digits: number): string => {
  const size = Math.abs(value).toFixed(digits);
  return `${Number(size) === 0 ? '±' : value > 0 ? '+' : '−'}${size}`;
};

const WRITTEN: Record<Exclude<ColumnKind, 'text' | 'day'>, (value: number) => string> = {
  count: (value) => whole.format(value),
  hours: (value) => `${whole.format(value)}${THIN}h`,
  share: (value) => `${(value * 100).toFixed(1)}${THIN}%`,
  change: (value) => `${signed(value * 100, 1)}${THIN}%`,
  points: (value) => `${signed(value * 100, 1)} points`,
  index: (value) => value.toFixed(0),
  multiple: (value) => `${value.toFixed(2)}${THIN}×`,
  number: (value) => String(Number(value.toPrecision(3))),
  rating: (value) => value.toFixed(1),
  net: (value) => signed(value * 100, 1),
  rank: (value) => value.toFixed(0),
  days: (value) => `${whole.format(value)} days`,
  money: (value) => value.toFixed(2),
  instant: (value) => instantText(new Date(value)),
};

/** A cell with its interval. One without a number is a dash, or says that it is withheld. */
export function cellText(cell: ReportCell, columnKind: ColumnKind): string {
  if (cell.withheld) return 'withheld';
  if (cell.value === null) return '–';
  const kind = cell.kind ?? columnKind;
  if (typeof cell.value === 'string' || kind === 'text' || kind === 'day') return String(cell.value);
  const write = WRITTEN[kind];
  return `${write(cell.value)}${cell.interval ? ` (${write(cell.interval[0])} to ${write(cell.interval[1])})` : ''}`;
}
