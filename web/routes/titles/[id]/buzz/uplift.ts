/** What came after milestones, as the page draws it. */
import type { MilestoneUplift } from '../../../../../sql/queries/buzz-model.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import type { DotRow } from '../../../../lib/charts/dots.ts';
import { compact, exact, plural, signedPercent } from '../../../../lib/format/numbers.ts';
import { day } from '../../../../lib/format/time.ts';

export const UPLIFT_METRICS = { views: 'views', mentions: 'mentions', listAdds: 'list adds' } as const;

/** A milestone without its course: that is sent of the one in view only. */
export type ToldUplift = Omit<MilestoneUplift, 'course'>;

/** Hour by hour what came and what was to be expected: numbers only, as a page has to carry a week of them. */
export interface UpliftCourse {
  fromMs: number;
  observed: number[];
  expected: number[];
  /** Ends of the interval of what was to be expected, as multiples of it. */
  interval: readonly [low: number, high: number];
}

/** The milestone that an address asks for, if it is told; else the newest that is. */
export function chosenUplift(uplifts: readonly MilestoneUplift[], asked: string | null): MilestoneUplift | null {
  const told = uplifts.filter(({ uplift }) => uplift.value !== null);
  return told.find(({ milestone }) => milestone.id === asked) ?? told.at(-1) ?? null;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

export function courseOf({ course }: MilestoneUplift): UpliftCourse {
  const most = course.reduce((one, hour) => (hour.expected > (one?.expected ?? 0) ? hour : one), course[0]);
  const times = (end: number | undefined) => (most && most.expected > 0 ? (end ?? 0) / most.expected : 1);
  return {
    fromMs: course[0]?.atMs ?? 0,
    observed: course.map(({ observed }) => observed),
    expected: course.map(({ expected }) => tenth(expected)),
    interval: [times(most?.low), times(most?.high)],
  };
}

export function upliftRows(uplifts: readonly ToldUplift[]): DotRow[] {
  return uplifts.map(({ milestone, uplift, metric, observed, expected, window }) => ({
    id: milestone.id,
    label: milestone.name,
    value: uplift.value,
    ...(uplift.interval && { interval: uplift.interval }),
    ...(uplift.reason !== undefined && { reason: uplift.reason }),
    ...(observed !== null &&
      expected !== null &&
      window && {
        note: [
          `${compact(Math.round(observed))} ${UPLIFT_METRICS[metric]}, ${compact(Math.round(expected))} expected`,
          `${day(window.fromMs, 'UTC')} – ${day(window.toMs - 1, 'UTC')}`,
          uplift.n === undefined || uplift.n === 0 ? '' : `beside ${plural(uplift.n, 'title')} of its genre`,
        ]
          .filter((part) => part !== '')
          .join(' · '),
      }),
  }));
}

export function upliftTable(uplifts: readonly ToldUplift[]): ChartTable {
  const change = (value: number) => signedPercent(value);
  return {
    columns: [
      { label: 'Milestone' },
      { label: 'On' },
      { label: 'Told by' },
      { label: 'Observed', format: exact },
      { label: 'Expected', format: exact },
      ...['Uplift', 'Low', 'High'].map((label) => ({ label, format: change })),
      { label: 'Why not' },
    ],
    rows: uplifts.map(({ milestone, metric, observed, expected, uplift }) => [
      milestone.name,
      day(milestone.atMs, 'UTC', true),
      uplift.value === null ? '' : UPLIFT_METRICS[metric],
      ...[observed, expected, uplift.value],
      ...(uplift.interval ?? [null, null]),
      uplift.value === null ? (uplift.reason ?? '') : '',
    ]),
  };
}
