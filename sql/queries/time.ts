export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_DAYS = 7;
export const WEEK_MS = WEEK_DAYS * DAY_MS;

/** The UTC Monday 00:00 at or before an instant. The epoch was a Thursday: three days after a Monday. */
export const mondayMs = (atMs: number) => Math.floor((atMs + 3 * DAY_MS) / WEEK_MS) * WEEK_MS - 3 * DAY_MS;
export const dayNumber = (atMs: number) => Math.floor(atMs / DAY_MS);

/** Making a formatter takes 0.1 ms and more, using one a few µs. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Minutes that a zone is ahead of UTC at an instant. */
export function zoneOffsetMinutes(zone: string, atMs: number): number {
  const parts = formatterOf(zone).formatToParts(atMs);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** Start of the local day or (Monday) week that an instant lies in, as an instant. */
export function zoneFloorMs(zone: string, grain: 'day' | 'week', atMs: number): number {
  const offsetMs = zoneOffsetMinutes(zone, atMs) * 60_000;
  const local = atMs + offsetMs;
  const floor = grain === 'day' ? Math.floor(local / DAY_MS) * DAY_MS : mondayMs(local);
  // The offset at the start of the bucket may be another one (a daylight-saving change in between).
  const startOffsetMs = zoneOffsetMinutes(zone, floor - offsetMs) * 60_000;
  return floor - startOffsetMs;
}

/**
 * The instant that a wall clock of a zone shows a time of a day (days since the epoch). A time that occurs twice is its
 * first; one that a clock change skips is the instant of the change, the first after it.
 */
export function wallInstantMs(zone: string, day: number, minuteOfDay: number): number {
  const asUtc = day * DAY_MS + minuteOfDay * 60_000;
  const offsetMs = (atMs: number) => zoneOffsetMinutes(zone, atMs) * 60_000;
  let earlier = asUtc - DAY_MS;
  let later = asUtc + DAY_MS;
  const [before, after] = [offsetMs(earlier), offsetMs(later)];
  if (asUtc - before + offsetMs(asUtc - before) === asUtc) return asUtc - before;
  if (asUtc - after + offsetMs(asUtc - after) === asUtc) return asUtc - after;
  // The clock is put forward over it: zones change at whole minutes, once in so many hours.
  while (later - earlier > 60_000) {
    const middle = Math.floor((earlier + later) / 120_000) * 60_000;
    if (offsetMs(middle) === before) earlier = middle;
    else later = middle;
  }
  return later;
}

/** Whole days to go until something, rounded up, wherever it is counted down to; negative after it. */
export const daysToGo = (atMs: number, nowMs: number): number => Math.ceil((atMs - nowMs) / DAY_MS);
