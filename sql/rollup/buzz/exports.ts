import type { Store } from '../../clickhouse/store.ts';
import { PROMO_STEPS, type MediaKind } from '../../queries/buzz-model.ts';
import type { Asset } from '../../queries/known-assets.ts';
import { STEPS, viewStepOf } from '../../queries/view-rule.ts';
import { spelled } from './told.ts';

/** A channel's own count of a day, all countries together; what it does not give to a kind is `unknown`. */
export interface DailyRow {
  asset: string;
  channel: string;
  /** UTC day since the epoch. */
  day: number;
  metric: string;
  kind: MediaKind;
  value: number;
}

/** Daily counts that make a channel's export the source of all that was played there; likes or costs alone leave events their place. */
export const PLAYED: ReadonlySet<string> = new Set([
  'impressions',
  'starts',
  'views',
  'q25',
  'q50',
  'q75',
  'completes',
]);

/**
 * Daily exports of some assets, oldest first; of one count under two spellings of its channel the later. A count that names no country is of all of them, and those that name one are
 * then parts of it; else they are added up, in the order of the countries, so that a sum is always the same.
 */
export async function dailyRows(store: Store, assets: readonly Asset[]): Promise<DailyRow[]> {
  const rows = await store.query<DailyRow>({
    name: 'buzz.exports',
    lane: 'jobs',
    text: `
      SELECT asset, channel, toUInt32(date) AS day, toString(metric) AS metric, toString(paid_owned_earned) AS kind,
        if(countIf(country = '') > 0, anyIf(value, country = ''), arraySum(arrayMap(x -> x.2, arraySort(groupArray((country, value)))))) AS value
      FROM (
        SELECT asset, place AS channel, date, metric, paid_owned_earned, toString(country) AS country, argMax(count, version) AS value
        FROM (
          SELECT asset, ${spelled('channel')} AS place, date, metric, paid_owned_earned, country, value AS count, version
          FROM raw_promo_daily FINAL WHERE asset IN {assets:Array(String)} AND test = 0
        )
        GROUP BY asset, place, date, metric, paid_owned_earned, country
      )
      GROUP BY asset, channel, date, metric, paid_owned_earned
      ORDER BY asset, channel, day, metric, paid_owned_earned`,
    params: { assets: assets.map(({ id }) => id) },
  });
  return withViews(apart(rows), assets);
}

/**
 * A count that says no kind is of all of them, and those that say one are parts of it: what they leave is of no known kind.
 *
 * @param rows those of no kind before the others of the same count
 */
function apart(rows: readonly DailyRow[]): DailyRow[] {
  const key = ({ asset, channel, day, metric }: DailyRow) => JSON.stringify([asset, channel, day, metric]);
  return [...Map.groupBy(rows, key).values()].flatMap((count) => {
    const [all, ...named] = count;
    if (all?.kind !== 'unknown' || named.length === 0) return count;
    const left = all.value - named.reduce((sum, { value }) => sum + value, 0);
    return left > 0 ? [{ ...all, value: left }, ...named] : named;
  });
}

/**
 * An export that counts no views has the channel's rule applied to what it counts: those of the step that a view needs there are
 * its views. None where it does not count that step either.
 */
function withViews(rows: readonly DailyRow[], assets: readonly Asset[]): DailyRow[] {
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  const placings = Map.groupBy(rows, ({ asset, channel }) => JSON.stringify([asset, channel]));
  return [...placings.values()].flatMap((own) => {
    const [first] = own;
    if (!first || own.some(({ metric }) => metric === 'views')) return own;
    const asset = known.get(first.asset);
    const rule = asset?.channel.toLowerCase() === first.channel ? asset.viewRule : '';
    const step = PROMO_STEPS[STEPS.indexOf(viewStepOf(rule))];
    return [...own, ...own.filter(({ metric }) => metric === step).map((row) => ({ ...row, metric: 'views' }))];
  });
}
