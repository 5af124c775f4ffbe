import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import { titleSegmentsCounted } from './audience-cells.ts';
import { aloneIn, FILTER_DIMENSIONS, type AloneDimension } from './filter.ts';
import { titleHours, titleRollup } from './hours.ts';
import { ALL, LIFE } from './lattice.ts';
import { roundPeople, type Publication } from './privacy.ts';
import type { Filter, FilterOptions, Range, SharedOptions } from './read-model.ts';
import { partsOnce, publishParts, type SegmentPart } from './segment-parts.ts';
import {
  periodsIn,
  placeSegments,
  published,
  SEGMENT_COLUMNS,
  whyWithheld,
  type PublishedSegments,
  type SegmentRow,
} from './segments.ts';
import { shelf } from './shelf.ts';
import { dayNumber } from './time.ts';

/**
 * A title's published figures in a segment: its life (week 0) first, then the weeks that overlap the range. By country and
 * device as of the title's roll-up; by language, plan and preference as of the count of the audience.
 */
export async function titleSegments(
  store: Store,
  title: string,
  filter: Filter,
  range: Range,
  nowMs: number,
): Promise<PublishedSegments> {
  const alone = aloneIn(filter);
  if (alone === null) {
    const [rollup, segments] = await Promise.all([
      titleRollup(store, title),
      placeSegments(store, title, filter, range, nowMs),
    ]);
    return { asOfMs: rollup?.asOfMs ?? null, segments };
  }
  const { dimension, value } = alone;
  const [counted, rows, hours] = await Promise.all([
    titleSegmentsCounted(store, title, nowMs),
    audienceCells(store, title, dimension),
    titleHours(store, title),
  ]);
  // What a language, plan or preference counts for the affinity is published or withheld, and with it all of its figures.
  const withheld = new Map(
    counted.segments
      .filter((one) => one.dimension === dimension)
      .map((one) => [JSON.stringify([one.value, one.week]), one.withheld]),
  );
  const publication: Publication = {
    weeks: counted.weeks.get(dimension) ?? [],
    withheld: ({ row, week }) => withheld.get(JSON.stringify([row, week])) ?? true,
  };
  const today = dayNumber(nowMs);
  const parts = await partsOnce(rows, 'lines', today, () => {
    const named = rows.map((row) => ({ ...row, row: row.value, column: ALL }));
    return publishParts(named, publication, hours, today);
  });
  const weeks = dimension === 'preference' ? [LIFE] : counted.totals.keys();
  const segments = periodsIn(weeks, range).map((week) => {
    const name = { row: value, column: ALL, week };
    const why = whyWithheld({ week, hidden: publication.withheld(name), weeks: publication.weeks }, nowMs);
    const tells = (part: SegmentPart) => parts.get(part)?.withheld(name) === false;
    return published(
      rows.find((one) => one.week === week && one.value === value),
      week,
      why,
      tells,
    );
  });
  return { asOfMs: counted.asOfMs, segments };
}

/** The figures of every language, plan or preference, by period, as they were counted. Never leaves this file unpublished. */
async function audienceCells(
  store: Store,
  title: string,
  dimension: AloneDimension,
): Promise<readonly (SegmentRow & { value: string })[]> {
  const version = (await shelf(store)).audience.get(title)?.version;
  if (version === undefined) return [];
  return whileVersion(store, `title.audience-segments ${title} ${dimension}`, version, () =>
    store.query<SegmentRow & { value: string }>({
      name: 'title.audience-segments',
      text: `
        WITH (SELECT argMax(depth, version) FROM served_audience_run WHERE title = {title:String}) AS of_depth
        SELECT week, value, ${Object.entries(SEGMENT_COLUMNS)
          .map(([column, name]) => `sum(${column}) AS ${name}`)
          .join(', ')}
        FROM served_title_audience FINAL
        WHERE title = {title:String} AND dimension = {dimension:String}
          AND version >= (SELECT max(version) FROM served_audience_run WHERE title = {title:String})
          AND slice >= exp2(of_depth) AND slice < exp2(of_depth + 1)
        GROUP BY week, value
        ORDER BY week, value`,
      params: { title, dimension },
    }),
  );
}

/** What a title's figures can be filtered by. What nobody told (no language, no plan, no preference) is no choice. */
export async function filterOptions(store: Store, title: string, nowMs: number): Promise<FilterOptions> {
  const { segments } = await titleSegmentsCounted(store, title, nowMs);
  const life = segments.filter((cell) => cell.week === LIFE && cell.value !== '');
  const byViewers = (a: { viewers: number | null; code: string }, b: { viewers: number | null; code: string }) =>
    (b.viewers ?? -1) - (a.viewers ?? -1) || (a.code < b.code ? -1 : 1);
  return Object.fromEntries(
    FILTER_DIMENSIONS.map((dimension) => [
      dimension,
      life
        .filter((cell) => cell.dimension === dimension)
        .map(({ value, viewers, withheld }) => ({ code: value, viewers: withheld ? null : roundPeople(viewers) }))
        .sort(byViewers),
    ]),
  ) as FilterOptions;
}

/** What the figures of some titles can be filtered by, each value with the number of titles that publish it. */
export async function sharedOptions(store: Store, titles: readonly string[], nowMs: number): Promise<SharedOptions> {
  const all: FilterOptions[] = [];
  // One after the other: each takes milliseconds of this process.
  for (const title of titles) all.push(await filterOptions(store, title, nowMs));
  return Object.fromEntries(
    FILTER_DIMENSIONS.map((dimension) => {
      const byCode = Map.groupBy(
        all.flatMap((options) => options[dimension]),
        ({ code }) => code,
      );
      const viewersOf = ([, own]: [string, FilterOptions[typeof dimension]]) =>
        own.reduce((sum, { viewers }) => sum + (viewers ?? 0), 0);
      return [
        dimension,
        [...byCode]
          .sort((a, b) => viewersOf(b) - viewersOf(a) || (a[0] < b[0] ? -1 : 1))
          .map(([code, own]) => ({
            ...{ code, of: titles.length },
            titles: own.filter(({ viewers }) => viewers !== null).length,
          })),
      ];
    }),
  ) as SharedOptions;
}
