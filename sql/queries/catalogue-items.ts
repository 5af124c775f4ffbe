import type { Params } from '../clickhouse/bind.ts';
import type { Store } from '../clickhouse/store.ts';
import { whileCatalogue } from './answers.ts';
import { DESCRIBED, EDITED, MILESTONES } from './described.ts';

/** What of the catalogue belongs to a title without being played: its assets and milestones. */
export type ItemKind = 'asset' | 'milestone';

export interface ItemFilter {
  /** Of these titles only. */
  readonly titles?: readonly string[];
  readonly id?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** More than any slate has. */
export const MOST_ITEMS = 1_000_000;

/** What a filter asks of `title` and `id`. */
export function condition({ titles, id }: ItemFilter): { text: string; params: Params } {
  const asked = [
    ...(titles === undefined ? [] : ['title IN {titles:Array(String)}']),
    ...(id === undefined ? [] : ['id = {id:String}']),
  ];
  return {
    text: asked.length === 0 ? '1' : asked.join(' AND '),
    params: { ...(titles !== undefined && { titles }), ...(id !== undefined && { id }) },
  };
}

export interface ItemCounts {
  title: string;
  assets: number;
  milestones: number;
}

/** How many assets and milestones each title has; titles with none are absent. */
export async function itemCounts(store: Store): Promise<readonly ItemCounts[]> {
  return whileCatalogue(store, 'catalogue.counts', () =>
    store.query<ItemCounts>({
      name: 'catalogue.counts',
      text: `
      SELECT title, countIf(kind = 'asset') AS assets, countIf(kind = 'milestone') AS milestones
      FROM (SELECT toString(title) AS title, 'asset' AS kind FROM ${DESCRIBED} UNION ALL SELECT toString(title), 'milestone' FROM ${MILESTONES})
      GROUP BY title ORDER BY title`,
    }),
  );
}

/** When the newest of all that was ever said of an asset or milestone was said, its withdrawal too; null: nothing was. */
export async function lastSaidMs(store: Store, kind: ItemKind, id: string): Promise<number | null> {
  const { said } = await store.one<{ said: number | null }>({
    name: 'catalogue.last-said',
    text: 'SELECT maxOrNull(toUnixTimestamp64Milli(updated_at)) AS said FROM raw_catalog WHERE kind = {kind:String} AND id = {id:String}',
    params: { kind, id },
  });
  return said;
}

/** Whether an edit of an asset or milestone, or a later one, has come into the store. */
export async function isEditLoaded(store: Store, kind: ItemKind, id: string, updatedMs: number): Promise<boolean> {
  const { n } = await store.one<{ n: number }>({
    name: 'catalogue.edit-loaded',
    text: `
      SELECT count() AS n FROM raw_catalog
      WHERE kind = {kind:String} AND id = {id:String} AND source = '${EDITED}' AND toUnixTimestamp64Milli(updated_at) >= {updatedMs:Int64}`,
    params: { kind, id, updatedMs },
  });
  return n > 0;
}
