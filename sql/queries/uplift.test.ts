import { describe, expect, it } from 'vitest';
import type { Course } from './uplift-course.ts';
import { milestoneUplift, type Uplift, type UpliftQuestion } from './uplift.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.UTC(2026, 2, 2);
const MILESTONE_MS = FROM_MS + 30 * DAY_MS + 10 * HOUR_MS;

/** Falls by 2 % a day, twice as much in the evening, half as much again on two days a week. */
const usual = (hour: number) =>
  40 * Math.exp((-0.02 * hour) / 24) * (hour % 24 >= 12 ? 4 / 3 : 2 / 3) * (Math.floor(hour / 24) % 7 >= 5 ? 1.5 : 1);
/** Whole counts a little off, the same each time: no course is without any departure. */
const off = (hour: number) => 1 + 0.1 * Math.sin(hour * 7.3) + 0.05 * Math.sin(Math.floor(hour / 24) * 5.1);
const courseOf = (of: (hour: number) => number, fromMs = FROM_MS): Course => ({
  fromMs,
  counts: Array.from({ length: 40 * 24 }, (_, hour) => Math.round(of(hour) * off(hour))),
});
const stirred = (by: number) =>
  courseOf((hour) => usual(hour) * (FROM_MS + hour * HOUR_MS >= MILESTONE_MS ? 1 + by : 1));

const ask = (more: Partial<UpliftQuestion> = {}) =>
  milestoneUplift({
    ...{ milestoneMs: MILESTONE_MS, days: 7, asOfMs: MILESTONE_MS + 9 * DAY_MS },
    ...{ course: stirred(0), otherMilestonesMs: [], comparables: [] },
    ...more,
  });
const given = (more: Partial<UpliftQuestion> = {}): Uplift => {
  const uplift = ask(more);
  if (uplift.uplift === null) throw new Error(uplift.reason);
  return uplift;
};

describe('milestone uplift', () => {
  it('is what came, beside trend, weekdays and hours as they were', () => {
    const { uplift, interval, actual, expected, fromMs, untilMs } = given({ course: stirred(0.5) });
    expect(uplift).toBeCloseTo(0.5, 1);
    expect(uplift).toBeCloseTo(actual / expected - 1, 12);
    expect(interval[0]).toBeGreaterThan(0.2);
    expect([fromMs, untilMs]).toEqual([MILESTONE_MS, MILESTONE_MS + 7 * DAY_MS]);
    const [low, high] = given().interval;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('is in whole days from the hour in which the milestone ends', () => {
    const { fromMs, untilMs } = given({ milestoneMs: MILESTONE_MS + 1, asOfMs: MILESTONE_MS + 3 * DAY_MS });
    expect(fromMs).toBe(MILESTONE_MS + HOUR_MS);
    expect(untilMs).toBe(MILESTONE_MS + HOUR_MS + 2 * DAY_MS);
  });

  it('expects each hour by the hour of the week', () => {
    const { expectedByHour, expected } = given({ course: stirred(0.5) });
    expect(expectedByHour).toHaveLength(7 * 24);
    expect(expectedByHour.reduce((sum, count) => sum + count, 0)).toBeCloseTo(expected, 6);
    const from = 30 * 24 + 10;
    for (const [hour, count] of expectedByHour.entries())
      expect(Math.abs(Math.log(count / usual(from + hour))), `hour ${hour}`).toBeLessThan(0.35);
  });

  it('takes from comparable titles what befell them too, save the affected and the little known', () => {
    // A holiday begins with the milestone: everybody watches half as much.
    const holiday = (hour: number) => (FROM_MS + hour * HOUR_MS >= MILESTONE_MS ? 0.5 : 1);
    const course = courseOf((hour) => usual(hour) * holiday(hour));
    const like = courseOf((hour) => 3 * usual(hour) * holiday(hour));
    const alone = given({ course });
    const calm = { course: like, milestonesMs: [MILESTONE_MS - 9 * DAY_MS] };
    const beside = given({ course, comparables: [calm] });
    expect(beside.comparables).toBe(1);
    expect(Math.abs(beside.uplift)).toBeLessThan(0.08);
    expect(alone.uplift).toBeLessThan(-0.4);
    const unfit = [
      { course: like, milestonesMs: [MILESTONE_MS + DAY_MS] },
      { course: courseOf(() => 0.1), milestonesMs: [] },
      { course: courseOf(usual, FROM_MS + 5 * DAY_MS), milestonesMs: [] },
    ];
    expect(given({ course, comparables: unfit })).toEqual(alone);
  });

  it('ends where another milestone follows, and passes over what one before has stirred', () => {
    expect(given({ otherMilestonesMs: [MILESTONE_MS, MILESTONE_MS + 2.5 * DAY_MS] }).untilMs).toBe(
      MILESTONE_MS + 2 * DAY_MS,
    );
    const earlierMs = MILESTONE_MS - 6 * DAY_MS;
    const burst = courseOf(
      (hour) =>
        usual(hour) *
        (FROM_MS + hour * HOUR_MS >= earlierMs && FROM_MS + hour * HOUR_MS < earlierMs + 2 * DAY_MS ? 4 : 1),
    );
    const passed = given({ course: burst, otherMilestonesMs: [earlierMs] });
    expect(Math.abs(passed.uplift)).toBeLessThan(0.1);
    const [low, high] = given({ course: burst }).interval;
    expect(high - low).toBeGreaterThan(passed.interval[1] - passed.interval[0]);
  });

  it.each([
    ['Less than a day has passed since.', { asOfMs: MILESTONE_MS + DAY_MS - 1 }],
    ['Another milestone followed within a day.', { otherMilestonesMs: [MILESTONE_MS + HOUR_MS] }],
    ['Another milestone was less than a day before.', { otherMilestonesMs: [MILESTONE_MS - HOUR_MS] }],
    ['Fewer than 21 undisturbed days are known before it.', { course: courseOf(usual, FROM_MS + 10 * DAY_MS) }],
    [
      'Fewer than 21 undisturbed days are known before it.',
      { otherMilestonesMs: [5, 10, 15, 20].map((days) => MILESTONE_MS - days * DAY_MS) },
    ],
    ['Fewer than 10 a day came before it.', { course: courseOf(() => 0.3) }],
  ])('is not given: %s', (reason, more) => {
    expect(ask(more)).toEqual({ uplift: null, reason });
  });

  it('of a course that has ended is a loss, with an interval', () => {
    const { uplift, interval } = given({ course: stirred(-1) });
    expect(uplift).toBe(-1);
    expect(interval[0]).toBeGreaterThan(-1);
    expect(interval[1]).toBeLessThan(-0.9);
  });
});
