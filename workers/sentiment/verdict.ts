/** How sure a model is: fitted on texts it was not trained on. */
export interface Calibration {
  /** Steepness: log-odds of positive against negative a unit of polarity. */
  readonly slope: number;
  /** Polarity at which positive and negative are as likely. */
  readonly centre: number;
  /** Log-odds of neutral at the centre. */
  readonly neutral: number;
  /** What they gain a unit of neutrality, when the model has learnt it from neutral texts. */
  readonly neutrality: number;
  /** What they lose a unit of |log-odds of positive against negative|. */
  readonly decided: number;
}

export interface Probabilities {
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** What a model says of a text before it is calibrated. */
export interface Sums {
  readonly polarity: number;
  /** 0 without neutral texts to learn from. */
  readonly neutrality: number;
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Neutral first, then positive against negative of what is left: they sum to 1. */
export function probabilitiesOf({ polarity, neutrality }: Sums, calibration: Calibration): Probabilities {
  const logit = calibration.slope * (polarity - calibration.centre);
  const neutral = logistic(
    calibration.neutral + calibration.neutrality * neutrality - calibration.decided * Math.abs(logit),
  );
  const positive = (1 - neutral) * logistic(logit);
  return { positive, neutral, negative: 1 - neutral - positive };
}
