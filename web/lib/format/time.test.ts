import { describe, expect, it } from 'vitest';
import { timecode } from './time.ts';

describe('a place in a piece of content', () => {
  it.each([
    [0, '0:00'],
    [5, '0:05'],
    [754.9, '12:34'],
    [3600, '1:00:00'],
    [3754, '1:02:34'],
  ])('%d s is %s', (seconds, text) => expect(timecode(seconds)).toBe(text));
});
