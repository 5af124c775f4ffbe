import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../app.css', import.meta.url), 'utf8');

function colour(token: string, theme: 'light' | 'dark'): string {
  const pair = new RegExp(`--${token}:\\s*light-dark\\((#[0-9a-f]{6})[0-9a-f]*,\\s*(#[0-9a-f]{6})`, 'i').exec(css);
  const value = theme === 'light' ? pair?.[1] : pair?.[2];
  if (value === undefined) throw new Error(`--${token} is no light-dark() pair of colours`);
  return value;
}
function linear(hex: string): [red: number, green: number, blue: number] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return [red, green, blue];
}
function luminance(hex: string): number {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** How each kind of vision mixes linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1). */
const VISION = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** CIELAB of a colour as somebody sees it: distances of it are differences one sees. */
function seenAs(hex: string, vision: keyof typeof VISION): number[] {
  const [red, green, blue] = linear(hex);
  const mix = VISION[vision];
  const [r = 0, g = 0, b = 0] = [0, 3, 6].map((row) =>
    Math.min(1, Math.max(0, (mix[row] ?? 0) * red + (mix[row + 1] ?? 0) * green + (mix[row + 2] ?? 0) * blue)),
  );
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
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
  const series = [1, 2, 3, 4, 5, 6].map((index) => `series-${index}`);
  it.each(series)('reads --%s as text and as a line (4.5:1)', (token) => {
    for (const ground of ['bg', 'surface', 'raised']) {
      expect(contrast(colour(token, theme), colour(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });
  it.each(['normal', 'protanopia', 'deuteranopia', 'tritanopia'] as const)(
    'tells the titles of a comparison apart with %s vision',
    (vision) => {
      const seen = series.map((token) => seenAs(colour(token, theme), vision));
      const distances = seen.flatMap((one, index) =>
        seen.slice(index + 1).map((other) => Math.hypot(...one.map((value, at) => value - (other[at] ?? 0)))),
      );
      // Under 10 is a difference one has to look for; large areas at 2.3 are just told apart.
      expect(Math.min(...distances)).toBeGreaterThan(20);
    },
  );
  it('reads on the accent', () => {
    expect(contrast(colour('on-title', theme), colour('title', theme))).toBeGreaterThanOrEqual(4.5);
  });
});
