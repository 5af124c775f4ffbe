/** −1 negative, 0 neutral, 1 positive. */
export type Label = -1 | 0 | 1;

/** An answer for a text whose label is known; `confidence` is its probability, where it has one. */
export interface Answer {
  readonly label: Label;
  readonly said: Label;
  readonly confidence?: number;
}

export interface Measures {
  readonly accuracy: number;
  /** Mean over the labels there are of the harmonic mean of precision and recall. */
  readonly macroF1: number;
}

export function measuresOf(answers: readonly Answer[]): Measures {
  const right = answers.filter(({ label, said }) => label === said).length;
  const labels = [...new Set(answers.map(({ label }) => label))];
  const f1 = labels.map((one) => {
    const both = answers.filter(({ label, said }) => label === one && said === one).length;
    const either =
      answers.filter(({ label }) => label === one).length + answers.filter(({ said }) => said === one).length;
    return (2 * both) / either;
  });
  return { accuracy: right / answers.length, macroF1: f1.reduce((sum, one) => sum + one, 0) / labels.length };
}

/** How often a text that is said to be neutral is, and how often one that is neutral is said to be; null without any. */
export function neutralMeasures(answers: readonly Answer[]): { precision: number | null; recall: number | null } {
  const said = answers.filter((answer) => answer.said === 0);
  const neutral = answers.filter(({ label }) => label === 0).length;
  const both = said.filter(({ label }) => label === 0).length;
  return {
    precision: said.length === 0 || neutral === 0 ? null : both / said.length,
    recall: neutral === 0 ? null : both / neutral,
  };
}

/** Accuracy of always saying the most frequent label. */
export function majorityOf(labels: readonly Label[]): number {
  const counts = ([-1, 0, 1] as const).map((one) => labels.filter((label) => label === one).length);
  return Math.max(...counts) / labels.length;
}

const BINS = 10;

/**
 * Expected calibration error: how far, on average, the probability of an answer is from the share of such answers that are
 * right (ten bins of equal width; Guo et al., ICML 2017). 0 is perfect.
 */
export function calibrationError(answers: readonly Answer[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const { label, said, confidence = 0 } of answers) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))] as { confidence: number; right: number };
    bin.confidence += confidence;
    if (label === said) bin.right += 1;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / answers.length;
}
