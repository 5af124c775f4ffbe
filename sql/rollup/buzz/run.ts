import type { Store } from '../../clickhouse/store.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import { DESCRIBED } from '../../queries/described.ts';
import { assetsOf, type Asset } from '../../queries/known-assets.ts';
import { countTitles } from './count.ts';
import { computeViewers } from './exposures.ts';
import { dirtyCampaigns, markCampaigns } from './marks.ts';
import type { BuzzOptions } from './take-in.ts';
import { serveUplifts } from './uplifts.ts';

/** Titles that are counted together, and about how many rows of viewers of theirs. */
const TITLES = 50;
const VIEWERS = 200_000;

/**
 * Counts the titles anew that are marked, those that wait longest first. Rows are replaced, never added to; may be cut off
 * anywhere and run again. Returns the titles of one piece of the work; none when nothing is marked.
 */
export async function rollUpBuzz(store: Store, options: BuzzOptions = {}): Promise<string[]> {
  const dirty = await dirtyCampaigns(store, TITLES);
  if (dirty.length === 0) return [];
  const known = await assetsOf(store, dirty);
  const sizes = await viewerRows(store, known);
  let viewers = 0;
  const titles = dirty.filter((title, at) => (viewers += sizes.get(title) ?? 0) <= VIEWERS || at === 0);
  const size = titles.reduce((sum, title) => sum + (sizes.get(title) ?? 0), 0);
  await countTitles(store, titles, Math.max(1, Math.ceil(size / VIEWERS)), options);
  return titles;
}

/** Computes the campaigns of some titles (of all, if none is given) anew from their events. Returns the titles. */
export async function recomputeBuzz(
  store: Store,
  titles: readonly string[] | null,
  options: BuzzOptions = {},
): Promise<string[]> {
  const { now = Date.now, pause = () => Promise.resolve() } = options;
  await keepVersionsGrowing(store);
  const all = titles ?? (await everyCampaign(store));
  const assets = (await assetsOf(store, all)).map(({ id }) => id);
  await computeViewers(store, [], assets, { version: nextVersion(store, now()), pause });
  await markCampaigns(store, all, nextVersion(store, now()));
  const counted: string[] = [];
  for (;;) {
    const piece = await rollUpBuzz(store, options);
    if (piece.length === 0) break;
    counted.push(...piece);
  }
  await serveUplifts(store, options);
  return counted;
}

/** Every title that a campaign tells of. */
async function everyCampaign(store: Store): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'buzz.every-title',
    lane: 'jobs',
    text: `
      SELECT DISTINCT title FROM (
        SELECT toString(title) AS title FROM served_buzz
        UNION ALL SELECT toString(title) FROM buzz_title
        UNION ALL SELECT title FROM ${DESCRIBED}
      ) WHERE title != '' ORDER BY title`,
  });
  return rows.map(({ title }) => title);
}

/** About how many rows of viewers each title has. */
async function viewerRows(store: Store, assets: readonly Asset[]): Promise<Map<string, number>> {
  const rows = await store.query<{ asset: string; n: number }>({
    name: 'buzz.sizes',
    lane: 'jobs',
    text: 'SELECT asset, count() AS n FROM promo_viewer WHERE asset IN {assets:Array(String)} GROUP BY asset',
    params: { assets: assets.map(({ id }) => id) },
  });
  const sizes = new Map<string, number>();
  const titleOf = new Map(assets.map(({ id, title }) => [id, title]));
  for (const { asset, n } of rows) {
    const title = titleOf.get(asset) ?? '';
    sizes.set(title, (sizes.get(title) ?? 0) + n);
  }
  return sizes;
}
