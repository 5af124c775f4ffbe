/** How sure a score is, per language and model. */
export interface Calibration {
  /** Steepness: log-odds a unit of score. */
  readonly slope: number;
  /** Score at which positive and negative are as likely. */
  readonly centre: number;
  /** Half the width of neutral, in log-odds (above 0): at the centre, positive and negative are each σ(−neutral). */
  readonly neutral: number;
}

export interface Probabilities {
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/**
 * An ordered logit: one score, two cuts. σ(x − n) is positive, σ(−x − n) negative, what lies between is neutral; the three
 * sum to 1 for every n > 0.
 */
export function probabilitiesOf(score: number, { slope, centre, neutral }: Calibration): Probabilities {
  const logit = slope * (score - centre);
  const positive = logistic(logit - neutral);
  const negative = logistic(-logit - neutral);
  return { positive, negative, neutral: 1 - positive - negative };
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
