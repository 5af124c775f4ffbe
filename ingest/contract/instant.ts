import type { RejectionCode } from './rejection.ts';

/** Instants are accepted from 2000 to the end of 2100: a year 0 or 9999 is a broken clock, not a date. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
export const LATEST_MS = Date.UTC(2101, 0, 1) - 1;

/** Negative results of `parseInstant`; every accepted instant is positive. */
export const NOT_AN_INSTANT = -1;
export const MALFORMED_INSTANT = -2;
export const INSTANT_OUT_OF_RANGE = -3;

const DAY_MS = 86_400_000;
const CUMULATIVE_DAYS = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MONTH_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since the epoch of an RFC 3339 string with an offset, or of whole milliseconds; else one of the negative
 * results. Fractions beyond the millisecond are cut. Written by hand because `Date.parse` also takes dates without an
 * offset (as local time) and is four times slower.
 */
export function parseInstant(value: unknown): number {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return MALFORMED_INSTANT;
    return value >= EARLIEST_MS && value <= LATEST_MS ? value : INSTANT_OUT_OF_RANGE;
  }
  return typeof value === 'string' ? parseRfc3339(value) : NOT_AN_INSTANT;
}

function parseRfc3339(s: string): number {
  const length = s.length;
  if (length < 20) return MALFORMED_INSTANT;
  const year = pair(s, 0) * 100 + pair(s, 2);
  const month = pair(s, 5);
  const day = pair(s, 8);
  const hour = pair(s, 11);
  const minute = pair(s, 14);
  const second = pair(s, 17);
  const t = s.charCodeAt(10);
  // 84 T, 116 t, 32 space, 45 -, 58 :
  if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return MALFORMED_INSTANT;
  if (second < 0 || second > 60) return MALFORMED_INSTANT;
  if ((t !== 84 && t !== 116 && t !== 32) || s.charCodeAt(4) !== 45 || s.charCodeAt(7) !== 45) return MALFORMED_INSTANT;
  if (s.charCodeAt(13) !== 58 || s.charCodeAt(16) !== 58) return MALFORMED_INSTANT;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (MONTH_DAYS[month] ?? 0) + (leap && month === 2 ? 1 : 0)) return MALFORMED_INSTANT;

  let i = 19;
  let fractionMs = 0;
  if (s.charCodeAt(i) === 46) {
    let scale = 100;
    const first = ++i;
    for (; i < length; i++) {
      const digit = s.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) break;
      fractionMs += digit * scale;
      scale = scale === 100 ? 10 : scale === 10 ? 1 : 0;
    }
    if (i === first) return MALFORMED_INSTANT;
  }

  let offsetMinutes = 0;
  const sign = s.charCodeAt(i);
  if (sign === 90 || sign === 122) {
    if (i + 1 !== length) return MALFORMED_INSTANT;
  } else if (sign === 43 || sign === 45) {
    const offsetHour = pair(s, i + 1);
    const offsetMinute = pair(s, i + 4);
    if (
      i + 6 !== length ||
      s.charCodeAt(i + 3) !== 58 ||
      offsetHour < 0 ||
      offsetHour > 23 ||
      offsetMinute < 0 ||
      offsetMinute > 59
    )
      return MALFORMED_INSTANT;
    offsetMinutes = (sign === 43 ? 1 : -1) * (offsetHour * 60 + offsetMinute);
  } else {
    return MALFORMED_INSTANT;
  }
  if (year < 1999 || year > 2101) return INSTANT_OUT_OF_RANGE;

  const years = year - 1970;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  const days = years * 365 + leapDays + (CUMULATIVE_DAYS[month] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
  const ms = days * DAY_MS + hour * 3_600_000 + (minute - offsetMinutes) * 60_000 + second * 1000 + fractionMs;
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : INSTANT_OUT_OF_RANGE;
}

/** Two decimal digits, or a number far below zero (an integer: NaN would make every sum a slow one). */
function pair(s: string, at: number): number {
  const tens = s.charCodeAt(at) - 48;
  const ones = s.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1e6;
}

/** Days since the epoch of `YYYY-MM-DD`, or one of the negative results. */
export function parseDay(value: unknown): number {
  if (typeof value !== 'string') return NOT_AN_INSTANT;
  if (value.length !== 10) return MALFORMED_INSTANT;
  const ms = parseRfc3339(`${value}T00:00:00Z`);
  return ms < 0 ? ms : ms / DAY_MS;
}

/** Which rejection a negative result stands for. */
export function instantRejection(result: number): RejectionCode {
  if (result === NOT_AN_INSTANT) return 'type';
  return result === MALFORMED_INSTANT ? 'format' : 'range';
}
