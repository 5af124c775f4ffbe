import { expect, it } from 'vitest';
import { leftOut, spikes } from './anomalies.ts';
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

it('says how many spikes and moves it leaves out', () => {
  const promo = { spikes: () => [spike('views')], partByHour: () => 1 };
  const week = reportWeek('2026-11-16', 'UTC') ?? expect.fail();
  const titles = Array.from({ length: 12 }, (_, at) => `t${at}`);
  const leaps = spikes({ week }, titles, promo, (id) => id);
  expect(leftOut(leaps, titles.slice(0, 5))).toBe(' The first 10 of 12 spikes.');
  expect(leftOut([], titles.slice(0, 6))).toBe(' The first 5 of 6 halved or doubled hours.');
});
