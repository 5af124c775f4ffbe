import {
  mondayOf,
  overlap,
  viewersBySegment,
  viewersOf,
  viewersUntold,
  type Dimension,
} from '../../../ingest/simulator/oracle-audience.ts';
import { preferredGenres } from '../../../ingest/simulator/oracle-preference.ts';
import type { RealisedTruth } from '../../../ingest/simulator/oracle.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { DEVICES } from '../../../sql/queries/devices.ts';

const DAY_MS = 86_400_000;

/** Dimensions as the store names them, and as the plain computation does. */
const DIMENSIONS = {
  country: 'country',
  region: 'region',
  device: 'device',
  audio: 'audio',
  age_band: 'ageBand',
  gender: 'gender',
  plan: 'plan',
} as const satisfies Record<string, Dimension>;
type Named = keyof typeof DIMENSIONS;
const NAMED = Object.entries(DIMENSIONS) as [Named, Dimension][];

/**
 * How many viewers are in what: of a title (of the slate: '') in a week (0: the life), by a segment or by two. Of preferences
 * of a title also how many of all viewers, judged in the same way. Only those that are more than none.
 */
export class AudienceCounts {
  readonly counts: Record<string, number> = {};

  add(viewers: number, ...of: Parameters<AudienceCounts['of']>): void {
    if (viewers > 0) this.counts[nameOf(...of)] = viewers;
  }

  of(
    title: string,
    weekMs: number | null,
    ...segments: readonly (readonly [dimension: string, value: string])[]
  ): number {
    return this.counts[nameOf(title, weekMs, ...segments)] ?? 0;
  }
}

function nameOf(title: string, weekMs: number | null, ...segments: readonly (readonly [string, string])[]): string {
  return JSON.stringify([title, weekMs === null ? 'life' : new Date(weekMs).toISOString().slice(0, 10), ...segments]);
}

/** Everything an audience run counts, by the plain computation. */
export function countsOfOracle(truth: RealisedTruth, asOfMs: number): AudienceCounts {
  const counts = new AudienceCounts();
  for (const title of truth.titles.keys()) {
    const own = truth.playHours.filter((hour) => hour.titleId === title && hour.contentSeconds > 0);
    for (const weekMs of [null, ...new Set(own.map((hour) => mondayOf(hour.hourMs)))]) {
      counts.add(viewersOf(truth, title, weekMs).size, title, weekMs, ['all', '']);
      for (const [name, dimension] of NAMED)
        if (name !== 'region' || weekMs === null) addSegments(counts, truth, title, weekMs, name, dimension);
    }
    addPreferences(counts, truth, title, asOfMs);
    for (const other of truth.titles.keys())
      if (title < other) counts.add(overlap(truth, title, other).both, title, null, ['overlap', other]);
  }
  counts.add(viewersOf(truth, null).size, '', null, ['all', '']);
  for (const [name, dimension] of NAMED) addSegments(counts, truth, '', null, name, dimension);
  addSlatePreferences(counts, truth, asOfMs);
  return counts;
}

function addSegments(
  counts: AudienceCounts,
  truth: RealisedTruth,
  title: string,
  weekMs: number | null,
  name: Named,
  dimension: Dimension,
): void {
  const titleId = title === '' ? null : title;
  for (const [value, who] of viewersBySegment(truth, titleId, dimension, weekMs))
    counts.add(who.size, title, weekMs, [name, value]);
  // Of a title's plays without a country no place is counted: the empty one means all.
  if (name !== 'country' || titleId === null)
    counts.add(viewersUntold(truth, titleId, dimension, weekMs).size, title, weekMs, [name, '']);
}

const NOTHING: ReadonlySet<string> = new Set(['']);

function addPreferences(counts: AudienceCounts, truth: RealisedTruth, title: string, asOfMs: number): void {
  const viewers = viewersOf(truth, title);
  const sums = new Map<string, { viewers: number; base: number }>();
  const preferred = preferredGenres(truth, title, asOfMs);
  // Of a title that nobody viewed nothing is counted.
  for (const viewer of viewers.size === 0 ? [] : viewersOf(truth, null)) {
    for (const genre of preferred.get(viewer) ?? NOTHING) {
      const sum = sums.get(genre) ?? { viewers: 0, base: 0 };
      sums.set(genre, { viewers: sum.viewers + (viewers.has(viewer) ? 1 : 0), base: sum.base + 1 });
    }
  }
  for (const [genre, sum] of sums) {
    counts.add(sum.viewers, title, null, ['preference', genre]);
    counts.add(sum.base, title, null, ['of everybody, preference', genre]);
  }
}

function addSlatePreferences(counts: AudienceCounts, truth: RealisedTruth, asOfMs: number): void {
  const preferred = preferredGenres(truth, null, asOfMs);
  const others = (['country', 'age_band'] as const).flatMap((name) => [
    ...[...viewersBySegment(truth, null, DIMENSIONS[name])].map(([value, who]) => ({ name, value, who })),
    { name, value: '', who: viewersUntold(truth, null, DIMENSIONS[name]) },
  ]);
  const everybody = [...viewersOf(truth, null)];
  for (const genre of new Set([...preferred.values()].flatMap((genres) => [...genres])).add('')) {
    const who = everybody.filter((viewer) => (preferred.get(viewer) ?? NOTHING).has(genre));
    counts.add(who.length, '', null, ['preference', genre]);
    for (const other of others)
      counts.add(
        who.filter((viewer) => other.who.has(viewer)).length,
        ...(['', null, ['preference', genre], [other.name, other.value]] as const),
      );
  }
}

/** The same as the store has it: whatever is current of the last run of the audience job, and of the last roll-up. */
export async function countsOfStore(store: Store): Promise<AudienceCounts> {
  const counts = new AudienceCounts();
  const weekMs = (week: number) => (week === 0 ? null : week * DAY_MS);
  const named = (dimension: string, value: string): [string, string] => [
    dimension,
    dimension === 'device' ? (DEVICES[Number(value)] ?? value) : value,
  ];
  const audience = await store.query<
    Record<'title' | 'dimension' | 'value' | 'other' | 'otherValue', string> &
      Record<'week' | 'viewers' | 'base', number>
  >({
    name: 'test.audience',
    text: `
      SELECT a.title AS title, week, dimension, value, other_dimension AS other, other_value AS otherValue, viewers, base
      FROM served_audience AS a FINAL
      INNER JOIN (SELECT title, version AS current FROM served_audience_run FINAL) AS r ON r.title = a.title
      WHERE a.version >= current`,
  });
  for (const { title, week, dimension, value, other, otherValue, viewers, base } of audience) {
    const segments = [named(dimension, value), ...(other === '' ? [] : [named(other, otherValue)])];
    counts.add(viewers, title, weekMs(week), ...segments);
    if (title !== '') counts.add(base, title, weekMs(week), [`of everybody, ${dimension}`, value]);
  }
  const places = await store.query<{ title: string; week: number; country: string; device: number; viewers: number }>({
    name: 'test.places',
    text: `
      SELECT title, week, country, device, viewers
      FROM served_title_segment AS s FINAL
      INNER JOIN (SELECT title, version AS current FROM served_rollup FINAL) AS r USING title
      WHERE version >= current AND (country = '' OR device = -1)`,
  });
  for (const { title, week, country, device, viewers } of places)
    counts.add(viewers, title, weekMs(week), device === -1 ? ['country', country] : named('device', String(device)));
  const overlaps = await store.query<{ title: string; other: string; viewers: number }>({
    name: 'test.overlaps',
    text: `
      SELECT title, other, viewers FROM served_overlap FINAL
      WHERE version >= (SELECT version FROM served_audience_run FINAL WHERE title = '')`,
  });
  for (const { title, other, viewers } of overlaps) counts.add(viewers, title, null, ['overlap', other]);
  return counts;
}
