import { describe, expect, it } from 'vitest';
import { aspectsIn, sentencesOf } from './aspects.ts';

describe('what a text is about', () => {
  it('is told by whole words, and in no language that has none', () => {
    expect(aspectsIn('He was cast away', 'en')).toEqual(['cast']);
    expect(aspectsIn('A broadcast of historic proportions', 'en')).toEqual([]);
    expect(aspectsIn('The music', 'tlh')).toEqual([]);
  });
});

describe('the sentences of a text', () => {
  it('end with any script’s marks, and where a "but" divides them', () => {
    expect(sentencesOf('Great cast, but the ending is bad! 音乐很好。但是太长。')).toEqual([
      ...['Great cast', 'the ending is bad!', '音乐很好。', '太长。'],
    ]);
    expect(sentencesOf('… !!! 👍')).toEqual([]);
  });
});
