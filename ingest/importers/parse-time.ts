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
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  // Date.UTC carries a 31 February over into March, and an hour 25 into the next day.
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour ? ms : null;
}

const SPREADSHEET_TIME = /^(\d{2})-(\d{2})-(\d{4}) (\d{2}):(\d{2})$/;

/** A time of the profile list: as `utcMs`, or `29-10-2021 05:42` as a spreadsheet program saves it. */
export function minuteMs(text: string): number | null {
  const match = SPREADSHEET_TIME.exec(text);
  if (match === null) return utcMs(text);
  const [, day, month, year, hour, minute] = match;
  return utcMs(`${year}-${month}-${day} ${hour}:${minute}:00`);
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const SHORT_DAY = /^(\d{1,2})-([A-Za-z]{3})-(\d{2})$/;
const LONG_DAY = /^([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})$/;
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `25-Sep-21`, `September 25, 2021` or `2021-09-25` as that day's start in UTC, milliseconds since 1970; null otherwise. */
export function dayMs(text: string): number | null {
  const short = SHORT_DAY.exec(text);
  if (short !== null) return dayOf(2000 + Number(short[3]), monthOf(short[2]), Number(short[1]));
  const long = LONG_DAY.exec(text);
  if (long !== null) return dayOf(Number(long[3]), monthOf(long[1]), Number(long[2]));
  const iso = ISO_DAY.exec(text);
  return iso === null ? null : dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
}

const monthOf = (name: string | undefined) => MONTHS.indexOf((name ?? '').toLowerCase()) + 1;

const dayOf = (year: number, month: number, day: number) =>
  utcMs(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')} 00:00:00`);
