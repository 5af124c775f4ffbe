import { describe, expect, it } from 'vitest';
import { coordinatedOnes, coordinatedText, reasonText } from './coordinated.ts';

describe('reviews that look coordinated', () => {
  it('are told by how many they are', () => {
    expect([1, 1_234].map(coordinatedText)).toEqual(['1 review looks coordinated', '1,234 reviews look coordinated']);
    expect([1, 75].map(coordinatedOnes)).toEqual([
      '1 review that looks coordinated',
      '75 reviews that look coordinated',
    ]);
  });

  it.each([
    ['volume', 38.4, 0.72, 'People not known to have started it wrote 38 reviews an hour; usual: 0.7 an hour.'],
    ['volume', 40, 1 / 24, 'People not known to have started it wrote 40 reviews an hour; usual: 1.0 a day.'],
    ['extreme', 0.941, 0.13, '94\u202f% of the ratings are at the lowest end of the scale; usual: 13\u202f%.'],
    ['non-viewers', 1, 0.2, '100\u202f% of the reviews are by people not known to have started it; usual: 20\u202f%.'],
    [
      ...(['new-accounts', 0.9, 0.1] as const),
      '90\u202f% of the reviews are by people first heard of less than two days before; usual: 10\u202f%.',
    ],
    [
      ...(['duplicates', 0.8, 0] as const),
      '80\u202f% of the texts say nearly word for word what at least two others say; usual: 0\u202f%.',
    ],
  ] as const)('say why: %s', (reason, value, usual, text) =>
    expect(reasonText({ reason, value, usual }, 'lowest')).toBe(text),
  );
});
