import { expect, it } from 'vitest';
import { section } from './frame.ts';
import type { ReportChart } from './model.ts';

it('a section without rows says why, and draws no axis of nothing', () => {
  const charts: ReportChart[] = [{ kind: 'dots', center: null, valueName: 'Hours viewed', rows: [] }];
  const made = { title: 'What was viewed most?', columns: [], charts, ifEmpty: 'Nothing was.' };
  expect(section({ id: 'ranking', ...made, rows: [] })).toMatchObject({ empty: 'Nothing was.', charts: [] });
  const rows = [{ id: 'a', cells: [{ value: 1 }] }];
  expect(section({ id: 'ranking', ...made, rows })).toMatchObject({ empty: null, charts });
});
