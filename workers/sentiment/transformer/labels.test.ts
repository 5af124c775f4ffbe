import { describe, expect, it } from 'vitest';
import { classesOf } from './labels.ts';

const labelled = (...labels: string[]) => Object.fromEntries(labels.entries());

describe('classesOf', () => {
  it.each([
    [['negative', 'neutral', 'positive'], 'negative neutral positive'],
    [['Positive', 'Negative'], 'positive negative'],
    [['NEG', 'NEU', 'POS'], 'negative neutral positive'],
    [['LABEL_0', 'LABEL_1', 'LABEL_2'], 'negative neutral positive'],
    [['LABEL_0', 'LABEL_1'], 'negative positive'],
    [['1 star', '2 stars', '3 stars', '4 stars', '5 stars'], 'negative negative neutral positive positive'],
    [
      ['Very Negative', 'Negative', 'Neutral', 'Positive', 'VERY_POSITIVE'],
      'negative negative neutral positive positive',
    ],
  ])('%j is %s', (labels, classes) => {
    expect(classesOf(labelled(...labels)).join(' ')).toBe(classes);
  });

  it.each([
    [['joy', 'anger']],
    [['positive', 'negative', 'mixed']],
    [['neutral', 'positive']],
    [['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3']],
    [[]],
  ])('does not guess what %j means', (labels) => {
    expect(() => classesOf(labelled(...labels))).toThrow(/config\.json has the labels .*1 to 5 stars/);
  });

  it('wants a label for every output', () => {
    expect(() => classesOf({ 1: 'negative', 2: 'positive' })).toThrow(/has the labels/);
  });
});
