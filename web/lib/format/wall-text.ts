/** An instant as the browser's field for a day and a time writes it, in a zone. */
import { instantOf, wallOf } from './zone.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-02T18:00`, with seconds only where there are some. */
export function wallText(atMs: number, zone: string): string {
  const { year, month, day, hour, minute } = wallOf(atMs, zone);
  const seconds = new Date(atMs).getUTCSeconds();
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}${seconds === 0 ? '' : `:${two(seconds)}`}`;
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** The instant that such a text names in a zone; null for any other text, and a day that is none. */
export function instantOfWall(text: string, zone: string): number | null {
  const [, year, month, day, hour, minute, second = '0'] = WALL.exec(text) ?? [];
  const asUtc = new Date(`${text}Z`);
  // Date takes 31 February for 3 March.
  if (year === undefined || Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(text)) return null;
  const atMs = instantOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), zone);
  return atMs + Number(second) * 1_000;
}
