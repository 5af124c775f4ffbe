/** The buzz index by days to the premiere, as the page draws it. */
import type { BuzzCourse, BuzzDay } from '../../../../../sql/queries/buzz-model.ts';
import type { Tick } from '../../../../lib/charts/ticks.ts';
import { axisNumber } from '../../../../lib/format/numbers.ts';

/** A day without what the page can tell itself; times to a thousandth. */
export type CourseDay = Pick<BuzzDay, 'daysBefore' | 'index' | 'multiples'>;
export type Course = Omit<BuzzCourse, 'days'> & { days: CourseDay[] };

export const BUZZ_PARTS = { views: 'views', mentions: 'mentions', listAdds: 'list adds' } as const;
export type BuzzPartName = keyof typeof BUZZ_PARTS;
export const PART_NAMES = Object.keys(BUZZ_PARTS) as BuzzPartName[];

const rounded = (value: number) => Number(value.toPrecision(4));

/** As a page carries it. */
export const lightIndex = (course: BuzzCourse): Course => ({
  ...course,
  days: course.days.map(({ daysBefore, index, multiples }) => ({
    daysBefore,
    index: index === null ? null : rounded(index),
    multiples: multiples && {
      views: rounded(multiples.views),
      mentions: rounded(multiples.mentions),
      listAdds: rounded(multiples.listAdds),
    },
  })),
});

/** A multiple doubles as often as it halves: its axis is in powers of two. */
export const onAxis = (multiple: number | null): number | null => (multiple === null ? null : Math.log2(multiple));

/** From the lowest to the highest of some multiples, by whole powers of two; half to double at least. */
export function timesDomain(multiples: readonly number[]): readonly [low: number, high: number] {
  const powers = multiples.map((multiple) => Math.log2(multiple));
  return [Math.floor(Math.min(-1, ...powers)), Math.ceil(Math.max(1, ...powers))];
}

/** `¼×`, `1×`, `8×`: every power of two that there is room for, the typical one among them. */
export function timesTicks([low, high]: readonly [number, number], count: number): Tick[] {
  const step = Math.ceil((high - low) / Math.max(2, count));
  return Array.from({ length: high - low + 1 }, (_, index) => low + index)
    .filter((power) => power % step === 0)
    .map((power) => ({ value: power, label: powerText(power), ...(power === 0 && { major: true }) }));
}
const powerText = (power: number) => (power < 0 ? `1/${axisNumber(2 ** -power)}×` : `${axisNumber(2 ** power)}×`);

/** Days before the premiere as a time that runs to the right: −30 is 30 days before. */
export function countdownTicks(from: number, to: number, count: number): Tick[] {
  const step = [1, 2, 7, 14, 28, 56].find((days) => (to - from) / days <= count) ?? 112;
  const ticks: Tick[] = [];
  for (let day = Math.ceil(from / step) * step; day <= to; day += step) {
    ticks.push({ value: day, label: dayText(-day), ...(day === 0 && { major: true }) });
  }
  return ticks;
}

/** `12 days before`, short. */
const dayText = (daysBefore: number) =>
  daysBefore === 0 ? 'premiere' : daysBefore > 0 ? `−${daysBefore} d` : `+${-daysBefore} d`;

/** `12 days before the premiere`. */
export function daysText(daysBefore: number): string {
  if (daysBefore === 0) return 'on the day of the premiere';
  const days = Math.abs(daysBefore);
  return `${days} ${days === 1 ? 'day' : 'days'} ${daysBefore > 0 ? 'before' : 'after'} the premiere`;
}

export const timesText = (multiple: number): string =>
  multiple >= 99.5 ? `${Math.round(multiple)}×` : `${multiple.toFixed(multiple >= 9.95 ? 1 : 2)}×`;
