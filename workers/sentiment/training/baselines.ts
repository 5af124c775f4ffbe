import Sentiment from 'sentiment';
import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import { lexiconScore, openLexicon } from '../lexicon.ts';

/** A way to score texts that is not trained: above 0 is positive, below 0 negative. */
export type Baseline = (text: string) => number;

const afinn = new Sentiment();

/** AFINN, English, as the package `sentiment` has it. */
export const afinnScore: Baseline = (text) => afinn.analyze(text).score;

/** VADER, English; its authors take scores within ±0.05 for neutral. */
export const vaderScore: Baseline = (text) => {
  const { compound } = SentimentIntensityAnalyzer.polarity_scores(text);
  return Math.abs(compound) < 0.05 ? 0 : compound;
};

/** The lexicon that reads a language without a model; null without one. */
export function lexiconBaseline(language: string): Baseline | null {
  const lexicon = openLexicon(language);
  return lexicon ? (text) => lexiconScore(text, lexicon) ?? 0 : null;
}
