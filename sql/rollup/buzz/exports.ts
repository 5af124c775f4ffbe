import type { Store } from '../../clickhouse/store.ts';

/** A channel's own count of a day, all countries together. */
export interface DailyRow {
  asset: string;
  channel: string;
  /** UTC day since the epoch. */
  day: number;
  metric: string;
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
 * Daily exports of some assets, oldest first. A count that names no country is of all of them, and those that name one are
 * then parts of it; else they are added up, in the order of the countries, so that a sum is always the same.
 */
export function dailyRows(store: Store, assets: readonly string[]): Promise<DailyRow[]> {
  return store.query<DailyRow>({
    name: 'buzz.exports',
    lane: 'jobs',
    text: `
      SELECT asset, toString(channel) AS channel, toUInt32(date) AS day, toString(metric) AS metric,
        if(countIf(country = '') > 0, anyIf(value, country = ''), arraySum(arrayMap(x -> x.2, arraySort(groupArray((country, value)))))) AS value
      FROM (SELECT asset, channel, date, metric, toString(country) AS country, value FROM raw_promo_daily FINAL WHERE asset IN {assets:Array(String)} AND test = 0)
      GROUP BY asset, channel, date, metric
      ORDER BY asset, channel, day, metric`,
    params: { assets },
  });
}
