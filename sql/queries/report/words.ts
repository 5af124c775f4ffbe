import { DAY_MS, zoneOffsetMinutes } from '../time.ts';
import type { ReportColumn, ReportFinding, ScopeText } from './model.ts';

/** Numbers and names as the sentences and tables of a report write them: the same on every machine. */
const THIN = '\u202f';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const regions = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'code' });

export const countText = (count: number): string => minusText(whole.format(count));

/** A minus as wide as a plus, where a formatter has written a hyphen. */
export const minusText = (text: string): string => text.replace(/^-/, '−');

/** `1 day`, `12 days`. */
export const pluralText = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** More decimals of a share would be its noise. */
const MOST_DECIMALS = 4;

/** Decimals that points of a hundred need, so that few are not none, nor almost all all. */
export function decimalsOf(points: number, least: number): number {
  const isCut = (decimals: number) => {
    const rounded = Number(points.toFixed(decimals));
    return (rounded === 0 && points > 0) || (rounded === 100 && points < 100);
  };
  let decimals = least;
  while (decimals < MOST_DECIMALS && isCut(decimals)) decimals += 1;
  return decimals;
}

/** `12 %`; a small share has a decimal, as `0.4 %`, and one of almost all, as `99.96 %`. */
export function percentText(share: number): string {
  const points = share * 100;
  const decimals = decimalsOf(points, points > 0 && points < 10 ? 1 : 0);
  return `${decimals === 0 ? countText(points) : Number(points.toFixed(decimals))}${THIN}%`;
}

/** `+31`, `−4`: points of a hundred for a share or a net sentiment. */
export function signedText(share: number, digits = 0): string {
  const points = Number(Math.abs(share * 100).toFixed(digits));
  return `${points === 0 ? '±' : share > 0 ? '+' : '−'}${points.toFixed(digits)}`;
}

/** `+24 to +38`; `at least +24` without a bound above, where what it is held against may be next to nothing. */
export const betweenText = ([low, high]: readonly [number, number], write: (value: number) => string): string =>
  Number.isFinite(high) ? `${write(low)} to ${write(high)}` : `at least ${write(low)}`;

/** `+2 to +12`, `+0.4 to +4.0`: an interval of a difference that is there reads so, so no end of it is rounded to nothing. */
export function differenceText(interval: readonly [number, number], least = 0): string {
  const needed = interval.filter(Number.isFinite).map((end) => decimalsOf(Math.abs(end) * 100, least));
  return betweenText(interval, (share) => signedText(share, Math.max(least, ...needed)));
}

/** An instant as a clock of the zone shows it. */
const wallOf = (atMs: number, zone: string): Date => new Date(atMs + zoneOffsetMinutes(zone, atMs) * 60_000);

const shortDayOf = (wall: Date): string => `${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()] ?? ''}`;
const dayOf = (wall: Date): string => `${shortDayOf(wall)} ${wall.getUTCFullYear()}`;
const clockOf = (wall: Date): string => wall.toISOString().slice(11, 16);

/** `2026-11-16` → 16 Nov 2026. */
export const dayName = (day: string): string => dayOf(new Date(`${day}T00:00:00Z`));

/** `16 Nov 2026, 14:00`, on the clock of a zone. */
export function instantText(atMs: number, zone: string): string {
  const wall = wallOf(atMs, zone);
  return `${dayOf(wall)}, ${clockOf(wall)}`;
}

/** `18 Nov, 14:00 UTC`, `18 Nov, 14:00 (Asia/Kolkata)`. */
export function momentText(atMs: number, zone: string): string {
  const wall = wallOf(atMs, zone);
  return `${shortDayOf(wall)}, ${clockOf(wall)} ${zone === 'UTC' ? zone : `(${zone})`}`;
}

/** `16–22 Nov 2026`, `28 Sep – 4 Oct 2026`, `28 Dec 2026 – 3 Jan 2027`: the days of the week that begins with a Monday. */
export function weekName(monday: string): string {
  const first = new Date(`${monday}T00:00:00Z`);
  const last = new Date(first.getTime() + 6 * DAY_MS);
  if (first.getUTCMonth() === last.getUTCMonth()) return `${first.getUTCDate()}–${dayOf(last)}`;
  return `${first.getUTCFullYear() === last.getUTCFullYear() ? shortDayOf(first) : dayOf(first)} – ${dayOf(last)}`;
}

/** What a week is compared with, in a sentence. */
export const weekBeforeText = (provisional: boolean): string =>
  provisional ? 'the week before up to the same hour' : 'the week before';

/** ` The first 12 of 31.`: what a note says where rows are left out; '' where none are. */
export const firstText = (shown: number, all: number, many: string): string =>
  all > shown ? ` The first ${countText(shown)} of ${countText(all)} ${many}.` : '';

/** Why nothing of a title is held against the week before: sentences are silent of that week then, too. */
export const OUT_LATER = 'It was not out for the whole of the week before.';

/** `The slate`, `First Light`, `Campaign of First Light`: what a report is about. */
export const reportName = ({ scope, subject }: { scope: ScopeText; subject: string }): string =>
  scope.startsWith('campaign:') ? `Campaign of ${subject}` : subject;

/** A finding without its weights. */
export const sentenceOf = ({ parts }: Pick<ReportFinding, 'parts'>): string => parts.map(({ text }) => text).join('');

/** `The Salt Road, Season 1`. */
export const titleText = ({ name, season }: { name: string; season: number | null }): string =>
  season === null ? name : `${name}, Season ${season}`;

/**
 * A title's text in its name and what follows: a name that runs from right to left is isolated by itself, or its season would
 * stand before it. Any other text is a name.
 */
export function titleParts(text: string): [name: string, season: string] {
  const at = /, Season \d+$/.exec(text)?.index ?? text.length;
  return [text.slice(0, at), text.slice(at)];
}

/** `PT` → Portugal; the empty code is a country nobody told. */
export const countryText = (code: string): string =>
  code === '' ? 'Unknown country' : /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;

/** `home-row` → Home row: a word as it was sent. */
export const wordText = (word: string, otherwise: string): string =>
  word === '' ? otherwise : (word.charAt(0).toUpperCase() + word.slice(1)).replaceAll(/[-_]/g, ' ');

/** A row's id of something's own one. */
export const rowId = (id: string): string => encodeURIComponent(id);

/** A column of the title's life (a campaign's: of the campaign's) in a section of nothing else, whose note says so. */
export const lifeColumn = (id: string, name: string, kind: ReportColumn['kind']): ReportColumn => ({
  ...column(id, `${name} (of its life)`, kind),
  head: name,
});

export const column = (id: string, name: string, kind: ReportColumn['kind']): ReportColumn => ({ id, name, kind });
