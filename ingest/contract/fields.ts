import type { Vocabulary } from './vocabulary.ts';

/**
 * One field of a record on the wire. `column` is where it is kept (default: the column of the same name); `about` is
 * shown in the JSON Schema and in the documentation.
 */
interface Common {
  readonly required?: true;
  readonly column?: string;
  readonly about?: string;
}

export type Field = Common &
  (
    | { readonly kind: 'id' }
    /** A person's id: kept only as a keyed hash. */
    | { readonly kind: 'person'; readonly role: 'viewer' | 'account' | 'author' }
    | { readonly kind: 'play' }
    | { readonly kind: 'label'; readonly maxCharacters: number }
    | { readonly kind: 'text'; readonly maxBytes: number }
    | { readonly kind: 'language' }
    | { readonly kind: 'country' }
    | { readonly kind: 'word'; readonly words: Vocabulary }
    | { readonly kind: 'flag' }
    | { readonly kind: 'instant' }
    | { readonly kind: 'day' }
    /** Seconds on the wire, whole milliseconds in the row (half up). */
    | { readonly kind: 'seconds'; readonly min: number; readonly max: number }
    | { readonly kind: 'integer'; readonly min: number; readonly max: number }
    | { readonly kind: 'number'; readonly min: number; readonly max: number }
    | { readonly kind: 'list'; readonly of: 'label' | 'language' | 'country'; readonly maxItems: number }
    /** `[lowest, highest]` of a rating. */
    | { readonly kind: 'scale' }
  );

/** A person who arrives already hashed: dead letters sent again by the local token. */
export interface HashedPerson {
  readonly hash: string;
}

/** What a sender may write for a field. */
export type ValueOf<F extends Field> = F extends { kind: 'person' }
  ? string | HashedPerson
  : F extends { kind: 'word'; words: infer W }
    ? keyof W & string
    : F extends { kind: 'flag' }
      ? boolean
      : F extends { kind: 'instant' }
        ? string | number
        : F extends { kind: 'seconds' | 'integer' | 'number' }
          ? number
          : F extends { kind: 'list' }
            ? readonly string[]
            : F extends { kind: 'scale' }
              ? readonly [number, number]
              : string;

/** Ids are 1–128 printable characters, without marks of writing direction. */
export const ID_MAX_CHARACTERS = 128;
/** RFC 5646 asks implementations to keep at least 35 characters of a language tag. */
export const LANGUAGE_MAX_CHARACTERS = 35;
/** A label inside a list (genre, creator). */
export const LIST_LABEL_MAX_CHARACTERS = 128;
