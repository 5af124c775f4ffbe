import type { BodyFormat } from './content.ts';
import { RequestRefused } from './refused.ts';

/** Bytes of one record. */
export const MAX_LINE_BYTES = 256 * 1024;

/**
 * A stretch of a body is decoded at a time. Strings beyond 128 KiB leave V8's young generation, which took twice as long;
 * and one letter beyond Latin-1 doubles only its stretch.
 */
const STRETCH_BYTES = 96 * 1024;
/** Bytes and records after which other requests get their turn: about 3 ms of work. */
const TURN_BYTES = 512 * 1024;
const TURN_RECORDS = 4_000;
/** Records of one body: more than 16 MiB of the shortest real ones. Without it 8 million of `1` would be work for minutes. */
export const MAX_RECORDS = 200_000;

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Called with the JSON text of each record and its number: the line, or the place in the list, from 1. */
export type OnRecord = (json: string, line: number) => void;

/**
 * Gives the records of a body one by one, without parsing them, and pauses between stretches of it: the generator yields
 * so that its caller can let other requests go on.
 * @throws RequestRefused 400 when the body as a whole is no JSON, 413 when a record is too long
 */
export function* splitRecords(body: Buffer, format: BodyFormat, onRecord: OnRecord): Generator<void> {
  // A byte-order mark is no part of the text.
  const start = body.length >= 3 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  if (format === 'ndjson') return yield* splitLines(body, start, onRecord);
  const first = skipSpace(body, start);
  if (first === body.length) return;
  if (body[first] === OPEN_BRACKET) return yield* splitList(body, first, onRecord);
  if (body[first] !== OPEN_BRACE)
    throw notJson('The body must be a JSON object or a list of them.', 'Send NDJSON as application/x-ndjson.');
  yield* splitObject(body, first, onRecord);
}

function* splitLines(body: Buffer, start: number, onRecord: OnRecord): Generator<void> {
  let line = 0;
  let pauseAt = start + TURN_BYTES;
  let pauseLine = TURN_RECORDS;
  for (let from = start; from < body.length;) {
    const to = endOfStretch(body, from);
    if (to - from > MAX_LINE_BYTES + 1) throw tooLong(line + 1);
    const text = body.toString('utf8', from, to);
    for (let at = 0; at < text.length;) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      line++;
      if (line > MAX_RECORDS) throw tooMany();
      if (isTooLong(text, at, end)) throw tooLong(line);
      if (end > at && !isBlank(text, at, end)) onRecord(text.slice(at, end), line);
      at = end + 1;
    }
    from = to;
    if (from > pauseAt || line > pauseLine) {
      pauseAt = from + TURN_BYTES;
      pauseLine = line + TURN_RECORDS;
      yield;
    }
  }
}

/** The end of the last line that ends within a stretch, else of the one line that is longer. */
function endOfStretch(body: Buffer, from: number): number {
  if (body.length - from <= STRETCH_BYTES) return body.length;
  const last = body.lastIndexOf(NEWLINE, from + STRETCH_BYTES - 1);
  if (last >= from) return last + 1;
  const next = body.indexOf(NEWLINE, from + STRETCH_BYTES);
  return next < 0 ? body.length : next + 1;
}

/** Finds where each element of a list ends by counting brackets outside strings; an element's inside is its own affair. */
function* splitList(body: Buffer, open: number, onRecord: OnRecord): Generator<void> {
  let line = 0;
  let depth = 0;
  let from = open + 1;
  let pauseAt = open + TURN_BYTES;
  let pauseLine = TURN_RECORDS;
  const take = (to: number) => {
    line++;
    if (line > MAX_RECORDS) throw tooMany();
    if (to - from > MAX_LINE_BYTES) throw tooLong(line);
    onRecord(body.toString('utf8', from, to), line);
  };
  for (let at = from; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = endOfString(body, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (depth > 0) {
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    } else if (byte === COMMA) {
      take(at);
      from = at + 1;
      if (at > pauseAt || line > pauseLine) {
        pauseAt = at + TURN_BYTES;
        pauseLine = line + TURN_RECORDS;
        yield;
      }
    } else if (byte === CLOSE_BRACKET) {
      if (skipSpace(body, at + 1) !== body.length) throw notJson('Something stands behind the end of the list.');
      if (line > 0 || skipSpace(body, from) !== at) take(at);
      return;
    } else if (byte === CLOSE_BRACE) {
      throw notJson(`The list has a brace that nothing opened, after element ${line}.`);
    }
  }
  throw notJson('The list does not end.', 'The body may have been cut off.');
}

function* splitObject(body: Buffer, from: number, onRecord: OnRecord): Generator<void> {
  if (body.length - from > MAX_LINE_BYTES) {
    // Also the way of a sender that says application/json for NDJSON; tell it apart before blaming the length.
    const newline = body.indexOf(NEWLINE, from);
    if (newline < 0 || newline - from > MAX_LINE_BYTES) throw tooLong(1);
  }
  const text = body.toString('utf8', from);
  try {
    JSON.parse(text);
  } catch (error) {
    throw notJson(
      'The body is not valid JSON.',
      'Send NDJSON as application/x-ndjson, or records as a JSON list.',
      error,
    );
  }
  onRecord(text, 1);
  yield;
}

/** The offset of the quote that ends the string opened at `at`. @throws RequestRefused when none does */
function endOfString(body: Buffer, at: number): number {
  for (let i = at + 1; i < body.length; i++) {
    const byte = body[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i;
  }
  throw notJson('A string of the list does not end.', 'The body may have been cut off.');
}

function skipSpace(body: Buffer, at: number): number {
  while (at < body.length && isSpace(body[at] ?? 0)) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isSpace(text.charCodeAt(i))) return false;
  return true;
}

/** UTF-8 has one to three bytes for each UTF-16 unit, so only lines in between need to be counted. */
function isTooLong(text: string, from: number, to: number): boolean {
  const units = to - from;
  if (units * 3 <= MAX_LINE_BYTES) return false;
  return units > MAX_LINE_BYTES || Buffer.byteLength(text.slice(from, to)) > MAX_LINE_BYTES;
}

function tooLong(line: number): RequestRefused {
  return new RequestRefused(
    413,
    'line_too_long',
    `Record ${line} is longer than 256 KiB; nothing of the body was kept.`,
    {
      hint: 'Records end with a newline in NDJSON; texts may have 64 KiB.',
    },
  );
}

function tooMany(): RequestRefused {
  return new RequestRefused(
    413,
    'too_many_records',
    `The body has more than ${MAX_RECORDS.toLocaleString('en-US')} records; nothing of it was kept.`,
    { hint: 'Send them in several requests; some thousands a request are quickest.' },
  );
}

function notJson(message: string, hint?: string, cause?: unknown): RequestRefused {
  return new RequestRefused(400, 'not_json', message, { ...(hint === undefined ? {} : { hint }), cause });
}
