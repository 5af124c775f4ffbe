/** Wall clocks: what an instant is called in a time zone, and which instant a wall time names there. */

export interface Wall {
  year: number;
  /** 1–12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** Monday is 1, Sunday 7. */
  weekday: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** True for a zone this runtime knows (`Europe/Lisbon`, `UTC`). */
export function isZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The one spelling that things are kept by: `europe/lisbon` is Europe/Lisbon, `GMT` is UTC. Null where it is no zone, or an offset, which
 * knows no daylight saving.
 */
export function zoneSpelling(name: string): string | null {
  if (!/^[A-Za-z]/.test(name) || !isZone(name)) return null;
  const { timeZone } = formatterOf(name).resolvedOptions();
  if (timeZone === 'UTC' || timeZone === 'GMT') return 'UTC';
  // Others keep their names: for Asia/Kolkata some runtimes have an older one.
  return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
}

/** Milliseconds that the zone's wall clock is ahead of UTC at this instant. */
export function offsetMs(atMs: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(atMs)) parts[type] = Number(value);
  const wallAsUtc = Date.UTC(
    parts['year'] ?? 0,
    (parts['month'] ?? 1) - 1,
    parts['day'] ?? 1,
    parts['hour'] ?? 0,
    parts['minute'] ?? 0,
    parts['second'] ?? 0,
  );
  return wallAsUtc - Math.floor(atMs / 1000) * 1000;
}

export function wallOf(atMs: number, zone: string): Wall {
  const shifted = new Date(atMs + offsetMs(atMs, zone));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: ((shifted.getUTCDay() + 6) % 7) + 1,
  };
}

/**
 * The instant a wall time names. `month`, `day`, `hour` and `minute` may overflow, as in `Date.UTC`. A time that a
 * clock change skips names the instant after the gap; one that occurs twice, the first.
 */
export function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  zone: string,
): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const before = asUtc - offsetMs(asUtc - 24 * 3_600_000, zone);
  const after = asUtc - offsetMs(asUtc + 24 * 3_600_000, zone);
  for (const candidate of [Math.min(before, after), Math.max(before, after)]) {
    if (candidate + offsetMs(candidate, zone) === asUtc) return candidate;
  }
  return Math.max(before, after);
}

/** `UTC`, `UTC+1`, `UTC−3:30`. */
export function offsetName(atMs: number, zone: string): string {
  const minutes = Math.round(offsetMs(atMs, zone) / 60_000);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60;
  return `UTC${minutes > 0 ? '+' : '−'}${Math.floor(size / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
