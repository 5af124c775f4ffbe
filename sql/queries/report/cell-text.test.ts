import { describe, expect, it } from 'vitest';
import { cellText, intervalText, roundedValue, valueText } from './cell-text.ts';
import type { ColumnKind } from './model.ts';

const ZONE = 'Europe/Lisbon';

describe('a cell of a report', () => {
  it.each<[ColumnKind, number | string, string]>([
    ['count', 1_234_567, '1,234,567'],
    ['hours', 1_234_567.891, '1,234,567.9'],
    ['share', 0.3817, '38.2\u202f%'],
    ['share', 1, '100\u202f%'],
    ['share', 0, '0\u202f%'],
    ['share', 0.9996, '99.96\u202f%'],
    ['share', 0.0003, '0.03\u202f%'],
    ['days', -699, '−699'],
    ['money', -1.5, '−1.50'],
    ['change', -0.048375, '−4.8\u202f%'],
    ['points', 0.0317, '+3.2\u202fpts'],
    ['net', 0.3817, '+38.2'],
    ['net', -0.0001, '±0.0'],
    ['index', 118.4, '118'],
    ['multiple', 1.418, '1.42\u202f×'],
    ['rating', 7.43, '7.4'],
    ['number', 3.14159, '3.14'],
    ['money', 12_345.678, '12,345.68'],
    ['rank', 3, '3'],
    ['instant', Date.parse('2026-07-16T13:00:00Z'), '16 Jul 2026, 14:00'],
    ['day', '2026-09-16', '16 Sep 2026'],
    ['text', '=1+1', '=1+1'],
  ])('of %s: %s', (kind, value, text) => {
    expect(valueText(value, kind, ZONE)).toBe(text);
    // Rounded for a file it is told alike.
    if (typeof value === 'number') expect(valueText(roundedValue(value, kind), kind, ZONE)).toBe(text);
  });

  it.each<[ColumnKind, number, number]>([
    ['count', 1234.5678, 1235],
    ['hours', 1_234_567.891, 1_234_567.9],
    ['share', 0.38171717, 0.382],
    ['share', 0.00031717, 0.0003],
    ['net', -0.12345, -0.123],
    ['multiple', 1.41821, 1.42],
    ['instant', 1_784_206_800_123, 1_784_206_800_123],
  ])('of %s is rounded in its own unit: %d', (kind, value, rounded) => expect(roundedValue(value, kind)).toBe(rounded));

  it.each<[ColumnKind, [number, number | null], string]>([
    ['share', [0.361, 0.402], '36.1–40.2\u202f%'],
    ['share', [0, 0.012], '0.0–1.2\u202f%'],
    ['share', [0.0003, 1], '0.0–100.0\u202f%'],
    ['change', [-0.06, -0.04], '−6.0 to −4.0\u202f%'],
    ['index', [104, 134], '104–134'],
    // JSON has no infinity.
    ['multiple', [1.3, null], 'from 1.30\u202f×'],
  ])('has an interval of %s whose unit stands once', (kind, interval, text) =>
    expect(intervalText(interval as [number, number], kind, ZONE)).toBe(text),
  );

  it('is one line with its interval, estimated, withheld or not there', () => {
    expect(cellText({ value: 0.38, interval: [0.361, 0.402], kind: 'share' }, 'number', ZONE)).toBe(
      '38.0\u202f% (36.1–40.2\u202f%)',
    );
    expect(cellText({ value: 12, estimated: true }, 'count', ZONE)).toBe('≈ 12');
    expect(cellText({ value: 12, partial: true, why: 'Exports reach to 8 Nov 2026.' }, 'count', ZONE)).toBe('≥ 12');
    expect(cellText({ value: null, withheld: true, why: 'few' }, 'count', ZONE)).toBe('withheld');
    expect(cellText({ value: null, why: 'No runtime.' }, 'count', ZONE)).toBe('–');
  });
});
