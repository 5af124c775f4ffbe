import { describe, expect, it } from 'vitest';
import { shown, toCsv } from './csv.ts';

describe('csv', () => {
  it('quotes, leaves unknowns empty, keeps every digit, and disarms formulas', () => {
    const csv = toCsv({
      columns: [{ label: 'title' }, { label: 'hours', format: () => 'rounded' }],
      rows: [
        ['The "Salt", Road', 1234.5678],
        ['=1+1', null],
      ],
    });
    expect(csv).toBe('\uFEFFtitle,hours\r\n"The ""Salt"", Road",1234.5678\r\n\'=1+1,\r\n');
  });
  it('shows a cell in its column’s format', () => {
    expect(shown(0.5, (value) => `${value * 100} %`)).toBe('50 %');
    expect(shown(null)).toBe('–');
  });
});
