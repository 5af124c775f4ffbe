import { LinearModel } from '../linear.ts';
import { openModels } from '../models.ts';
import { Reader } from '../reader.ts';
import type { Probabilities } from '../verdict.ts';
import { decodeWeights } from '../weights.ts';
import { afinnScore, lexiconBaseline, vaderScore, type Baseline } from './baselines.ts';
import { calibrationError, majorityOf, measuresOf, neutralMeasures, type Answer, type Label } from './measures.ts';
import { readReviewSets } from './review-sets.ts';
import { byLanguage, trainingOf, WITHOUT_VECTORS } from './train.ts';
import { trainLanguage, type Example } from './train-language.ts';
import { readVectors } from './vectors.ts';

/** How well a set's texts are read. Shares of 1; null where there is nothing to say. */
export interface SetReport {
  readonly name: string;
  readonly language: string;
  readonly n: number;
  /** `model`, trained from training rows of this language only; `lexicon` where there are none. */
  readonly by: 'model' | 'lexicon';
  readonly accuracy: number;
  readonly macroF1: number;
  /** Of sets with neutral texts. */
  readonly neutral: { readonly precision: number | null; readonly recall: number | null };
  readonly majority: number;
  /** Accuracy of the lexicon of the language, of AFINN and of VADER. */
  readonly lexicon: number | null;
  readonly afinn: number;
  readonly vader: number;
  /** Accuracy of the weights that come along, where they have not seen these rows. */
  readonly shipped: number | null;
  readonly calibrationError: number;
  /** On one core, cleaning included. */
  readonly textsPerSecond: number;
}

export interface EvaluateOptions {
  readonly data: string;
  /** What is worth knowing of how it is measured. */
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly onProgress?: (language: string, done: number, total: number) => void;
}

/** Trains every language from training rows alone and measures on rows it has not seen. @throws NoReviewSets, ReviewSetError */
export async function evaluate({ data, say, signal, onProgress }: EvaluateOptions): Promise<SetReport[]> {
  const shipped = openModels();
  const reports: SetReport[] = [];
  for (const [language, sets] of byLanguage(readReviewSets(data))) {
    const vectors = language === 'en' ? readVectors() : null;
    const training = trainingOf(language, sets, vectors, ({ train }) => train);
    if (training && language === 'en' && !vectors) say?.(WITHOUT_VECTORS);
    const bytes =
      training &&
      (await trainLanguage({
        ...training,
        version: 1,
        ...(signal && { signal }),
        onProgress: (done, total) => onProgress?.(language, done, total),
      }));
    const reader = new Reader(new Map(bytes ? [[language, new LinearModel(decodeWeights(bytes, language))]] : []));
    const own = shipped.get(language);
    const learnt = new Set(own?.header.provenance.map(({ name }) => name));
    for (const set of sets)
      for (const { name, examples } of set.tests.filter((test) => test.examples.length > 0))
        reports.push({
          ...measured(name, language, examples, reader),
          by: bytes ? 'model' : 'lexicon',
          shipped: own && !learnt.has(set.name) ? accuracyOf(examples, (text) => own.probabilities(text)) : null,
        });
  }
  return reports;
}

function measured(
  name: string,
  language: string,
  examples: readonly Example[],
  reader: Reader,
): Omit<SetReport, 'by' | 'shipped'> {
  const score = (text: string): Probabilities => {
    const score = reader.score({ text, language });
    return 'why' in score ? { positive: 0, neutral: 1, negative: 0 } : score;
  };
  const answers = answersOf(examples, score);
  const lexicon = lexiconBaseline(language);
  const compared = (baseline: Baseline) => baselineAccuracy(examples, baseline);
  return {
    name,
    language,
    n: examples.length,
    ...measuresOf(answers),
    neutral: neutralMeasures(answers),
    majority: majorityOf(examples.map(({ label }) => label)),
    lexicon: lexicon && compared(lexicon),
    afinn: compared(afinnScore),
    vader: compared(vaderScore),
    calibrationError: calibrationError(answers),
    textsPerSecond: speedOf(examples, score),
  };
}

const hasNeutral = (examples: readonly Example[]): boolean => examples.some(({ label }) => label === 0);

/** Where no text of a set is neutral, only positive against negative is asked. */
function answersOf(examples: readonly Example[], score: (text: string) => Probabilities): Answer[] {
  const neutrals = hasNeutral(examples);
  return examples.map(({ text, label }) => {
    const { positive, neutral, negative } = score(text);
    if (neutrals && neutral > positive && neutral > negative) return { label, said: 0, confidence: neutral };
    const said: Label = positive >= negative ? 1 : -1;
    const larger = Math.max(positive, negative);
    return { label, said, confidence: neutrals ? larger : larger / (positive + negative || 1) };
  });
}

const accuracyOf = (examples: readonly Example[], score: (text: string) => Probabilities): number =>
  measuresOf(answersOf(examples, score)).accuracy;

/** A baseline that finds no word says neutral; where no text is, it is given the more frequent answer. */
function baselineAccuracy(examples: readonly Example[], baseline: Baseline): number {
  const neutrals = hasNeutral(examples);
  const positive = examples.filter(({ label }) => label === 1).length;
  const otherwise: Label = neutrals ? 0 : positive * 2 >= examples.length ? 1 : -1;
  return measuresOf(
    examples.map(({ text, label }) => ({ label, said: (Math.sign(baseline(text)) as Label) || otherwise })),
  ).accuracy;
}

/** Long enough to be past the warm-up of the compiler, in microseconds. */
const MEASURED_US = 500_000;

/** Counted in time of the processor, not of the clock: other work on the machine changes nothing. */
function speedOf(examples: readonly Example[], score: (text: string) => Probabilities): number {
  const texts = examples.slice(0, 500);
  const started = process.cpuUsage();
  let scored = 0;
  for (;;) {
    for (const { text } of texts) score(text);
    scored += texts.length;
    const { user, system } = process.cpuUsage(started);
    if (user + system >= MEASURED_US) return Math.round(scored / ((user + system) / 1e6));
  }
}

/** For people: a line a set. */
export function tableOf(reports: readonly SetReport[]): string {
  const share = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  const rows = reports.map((report) => [
    report.name,
    report.language,
    String(report.n),
    report.by,
    ...[
      report.accuracy,
      report.macroF1,
      report.neutral.precision,
      report.neutral.recall,
      report.majority,
      report.lexicon,
      report.afinn,
      report.vader,
      report.shipped,
    ].map(share),
    share(report.calibrationError),
    report.textsPerSecond.toLocaleString('en-US'),
  ]);
  const head = [
    'set',
    'lang',
    'n',
    'by',
    'accuracy',
    'macro F1',
    'neutral P',
    'neutral R',
    'majority',
    'lexicon',
    'AFINN',
    'VADER',
    'shipped',
    'ECE',
    'texts/s',
  ];
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => (row[k] as string).length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, k) => (k === 0 ? cell.padEnd(widths[k] as number) : cell.padStart(widths[k] as number)))
        .join('  '),
    )
    .join('\n');
}
