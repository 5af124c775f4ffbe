import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../contract/records.ts';
import { film, straight } from '../../test/support/told-plays.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { affinity, overlap, viewersBySegment } from './oracle-audience.ts';
import { genreAffinity, preferredGenres } from './oracle-preference.ts';
import { realisedTruth } from './oracle.ts';

const NOON_MS = Date.UTC(2026, 2, 4, 12);
let plays = 0;

function playing(viewer: string, title: string, fields: object = {}, seconds = 60, startedMs = NOON_MS): EventRecord[] {
  return straight(0, seconds, { title, viewer, play: `p${(plays += 1)}`, startedMs, fields });
}

const profile = (viewer: string, updatedMs: number, fields: object) =>
  ({ type: 'viewer', viewer_id: viewer, updated_at: updatedMs, ...fields }) as EventRecord;

describe('segments', () => {
  const truth = realisedTruth([
    film('a', 600, { premiere_at: NOON_MS }),
    film('b', 600),
    ...playing('ana', 'a', { country: 'pt', device: 'tv', audio: 'PT-br', region: 'PT-11' }),
    ...playing('ana', 'a', { country: 'ES', device: 'tv' }),
    ...playing('ben', 'a', { country: 'PT' }),
    ...playing('cleo', 'b', { country: 'PT' }),
    ...playing('dan', 'b', { country: 'DE' }),
    // A screener, a test and half a second make no viewer.
    ...playing('eve', 'a', { country: 'DE' }, 60, NOON_MS - HOUR_MS),
    ...playing('eve', 'a', { country: 'DE', test: true }),
    ...playing('eve', 'a', { country: 'DE' }, 0.5),
    profile('ana', 1, { age_band: '18-24', gender: 'female', plan: 'ads' }),
    profile('ana', 3, { age_band: '25-34', plan: 'premium' }),
    profile('ana', 2, { age_band: '65+', plan: 'ads' }),
    profile('ben', 1, { age_band: '25-34' }),
    profile('ben', 2, { deleted: true }),
    profile('dan', 1, { age_band: '25-34' }),
  ]);
  const counts = (title: string | null, dimension: Parameters<typeof viewersBySegment>[2]) =>
    Object.fromEntries([...viewersBySegment(truth, title, dimension)].map(([name, who]) => [name, who.size]));

  it('come from plays, and a viewer may be in several', () => {
    expect(counts('a', 'country')).toEqual({ PT: 2, ES: 1 });
    expect(counts(null, 'country')).toEqual({ PT: 3, ES: 1, DE: 1 });
    expect(counts('a', 'device')).toEqual({ tv: 1, unknown: 1 });
    expect(counts('a', 'audio')).toEqual({ 'pt-BR': 1 });
    expect(counts('a', 'region')).toEqual({ 'PT-11': 1 });
  });

  it('come from the profile that was updated last', () => {
    expect(counts(null, 'ageBand')).toEqual({ '25-34': 2 });
    expect(counts(null, 'plan')).toEqual({ premium: 1 });
    expect(counts(null, 'gender')).toEqual({});
  });

  it('are over- or under-represented against all viewers', () => {
    // Both of two viewers of the title against three of four of the slate.
    expect(affinity(truth, 'a', 'country').get('PT')).toEqual({
      ...{ of: 2, inSegment: 2, slateOf: 4, slateInSegment: 3, index: expect.closeTo(400 / 3, 9) as number },
    });
    expect(affinity(truth, 'a', 'country').get('ES')?.index).toBe(200);
    expect(affinity(truth, 'a', 'country').get('DE')?.index).toBe(0);
    expect(affinity(truth, 'a', 'ageBand').get('25-34')?.index).toBe(100);
  });
});

describe('overlap', () => {
  it('is viewers of both among viewers of either, and against chance', () => {
    const truth = realisedTruth([
      ...['a', 'b', 'c', 'd'].map((title) => film(title, 600)),
      ...['1', '2', '3', '4'].flatMap((viewer) => playing(viewer, 'a')),
      ...['3', '4', '5'].flatMap((viewer) => playing(viewer, 'b')),
      ...['6', '7', '8', '9', '10', '11', '12'].flatMap((viewer) => playing(viewer, 'c')),
    ]);
    // 2 of 5; if the one said nothing of the other it would be 4 × 3 ÷ 12 = 1.
    expect(overlap(truth, 'a', 'b')).toEqual({ both: 2, either: 5, share: 0.4, lift: 2 });
    expect(overlap(truth, 'a', 'c')).toMatchObject({ both: 0, lift: 0 });
    expect(overlap(truth, 'a', 'd')).toEqual({ both: 0, either: 4, share: 0, lift: null });
  });
});

describe('genre preference', () => {
  const asOfMs = NOON_MS;
  const hours = (viewer: string, title: string, hours: number, daysBefore: number) =>
    playing(viewer, title, {}, hours * 3600, asOfMs - daysBefore * DAY_MS);
  const truth = realisedTruth([
    film('drama', 20_000, { genres: ['drama'] }),
    film('mixed', 20_000, { genres: ['drama', 'comedy'] }),
    film('comedy', 20_000, { genres: ['comedy'] }),
    // Ana: 3 h of drama in two ways, 1 h of comedy. Ben: 4 h of comedy. Together 3 and 5.
    ...hours('ana', 'drama', 2, 10),
    ...hours('ana', 'mixed', 2, 10),
    ...hours('ben', 'comedy', 4, 10),
    // Cleo has seen nothing but drama, but not for two hours in the last 90 closed days.
    ...hours('cleo', 'drama', 1, 0.25),
    ...hours('cleo', 'drama', 3, 91),
  ]);

  it('is a share 1.5 times that of the slate, with two hours, in the last 90 closed days', () => {
    const preferred = preferredGenres(truth, null, asOfMs);
    // Drama: 3 of 4 hours against 3 of 8. Comedy: all against 5 of 8.
    expect([...preferred]).toEqual([
      ['ana', new Set(['drama'])],
      ['ben', new Set(['comedy'])],
    ]);
  });

  it('leaves out the judged title', () => {
    // Without `drama` Ana has one hour of either, and the slate 1 and 5.
    expect([...preferredGenres(truth, 'drama', asOfMs).keys()]).toEqual([]);
  });

  it('has an affinity like any segment', () => {
    // Of the two viewers of `mixed` and `comedy` … the title has Ana only, who prefers drama without it; so does one of three.
    expect(genreAffinity(truth, 'mixed', asOfMs).get('drama')).toMatchObject({
      of: 1,
      inSegment: 1,
      slateOf: 3,
      index: 300,
    });
  });
});
