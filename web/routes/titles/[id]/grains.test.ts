import { describe, expect, it } from 'vitest';
import { drawnRange, grainOf, grainsOf } from './grains.ts';

const days = (count: number) => ({ fromMs: 0, toMs: count * 24 * 3_600_000 });

describe('grains of a series', () => {
  it.each([
    [1, ['hour'], 'hour'],
    [3, ['hour', 'day'], 'hour'],
    [7, ['hour', 'day'], 'day'],
    [28, ['day', 'week'], 'day'],
    [150, ['day', 'week'], 'week'],
    [900, ['week'], 'week'],
  ] as const)('over %d days are %j, at first %s', (count, grains, best) => {
    expect(grainsOf(days(count), false)).toEqual(grains);
    expect(grainOf(null, days(count), grains)).toBe(best);
  });

  it('are what was asked for only where it can be drawn', () => {
    expect(grainOf('hour', days(7), ['hour', 'day'])).toBe('hour');
    expect(grainOf('hour', days(28), ['day', 'week'])).toBe('day');
    expect(grainOf('century', days(28), ['day', 'week'])).toBe('day');
  });

  it('are weeks for a segment', () => {
    expect(grainsOf(days(3), true)).toEqual(['week']);
    expect(grainOf('day', days(3), ['week'])).toBe('week');
  });
});

it('draw an old title from the week it was first played in', () => {
  const fromMs = Date.UTC(2024, 0, 1);
  const range = { fromMs, toMs: Date.UTC(2026, 0, 1) };
  const wednesday = Date.UTC(2025, 10, 5, 20);
  expect(drawnRange(range, wednesday)).toEqual({ ...range, fromMs: Date.UTC(2025, 10, 3) });
  // A launch that is watched a while after its premiere shows the while; one that nobody watched shows all of it.
  expect(drawnRange(range, fromMs + 20 * 24 * 3_600_000)).toEqual(range);
  expect(drawnRange(range, null)).toEqual(range);
});
