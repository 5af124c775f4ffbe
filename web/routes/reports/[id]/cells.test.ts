import { describe, expect, it } from 'vitest';
import type { ColumnKind, ReportCell } from '../../../../sql/queries/report/model.ts';
import { shownCell } from './cells.ts';

const shown = (cell: ReportCell, kind: ColumnKind) => shownCell(cell, { id: 'c', name: 'C', kind }, 'Europe/Lisbon');

describe('a cell of a report as the page shows it', () => {
  it('comes with its interval and n', () => {
    expect(shown({ value: 0.38, interval: [0.361, 0.402], n: 2_796 }, 'share')).toEqual({
      ...{ kind: 'value', text: '38.0\u202f%', under: '36.1–40.2\u202f% · n 2,796', why: '' },
    });
  });

  it('is of its own kind where it has one', () => {
    expect(shown({ value: 0.5, kind: 'share' }, 'number').text).toBe('50.0\u202f%');
  });

  it('says that it is estimated, withheld, or not there, and why', () => {
    expect(shown({ value: 12, estimated: true }, 'count').text).toBe('≈ 12');
    expect(shown({ value: 12, partial: true, why: 'Exports reach to 8 Nov.' }, 'count')).toMatchObject({
      ...{ kind: 'value', text: '≥ 12', under: 'Exports reach to 8 Nov.' },
    });
    expect(shown({ value: null, withheld: true, why: 'fewer than 50 people' }, 'count')).toMatchObject({
      ...{ kind: 'withheld', text: 'withheld', why: expect.stringContaining('privacy') as string },
    });
    expect(shown({ value: null, why: 'No runtime.' }, 'count')).toMatchObject({ kind: 'missing', why: 'No runtime.' });
  });
});
