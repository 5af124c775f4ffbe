import { expect, it } from 'vitest';
import { leftOut, moves, restated, spikes } from './anomalies.ts';
import { cellText } from './cell-text.ts';
import type { ReportRow } from './model.ts';
import { reportWeek } from './week.ts';
import type { PromoSpike } from './weekly-promo.ts';

const spike = (of: PromoSpike['of']): PromoSpike => ({ of, atMs: 0, count: 40, expected: 3, score: 9 });

it.each([
  ['all', 1, ['A spike of trailer views', 'A spike of mentions']],
  ['most', 0.78, ['A spike of trailer views (of the 78\u202f% told by the hour)', 'A spike of mentions']],
  ['few', 0.49, ['A spike of mentions']],
])('where %s of the views are told by the hour, a leap of them is one of the campaign or is not', (_, part, said) => {
  const promo = { spikes: () => [spike('views'), spike('mentions')], partByHour: () => part };
  const week = reportWeek('2026-11-16', 'UTC') ?? expect.fail();
  expect(spikes({ week }, ['salt'], promo, (id) => id).map(({ cells }) => cells[0]?.value)).toEqual(said);
});

const nameOf = (id: string) => id;
const week = () => reportWeek('2026-11-16', 'UTC') ?? expect.fail();
/** Without its name and when it was: the numbers, and in words what they count and how they compare. */
const said = ({ cells }: ReportRow) => cells.slice(3).map((cell) => cellText(cell, 'count', 'UTC'));

it('says what is counted beside every number, and a usual one between two counts as it is', () => {
  const promo = {
    spikes: () => [{ ...spike('views'), expected: 2.5 }, spike('mentions')],
    partByHour: () => 1,
  };
  expect(spikes({ week: week() }, ['salt'], promo, nameOf).map(said)).toEqual([
    ['40', '2.5', 'trailer views an hour', 'In the hour that begins then.'],
    ['40', '3', 'mentions an hour', 'In the hour that begins then.'],
  ]);
  const restatements = [{ week: '2026-11-02', atMs: 0, changes: 3 }];
  const [row] = restated({ context: { restatements } });
  expect(row?.cells[1]?.value).toBe('2–8 Nov 2026');
  expect(row && said(row)).toEqual([
    ...['3', '–', 'numbers that changed', 'The restatement lists what changed, and why.'],
  ]);
});

it.each<[now: number, before: number, what: string, note: string]>([
  [50, 100, 'At most half the hours', '50\u202f% fewer than the week before.'],
  [4, 100, 'At most half the hours', '96\u202f% fewer than the week before.'],
  [0, 100, 'At most half the hours', '100\u202f% fewer than the week before.'],
  [200, 100, 'At least twice the hours', '2.0 times as many as the week before.'],
  [1234, 100, 'At least twice the hours', '12.3 times as many as the week before.'],
])('%d hours after %d are no more than the numbers say', (now, before, what, note) => {
  const frame = { week: week(), untilMs: week().range.toMs };
  const [row] = moves([{ id: 'salt', now, before }], frame, nameOf);
  expect(row?.cells[0]?.value).toBe(what);
  expect(row && said(row).slice(2)).toEqual(['hours viewed', `In the week that begins then: ${note}`]);
});

it.each([
  [51, 100],
  [199, 100],
  // Twice as many, and few.
  [19, 38],
  [60, 19],
])('%d hours after %d are nothing out of the ordinary', (now, before) => {
  const frame = { week: week(), untilMs: week().range.toMs };
  expect(moves([{ id: 'salt', now, before }], frame, nameOf)).toEqual([]);
});

it('says how many spikes and moves it leaves out', () => {
  const promo = { spikes: () => [spike('views')], partByHour: () => 1 };
  const week = reportWeek('2026-11-16', 'UTC') ?? expect.fail();
  const titles = Array.from({ length: 12 }, (_, at) => `t${at}`);
  const leaps = spikes({ week }, titles, promo, (id) => id);
  expect(leftOut(leaps, titles.slice(0, 5))).toBe(' The first 10 of 12 spikes.');
  expect(leftOut([], titles.slice(0, 6))).toBe(' The first 5 of 6 titles whose hours at least halved or doubled.');
});
