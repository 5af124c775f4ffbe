import { describe, expect, it } from 'vitest';
import { calibrationError, majorityOf, measuresOf, type Answer } from './measures.ts';

const answers: Answer[] = [
  { label: 1, said: 1, confidence: 0.9 },
  { label: 1, said: 1, confidence: 0.9 },
  { label: 1, said: -1, confidence: 0.6 },
  { label: -1, said: -1, confidence: 0.6 },
];

describe('measures', () => {
  it('counts what is right', () => {
    expect(measuresOf(answers).accuracy).toBe(0.75);
  });

  it('means the F1 of the labels', () => {
    // Positive: precision 1, recall 2/3. Negative: precision 1/2, recall 1.
    expect(measuresOf(answers).macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  });

  it('knows what always saying the same would bring', () => {
    expect(majorityOf([1, 1, 0, -1])).toBe(0.5);
  });

  it('measures how far probabilities are from shares', () => {
    // Two answers at 0.9 are both right, two at 0.6 half right: 2 × 0.1 and 2 × 0.1 of four.
    expect(calibrationError(answers)).toBeCloseTo(0.1, 12);
  });
});
