import { ID_MAX_CHARACTERS } from './fields.ts';

/** Results of `putCharacters`: below zero nothing was written. */
export const TOO_LONG = -1;
export const BAD_CHARACTERS = -2;

/** What is neither a letter, mark, number, sign nor space: controls, line separators, halves of a surrogate pair. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Marks that set the direction of what follows: two ids that look alike would be two. Texts and names may have them. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * A growing piece of memory that rows of RowBinary are written into. The encoder writes at `at` and moves it on only when
 * a row is whole, so a rejected record leaves nothing behind. `reserve` before writing; offsets stay valid until then.
 */
export class Slab {
  bytes: Buffer;
  view: DataView;
  at = 0;

  constructor(initialBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `more` bytes behind `from`. */
  reserve(more: number, from = this.at): void {
    if (from + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, from + more));
    this.bytes.copy(larger, 0, 0, from);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Writes an unsigned LEB128 number and returns the offset behind it. */
export function putLength(bytes: Buffer, at: number, length: number): number {
  while (length > 127) {
    bytes[at++] = (length & 127) | 128;
    length >>>= 7;
  }
  bytes[at++] = length;
  return at;
}

/** Writes milliseconds (|ms| < 2^53) as a signed 64-bit number and returns the offset behind it. */
export function putInt64(view: DataView, at: number, ms: number): number {
  view.setUint32(at, ms >>> 0, true);
  view.setInt32(at + 4, Math.floor(ms / 4_294_967_296), true);
  return at + 8;
}

/**
 * Writes a string as RowBinary does (length, UTF-8) and returns the offset behind it, or one of the negative results.
 * The caller has reserved `maxCharacters * 4 + 5` bytes. The ASCII loop is what nearly every id and label takes; a native
 * write costs about 60 ns a call.
 */
export function putLabel(bytes: Buffer, at: number, s: string, maxCharacters: number): number {
  const length = s.length;
  if (length > maxCharacters) return putLabelSlowly(bytes, at, s, maxCharacters);
  let to = at;
  if (length > 127) bytes[to++] = (length & 127) | 128;
  bytes[to++] = length > 127 ? length >>> 7 : length;
  for (let i = 0; i < length; i++) {
    const c = s.charCodeAt(i);
    if (c > 126 || c < 32) return putLabelSlowly(bytes, at, s, maxCharacters);
    bytes[to + i] = c;
  }
  return to + length;
}

function putLabelSlowly(bytes: Buffer, at: number, s: string, maxCharacters: number): number {
  const wrong = checkLabel(s, maxCharacters);
  if (wrong !== 0) return wrong;
  const to = putLength(bytes, at, Buffer.byteLength(s));
  return to + bytes.write(s, to, 'utf8');
}

/** 0 when every character is printable and there are at most `maxCharacters` (code points), else a negative result. */
export function checkLabel(s: string, maxCharacters: number): number {
  if (s.length > 2 * maxCharacters) return TOO_LONG;
  if (UNPRINTABLE.test(s)) return BAD_CHARACTERS;
  if (s.length > maxCharacters && [...s].length > maxCharacters) return TOO_LONG;
  return 0;
}

/** As `putLabel`, for an id: not empty, no space at either end, no marks of direction. */
export function putId(bytes: Buffer, at: number, s: string): number {
  if (s.length === 0) return TOO_LONG;
  if (hasOuterSpace(s)) return BAD_CHARACTERS;
  const end = putLabel(bytes, at, s, ID_MAX_CHARACTERS);
  // Longer than its characters and their length: it has some beyond ASCII. Nearly every id has none and isn't searched.
  return end > at + s.length + 2 && DIRECTION.test(s) ? BAD_CHARACTERS : end;
}

/** As `checkLabel`, for an id. */
export function checkId(s: string): number {
  if (s.length === 0) return TOO_LONG;
  return hasOuterSpace(s) || DIRECTION.test(s) ? BAD_CHARACTERS : checkLabel(s, ID_MAX_CHARACTERS);
}

/** Only ASCII space and what lies beyond ASCII can be white space that is also printable; the ends decide. */
function hasOuterSpace(s: string): boolean {
  const first = s.charCodeAt(0);
  const last = s.charCodeAt(s.length - 1);
  if (first === 32 || last === 32) return true;
  return (first > 126 || last > 126) && s.trim() !== s;
}
