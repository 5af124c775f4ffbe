import type { ReportColumn } from './model.ts';

/** Numbers and names as the sentences and tables of a report write them: the same on every machine. */
const THIN = '\u202f';
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const regions = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'code' });
const moments = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'UTC', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});

export const countText = (count: number): string => whole.format(count);

/** `12 %`. */
export const percentText = (share: number): string => `${whole.format(share * 100)}${THIN}%`;

/** `+31`, `−4`: points of a hundred for a share or a net sentiment. */
export function signedText(share: number): string {
  const points = Math.round(share * 100);
  return `${points < 0 ? '−' : points > 0 ? '+' : '±'}${Math.abs(points)}`;
}

/** `+24 to +38`. */
export const betweenText = ([low, high]: readonly [number, number], write: (value: number) => string): string =>
  `${write(low)} to ${write(high)}`;

/** `18 Nov, 14:00 UTC`. */
export const momentText = (atMs: number): string => `${moments.format(atMs)} UTC`;

/** `The Salt Road, Season 1`. */
export const titleText = ({ name, season }: { name: string; season: number | null }): string =>
  season === null ? name : `${name}, Season ${season}`;

/** `PT` → Portugal; the empty code is a country nobody told. */
export const countryText = (code: string): string =>
  code === '' ? 'Unknown country' : /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;

/** `home-row` → Home row: a word as it was sent. */
export const wordText = (word: string, otherwise: string): string =>
  word === '' ? otherwise : (word.charAt(0).toUpperCase() + word.slice(1)).replaceAll(/[-_]/g, ' ');

/** A row's id of something's own one. */
export const rowId = (id: string): string => encodeURIComponent(id);

export const column = (id: string, name: string, kind: ReportColumn['kind']): ReportColumn => ({ id, name, kind });
