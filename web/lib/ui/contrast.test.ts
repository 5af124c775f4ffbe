import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../app.css', import.meta.url), 'utf8');

function colour(token: string, theme: 'light' | 'dark'): string {
  const pair = new RegExp(`--${token}:\\s*light-dark\\((#[0-9a-f]{6})[0-9a-f]*,\\s*(#[0-9a-f]{6})`, 'i').exec(css);
  const value = theme === 'light' ? pair?.[1] : pair?.[2];
  if (value === undefined) throw new Error(`--${token} is no light-dark() pair of colours`);
  return value;
}
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'title-ink', 'good', 'bad', 'warn'])(
    'reads --%s on every surface (4.5:1)',
    (text) => {
      for (const ground of ['bg', 'surface', 'raised']) {
        expect(contrast(colour(text, theme), colour(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
      }
    },
  );
  it.each(['title', 'cohort', 'control', 'focus', 'live'])('tells --%s from what is under it (3:1)', (mark) => {
    for (const ground of ['bg', 'surface']) {
      expect(contrast(colour(mark, theme), colour(ground, theme)), ground).toBeGreaterThanOrEqual(3);
    }
  });
  it('reads on the accent', () => {
    expect(contrast(colour('on-title', theme), colour('title', theme))).toBeGreaterThanOrEqual(4.5);
  });
});
