/** Instants and durations as people read them; the zone is always said by the caller. */
import { wallOf } from './zone.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const two = (value: number) => String(value).padStart(2, '0');

/** `14:32`, with seconds when asked. */
export function clock(atMs: number, zone: string, withSeconds = false): string {
  const wall = wallOf(atMs, zone);
  const seconds = withSeconds ? `:${two(new Date(atMs).getUTCSeconds())}` : '';
  return `${two(wall.hour)}:${two(wall.minute)}${seconds}`;
}

/** `12 Nov`; with the year when asked. */
export function day(atMs: number, zone: string, withYear = false): string {
  const wall = wallOf(atMs, zone);
  return `${wall.day} ${MONTHS[wall.month - 1] ?? ''}${withYear ? ` ${wall.year}` : ''}`;
}

/** `Wed 12 Nov`. */
export function weekday(atMs: number, zone: string): string {
  return `${WEEKDAYS[wallOf(atMs, zone).weekday - 1] ?? ''} ${day(atMs, zone)}`;
}

/** `12 Nov 2026, 14:32`. */
export function instant(atMs: number, zone: string): string {
  return `${day(atMs, zone, true)}, ${clock(atMs, zone)}`;
}

/** How long ago, coarse and short: `1 s`, `4 min`, `3 h`, `2 days`. */
export function span(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 36) return `${hours} h`;
  const days = Math.round(hours / 24);
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** A runtime: `6 h 41 min`, `52 min`, `40 s`. */
export function runtime(durationSeconds: number): string {
  if (durationSeconds < 60) return `${Math.round(durationSeconds)} s`;
  const minutes = Math.round(durationSeconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** A place in a piece of content, as players write it: `12:30`, `1:02:30`. */
export function timecode(atSeconds: number): string {
  const whole = Math.floor(atSeconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
