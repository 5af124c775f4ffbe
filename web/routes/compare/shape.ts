/** What the figures of a comparison are measured on: names, colours, and a scale for each row of the table. */
import type { MetricId } from '../../../sql/queries/definitions.ts';
import type { ComparedFigure, Comparison, Figure, TitleInfo } from '../../../sql/queries/read-model.ts';
import { fullName } from '../../lib/format/names.ts';

/** What each title is called: by name, and where two are called the same by id too. */
export function namesOf(titles: readonly Pick<TitleInfo, 'id' | 'name' | 'season'>[]): Map<string, string> {
  const all = titles.map(fullName);
  return new Map(
    titles.map((title, index) => {
      const name = all[index] ?? title.id;
      return [title.id, all.filter((other) => other === name).length > 1 ? `${name} (${title.id})` : name];
    }),
  );
}

/** The colour of the title at a place, as a token. */
export const seriesColor = (index: number): string => `var(--series-${index + 1})`;

/** The rows of the table, in reading order; of a segment there is its share of the title in place of what is of all only. */
export function figureRows(ofSegment: boolean): typeof FIGURE_ROWS {
  const others: readonly ComparedFigure[] = ofSegment ? ['shareOfSlate', 'holdWeek2'] : ['segmentShare'];
  return FIGURE_ROWS.filter(({ figure }) => !others.includes(figure));
}

const FIGURE_ROWS: readonly { figure: ComparedFigure; metric: MetricId; name: string }[] = [
  { figure: 'hours', metric: 'hours', name: 'Hours' },
  { figure: 'views', metric: 'views', name: 'Views' },
  { figure: 'viewers', metric: 'viewers', name: 'Viewers' },
  { figure: 'starters', metric: 'starters', name: 'Starters' },
  { figure: 'segmentShare', metric: 'segment_share', name: 'Share of its viewers' },
  { figure: 'shareOfSlate', metric: 'share_of_slate', name: 'Share of slate' },
  { figure: 'completion7d', metric: 'completion_7d', name: 'Completion, 7 days' },
  { figure: 'completion28d', metric: 'completion_28d', name: 'Completion, 28 days' },
  { figure: 'holdWeek2', metric: 'hold', name: 'Hold of week 2' },
];

export interface Bar {
  /** Parts of the row's greatest value, 0 to 1. */
  value: number;
  interval: readonly [low: number, high: number] | null;
}

/** The bars of one row, all on one scale that begins at nothing; null where there is no number. */
export function barsOf(figures: readonly Figure[]): (Bar | null)[] {
  const reach = (figure: Figure) => (figure.withheld ? 0 : Math.max(figure.value ?? 0, figure.interval?.[1] ?? 0));
  const top = Math.max(0, ...figures.map((figure) => (figure.value === null ? 0 : reach(figure))));
  return figures.map((figure) => {
    if (figure.value === null || figure.withheld || top <= 0) return null;
    const { interval } = figure;
    return { value: figure.value / top, interval: interval ? [interval[0] / top, interval[1] / top] : null };
  });
}

/** Moves one of a list by so many places, within it. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const to = Math.max(0, Math.min(list.length - 1, index + by));
  const rest = list.filter((_, at) => at !== index);
  const one = list[index];
  return one === undefined ? [...list] : [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** The title that decides at which age all are compared; null when the horizon does. */
export function youngestOf(comparison: Comparison): string | null {
  if (comparison.ageHours === null || comparison.ageHours >= comparison.horizonHours) return null;
  return comparison.titles.find((one) => one.ageHours === comparison.ageHours)?.title.id ?? null;
}
