import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { EncodeContext } from '../contract/encode-context.ts';
import type { RecordEncoder } from '../contract/encoder.ts';
import type { Rejection, RejectionCode } from '../contract/rejection.ts';
import type { BodyFormat } from './content.ts';
import { splitRecords } from './split.ts';

/** Dead letters of one request: one broken sender must not push everybody else's out, and their making takes time. */
const MAX_LETTERS = 1_000;

/** Rejections told to the sender one by one; the answer has the total besides. */
export const MAX_TOLD_REJECTIONS = 100;

export interface LineRejection extends Rejection {
  /** Line of NDJSON or place in the list, from 1. */
  readonly line: number;
}

/** A rejected record on its way to the dead letters; `value` is undefined when its line was no JSON. */
export interface RejectedRecord extends Rejection {
  readonly value: unknown;
  /** Length of the line, characters. */
  readonly characters: number;
}

export interface TakenIn {
  readonly accepted: number;
  readonly rejected: readonly LineRejection[];
  readonly rejectedTotal: number;
  readonly rejectedByCode: ReadonlyMap<RejectionCode, number>;
  /** The first of them. */
  readonly letters: readonly RejectedRecord[];
}

/**
 * Reads the records of a body into the encoder. One bad record never spoils the others.
 * @throws RequestRefused when the body as a whole cannot be taken
 */
export async function takeIn(
  body: Buffer,
  format: BodyFormat,
  encoder: RecordEncoder,
  context: EncodeContext,
): Promise<TakenIn> {
  encoder.begin(context);
  let accepted = 0;
  const rejected: LineRejection[] = [];
  const letters: RejectedRecord[] = [];
  const rejectedByCode = new Map<RejectionCode, number>();
  let rejectedTotal = 0;
  const reject = (line: number, code: RejectionCode, message: string, value: unknown, characters: number) => {
    rejectedTotal++;
    rejectedByCode.set(code, (rejectedByCode.get(code) ?? 0) + 1);
    if (rejected.length < MAX_TOLD_REJECTIONS) rejected.push({ line, code, message });
    if (letters.length < MAX_LETTERS) letters.push({ code, message, value, characters });
  };

  const stretches = splitRecords(body, format, (json, line) => {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (error) {
      reject(line, 'not_json', notJsonMessage(error), undefined, json.length);
      return;
    }
    if (encoder.add(value)) accepted++;
    else reject(line, encoder.rejection.code, encoder.rejection.message, value, json.length);
  });
  while (!stretches.next().done) await letOthersRun();
  return { accepted, rejected, rejectedTotal, rejectedByCode, letters };
}

/** The engine's own message quotes the text, which may hold a person's id: only the place is told. */
function notJsonMessage(error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined
    ? 'The record is not valid JSON.'
    : `The record is not valid JSON (at character ${Number(position) + 1}).`;
}
