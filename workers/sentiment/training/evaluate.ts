import { LinearModel } from '../linear.ts';
import { openModels } from '../models.ts';
import { Reader } from '../reader.ts';
import type { Probabilities } from '../verdict.ts';
import { decodeWeights } from '../weights.ts';
import { afinnScore, lexiconBaseline, vaderScore, type Baseline } from './baselines.ts';
import { calibrationError, majorityOf, measuresOf, type Answer, type Label } from './measures.ts';
import { readReviewSets, type ReviewSet } from './review-sets.ts';
import { byLanguage, trainingOf } from './train.ts';
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
  readonly onProgress?: (language: string, done: number, total: number) => void;
}

/** Trains every language from training rows alone and measures on rows it has not seen. @throws NoReviewSets */
export function evaluate({ data, onProgress }: EvaluateOptions): SetReport[] {
  const shipped = openModels();
  return byLanguage(readReviewSets(data)).flatMap(([language, sets]) => {
    const model = trainedModel(language, sets, (done, total) => onProgress?.(language, done, total));
    const reader = new Reader(new Map(model ? [[language, model]] : []));
    const own = shipped.get(language);
    const learnt = new Set(own?.header.provenance.map(({ name }) => name));
    return sets.flatMap((set) =>
      set.tests
        .filter(({ examples }) => examples.length > 0)
        .map(({ name, examples }) => ({
          ...measured(name, language, examples, reader),
          by: model ? ('model' as const) : ('lexicon' as const),
          shipped: own && !learnt.has(set.name) ? accuracyOf(examples, (text) => own.probabilities(text)) : null,
        })),
    );
  });
}

function trainedModel(
  language: string,
  sets: readonly ReviewSet[],
  onProgress: (done: number, total: number) => void,
): LinearModel | null {
  const vectors = language === 'en' ? readVectors() : null;
  const training = trainingOf(language, sets, vectors, ({ train }) => train);
  return training && new LinearModel(decodeWeights(trainLanguage({ ...training, version: 1, onProgress }), language));
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

/** Long enough to be past the warm-up of the compiler, in milliseconds. */
const MEASURED_MS = 500;

function speedOf(examples: readonly Example[], score: (text: string) => Probabilities): number {
  let scored = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < MEASURED_MS) {
    for (const { text } of examples.slice(0, 500)) score(text);
    scored += Math.min(500, examples.length);
  }
  return Math.round(scored / ((performance.now() - startedMs) / 1000));
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
