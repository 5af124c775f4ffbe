import type { Store } from '../clickhouse/store.ts';
import { WITHHOLDING } from './figure.ts';
import { hasFilter } from './filter.ts';
import { titleHours, titleRollup } from './hours.ts';
import { titleSegments } from './launch-segments.ts';
import type { Filter, Grain, Range, SeriesPoint, TitleSeries } from './read-model.ts';
import { hoursOf } from './summary.ts';
import { DAY_MS, HOUR_MS, WEEK_MS, zoneFloorMs } from './time.ts';

/**
 * A title over time, in buckets of a zone, which together hold what its summary does: a bucket that the range cuts has a part
 * of its hours, and says so. Served rows are UTC hours: in zones that are not a whole hour ahead, a bucket
 * begins with the UTC hour that holds its local start. Under a filter the grain is the UTC week, whatever was asked for.
 */
export async function titleSeries(
  store: Store,
  title: string,
  options: { range: Range; grain: Grain; zone: string; filter: Filter },
  nowMs: number,
): Promise<TitleSeries> {
  if (hasFilter(options.filter)) {
    const counted = await titleSegments(store, title, options.filter, options.range, nowMs);
    const asOfMs = counted.asOfMs ?? nowMs;
    const segments = counted.segments.filter((segment) => segment.week > 0);
    const points = segments.map((segment): SeriesPoint => {
      const atMs = segment.week * DAY_MS;
      return {
        ...{
          atMs,
          endMs: atMs + WEEK_MS,
          open: atMs + WEEK_MS > asOfMs,
          hours: segment.hoursMs / HOUR_MS,
          starts: segment.starts,
        },
        ...{
          viewersNew: null,
          viewers: segment.viewers,
          starters: segment.starters,
          watchers: segment.watchers,
          completers: segment.completers,
        },
        ...(segment.withheld !== null && { withheld: true as const, reason: WITHHOLDING[segment.withheld] }),
      };
    });
    return { asOfMs, grain: 'week', zone: 'UTC', points };
  }
  const [rollup, hours] = await Promise.all([titleRollup(store, title), titleHours(store, title)]);
  const asOfMs = rollup?.asOfMs ?? nowMs;
  type Summed = SeriesPoint & Record<'viewersNew' | 'starters' | 'watchers' | 'completers', number>;
  const points = new Map<number, Summed>();
  const bounds = bucketBounds(options.range, options.grain, options.zone);
  const { fromHour, toHour } = hoursOf(options.range);
  for (const [atMs, endMs] of bounds) {
    const open = endMs > asOfMs;
    const cut = Math.floor(atMs / HOUR_MS) < fromHour || (!open && Math.floor(endMs / HOUR_MS) > toHour);
    points.set(atMs, {
      atMs,
      endMs,
      hours: 0,
      starts: 0,
      viewersNew: 0,
      viewers: null,
      starters: 0,
      watchers: 0,
      completers: 0,
      open,
      ...(cut && { partial: true as const }),
    });
  }
  let at = 0;
  for (const row of hours) {
    if (row.hour < fromHour || row.hour >= toHour) continue;
    // The bucket that the hour's last moment lies in: for half-hour zones that is the one its local start belongs to.
    const momentMs = (row.hour + 1) * HOUR_MS - 1;
    while (at < bounds.length && (bounds[at]?.[1] ?? 0) <= momentMs) at += 1;
    const bound = bounds[at];
    if (bound === undefined) break;
    const point = momentMs >= bound[0] ? points.get(bound[0]) : undefined;
    if (point === undefined) continue;
    point.hours += row.hoursMs / HOUR_MS;
    point.starts += row.starts;
    point.viewersNew += row.viewers;
    point.starters += row.starters;
    point.watchers += row.watchers;
    point.completers += row.completers;
  }
  return { asOfMs, grain: options.grain, zone: options.zone, points: [...points.values()] };
}

/** [start, end) of every bucket that overlaps the range; days and weeks are local, so they last 23 or 25 hours when clocks change. */
export function bucketBounds(range: Range, grain: Grain, zone: string): [number, number][] {
  const bounds: [number, number][] = [];
  const step = { hour: HOUR_MS, day: DAY_MS, week: WEEK_MS }[grain];
  const floor = (atMs: number) =>
    grain === 'hour' ? Math.floor(atMs / HOUR_MS) * HOUR_MS : zoneFloorMs(zone, grain, atMs);
  let startMs = floor(range.fromMs);
  while (startMs < range.toMs) {
    // Half a bucket past its nominal end surely lies in the next one, whatever the clocks did.
    const endMs = floor(startMs + step + (grain === 'hour' ? 0 : DAY_MS / 2));
    bounds.push([startMs, endMs]);
    startMs = endMs;
  }
  return bounds;
}
