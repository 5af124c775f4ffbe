import { describe, expect, it } from 'vitest';
import { clearedBy, sameSegment, segmentParams, segmentText } from './segment.ts';

describe('a part of the audience', () => {
  it('is said in words', () => {
    expect(segmentText({})).toBe('');
    expect(segmentText({ country: 'PT', device: 'tv' })).toBe('Portugal, Television');
    expect(segmentText({ audio: 'pt-BR' })).toBe('Brazilian Portuguese audio');
    expect(segmentText({ plan: 'premium' })).toBe('Premium plan');
    expect(segmentText({ preference: 'science fiction' })).toBe('Prefers science fiction');
  });

  it('takes out of the address what it cannot stand beside', () => {
    expect(clearedBy('country', { together: true })).toEqual(['audio', 'plan', 'preference']);
    expect(clearedBy('plan', { together: true })).toEqual(['country', 'device', 'audio', 'preference']);
    expect(clearedBy('country', { together: false })).toEqual(['device', 'audio', 'plan', 'preference']);
    expect(segmentParams({ audio: 'pt' })).toEqual({
      ...{ country: null, device: null, audio: 'pt', plan: null, preference: null },
    });
  });

  it('is another one when any of it is', () => {
    expect(sameSegment({ country: 'PT' }, { country: 'PT', device: undefined })).toBe(true);
    expect(sameSegment({ country: 'PT' }, { country: 'PT', device: 'tv' })).toBe(false);
  });
});
