/** Of an instant as the wire has it (RFC 3339 or milliseconds since the epoch), milliseconds since the epoch. */
export function instant(value: string | number): number {
  return typeof value === 'number' ? value : Date.parse(value);
}

/** Of seconds as the wire has them, whole milliseconds. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
