import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../sql/queries/read-model.ts';
import { figureAnswer, figureSchema } from './figure.ts';

const figure = (more: Partial<Figure>): Figure => ({
  metric: 'completion_7d',
  version: 1,
  value: 0.5,
  asOfMs: Date.UTC(2026, 10, 2, 18),
  ...more,
});

describe('a figure of the read API', () => {
  it('carries its definition, time and certainty', () => {
    const answer = figureAnswer(figure({ interval: [0.4, 0.6], n: 100, maturing: 7, estimated: true }));
    expect(answer).toEqual({
      metric: 'completion_7d',
      version: 1,
      as_of: '2026-11-02T18:00:00.000Z',
      value: 0.5,
      interval: [0.4, 0.6],
      n: 100,
      maturing: 7,
      estimated: true,
    });
    expect(figureSchema.parse(answer)).toEqual(answer);
  });

  it('says why it is not available', () => {
    const answer = figureAnswer(figure({ value: null, reason: 'Fewer than 20 people to count yet.' }));
    expect(answer).toMatchObject({ value: null, reason: 'Fewer than 20 people to count yet.' });
    expect(figureSchema.safeParse(answer).success).toBe(true);
  });

  it('leaves nothing beside the fact that it is withheld', () => {
    const answer = figureAnswer(
      figure({ value: 0.5, interval: [0.4, 0.6], n: 12, maturing: 3, withheld: true, reason: 'x' }),
    );
    expect(answer).toEqual({
      metric: 'completion_7d',
      version: 1,
      as_of: '2026-11-02T18:00:00.000Z',
      withheld: true,
    });
    expect(figureSchema.safeParse(answer).success).toBe(true);
  });
});
