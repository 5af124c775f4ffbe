import { expect, it } from 'vitest';
import type { MilestoneUplift } from '../buzz-model.ts';
import { DAY_MS } from '../time.ts';
import { upliftSection } from './campaign-sections.ts';
import { reportWeek } from './week.ts';

const week = reportWeek('2026-11-16', 'Asia/Kolkata') ?? expect.fail();
const atMs = week.range.fromMs + DAY_MS;

const uplift = (id: string, metric: MilestoneUplift['metric'], isKnown = true): MilestoneUplift => ({
  milestone: { id, titleId: 'salt', form: 'talk show', name: 'Talk show', atMs, note: '' },
  ...{ metric, observed: 383, expected: 204, course: null },
  window: isKnown ? { fromMs: atMs, toMs: atMs + 5 * DAY_MS } : null,
  uplift: { metric: 'milestone_uplift', version: 1, value: 0.88, interval: [0.3, 1.6], asOfMs: 0 },
});

it('what came after a milestone says which part of the views of those days has hours, and on whose clock it was', () => {
  const milestones = [uplift('a', 'views'), uplift('b', 'mentions'), uplift('c', 'views', false)];
  const { columns, rows, note } = upliftSection(milestones, week, ({ fromMs }) => (fromMs === atMs ? 0.009 : 1));
  const at = columns.findIndex(({ id }) => id === 'part');
  expect(rows.map(({ cells }) => cells[at]?.value)).toEqual([0.009, null, null]);
  expect(note).toMatch(
    /Daily exports have no hours.* Times are on the clock of Asia\/Kolkata, in spreadsheets and CSV in UTC\.$/,
  );
});
