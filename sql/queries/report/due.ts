/** When a weekly report is due, and of which week it then tells. */
import { DAY_MS, HOUR_MS, WEEK_DAYS, wallInstantMs, zoneOffsetMinutes } from '../time.ts';
import { dayText } from './week.ts';

/** Once a week, at a time of a zone's own clock. */
export interface Cadence {
  /** Monday is 1, Sunday 7. */
  weekday: number;
  /** Of the day, 0 to 1439. */
  minute: number;
  /** IANA name. */
  zone: string;
  /** The week is left to settle for at least so long after it has ended: late data comes in meanwhile. */
  graceHours: number;
}

export interface Due {
  dueMs: number;
  /** `YYYY-MM-DD`, the Monday of the week that is told: the last one that has ended. */
  week: string;
}

/** The first time that it is due after an instant. */
export function nextDue(cadence: Cadence, afterMs: number): Due {
  // The grace may put last week's into this one.
  for (let monday = localMonday(cadence.zone, afterMs) - WEEK_DAYS; ; monday += WEEK_DAYS) {
    const dueMs = dueIn(cadence, monday);
    if (dueMs > afterMs) return { dueMs, week: dayText((monday - WEEK_DAYS) * DAY_MS) };
  }
}

/** In the week that begins on this Monday (days since the epoch). */
function dueIn({ weekday, minute, zone, graceHours }: Cadence, monday: number): number {
  const settledMs = wallInstantMs(zone, monday, 0) + graceHours * HOUR_MS;
  return Math.max(wallInstantMs(zone, monday + weekday - 1, minute), settledMs);
}

function localMonday(zone: string, atMs: number): number {
  const day = Math.floor((atMs + zoneOffsetMinutes(zone, atMs) * 60_000) / DAY_MS);
  // The epoch was a Thursday.
  return day - ((day + 3) % WEEK_DAYS);
}
