import type { Store } from '../clickhouse/store.ts';
import { DESCRIBED } from './known-assets.ts';

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
}

/** More than any slate has. */
const MOST = 1_000_000;

/** Assets of the catalogue in the order of their ids; of what several senders say the newest of each field. */
export async function listAssets(
  store: Store,
  { limit = MOST, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<AssetInfo[]> {
  return store.query<AssetInfo>({
    name: 'assets.list',
    text: `
      SELECT id, title AS titleId, name, form, channel, view_rule AS viewRule, if(live_ms < 0, NULL, live_ms) AS liveMs FROM ${DESCRIBED}
      ORDER BY id
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { limit, offset },
  });
}
