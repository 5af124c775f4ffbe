import { describe, expect, it } from 'vitest';
import { film, straight } from '../../test/support/told-plays.ts';
import type { EventRecord, PromoRecord } from '../contract/records.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { conversion, holdoutLift, type Question } from './oracle-conversion.ts';
import { knownPromo } from './oracle-promo.ts';
import { realisedTruth } from './oracle.ts';

const PREMIERE_MS = Date.UTC(2026, 4, 10, 8);
const NOON_MS = PREMIERE_MS + 4 * HOUR_MS;

const peat = (premiereMs: number | null = null) =>
  ({ ...film('peat', 600), ...(premiereMs !== null && { premiere_at: premiereMs }) }) as EventRecord;
const trailer: EventRecord = { type: 'catalog', kind: 'asset', id: 'trailer', title_id: 'peat', updated_at: 1 };
const clip: EventRecord = { type: 'catalog', kind: 'asset', id: 'clip', title_id: 'peat', updated_at: 1 };
let told = 0;
const shown = (viewer: string | undefined, atMs: number, more: Partial<PromoRecord> = {}) =>
  ({
    type: 'promo',
    event_id: `e${(told += 1)}`,
    asset_id: 'trailer',
    action: 'impression',
    channel: 'app',
    paid_owned_earned: 'owned',
    at: atMs,
    ...(viewer !== undefined && { viewer_id: viewer }),
    ...more,
  }) as PromoRecord;
/** Two minutes, which make a start. */
const starts = (viewer: string, startedMs: number) =>
  straight(0, 120, { title: 'peat', viewer, startedMs, fields: { play_id: `${viewer} ${startedMs}` } });

function ask(records: readonly EventRecord[], more: Partial<Question> = {}, title: EventRecord = peat()) {
  const all = [title, trailer, clip, ...records];
  return conversion(realisedTruth(all), knownPromo(all), {
    ...{ titleId: 'peat', days: 7, asOfMs: NOON_MS + 30 * DAY_MS },
    ...more,
  });
}

describe('conversion', () => {
  it('is of viewers exposed long enough ago, who started within the days', () => {
    const records = [
      shown('same hour', NOON_MS + 40 * 60_000),
      ...starts('same hour', NOON_MS),
      shown('in time', NOON_MS),
      ...starts('in time', NOON_MS + 7 * DAY_MS - HOUR_MS),
      shown('too late', NOON_MS),
      ...starts('too late', NOON_MS + 7 * DAY_MS),
      shown('never', NOON_MS),
      shown('young', NOON_MS + 23 * DAY_MS + HOUR_MS),
      ...starts('young', NOON_MS + 23 * DAY_MS + HOUR_MS),
    ];
    expect(ask(records)).toMatchObject({ exposed: 4, converted: 2, maturing: 1, started: 0 });
    expect(ask(records, { days: 1 })).toMatchObject({ exposed: 5, converted: 2, maturing: 0 });
    expect(ask(records, { days: 28 })).toMatchObject({ exposed: 4, converted: 3, maturing: 1 });
    expect(ask(records, { days: 28, asOfMs: NOON_MS })).toMatchObject({ exposed: 0, maturing: 5 });
  });

  it('leaves out who had started before, and exposures after a start', () => {
    const records = [
      ...starts('anna', NOON_MS),
      shown('anna', NOON_MS + HOUR_MS),
      shown('ben', NOON_MS),
      ...starts('ben', NOON_MS + DAY_MS),
      shown('ben', NOON_MS + 2 * DAY_MS, { paid_owned_earned: 'paid' }),
    ];
    const { byKind, ...counts } = ask(records);
    expect(counts).toMatchObject({ exposed: 1, converted: 1, started: 1 });
    expect([...byKind]).toEqual([['owned', { exposed: 1, credited: 1 }]]);
  });

  it('counts exposures before the premiere from the premiere, and moves with it', () => {
    const records = [
      shown('anna', NOON_MS - 20 * DAY_MS),
      ...starts('anna', NOON_MS + 6 * DAY_MS),
      shown('screened', NOON_MS - 20 * DAY_MS),
      ...starts('screened', PREMIERE_MS - DAY_MS),
    ];
    expect(ask(records, {}, peat(PREMIERE_MS))).toMatchObject({ exposed: 2, converted: 1 });
    expect(ask(records, { days: 1 }, peat(PREMIERE_MS))).toMatchObject({ converted: 0 });
    expect(ask(records, { asOfMs: PREMIERE_MS + 6 * DAY_MS }, peat(PREMIERE_MS))).toMatchObject({ maturing: 2 });
    // Without a premiere the clock begins with the exposure.
    expect(ask(records)).toMatchObject({ exposed: 2, converted: 0 });
    const moved = { ...peat(PREMIERE_MS + 6 * DAY_MS), updated_at: PREMIERE_MS } as EventRecord;
    expect(ask([...records, moved], { days: 1 }, peat(PREMIERE_MS))).toMatchObject({ exposed: 2, converted: 1 });
  });

  it('gives its credit to the first, the last, or all exposures that led to it', () => {
    const records = [
      // Too long before to have led to the start.
      shown('anna', NOON_MS - 9 * DAY_MS, { paid_owned_earned: 'earned' }),
      shown('anna', NOON_MS, { paid_owned_earned: 'paid' }),
      shown('anna', NOON_MS + HOUR_MS),
      shown('anna', NOON_MS + 2 * HOUR_MS),
      ...starts('anna', NOON_MS + 3 * HOUR_MS),
      shown('ben', NOON_MS, { paid_owned_earned: 'paid' }),
    ];
    const byKind = (credit: Question['credit'] & string) => Object.fromEntries(ask(records, { credit }).byKind);
    const exposed = { paid: { exposed: 2 }, owned: { exposed: 1 }, earned: { exposed: 1, credited: 0 } };
    expect(byKind('first')).toMatchObject({ ...exposed, paid: { credited: 1 }, owned: { credited: 0 } });
    expect(byKind('last')).toMatchObject({ ...exposed, paid: { credited: 0 }, owned: { credited: 1 } });
    expect(byKind('linear').paid?.credited).toBeCloseTo(1 / 3, 12);
    expect(byKind('linear').owned?.credited).toBeCloseTo(2 / 3, 12);
  });

  it('looks at one asset alone', () => {
    const records = [
      shown('anna', NOON_MS, { asset_id: 'clip' }),
      shown('anna', NOON_MS - 20 * DAY_MS),
      ...starts('anna', NOON_MS + HOUR_MS),
    ];
    expect(ask(records, { assetId: 'clip' })).toMatchObject({ exposed: 1, converted: 1 });
    expect(ask(records, { assetId: 'trailer' })).toMatchObject({ exposed: 1, converted: 0 });
  });

  it('knows nothing of channels without viewers, and takes a completion without a start for an exposure', () => {
    expect(ask([shown(undefined, NOON_MS)])).toMatchObject({ exposed: 0, maturing: 0, started: 0 });
    expect(ask([shown('anna', NOON_MS, { action: 'complete' })])).toMatchObject({ exposed: 1 });
    expect(ask([shown('anna', NOON_MS, { action: 'like' })])).toMatchObject({ exposed: 0 });
  });
});

describe('lift', () => {
  const lift = (records: readonly EventRecord[], title = peat()) => {
    const all = [title, trailer, ...records];
    const question = { titleId: 'peat', days: 7, asOfMs: NOON_MS + 30 * DAY_MS };
    return holdoutLift(realisedTruth(all), knownPromo(all), question);
  };

  it('stands against the declared holdout, whose clock begins when they would have been exposed', () => {
    const records = [
      shown('anna', NOON_MS),
      ...starts('anna', NOON_MS + DAY_MS),
      shown('ben', NOON_MS),
      shown('held', NOON_MS, { holdout: true }),
      ...starts('held', NOON_MS + 8 * DAY_MS),
      shown('held too', NOON_MS, { holdout: true }),
      ...starts('held too', NOON_MS + DAY_MS),
      shown('had started', NOON_MS, { holdout: true }),
      ...starts('had started', NOON_MS - DAY_MS),
    ];
    expect(lift(records)).toEqual({ exposed: { n: 2, started: 1 }, holdout: { n: 2, started: 1 } });
  });

  it('keeps in the holdout who was exposed after all', () => {
    const records = [
      shown('anna', NOON_MS, { holdout: true }),
      shown('anna', NOON_MS + HOUR_MS),
      ...starts('anna', NOON_MS + 2 * HOUR_MS),
      shown('ben', NOON_MS),
    ];
    expect(lift(records)).toEqual({ exposed: { n: 1, started: 0 }, holdout: { n: 1, started: 1 } });
    expect(ask(records)).toMatchObject({ exposed: 1, converted: 0, inHoldout: 1 });
  });

  it('is none where no holdout was declared', () => {
    expect(lift([shown('anna', NOON_MS), ...starts('anna', NOON_MS + DAY_MS)])).toBeNull();
  });
});
