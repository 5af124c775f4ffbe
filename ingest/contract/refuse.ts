import type { Refusal } from './encode-context.ts';
import { instantRejection } from './instant.ts';
import { MAX_DEPTH } from './nesting.ts';
import { wordsOf } from './shapes.ts';
import { BAD_CHARACTERS } from './slab.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The sentences of refusals, one place for both encoders. Each returns false and never repeats a sent value. */

export function absent(refusal: Refusal, field: string): false {
  return refusal.because('required', `${field} is required.`);
}

export function notText(refusal: Refusal, field: string, value: unknown, required: boolean): false {
  if (required && (value === undefined || value === null)) return absent(refusal, field);
  return refusal.because('type', `${field} must be a string.`);
}

/** @param result what `putLabel`, `putId` or `IdHash.take` gave */
export function badText(refusal: Refusal, field: string, result: number): false {
  if (result !== BAD_CHARACTERS) return refusal.because('length', `${field} is empty or too long.`);
  return refusal.because(
    'characters',
    `${field} must be printable characters, an id without a space at either end and without marks of writing direction.`,
  );
}

export function notNumber(refusal: Refusal, field: string, value: unknown, required: boolean): false {
  if (required && (value === undefined || value === null)) return absent(refusal, field);
  return refusal.because('type', `${field} must be a number.`);
}

export function badRange(refusal: Refusal, field: string, bounds: { min: number; max: number }): false {
  return refusal.because('range', `${field} must be from ${bounds.min} to ${bounds.max}.`);
}

export function badInteger(
  refusal: Refusal,
  field: string,
  value: number,
  bounds: { min: number; max: number },
): false {
  if (Number.isFinite(value) && !Number.isInteger(value))
    return refusal.because('integer', `${field} must be a whole number.`);
  return badRange(refusal, field, bounds);
}

export function badWord(refusal: Refusal, field: string, value: unknown, required: boolean, words: Vocabulary): false {
  if (typeof value !== 'string') return notText(refusal, field, value, required);
  return refusal.because('vocabulary', `${field} must be one of ${wordsOf(words)}.`);
}

/** @param result what `parseInstant` gave */
export function badInstant(refusal: Refusal, field: string, value: unknown, required: boolean, result: number): false {
  if (required && (value === undefined || value === null)) return absent(refusal, field);
  const code = instantRejection(result);
  return refusal.because(
    code,
    code === 'range'
      ? `${field} must lie between the years 2000 and 2100 (milliseconds, not seconds).`
      : `${field} must be an RFC 3339 instant with an offset, or whole milliseconds since the epoch.`,
  );
}

export function badLanguage(refusal: Refusal, field: string): false {
  return refusal.because('format', `${field} must be a language tag of BCP 47, such as pt-BR.`);
}

export function badCountry(refusal: Refusal, field: string): false {
  return refusal.because('format', `${field} must be two letters of ISO 3166-1, such as BR.`);
}

export function notFlag(refusal: Refusal, field: string): false {
  return refusal.because('type', `${field} must be true or false.`);
}

export function hashNotAllowed(refusal: Refusal, field: string): false {
  return refusal.because('hash_not_allowed', `${field} must be a plain id: hashed ids are for the local token only.`);
}

export function tooDeep(refusal: Refusal): false {
  return refusal.because('too_deep', `The record is nested deeper than ${MAX_DEPTH} levels.`);
}
