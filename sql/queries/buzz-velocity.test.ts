import { describe, expect, it } from 'vitest';
import { countsOf, fewCountsOf, lastHour, spikeAt, velocity } from './buzz-velocity.ts';

const HOUR_MS = 3_600_000;
/** A Monday, 00:00 UTC. */
const NOW_HOUR = (Date.UTC(2026, 8, 7) / HOUR_MS) | 0;

/** So many an hour for some hours before now, and others in some of them (by hours before now). */
function course(hours: number, usual: (hour: number) => number, others: Record<number, number> = {}) {
  const rows = Array.from({ length: hours + 1 }, (_, i) => NOW_HOUR - hours + i).map((hour) => ({
    hour,
    count: others[NOW_HOUR - hour] ?? (hour === NOW_HOUR ? 0 : usual(hour)),
  }));
  return countsOf(rows, ({ count }) => count);
}

describe('a spike', () => {
  it('is an hour far above the same hour of the week', () => {
    expect(
      spikeAt(
        course(30 * 24, () => 20, { 0: 60 }),
        NOW_HOUR,
      ),
    ).toMatchObject({ expected: 20 });
    expect(
      spikeAt(
        course(30 * 24, () => 20, { 0: 35 }),
        NOW_HOUR,
      ),
    ).toBeNull();
  });

  it('is none where the week always has so many then', () => {
    const weekly = (hour: number) => ((NOW_HOUR - hour) % 168 === 0 || (NOW_HOUR - hour) % 168 === 1 ? 60 : 5);
    const counts = course(30 * 24, weekly, { 0: 70 });
    // The hour itself and one neighbour of three are high each week: two thirds of what it is compared with.
    expect(spikeAt(counts, NOW_HOUR)).toBeNull();
    expect(
      spikeAt(
        course(30 * 24, () => 5, { 0: 70 }),
        NOW_HOUR,
      ),
    ).not.toBeNull();
  });

  it('is compared with the days before while there are no two weeks, and with nothing in the first hours', () => {
    expect(
      spikeAt(
        course(4 * 24, () => 3, { 0: 40 }),
        NOW_HOUR,
      ),
    ).toMatchObject({ expected: 3 });
    expect(
      spikeAt(
        course(20, () => 3, { 0: 40 }),
        NOW_HOUR,
      ),
    ).toBeNull();
  });

  it('needs to be something: ten where there is nothing usually', () => {
    expect(
      spikeAt(
        course(30 * 24, (hour) => (hour === NOW_HOUR - 720 ? 1 : 0), { 0: 10 }),
        NOW_HOUR,
      ),
    ).toMatchObject({
      expected: 0,
    });
    expect(
      spikeAt(
        course(30 * 24, (hour) => (hour === NOW_HOUR - 720 ? 1 : 0), { 0: 9 }),
        NOW_HOUR,
      ),
    ).toBeNull();
  });

  it('is not hidden by a former one', () => {
    expect(
      spikeAt(
        course(30 * 24, () => 20, { 0: 60, 168: 900 }),
        NOW_HOUR,
      ),
    ).toMatchObject({ expected: 20 });
  });

  it('comes by chance in few of the hours of a course that is none', () => {
    // Counts of a calm course with twice the variance of chance: sums of hashes, the same each time.
    const noisy = (hour: number) => {
      let sum = 0;
      for (let i = 0; i < 20; i += 1) sum += ((Math.imul(hour + i * 7_919, 2_654_435_761) >>> 8) % 1000) / 1000;
      return Math.round(20 + (sum - 10) * 4.9);
    };
    const counts = course(60 * 24, noisy);
    const hours = Array.from({ length: 30 * 24 }, (_, i) => NOW_HOUR - 1 - i);
    expect(hours.filter((hour) => spikeAt(counts, hour) !== null)).toEqual([]);
  });
});

describe('velocity', () => {
  it('is of the last hour that has ended, and of the one before', () => {
    const counts = course(48, () => 10, { 0: 3, 1: 30, 2: 20 });
    expect(lastHour(counts, NOW_HOUR * HOUR_MS + 1_800_000)).toEqual({ hour: NOW_HOUR - 1, perHour: 30, change: 1.5 });
    expect(
      lastHour(
        countsOf([], () => 1),
        NOW_HOUR * HOUR_MS,
      ),
    ).toMatchObject({ perHour: 0, change: null });
  });

  it('has every hour of a week and every day since the beginning, with exported days beside', () => {
    const counts = course(48, () => 10, { 0: 3 });
    const nowMs = NOW_HOUR * HOUR_MS + 1;
    const today = NOW_HOUR / 24;
    const exports = { days: [{ day: today - 3, views: 7 }], to: today - 2 };
    const { hours, days, open, exportedToMs } = velocity('promo_velocity', counts, exports, { asOfMs: nowMs, nowMs });
    expect(hours).toHaveLength(169);
    expect(open).toMatchObject({ count: 3, open: true });
    expect(days.map(({ count }) => count)).toEqual([7, 240, 240, 3]);
    expect(days.map((day) => day.open)).toEqual([false, false, false, true]);
    expect(exportedToMs).toBe((today - 2) * 24 * HOUR_MS);
  });

  it('of exports alone has no hours, and no days that they do not reach yet: these are unknown, not without a view', () => {
    const nowMs = NOW_HOUR * HOUR_MS + 1;
    const today = NOW_HOUR / 24;
    const never = countsOf([], () => 1);
    // They tell of the day before yesterday that there was no view: that is known.
    const exports = { days: [{ day: today - 4, views: 7 }], to: today - 2 };
    const shown = velocity('promo_velocity', never, exports, { asOfMs: nowMs, nowMs });
    expect(shown.days.map(({ count }) => count)).toEqual([7, 0, 0, null, null]);
    expect(shown).toMatchObject({ hours: [], open: null, change: null, spikes: [] });
    expect(shown.perHour).toMatchObject({ value: null, reason: 'Exports have days, no hours.' });
    const none = velocity('mention_velocity', never, { days: [], to: null }, { asOfMs: nowMs, nowMs });
    expect(none).toMatchObject({ perHour: { value: 0 }, open: { count: 0 }, days: [], exportedToMs: null });
  });
});

it('a few counts are looked up as all of them are told', () => {
  const rows = [3, 4, 9, 10, 40].map((hour, at) => ({ hour, count: at % 3 }));
  const [few, all] = [fewCountsOf(rows, ({ count }) => count), countsOf(rows, ({ count }) => count)];
  expect(few.since).toBe(all.since);
  expect(few.since).toBe(4);
  for (let hour = 0; hour < 45; hour += 1) expect(few.byHour.get(hour), `hour ${hour}`).toBe(all.byHour.get(hour));
  expect(fewCountsOf([], () => 1)).toMatchObject({ since: null });
});
