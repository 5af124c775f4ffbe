import { expect, it } from 'vitest';
import { section } from './frame.ts';
import type { ReportChart } from './model.ts';

it('a section without rows says why, and draws no axis of nothing', () => {
  const charts: ReportChart[] = [{ kind: 'dots', center: null, valueName: 'Hours viewed', rows: [] }];
  const made = { id: 'ranking', title: 'What was viewed most?', columns: [], charts, ifEmpty: 'Nothing was.' } as const;
  expect(section({ ...made, charts, rows: [] })).toMatchObject({ empty: 'Nothing was.', charts: [] });
  const rows = [{ id: 'a', cells: [{ value: 1 }] }];
  expect(section({ ...made, charts, columns: [], rows })).toMatchObject({ empty: null, charts });
});
