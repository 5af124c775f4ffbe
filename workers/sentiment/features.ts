import { negatesLast, negatesNext } from './negation.ts';
import type { Recipe } from './recipe.ts';
import { lowerCase } from './tokens.ts';

/** A feature is known by 32 bits of hash: of 300,000 features one in 7,000 others is taken for a known one. 0 is never used. */
export type Feature = number;

/** Kinds of features; each kind's sum is divided by the square root of how long the text is in its own unit. */
export const WORDS = 0;
export const CHARACTERS = 1;
export type Kind = typeof WORDS | typeof CHARACTERS;

/** A text as models see it: its tokens, and which of them a negation reaches. */
export interface Reading {
  readonly tokens: readonly string[];
  readonly negated: readonly boolean[];
  /** What to divide sums of words and of characters by: what is said twice does not make a text longer. */
  readonly norms: readonly [number, number];
}

/** Words (English contractions apart: `is`, `n't`), and every other character that is no space. */
const TOKEN =
  /n't(?![\p{L}\p{N}])|'(?:s|re|ve|ll|d|m)(?![\p{L}\p{N}])|[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;
const CONTRACTION = /(?<=\p{L})(?=n't\b|'(?:s|re|ve|ll|d|m)\b)/gu;

/** Three and more of a character say no more than two do: `süüüper`. */
const LENGTHENED = /(.)\1{2,}/gu;

/** Turkish is often written without its marks: `cok guzel`. Both are read alike. */
const UNMARKED: Readonly<Record<string, string>> = {
  ı: 'i',
  ş: 's',
  ğ: 'g',
  ü: 'u',
  ö: 'o',
  ç: 'c',
  â: 'a',
  î: 'i',
  û: 'u',
};

/** Words a negation reaches, unless punctuation ends it before. */
const REACH = 4;
const ENDS = /^[.,;:!?()…。！？]$|^but$/;

function normalised(text: string, language: string): string {
  const lower = lowerCase(text.normalize('NFC'), language).replaceAll('’', "'").replace(LENGTHENED, '$1$1');
  if (language === 'en') return lower.replace(CONTRACTION, ' ');
  return language === 'tr' ? lower.replace(/[ışğüöçâîû]/g, (letter) => UNMARKED[letter] as string) : lower;
}

export function readingOf(text: string, language: string, recipe: Recipe): Reading {
  const tokens: string[] = normalised(text, language).match(TOKEN) ?? [];
  const negated = new Array<boolean>(tokens.length).fill(false);
  if (recipe.negation) markNegated(tokens, language, negated);
  let words = 0;
  let characters = 0;
  eachNewToken(tokens, (token) => {
    words += 1;
    characters += token.length + (recipe.across ? 0 : 1);
  });
  return { tokens, negated, norms: [Math.sqrt(words || 1), Math.sqrt(characters || 1)] };
}

/**
 * Features count once a text, so what repeats them must not make it longer: "Wonderful film." 300 times would come out
 * neutral. A token is new unless it and the two before it stood together already, which in ordinary texts is rare.
 */
function eachNewToken(tokens: readonly string[], visit: (token: string) => void): void {
  const runs = new Set<string>();
  tokens.forEach((token, i) => {
    const run = `${tokens[i - 2] ?? ''} ${tokens[i - 1] ?? ''} ${token}`;
    if (runs.has(run)) return;
    runs.add(run);
    visit(token);
  });
}

function markNegated(tokens: readonly string[], language: string, negated: boolean[]): void {
  let left = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] as string;
    if (negatesNext(token, language)) left = REACH;
    else if (ENDS.test(token)) left = 0;
    else if (left > 0) {
      negated[i] = true;
      left -= 1;
    }
    if (i > 0 && negatesLast(token, language)) negated[i - 1] = true;
  }
}

const PRIME = 0x01000193;
const WORD_SEED = 0x811c9dc5 | 0;
const NEGATED_SEED = 0x2545f491;
const CHARACTER_SEED = 0x9e3779b9 | 0;
/** Stands for the edge of a word and the space between two. */
const EDGE = 0x20;

/** FNV-1a over UTF-16 units, spread by murmur's finaliser. */
const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME);

function finished(hash: number): Feature {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0 || 1;
}

function hashed(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i += 1) hash = step(hash, word.charCodeAt(i));
  return hash;
}

/** The feature of one word, as it stands or in reach of a negation. */
export const wordFeature = (word: string, negated: boolean): Feature =>
  finished(hashed(word, negated ? NEGATED_SEED : WORD_SEED));

/** The feature of a run of characters. */
export const characterFeature = (run: string): Feature => finished(hashed(run, CHARACTER_SEED));

/** Calls `visit` for every feature of a text, for one that is there twice twice. */
export function eachFeature(reading: Reading, recipe: Recipe, visit: (feature: Feature, kind: Kind) => void): void {
  if (recipe.words > 0) eachWordRun(reading, recipe.words, visit);
  const [shortest, longest] = recipe.characters;
  if (longest === 0) return;
  if (recipe.across)
    eachCharacterRun(` ${reading.tokens.join(recipe.words > 0 ? ' ' : '')} `, shortest, longest, visit);
  else for (const token of reading.tokens) eachCharacterRun(` ${token} `, shortest, longest, visit);
}

function eachWordRun(
  { tokens, negated }: Reading,
  longest: number,
  visit: (feature: Feature, kind: Kind) => void,
): void {
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] as string;
    visit(wordFeature(token, negated[i] as boolean), WORDS);
    let hash = hashed(token, WORD_SEED);
    const end = Math.min(tokens.length, i + longest);
    for (let next = i + 1; next < end; next += 1) {
      hash = hashed(tokens[next] as string, step(hash, EDGE));
      visit(finished(hash), WORDS);
    }
  }
}

function eachCharacterRun(
  text: string,
  shortest: number,
  longest: number,
  visit: (feature: Feature, kind: Kind) => void,
): void {
  for (let from = 0; from < text.length; from += 1) {
    let hash = CHARACTER_SEED;
    const end = Math.min(text.length, from + longest);
    for (let at = from; at < end; at += 1) {
      hash = step(hash, text.charCodeAt(at));
      if (at - from + 1 >= shortest) visit(finished(hash), CHARACTERS);
    }
  }
}
