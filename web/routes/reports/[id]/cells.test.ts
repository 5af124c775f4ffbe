import { describe, expect, it } from 'vitest';
import type { ColumnKind, ReportCell } from '../../../../sql/queries/report/model.ts';
import { shownCell, valueText } from './cells.ts';

const shown = (cell: ReportCell, kind: ColumnKind) => shownCell(cell, { id: 'c', name: 'C', kind }, 'Europe/Lisbon');

describe('a cell of a report', () => {
  it.each<[ColumnKind, number | string, string]>([
    ['count', 1_234_567, '1,234,567'],
    ['hours', 1_234_567.891, '1,234,567.9'],
    ['share', 0.3817, '38.2\u202f%'],
    ['change', -0.048375, '−4.8\u202f%'],
    ['points', 0.0317, '+3.2\u202fpts'],
    ['net', 0.3817, '+38.2'],
    ['index', 118.4, '118'],
    ['multiple', 1.418, '1.42\u202f×'],
    ['rating', 7.43, '7.4'],
    ['number', 3.14159, '3.14'],
    ['money', 12_345.678, '12,345.68'],
    ['rank', 3, '3'],
    ['instant', Date.parse('2026-07-16T13:00:00Z'), '16 Jul 2026, 14:00'],
    ['day', '2026-11-16', '16 Nov 2026'],
    ['text', '=1+1', '=1+1'],
  ])('of %s: %s', (kind, value, text) => expect(valueText(value, kind, 'Europe/Lisbon')).toBe(text));

  it('comes with its interval and n, the unit once', () => {
    expect(shown({ value: 0.38, interval: [0.361, 0.402], n: 2_796 }, 'share').under).toBe(
      '36.1–40.2\u202f% · n 2,796',
    );
    expect(shown({ value: -0.05, interval: [-0.06, -0.04] }, 'change').under).toBe('−6.0 to −4.0\u202f%');
    expect(shown({ value: 118, interval: [104, 134] }, 'index').under).toBe('104–134');
  });

  it('is of its own kind where it has one', () => {
    expect(shown({ value: 0.5, kind: 'share' }, 'number').text).toBe('50.0\u202f%');
  });

  it('says that it is estimated, withheld, or not there, and why', () => {
    expect(shown({ value: 12, estimated: true }, 'count').text).toBe('≈ 12');
    expect(shown({ value: null, withheld: true, why: 'fewer than 50 people' }, 'count')).toMatchObject({
      ...{ kind: 'withheld', text: 'withheld', why: expect.stringContaining('privacy') as string },
    });
    expect(shown({ value: null, why: 'No runtime.' }, 'count')).toMatchObject({ kind: 'missing', why: 'No runtime.' });
  });
});
