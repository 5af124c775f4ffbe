import { describe, expect, it } from 'vitest';
import type { ColumnKind, ReportCell, ReportSection, ReportSnapshot } from './model.ts';
import { changesBetween } from './restatement.ts';

const snapshot = (id: ReportSection['id'], rows: Record<string, [ColumnKind, ReportCell]>): ReportSnapshot => ({
  ...{ format: 1, scope: { kind: 'slate' }, subject: 'The slate', provisional: false, asOfMs: 0 },
  week: { monday: '2026-11-16', zone: 'UTC', range: { fromMs: 0, toMs: 1 } },
  ...{ findings: [], definitions: [] },
  sections: [
    {
      ...{ id, title: '', note: '', empty: null, charts: [], quotes: [] },
      columns: [
        { id: 'title', name: 'Title', kind: 'text' },
        { id: 'value', name: 'This week', kind: 'number' },
      ],
      rows: Object.entries(rows).map(([row, [kind, cell]]) => ({
        id: row,
        cells: [{ value: row }, { ...cell, kind }],
      })),
    },
  ],
});

describe('what a restatement lists', () => {
  it.each<[string, ColumnKind, ReportCell, ReportCell, boolean]>([
    ['a hundredth and ten', 'count', { value: 1_000 }, { value: 1_010 }, false],
    ['more than a hundredth and ten', 'count', { value: 1_000 }, { value: 1_011 }, true],
    ['a tenth, but few', 'count', { value: 50 }, { value: 60 }, false],
    ['many, but a small part', 'hours', { value: 100_000 }, { value: 100_999 }, false],
    ['less than a point', 'share', { value: 0.5 }, { value: 0.509 }, false],
    ['more than a point', 'share', { value: 0.5 }, { value: 0.511 }, true],
    ['a place of the first ten', 'rank', { value: 10 }, { value: 11 }, true],
    ['a place further down', 'rank', { value: 11 }, { value: 12 }, false],
    ['a figure of the life', 'count', { value: 1_000, life: true }, { value: 2_000, life: true }, false],
    ['what is withheld now', 'count', { value: 1_000 }, { value: null, withheld: true }, false],
    ['what was not known', 'count', { value: null, why: 'Being counted.' }, { value: 1_000 }, true],
    ['what follows from others', 'change', { value: 0.1 }, { value: 0.9 }, false],
  ])('%s', (_, kind, before, after, moved) => {
    const changes = changesBetween(
      snapshot('kpis', { hours: [kind, before] }),
      snapshot('kpis', { hours: [kind, after] }),
    );
    expect(changes).toEqual(
      moved
        ? [
            {
              at: 'kpis/hours/value',
              name: 'hours: This week',
              before: before.value,
              after: after.value,
              cause: 'records',
            },
          ]
        : [],
    );
  });

  it('tells a changed runtime and another definition from late records', () => {
    const cell = (value: number, version: number): [ColumnKind, ReportCell] => ['count', { value, version }];
    const causes = (...[before, after]: [Parameters<typeof snapshot>[1], Parameters<typeof snapshot>[1]]) =>
      changesBetween(snapshot('kpis', before), snapshot('kpis', after)).map(({ at, cause }) => [at, cause]);
    const [hours, views] = [cell(500, 1), cell(300, 1)];
    expect(causes({ hours, views }, { hours, views: cell(400, 1) })).toEqual([['kpis/views/value', 'runtime']]);
    expect(causes({ hours, views }, { hours: cell(700, 1), views: cell(400, 1) })).toEqual([
      ['kpis/hours/value', 'records'],
      ['kpis/views/value', 'records'],
    ]);
    expect(causes({ hours, views }, { hours: cell(700, 2), views })).toEqual([['kpis/hours/value', 'definition']]);
  });

  it('counts a title that came to the ranking or left it, but none that was not chosen to be shown', () => {
    const between = (id: ReportSection['id']) =>
      changesBetween(snapshot(id, { a: ['count', { value: 500 }] }), snapshot(id, { b: ['count', { value: 400 }] }));
    expect(between('ranking')).toEqual([
      { at: 'ranking/a/value', name: 'a: This week', before: 500, after: null, cause: 'records' },
      { at: 'ranking/b/value', name: 'b: This week', before: null, after: 400, cause: 'records' },
    ]);
    expect(between('launch')).toEqual([]);
  });
});
