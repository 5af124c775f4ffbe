import { expect, it } from 'vitest';
import type { Driver } from '../reception-model.ts';
import { drivers } from './title-sections.ts';

const driver = (kind: Driver['kind'], name: string, language: string, texts: number): Driver => ({
  ...{ kind, name, language, positive: texts, negative: 5, balance: 0, quotes: [] },
});

it('drivers are drawn by the names that the table has, and each once', () => {
  const all = [
    driver('aspect', 'pacing', '', 90),
    driver('term', 'pacing', 'en', 40),
    driver('aspect', 'look', '', 30),
    driver('term', 'chat', 'en', 20),
    driver('term', 'chat', 'fr', 10),
  ];
  const { rows, charts } = drivers(
    { drivers: all, quotes: { positive: [], neutral: [], negative: [], newest: [] } },
    { fromMs: 0, toMs: 1 },
  );
  expect(rows.map(({ cells }) => cells[0]?.value)).toEqual(['Pacing', 'pacing', 'Look', 'chat', 'chat']);
  expect(charts).toMatchObject([
    {
      rows: ['Pacing (aspect)', 'pacing (term, en)', 'Look', 'chat (term, en)', 'chat (term, fr)'].map((name) => ({
        name,
      })),
    },
  ]);
});
