import type { Store } from '../clickhouse/store.ts';

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
  const newest = (field: string) => `argMaxIf(${field}, version, ${field} != '')`;
  return store.query<AssetInfo>({
    name: 'assets.list',
    text: `
      SELECT id, title_of AS titleId, name_of AS name, form_of AS form, channel_of AS channel, rule AS viewRule, toUnixTimestamp64Milli(live) AS liveMs
      FROM (
        SELECT
          id, ${newest('title')} AS title_of, ${newest('name')} AS name_of, ${newest('form')} AS form_of,
          ${newest('channel')} AS channel_of, ${newest('view_rule')} AS rule, argMaxIf(premiere, version, isNotNull(premiere)) AS live
        FROM raw_catalog FINAL
        WHERE kind = 'asset' AND deleted = 0 AND test = 0
        GROUP BY id
      )
      ORDER BY id
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { limit, offset },
  });
}
