import type { Store } from '../../clickhouse/store.ts';
import { DESCRIBED } from '../../queries/described.ts';

/** Titles whose served rows are older than what was told of them, those that wait longest first. */
export async function dirtyCampaigns(store: Store, limit: number): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'buzz.dirty',
    lane: 'jobs',
    text: `SELECT title FROM buzz_title FINAL WHERE dirty = 1 ORDER BY since, title LIMIT {limit:UInt32}`,
    params: { limit },
  });
  return rows.map(({ title }) => title);
}

export async function anyCampaignDirty(store: Store): Promise<boolean> {
  return (await dirtyCampaigns(store, 1)).length > 0;
}

/** Takes the marks away that titles had when a version was taken; what was marked later stays. */
export async function unmarkCampaigns(store: Store, titles: readonly string[], version: number): Promise<void> {
  await store.insertRows(
    'buzz.unmark',
    'buzz_title',
    titles.map((title) => ({ title, version, dirty: 0, since: '1970-01-01 00:00:00.000' })),
  );
}

const mark = (titles: string) => `
  INSERT INTO buzz_title
  SELECT n.title, {version:UInt64}, 1, if(m.dirty = 1, m.since, now64(3))
  FROM (${titles}) AS n
  LEFT JOIN (SELECT * FROM buzz_title FINAL) AS m ON m.title = n.title`;

/** Marks the titles that some loads tell of, also those that the loads' assets belonged to before. */
export async function markToldTitles(store: Store, segments: readonly number[], version: number): Promise<void> {
  const touched = (what: string) =>
    `SELECT DISTINCT toString(place) FROM touched_told WHERE segment IN {segments:Array(UInt64)} AND what IN (${what})`;
  const assets = touched(`'promo', 'daily', 'asset'`);
  await store.insertSelect({
    name: 'buzz.mark',
    text: mark(`
      SELECT DISTINCT title FROM (
        SELECT toString(place) AS title FROM touched_told WHERE segment IN {segments:Array(UInt64)} AND what = 'mention'
        UNION ALL
        -- of the catalogue's, those that have a campaign or milestones
        SELECT toString(place) FROM touched_told
        WHERE segment IN {segments:Array(UInt64)} AND what = 'title' AND (
          place IN (SELECT title FROM served_buzz) OR place IN (SELECT title FROM ${DESCRIBED}) OR place IN (SELECT title FROM promo_named)
          OR place IN (SELECT title FROM raw_catalog WHERE kind = 'milestone')
        )
        UNION ALL SELECT title FROM ${DESCRIBED} WHERE id IN (${assets})
        UNION ALL SELECT title FROM promo_asset WHERE asset IN (${assets})
        UNION ALL SELECT toString(title) FROM promo_named WHERE asset IN (${assets})
      ) WHERE title != ''`),
    params: { segments, version },
  });
}

/** Marks some titles. */
export function markCampaigns(store: Store, titles: readonly string[], version: number): Promise<void> {
  const text = mark('SELECT arrayJoin({titles:Array(String)}) AS title');
  return store.insertSelect({ name: 'buzz.mark-some', text, params: { titles, version } });
}

/** Titles with exposed viewers whose viewers were rolled up since they were counted: others may have started. */
const STARTED_SINCE = `
  SELECT b.title AS title FROM (SELECT title, version FROM served_buzz FINAL WHERE exposed_7d + maturing_7d > 0) AS b
  INNER JOIN (SELECT title, version AS rolled FROM served_rollup FINAL) AS u ON u.title = b.title
  WHERE rolled > version AND b.title NOT IN (SELECT title FROM buzz_title FINAL WHERE dirty = 1)`;

/** Marks titles of which exposed viewers may have started since they were counted. */
export function markStarted(store: Store, version: number): Promise<void> {
  return store.insertSelect({ name: 'buzz.mark-started', text: mark(STARTED_SINCE), params: { version } });
}

/**
 * Marks titles of which an exposure has become old enough for another window since they were counted, and, since they say as of
 * when they are, those that were not counted for a day.
 */
export function markMatured(store: Store, version: number, nowMs: number): Promise<void> {
  return store.insertSelect({
    name: 'buzz.mark-matured',
    text: mark(`
      SELECT title FROM served_buzz FINAL
      WHERE (matures_at > 0 AND matures_at <= {nowMs:Int64}) OR as_of <= fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC') - INTERVAL 1 DAY`),
    params: { version, nowMs },
  });
}
