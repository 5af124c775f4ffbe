import { expect, it } from 'vitest';
import { figure } from '../figure.ts';
import type { Slate, SlateRow } from '../read-model.ts';
import { campaignsText, kpis, ranking } from './slate-sections.ts';
import { reportWeek } from './week.ts';

const of = (metric: Parameters<typeof figure>[0]) => figure(metric, 100, 0);
const totals: Slate['totals'] = {
  ...{ hours: of('hours'), views: of('views'), viewers: of('viewers') },
  ...{ starts: of('starts'), starters: of('starters') },
};
const viewed = (id: string, rank: number) =>
  ({
    ...{ rank, previousRank: rank, title: { id, name: id, season: null } },
    ...{ hours: of('hours'), views: of('views'), viewers: of('viewers'), starters: of('starters') },
    ...{ shareOfSlate: of('share_of_slate'), completion7d: of('completion_7d') },
  }) as SlateRow;
const past = { hoursThen: new Map(), notWhole: new Map(), onChart: new Map() };

it.each<[string, string, boolean]>([
  ['UTC', '2026-11-16', false],
  ['Asia/Kolkata', '2026-11-16', true],
  // Summer time ends with it.
  ['Europe/London', '2026-10-19', true],
  ['Europe/London', '2026-11-16', false],
])('says in %s, week of %s, whether viewers are of more days than the week', (zone, monday, says) => {
  const week = reportWeek(monday, zone) ?? expect.fail();
  const none = { value: null };
  const voices = { net: () => ({ now: none, before: none, change: none }) };
  const slate = { totals } as Slate;
  const notes = [
    kpis({ week, untilMs: week.range.toMs }, slate, slate, voices).note,
    ranking(week, [viewed('salt', 1)], 1, past).note,
  ];
  for (const note of notes) expect(note.includes('Viewers are of the whole UTC days around the week.')).toBe(says);
});

it('says how many titles and campaigns it leaves out', () => {
  const week = reportWeek('2026-11-16', 'UTC') ?? expect.fail();
  const rows = [viewed('salt', 1), viewed('ash', 2)];
  expect(ranking(week, rows, 231, past).note).toMatch(/ The first 2 of 231 titles\.$/);
  expect(ranking(week, rows, 2, past).note).not.toContain('The first');
  expect(campaignsText({ rows, titles: 231 })).toBe(' The first 2 of 231 campaigns, those ahead before the released.');
  expect(campaignsText({ rows, titles: 2 })).toBe('');
});
