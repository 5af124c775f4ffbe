import type { Lane, Store } from '../clickhouse/store.ts';
import { DESCRIBED } from './described.ts';

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
