import type { Store } from '../clickhouse/store.ts';
import { whileCatalogue } from './answers.ts';
import { condition, MOST_ITEMS, type ItemFilter } from './catalogue-items.ts';
import { DESCRIBED } from './described.ts';

/** A trailer, clip or other asset as the catalogue has it; '' where nobody says. */
export interface AssetInfo {
  id: string;
  titleId: string;
  name: string;
  form: string;
  channel: string;
  /** What its channel counts as a view. */
  viewRule: string;
  liveMs: number | null;
  note: string;
}

/**
 * Assets of the catalogue in the order of their ids; of what several senders say the newest of each field. The engine spends 8 ms on
 * planning the statement however few they are, so that what it has answered is kept.
 */
export async function listAssets(store: Store, filter: ItemFilter = {}): Promise<AssetInfo[]> {
  return [...(await whileCatalogue(store, `assets.list ${JSON.stringify(filter)}`, () => readAssets(store, filter)))];
}

function readAssets(store: Store, filter: ItemFilter): Promise<AssetInfo[]> {
  const { limit = MOST_ITEMS, offset = 0 } = filter;
  const { text, params } = condition(filter);
  return store.query<AssetInfo>({
    name: 'assets.list',
    text: `
      SELECT id, title AS titleId, name, form, channel, view_rule AS viewRule, if(live_ms < 0, NULL, live_ms) AS liveMs, note FROM ${DESCRIBED}
      WHERE ${text}
      ORDER BY id
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { ...params, limit, offset },
  });
}

/** Channels that assets of the catalogue are on, in order. */
export async function assetChannels(store: Store): Promise<string[]> {
  const rows = await whileCatalogue(store, 'assets.channels', () =>
    store.query<{ channel: string }>({
      name: 'assets.channels',
      text: `SELECT DISTINCT channel FROM ${DESCRIBED} WHERE channel != '' ORDER BY channel LIMIT 200`,
    }),
  );
  return rows.map(({ channel }) => channel);
}
