/** What came after milestones, as the page draws it. */
import type { MilestoneUplift, UpliftCourse } from '../../../../../sql/queries/buzz-model.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import type { DotRow } from '../../../../lib/charts/dots.ts';
import { compact, exact, plural, signedPercent } from '../../../../lib/format/numbers.ts';
import { day } from '../../../../lib/format/time.ts';

export const UPLIFT_METRICS = { views: 'views', mentions: 'mentions', listAdds: 'list adds' } as const;

/** A milestone without its course: that is sent of the one in view only. */
export type ToldUplift = Omit<MilestoneUplift, 'course'>;

/** The milestone that an address asks for, if it is told; else the newest that is. */
export function chosenUplift(uplifts: readonly MilestoneUplift[], asked: string | null): MilestoneUplift | null {
  const told = uplifts.filter(({ uplift }) => uplift.value !== null);
  return told.find(({ milestone }) => milestone.id === asked) ?? told.at(-1) ?? null;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** As a page carries a week of hours. */
export const lightCourse = (course: UpliftCourse): UpliftCourse => ({
  ...course,
  expected: course.expected.map(tenth),
});

export function upliftRows(uplifts: readonly ToldUplift[], zone: string): DotRow[] {
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
          `${day(window.fromMs, zone)} – ${day(window.toMs - 1, zone)}`,
          uplift.n === undefined || uplift.n === 0 ? '' : `beside ${plural(uplift.n, 'title')} of its genre`,
        ]
          .filter((part) => part !== '')
          .join(' · '),
      }),
  }));
}

export function upliftTable(uplifts: readonly ToldUplift[], zone: string): ChartTable {
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
      day(milestone.atMs, zone, true),
      uplift.value === null ? '' : UPLIFT_METRICS[metric],
      ...[observed, expected, uplift.value],
      ...(uplift.interval ?? [null, null]),
      uplift.value === null ? (uplift.reason ?? '') : '',
    ]),
  };
}
