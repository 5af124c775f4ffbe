import type { Lane, Store } from '../clickhouse/store.ts';

/** What a view can need. Their places in this list, from 1 on, are those of the columns of an exposure. */
export const STEPS = ['impression', 'start', 'q25', 'q50', 'q75', 'complete'] as const;
export type Step = (typeof STEPS)[number];

/** An asset as it counts. */
export interface Asset {
  id: string;
  /** '' where the catalogue does not know it: its events then count for the titles that they name. */
  title: string;
  name: string;
  form: string;
  /** Of events that name none. */
  channel: string;
  liveMs: number | null;
  viewRule: string;
}

/**
 * What a channel's rule asks of a view on that channel. A rule is a sentence; where it begins with an action and a colon
 * (`q25: a quarter of it played`) a view is an exposure that got there. Any other rule, and none, is a start.
 */
export function viewStepOf(rule: string): Step {
  return STEPS.find((step) => rule.startsWith(`${step}:`)) ?? 'start';
}

const newest = (field: string) => `argMaxIf(${field}, version, deleted = 0 AND ${field} != '')`;

/**
 * Assets of the catalogue: of what several senders say the newest of each field; the newest of all says which title it belongs
 * to, and whether it is there at all. `live_ms`: −1 where nobody says when it went live.
 */
export const DESCRIBED = `(
  SELECT id, title_of AS title, name_of AS name, form_of AS form, channel_of AS channel, live_of AS live_ms, rule_of AS view_rule
  FROM (
    SELECT id, argMax(title, version) AS title_of, ${newest('name')} AS name_of, ${newest('form')} AS form_of, ${newest('channel')} AS channel_of,
      ifNull(toUnixTimestamp64Milli(argMaxIf(premiere, version, deleted = 0 AND isNotNull(premiere))), -1) AS live_of, ${newest('view_rule')} AS rule_of
    FROM raw_catalog FINAL WHERE kind = 'asset' AND test = 0 GROUP BY id HAVING argMax(deleted, version) = 0
  )
)`;

/** Assets that count for some titles: those the catalogue gives them, and unknown ones of which events name them. */
export async function assetsOf(store: Store, titles: readonly string[], lane: Lane = 'jobs'): Promise<Asset[]> {
  const rows = await store.query<Omit<Asset, 'liveMs'> & { liveMs: number }>({
    name: 'buzz.assets',
    lane,
    text: `
      SELECT * FROM (
        SELECT id, toString(title) AS title, name, toString(form) AS form, channel, live_ms AS liveMs, view_rule AS viewRule FROM ${DESCRIBED}
        WHERE title IN {titles:Array(String)}
        UNION ALL
        SELECT DISTINCT toString(asset), '', '', '', '', toInt64(-1), '' FROM promo_named
        WHERE title IN {titles:Array(String)} AND asset NOT IN (SELECT id FROM ${DESCRIBED})
      ) ORDER BY id`,
    params: { titles },
  });
  return rows.map((row) => ({ ...row, liveMs: row.liveMs < 0 ? null : row.liveMs }));
}
