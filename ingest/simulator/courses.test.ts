import { expect, it } from 'vitest';
import { milestoneUplift } from '../../sql/queries/uplift.ts';
import { drawCourse } from './courses.ts';

const COURSES = 520;

it('uplift of milestones is in its interval, and none is claimed of milestones that have none', () => {
  const errors: number[] = [];
  let [inside, claimed] = [0, 0];
  for (let index = 0; index < COURSES; index += 1) {
    const { milestoneMs, asOfMs, calm, stirred, comparables, upliftIn } = drawCourse(11, index);
    const days = 1 + (index % 7);
    const ask = (course: typeof calm) => {
      const found = milestoneUplift({
        ...{ milestoneMs, asOfMs, days, course, otherMilestonesMs: [] },
        comparables: comparables.map((each) => ({ course: each, milestonesMs: [] })),
      });
      if (found.uplift === null) throw new Error(`Course ${index}: ${found.reason}`);
      return found;
    };
    const [found, idle, truth] = [ask(stirred), ask(calm), upliftIn(days)];
    if (found.interval[0] <= truth && truth <= found.interval[1]) inside += 1;
    if (idle.interval[0] > 0 || idle.interval[1] < 0) claimed += 1;
    errors.push(Math.log((1 + found.uplift) / (1 + truth)));
  }
  // Over 3,000 courses of other seeds: 95.8 % and 4.8 %.
  expect(inside / COURSES).toBeGreaterThanOrEqual(0.93);
  expect(claimed / COURSES).toBeLessThanOrEqual(0.06);
  const mean = errors.reduce((sum, error) => sum + error, 0) / COURSES;
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / COURSES);
  expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(COURSES));
  // An uplift of a half is told apart from none more often than not.
  expect(spread).toBeLessThan(0.22);
});
