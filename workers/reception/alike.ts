import { createHash } from 'node:crypto';
import { lettersOf } from './scripts.ts';

/** What tells whether two texts are nearly the same. */
export interface Likeness {
  /** Of the text without case, signs, tags and spaces: 64 bits as text; '0' where it is too short to be told apart. */
  readonly textHash: string;
  /** Least hashes of its pieces: the share that two texts have in common is about that of their pieces. */
  readonly signature: readonly number[];
}

const NONE: Likeness = { textHash: '0', signature: [] };

/** Hashes of a signature. */
const HASHES = 20;
/** Letters of a piece. */
const PIECE = 5;
/** "Great film!" is written by many who know nothing of each other: from about four words on a copy is a copy. */
const LEAST_LETTERS = 24;
/** A copy is one by its beginning. */
const MOST_LETTERS = 1_500;

const TAGS = /#[\p{L}\p{N}_]+/gu;
const REST = /[^\p{L}\p{N}]+/gu;
const STRETCHED = /(.)\1{2,}/gu;

/** Odd multipliers and additions of the hashes, of a fixed sequence. */
const MIXERS = Array.from({ length: HASHES }, (_, index) => ({
  times: (Math.imul(index + 1, 0x9e3779b1) | 1) >>> 0,
  plus: Math.imul(index + 1, 0x85ebca6b) >>> 0,
}));

/** @param text plain text */
export function likenessOf(text: string): Likeness {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(TAGS, '')
    .replaceAll(REST, '')
    .replaceAll(STRETCHED, '$1$1')
    .slice(0, MOST_LETTERS);
  if (lettersOf(letters) < LEAST_LETTERS) return NONE;
  return { textHash: hashOf(letters), signature: signatureOf(letters) };
}

function hashOf(letters: string): string {
  const hash = createHash('sha256').update(letters).digest().readBigUInt64LE(0);
  return String(hash === 0n ? 1n : hash);
}

function signatureOf(letters: string): number[] {
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  const pieces = Math.max(1, letters.length - PIECE + 1);
  for (let at = 0; at < pieces; at += 1) {
    let piece = 0x811c9dc5;
    for (let i = at; i < Math.min(at + PIECE, letters.length); i += 1)
      piece = Math.imul(piece ^ letters.charCodeAt(i), 0x01000193);
    for (let i = 0; i < HASHES; i += 1) {
      const { times, plus } = MIXERS[i] as (typeof MIXERS)[number];
      let hash = Math.imul(piece, times) + plus;
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      hash = (hash ^ (hash >>> 13)) >>> 0;
      if (hash < (least[i] as number)) least[i] = hash;
    }
  }
  return [...least];
}
