import { expect, it } from 'vitest';
import { figure } from '../figure.ts';
import { viewersRow } from './kpis.ts';
import { reportWeek } from './week.ts';

it.each<[string, number, object]>([
  ['goes on', 19, { value: null, why: 'Viewers are known by whole UTC days: the open one is not over.' }],
  ['is over', 168, { value: -0.5, interval: [expect.any(Number), expect.any(Number)] }],
])('of a week that %s', (_, hours, change) => {
  const week = reportWeek('2026-11-16', 'UTC') ?? expect.fail();
  const frame = { week, untilMs: week.range.fromMs + hours * 3_600_000 };
  const [, now, before, told] = viewersRow(frame, figure('viewers', 100, 0), figure('viewers', 200, 0)).cells;
  expect([now?.value, before?.value]).toEqual([100, 200]);
  expect(told).toEqual(change);
});
