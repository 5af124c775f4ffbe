import { describe, expect, it } from 'vitest';
import { STEPS, viewStepOf } from '../../../sql/queries/view-rule.ts';
import { ruleOf, ruleParts, STEP_NAMES } from './view-rule.ts';

describe('a view rule', () => {
  it('comes apart into the step that events are counted at and the words of the channel', () => {
    expect(ruleParts('q25: a quarter of it played')).toEqual({ step: 'q25', words: 'a quarter of it played' });
    expect(ruleParts('thirty seconds')).toEqual({ step: 'start', words: 'thirty seconds' });
    expect(ruleParts('')).toEqual({ step: 'start', words: '' });
  });

  it('is put together again to what counts the same', () => {
    for (const step of STEPS) {
      expect(ruleOf(step, '', null)).toBe(`${step}: ${STEP_NAMES[step]}`);
      expect(viewStepOf(ruleOf(step, ' as we count: it ', null))).toBe(step);
      expect(ruleParts(ruleOf(step, ' as we count: it ', null))).toEqual({ step, words: 'as we count: it' });
    }
    expect(ruleOf('q99', 'x', null)).toBe('start: x');
    // What nobody touched stays as a sender wrote it.
    for (const former of ['', 'thirty seconds', 'q25:a quarter'])
      expect(ruleOf(ruleParts(former).step, ruleParts(former).words, former)).toBe(former);
  });
});
