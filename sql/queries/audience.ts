import type { Store } from '../clickhouse/store.ts';
import { titleSegmentsCounted, slateSegmentsCounted, type CountedSegment } from './audience-cells.ts';
import { figure, withheld } from './figure.ts';
import { LIFE } from './lattice.ts';
import { titleOverlaps } from './overlaps.ts';
import { roundPeople } from './privacy.ts';
import type { AudienceSegment, Figure, SegmentDimension, TitleAudience } from './read-model.ts';
import { aroundRatio, nestedLogError, wilson } from './statistics.ts';
import { DAY_MS, dayNumber } from './time.ts';
import { titlesById } from './titles.ts';

export interface AudienceOptions {
  /** Only this dimension; absent: all. */
  dimension?: SegmentDimension | undefined;
  /** A Monday 00:00 UTC; absent: the title's life. */
  weekMs?: number | undefined;
}

/** Who a title is for: its viewers by segment against all viewers of the slate. Null when the catalogue does not know the title. */
export async function titleAudience(
  store: Store,
  titleId: string,
  nowMs: number,
  { dimension, weekMs }: AudienceOptions = {},
): Promise<TitleAudience | null> {
  const [info] = await titlesById(store, [titleId]);
  if (info === undefined) return null;
  const [title, slate, overlaps] = await Promise.all([
    titleSegmentsCounted(store, titleId, nowMs),
    slateSegmentsCounted(store, nowMs),
    titleOverlaps(store, titleId),
  ]);
  // A title without a run of its own had no viewers when the slate was counted. Where it has some by now, they are in no sum yet.
  const countedMs = title.asOfMs ?? (title.segments.length === 0 ? slate.asOfMs : null);
  const asOfMs = countedMs ?? nowMs;
  const week = weekMs === undefined ? LIFE : dayNumber(weekMs);
  const viewers = week === LIFE ? title.viewers : (title.totals.get(week) ?? 0);
  const placed = title.placeTotals.get(week) ?? 0;
  const segments = (countedMs === null ? [] : ofPeriod(title.segments, week))
    .filter((cell) => dimension === undefined || cell.dimension === dimension)
    .map((cell) => {
      const ofPlaces = cell.dimension === 'country' || cell.dimension === 'device';
      return segmentOf(cell, slate.segments, {
        ...{ asOfMs, slateViewers: slate.viewers, viewers: ofPlaces ? placed : viewers },
      });
    });
  const weeks = [...new Set([...title.weeks.values()].flat())].sort((a, b) => b - a);
  return {
    asOfMs,
    weekMs: weekMs ?? null,
    viewers:
      countedMs === null
        ? figure('viewers', null, asOfMs, { reason: 'Not counted yet.' })
        : figure('viewers', viewers, asOfMs),
    weeks: weeks.map((day) => day * DAY_MS),
    segments: segments.sort(byDimension),
    overlaps,
  };
}

/** The cells of a period: of a week those of the life, for a segment that nobody belonged to in it is withheld and not absent. */
function ofPeriod(cells: readonly CountedSegment[], week: number): CountedSegment[] {
  const life = cells.filter((cell) => cell.week === LIFE);
  if (week === LIFE) return life;
  const inWeek = new Map(
    cells.filter((cell) => cell.week === week).map((cell) => [`${cell.dimension} ${cell.value}`, cell]),
  );
  return life
    .filter((cell) => cell.dimension !== 'region' && cell.dimension !== 'preference')
    .map((cell) => inWeek.get(`${cell.dimension} ${cell.value}`) ?? { ...cell, week, viewers: 0, withheld: true });
}

function segmentOf(
  cell: CountedSegment,
  slate: readonly CountedSegment[],
  { asOfMs, viewers, slateViewers }: { asOfMs: number; viewers: number; slateViewers: number },
): AudienceSegment {
  const { dimension, value } = cell;
  const metric = dimension === 'country' ? 'territory_index' : 'affinity';
  const shareMetric = dimension === 'preference' ? 'preference' : 'segment_share';
  if (cell.withheld) {
    return {
      dimension,
      value,
      viewers: withheld('segment_viewers', asOfMs),
      share: withheld(shareMetric, asOfMs),
      index: withheld(metric, asOfMs),
    };
  }
  // Everything below is made of rounded counts: it says no more than they do.
  const people = roundPeople(cell.viewers);
  const ofAll = slate.find((one) => one.dimension === dimension && one.value === value);
  // Of a preference all viewers judged in the same way, who are nearly those that the slate may withhold.
  const counterpart = {
    viewers: (dimension === 'preference' ? cell.base : ofAll?.viewers) ?? 0,
    withheld: ofAll?.withheld ?? true,
  };
  return {
    dimension,
    value,
    viewers: figure('segment_viewers', people, asOfMs),
    share: shareFigure(shareMetric, people, viewers, asOfMs),
    index: counterpart.withheld
      ? withheld(metric, asOfMs)
      : indexFigure(metric, [people, viewers], [roundPeople(counterpart.viewers), slateViewers], asOfMs),
  };
}

/** A rounded count's share of an exact total; at most all of it. */
export function shareFigure(
  metric: 'segment_share' | 'preference',
  people: number,
  total: number,
  asOfMs: number,
): Figure {
  if (total === 0) return figure(metric, null, asOfMs, { reason: 'Nobody to count yet.' });
  const some = Math.min(people, total);
  return figure(metric, some / total, asOfMs, { n: roundPeople(total), interval: wilson(some, total) });
}

/** 100 × (a of n) ÷ (b of m), where the n people are some of the m. n is the rounded a: what it rests on. */
export function indexFigure(
  metric: 'affinity' | 'territory_index' | 'preference_index',
  [a, n]: readonly [number, number],
  [b, m]: readonly [number, number],
  asOfMs: number,
): Figure {
  if (a <= 0 || b <= 0 || n <= 0 || m <= 0)
    return figure(metric, null, asOfMs, { reason: 'There is nothing to compare with yet.' });
  const some = Math.min(a, n);
  const all = Math.max(Math.min(b, m), some);
  const value = (100 * (some / n)) / (all / m);
  return figure(metric, value, asOfMs, { n: some, interval: aroundRatio(value, nestedLogError(some, n, all, m)) });
}

const ORDER: readonly SegmentDimension[] = [
  'country',
  'region',
  'device',
  'audio',
  'age_band',
  'gender',
  'plan',
  'preference',
];

/** Withheld ones come last and in the order of their values: their place must not say how many they are. */
function byDimension(a: AudienceSegment, b: AudienceSegment): number {
  return (
    ORDER.indexOf(a.dimension) - ORDER.indexOf(b.dimension) ||
    (b.viewers.value ?? -1) - (a.viewers.value ?? -1) ||
    (a.value < b.value ? -1 : 1)
  );
}
