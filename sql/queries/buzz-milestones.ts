import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import type { MilestoneUplift } from './buzz-model.ts';
import { buzzHours, type BuzzHour } from './buzz-rows.ts';
import { comparablesOf } from './buzz-course.ts';
import { figure } from './figure.ts';
import type { Milestone, TitleDetail } from './read-model.ts';
import { shelf, type Shelf } from './shelf.ts';
import { HOUR_MS } from './time.ts';
import type { Course } from './uplift-course.ts';
import { milestoneUplift, type UpliftOrReason } from './uplift.ts';

/** What a milestone stirs is told of this many days after it. */
const DAYS = 7;
/** Milestones that are told; a forecast takes some ms. */
const MOST_MILESTONES = 12;
/** Titles that the course is compared with: the most viewed ones. */
const MOST_COMPARABLES = 20;
const METRICS = ['views', 'mentions', 'listAdds'] as const;
type Metric = (typeof METRICS)[number];

/**
 * What came after each milestone of a title against what would have come without it: by views, or by mentions where views are
 * too few (exports have no hours), or by list adds. Computed once an hour and change of any of the campaigns it rests on.
 */
export async function milestoneUplifts(
  store: Store,
  title: TitleDetail,
  asOfMs: number,
  nowMs: number,
): Promise<MilestoneUplift[]> {
  const known = await shelf(store);
  const others = comparablesOf(known, title)
    .sort(
      (a, b) =>
        (known.campaigns.get(b.id)?.views ?? 0) - (known.campaigns.get(a.id)?.views ?? 0) || (a.id < b.id ? -1 : 1),
    )
    .slice(0, MOST_COMPARABLES);
  const ids = [title.id, ...others.map(({ id }) => id)];
  const hour = Math.floor(nowMs / HOUR_MS);
  const version = Math.max(0, ...ids.map((id) => known.campaigns.get(id)?.version ?? 0));
  const rows = await whileVersion(store, `buzz.uplift ${title.id} ${hour}`, version, async () => {
    const hours = await buzzHours(store, ids);
    return title.milestones.slice(-MOST_MILESTONES).map((milestone) =>
      upliftOf(
        milestone,
        title,
        others.map(({ id }) => id),
        known,
        hours,
        hour,
      ),
    );
  });
  return rows.map((row) => ({ ...row, uplift: { ...row.uplift, asOfMs } }));
}

function upliftOf(
  milestone: Milestone,
  title: TitleDetail,
  others: readonly string[],
  known: Shelf,
  hours: ReadonlyMap<string, readonly BuzzHour[]>,
  hour: number,
): MilestoneUplift {
  const ask = (metric: Metric): UpliftOrReason =>
    milestoneUplift({
      ...{ milestoneMs: milestone.atMs, days: DAYS, asOfMs: hour * HOUR_MS },
      course: courseOf(hours.get(title.id) ?? [], metric, hour),
      otherMilestonesMs: stirringOf(title).filter((atMs) => atMs !== milestone.atMs),
      comparables: others.map((id) => ({
        course: courseOf(hours.get(id) ?? [], metric, hour),
        milestonesMs: stirringOf(known.titles.get(id)?.detail),
      })),
    });
  const [first, ...rest] = METRICS.map((metric) => ({ metric, told: ask(metric) }));
  if (!first) throw new RangeError('A milestone is told by something.');
  const { metric, told } = [first, ...rest].find(({ told: { uplift } }) => uplift !== null) ?? first;
  if (told.uplift === null) {
    const reason = milestone.atMs > hour * HOUR_MS ? 'It lies ahead.' : told.reason;
    return {
      ...{ milestone, metric, window: null, observed: null, expected: null, course: [] },
      uplift: figure('milestone_uplift', null, 0, { reason }),
    };
  }
  const { uplift, interval, actual, expected, fromMs, untilMs, expectedByHour, comparables } = told;
  const counts = new Map((hours.get(title.id) ?? []).map((row) => [row.hour, row[metric]]));
  const [low, high] = [actual / (1 + interval[1]) / expected, actual / (1 + interval[0]) / expected];
  return {
    ...{ milestone, metric, observed: actual, expected },
    window: { fromMs, toMs: untilMs },
    uplift: figure('milestone_uplift', uplift, 0, { interval, n: comparables }),
    course: expectedByHour.map((usual, i) => {
      const atMs = fromMs + i * HOUR_MS;
      const observed = counts.get(atMs / HOUR_MS) ?? 0;
      return { atMs, endMs: atMs + HOUR_MS, observed, expected: usual, low: low * usual, high: high * usual };
    }),
  };
}

/** What moves a course: the title's milestones and its premiere. */
const stirringOf = (title: TitleDetail | undefined): number[] =>
  [...(title?.milestones.map(({ atMs }) => atMs) ?? []), title?.premiereMs ?? null].filter((atMs) => atMs !== null);

/** From the first hour in which any came to the last one that has ended. */
function courseOf(rows: readonly BuzzHour[], metric: Metric, hour: number): Course {
  const some = rows.filter((row) => row[metric] > 0 && row.hour < hour);
  const first = some[0]?.hour ?? hour;
  const counts = new Array<number>(hour - first).fill(0);
  for (const row of some) counts[row.hour - first] = row[metric];
  return { fromMs: first * HOUR_MS, counts };
}
