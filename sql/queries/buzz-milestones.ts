import type { Store } from '../clickhouse/store.ts';
import { whileUnchanged } from './answers.ts';
import type { MilestoneUplift } from './buzz-model.ts';
import { figure } from './figure.ts';
import type { Milestone, TitleDetail } from './read-model.ts';
import type { Uplift } from './uplift.ts';

/** Milestones that are told of a title, the newest ones: a forecast takes some ms. */
const MOST_MILESTONES = 12;

/** Those of a title that are told. */
export const toldMilestones = ({ milestones }: Pick<TitleDetail, 'milestones'>): readonly Milestone[] =>
  milestones.slice(-MOST_MILESTONES);

/** What a milestone has stirred, as the job has counted it. */
export interface StoredUplift {
  milestone: string;
  /** When that was then; it may have been put off since. */
  atMs: number;
  /** Of all that the forecast rests on. */
  digest: string;
  metric: MilestoneUplift['metric'];
  forecast: Omit<Uplift, 'expectedByHour'> | null;
  /** Why there is none; '' where there is one. */
  reason: string;
  /** Hour by hour of the forecast. */
  observed: readonly number[];
  expected: readonly number[];
}

/**
 * What came after each milestone of a title against what would have come without it: by views, or by mentions where views are
 * too few (exports have no hours), or by list adds.
 */
export async function milestoneUplifts(
  store: Store,
  title: TitleDetail,
  asOfMs: number,
  nowMs: number,
): Promise<MilestoneUplift[]> {
  const stored = await storedUplifts(store, title.id);
  return toldMilestones(title).map((milestone) => {
    const own = stored.find(({ milestone: id, atMs }) => id === milestone.id && atMs === milestone.atMs);
    const none = (reason: string): MilestoneUplift => ({
      ...{ milestone, metric: own?.metric ?? 'views', window: null, observed: null, expected: null, course: null },
      uplift: figure('milestone_uplift', null, asOfMs, { reason }),
    });
    if (milestone.atMs > nowMs) return none('It lies ahead.');
    if (!own) return none('It is being counted.');
    if (!own.forecast) return none(own.reason);
    const { uplift, interval, actual, expected, fromMs, untilMs, comparables, expectedInterval } = own.forecast;
    return {
      ...{ milestone, metric: own.metric, observed: actual, expected },
      window: { fromMs, toMs: untilMs },
      uplift: figure('milestone_uplift', uplift, asOfMs, { interval, n: comparables }),
      course: { fromMs, observed: own.observed, expected: own.expected, interval: expectedInterval },
    };
  });
}

/** What the job has counted of a title; none before it has. */
export async function storedUplifts(store: Store, title: string): Promise<readonly StoredUplift[]> {
  return whileUnchanged(store, `buzz.uplift ${title}`, async () => {
    const rows = await store.query<{ uplifts: string }>({
      name: 'buzz.uplift',
      text: 'SELECT uplifts FROM served_uplift FINAL WHERE title = {title:String}',
      params: { title },
    });
    return rows.flatMap(({ uplifts }) => JSON.parse(uplifts) as StoredUplift[]);
  });
}
