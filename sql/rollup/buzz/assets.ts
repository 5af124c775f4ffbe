import type { Lane, Store } from '../../clickhouse/store.ts';

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

/** Assets of the catalogue, each as it was last described, whoever did. */
export const DESCRIBED = `(
  SELECT id, latest.1 AS title, latest.2 AS name, latest.3 AS form, latest.4 AS channel, latest.5 AS live_ms, latest.6 AS view_rule
  FROM (
    SELECT id, argMax((title, name, form, channel, ifNull(toUnixTimestamp64Milli(premiere), -1), view_rule, deleted), version) AS latest
    FROM raw_catalog FINAL WHERE kind = 'asset' AND test = 0 GROUP BY id
  )
  WHERE latest.7 = 0
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
