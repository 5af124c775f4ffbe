import { describe, expect, it } from 'vitest';
import { aspectsIn } from './aspects.ts';

describe('what a text is about', () => {
  it('is told by whole words, and in no language that has none', () => {
    expect(aspectsIn('He was cast away', 'en')).toEqual(['cast']);
    expect(aspectsIn('A broadcast of historic proportions', 'en')).toEqual([]);
    expect(aspectsIn('The music', 'tlh')).toEqual([]);
  });
});
