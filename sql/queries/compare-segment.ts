import type { Store } from '../clickhouse/store.ts';
import { shareFigure } from './audience.ts';
import { figure, WITHHOLDING, withheld } from './figure.ts';
import { titleRollup } from './hours.ts';
import { titleSegments } from './launch-segments.ts';
import type { ComparedFigure, ComparedPoint, Figure, Filter, TitleDetail } from './read-model.ts';
import type { Segment } from './segments.ts';
import { titleSummary } from './summary.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from './time.ts';
import { changesWithin, runtimeOutMs } from './views.ts';

const NOT_OF_A_SEGMENT = 'Not published for a segment.';

/**
 * What a title's own page publishes of a part of its audience, laid on its premiere: the figures of its life so far, and what
 * its whole UTC weeks sum to. Nothing more can be told of the same age: weeks end at other ages with every title.
 */
export async function segmentOfTitle(
  store: Store,
  title: TitleDetail,
  premiereMs: number,
  filter: Filter,
  nowMs: number,
): Promise<{ points: ComparedPoint[]; figures: Record<ComparedFigure, Figure> } | null> {
  const [summary, counted, rollup] = await Promise.all([
    titleSummary(store, title.id, { fromMs: 0, toMs: nowMs }, filter, nowMs),
    titleSegments(store, title.id, filter, { fromMs: premiereMs, toMs: nowMs }, nowMs),
    titleRollup(store, title.id),
  ]);
  if (summary === null) return null;
  const { hours, views, viewers, starters, watchers, completers, completion7d, completion28d } = summary.figures;
  const none = (metric: Figure['metric']) => figure(metric, null, summary.asOfMs, { reason: NOT_OF_A_SEGMENT });
  return {
    points: weeksOf(title, premiereMs, counted.segments, nowMs),
    figures: {
      ...{ hours, views, viewers, starters, watchers, completers, completion7d, completion28d },
      segmentShare:
        viewers.value === null
          ? { ...withheld('segment_share', summary.asOfMs), reason: viewers.reason ?? WITHHOLDING.few }
          : shareFigure('segment_share', viewers.value, rollup?.viewers ?? 0, summary.asOfMs),
      shareOfSlate: none('share_of_slate'),
      holdWeek2: none('hold'),
    },
  };
}

/**
 * Sums of a segment's published weeks at the ends of those that are over. From a week on that is withheld, or a part of it,
 * no sum is known. Viewers of weeks do not add up.
 */
function weeksOf(title: TitleDetail, premiereMs: number, segments: readonly Segment[], nowMs: number): ComparedPoint[] {
  const sum: Record<'hours' | 'starters' | 'watchers' | 'completers', number | null> = {
    ...{ hours: 0, starters: 0, watchers: 0, completers: 0 },
  };
  let why: string | null = null;
  return segments
    .filter(({ week }) => week > 0 && week * DAY_MS + WEEK_MS <= nowMs)
    .map((segment) => {
      const endMs = segment.week * DAY_MS + WEEK_MS;
      if (segment.withheld !== null) why ??= WITHHOLDING[segment.withheld];
      const own = { ...segment, hours: segment.withheld === null ? segment.hoursMs / HOUR_MS : null };
      for (const metric of ['hours', 'starters', 'watchers', 'completers'] as const) {
        const [before, more] = [sum[metric], own[metric]];
        sum[metric] = before === null || more === null ? null : before + more;
      }
      const runtimeMs = changesWithin(title, { fromMs: premiereMs, toMs: endMs }) ? 0 : runtimeOutMs(title, endMs);
      const views = sum.hours === null || runtimeMs <= 0 ? null : (sum.hours * HOUR_MS) / runtimeMs;
      const ageHours = (endMs - premiereMs) / HOUR_MS;
      return { ageHours, ...sum, views, viewers: null, ...(why !== null && { reason: why }) };
    });
}
