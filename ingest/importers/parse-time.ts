const CLOCK = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/;
const UTC_TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z?$/;

/** `01:02:16` as seconds; null when it is not of that form. */
export function clockSeconds(text: string): number | null {
  const match = CLOCK.exec(text);
  return match === null ? null : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

/** `2022-04-28 16:08:56`, which the export writes in UTC, as milliseconds since 1970; null when it is no real time. */
export function utcMs(text: string): number | null {
  const match = UTC_TIME.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  // Date.UTC carries a 31 February over into March, and an hour 25 into the next day.
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour ? ms : null;
}
