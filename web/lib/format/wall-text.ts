/** An instant as the browser's field for a day and a time writes it, in a zone. */
import { instantOf, wallOf } from './zone.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-02T18:00`, with seconds and their thousandths only where there are some: what nobody touches stays as it is. */
export function wallText(atMs: number, zone: string): string {
  const { year, month, day, hour, minute } = wallOf(atMs, zone);
  const [, seconds = '', thousandths = ''] = /:(\d\d)\.(\d{3})Z$/.exec(new Date(atMs).toISOString()) ?? [];
  const rest = thousandths !== '000' ? `:${seconds}.${thousandths}` : seconds !== '00' ? `:${seconds}` : '';
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}${rest}`;
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?$/;

/** The instant that such a text names in a zone; null for any other text, and a day that is none. */
export function instantOfWall(text: string, zone: string): number | null {
  const [, year, month, day, hour, minute, second = '0'] = WALL.exec(text) ?? [];
  const asUtc = new Date(`${text}Z`);
  // Date takes 31 February for 3 March.
  if (year === undefined || Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(text)) return null;
  const atMs = instantOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), zone);
  return atMs + Math.round(Number(second) * 1_000);
}
