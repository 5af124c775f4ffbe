import { expect, it } from 'vitest';
import type { EventRecord } from '../contract/records.ts';
import { film, straight } from '../../test/support/told-plays.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { takeFraction } from './oracle-taking.ts';
import { realisedTruth } from './oracle.ts';

const NOON_MS = Date.UTC(2026, 2, 4, 12);

let shown = 0;
const impression = (viewer: string, surface: string, atMs: number, fields: object = {}) =>
  ({
    ...{
      type: 'impression',
      impression_id: `i${(shown += 1)}`,
      viewer_id: viewer,
      title_id: 'film',
      surface,
      at: atMs,
    },
    ...fields,
  }) as EventRecord;

it('takes an impression that its viewer follows with a start from that surface within a day', () => {
  const twice = impression('ana', 'hero', NOON_MS);
  const truth = realisedTruth([
    film('film', 600),
    film('other', 600),
    ...straight(0, 60, { viewer: 'ana', startedMs: NOON_MS + HOUR_MS, fields: { surface: 'hero' } }),
    twice,
    twice,
    // Both were followed; a surface that led nowhere was not.
    impression('ana', 'hero', NOON_MS + HOUR_MS / 2),
    impression('ana', 'row', NOON_MS),
    // Too late by a millisecond, exactly in time, before it was shown, another title.
    ...straight(0, 60, { viewer: 'ben', startedMs: NOON_MS + DAY_MS + 1, fields: { surface: 'hero' } }),
    impression('ben', 'hero', NOON_MS),
    ...straight(0, 60, { viewer: 'cleo', startedMs: NOON_MS + DAY_MS, fields: { surface: 'hero' } }),
    impression('cleo', 'hero', NOON_MS),
    ...straight(0, 60, { viewer: 'dan', startedMs: NOON_MS - 1, fields: { surface: 'hero' } }),
    impression('dan', 'hero', NOON_MS),
    ...straight(0, 60, { viewer: 'eve', title: 'other', startedMs: NOON_MS, fields: { surface: 'hero' } }),
    impression('eve', 'hero', NOON_MS),
    impression('eve', 'hero', NOON_MS, { test: true }),
    impression('eve', 'hero', NOON_MS + 10 * DAY_MS),
  ]);
  const untilMs = NOON_MS + DAY_MS;
  const hero = takeFraction(truth, 'film', 'hero', untilMs);
  expect(hero).toMatchObject({ impressions: 6, taken: 3, fraction: 0.5 });
  // Five viewers: Ana 2 of 2, Ben 0 of 1, Cleo 1 of 1, Dan and Eve 0 of 1: residuals 1, ½, ½, ½, ½, squares 2.
  expect(hero.standardError).toBeCloseTo(Math.sqrt((2 * 5) / 4) / 6, 12);
  expect(takeFraction(truth, 'film', null, untilMs)).toMatchObject({ impressions: 7, taken: 3 });
  expect(takeFraction(truth, 'film', 'nowhere', untilMs)).toMatchObject({ impressions: 0, fraction: null });
});
