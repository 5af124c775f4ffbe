import { DAY_MS, HOUR_MS, WEEK_MS, zoneFloorMs, zoneOffsetMinutes } from '../time.ts';
import type { Range } from '../read-model.ts';
import type { ReportWeek } from './model.ts';

const MONDAY = 1;

/** The week of a zone that begins with a Monday (`YYYY-MM-DD`); null where the text names none. */
export function reportWeek(monday: string, zone: string): ReportWeek | null {
  const noonMs = Date.parse(`${monday}T12:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(monday) || Number.isNaN(noonMs)) return null;
  // Date.parse takes 31 February for 3 March.
  if (dayText(noonMs) !== monday || new Date(noonMs).getUTCDay() !== MONDAY) return null;
  // A day later it is a day of that week in every zone: they are at most 14 hours ahead and 12 behind.
  const fromMs = zoneFloorMs(zone, 'week', noonMs + DAY_MS);
  const toMs = zoneFloorMs(zone, 'week', noonMs + DAY_MS + WEEK_MS);
  return { monday, zone, range: { fromMs, toMs } };
}

/** The week some weeks before another one, by the calendar of its zone. */
export function weeksBefore({ monday, zone }: ReportWeek, weeks: number): ReportWeek {
  const before = reportWeek(dayText(Date.parse(`${monday}T12:00:00Z`) - weeks * WEEK_MS), zone);
  if (!before) throw new RangeError(`${monday} is no Monday.`);
  return before;
}

/** What a week is compared with: the one before, up to the same hour while it is still open. */
export function comparedWith(week: ReportWeek, nowMs: number): Range {
  const { range } = weeksBefore(week, 1);
  const passedMs = Math.ceil(Math.max(0, nowMs - week.range.fromMs) / HOUR_MS) * HOUR_MS;
  return { fromMs: range.fromMs, toMs: Math.min(range.toMs, range.fromMs + passedMs) };
}

/** The Monday of the newest week of a zone that has ended. */
export function lastEndedMonday(zone: string, nowMs: number): string {
  const thisMs = zoneFloorMs(zone, 'week', nowMs);
  // Half a week before it the local day is none that a zone's offset could move to another week.
  const beforeMs = zoneFloorMs(zone, 'week', thisMs - WEEK_MS / 2);
  return zoneDayText(beforeMs, zone);
}

/** The UTC day of an instant. */
export const dayText = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** The day of an instant on the calendar of a zone. */
export const zoneDayText = (atMs: number, zone: string): string =>
  dayText(atMs + zoneOffsetMinutes(zone, atMs) * 60_000);
