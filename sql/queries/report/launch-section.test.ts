import { expect, it } from 'vitest';
import { sinceCells, slateNote } from './launch-section.ts';

it.each([
  ['UTC', '2026-11-16'],
  ['Asia/Kolkata', '2026-11-17'],
  ['America/Los_Angeles', '2026-11-16'],
])('tells a premiere by the calendar of %s', (zone, day) => {
  const then = { launch: { premiereMs: Date.UTC(2026, 10, 16, 19) }, point: { ageHours: 49 } };
  expect(sinceCells(then, zone)).toEqual([{ value: day }, { value: 2 }]);
});

it('says how many launches it leaves out', () => {
  expect(slateNote([], 31)).toMatch(/ The first 12 of 31 launches\.$/);
  expect(slateNote([], 12)).not.toContain('The first');
});
