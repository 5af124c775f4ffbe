import type { Store } from '../clickhouse/store.ts';
import type { BuzzDetail } from '../queries/buzz-detail.ts';
import { assetsOf, type Asset } from '../queries/known-assets.ts';
import { PENDING_TOLD, TOLD_FAMILIES } from '../queries/pending-loads.ts';
import { STEPS, viewStepOf } from '../queries/view-rule.ts';
import type { Numbers, Scope } from './scope.ts';

type Range = Pick<Scope, 'title' | 'fromViewer' | 'toViewer'>;

/** Of promo events more are not read through: they are kept by their ids, not by title. */
const MOST_EVENTS = 10_000_000;

/** What pages read of a title's campaign. */
export interface ServedCampaign {
  version: number;
  asOfMs: number;
  /** Views by asset and channel. */
  views: Map<string, number>;
  /** Conversion within seven days; null while others may have started than it knows. */
  conversion: Numbers | null;
}

/** Null where nothing is served, something waits to be counted, or it is too much to be read through. */
export async function campaignServed(store: Store, title: string): Promise<ServedCampaign | null> {
  const [row] = await store.query<{
    version: number;
    asOfMs: number;
    rolled: number;
    exposed: number;
    converted: number;
    maturing: number;
    detail: string;
  }>({
    name: 'audit.campaign-served',
    lane: 'jobs',
    params: { title, families: TOLD_FAMILIES, most: MOST_EVENTS },
    text: `
      SELECT version, toUnixTimestamp64Milli(as_of) AS asOfMs, (SELECT max(version) FROM served_rollup WHERE title = {title:String}) AS rolled,
        exposed_7d AS exposed, converted_7d AS converted, maturing_7d AS maturing, detail
      FROM served_buzz FINAL
      WHERE title = {title:String} AND assets > 0 AND (SELECT count() FROM ${PENDING_TOLD}) = 0 AND (SELECT count() FROM raw_promo) <= {most:UInt64}
        AND title NOT IN (SELECT title FROM buzz_title FINAL WHERE dirty = 1)`,
  });
  if (!row) return null;
  const { placings } = JSON.parse(row.detail) as BuzzDetail;
  return {
    version: row.version,
    asOfMs: row.asOfMs,
    views: new Map(placings.map(({ asset, channel, views }) => [placeOf(asset, channel), views ?? 0])),
    conversion:
      row.rolled > row.version
        ? null
        : { exposed_7d: row.exposed, converted_7d: row.converted, maturing_7d: row.maturing },
  };
}

const paramsOf = (title: string, assets: readonly Asset[]) => ({
  title,
  assets: assets.map(({ id }) => id),
  known: assets.map((asset) => Number(asset.title !== '')),
  channels: assets.map(({ channel }) => channel),
  /** What a view needs on the asset's own channel: so many steps of the way. */
  steps: assets.map(({ viewRule }) => STEPS.indexOf(viewStepOf(viewRule)) + 1),
});
const own = (column: string) => `{${column}}[indexOf({assets:Array(String)}, toString(asset))]`;

/**
 * Puts the promo records of a title's assets into the scratch table, those of assets that the catalogue does not know as they
 * say themselves of which title they are. Returns how many there are.
 */
export async function scratchPromo(store: Store, title: string): Promise<number> {
  await clearPromo(store);
  const params = paramsOf(title, await assetsOf(store, [title]));
  await store.insertSelect({
    name: 'audit.promo',
    scratch: true,
    params,
    settings: { max_threads: 1 },
    text: `
      INSERT INTO scratch_audit_promo
      SELECT toString(asset), lowerUTF8(if(channel = '', ${own('channels:Array(String)')}, toString(channel))), viewer, toUnixTimestamp64Milli(at), toInt8(action), event_id, holdout
      FROM raw_promo FINAL
      WHERE test = 0 AND asset IN {assets:Array(String)} AND (${own('known:Array(UInt8)')} = 1 OR title = {title:String})`,
  });
  const { n } = await store.one<{ n: number }>({
    name: 'audit.promo-records',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM scratch_audit_promo',
  });
  return n;
}

export async function clearPromo(store: Store): Promise<void> {
  await store.command({ name: 'audit.clear', scratch: true, text: 'TRUNCATE TABLE scratch_audit_promo' });
}

const AMONG = 'viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';
/** Those of the viewers in a range of the hash. */
const RECORDS = `(SELECT * FROM scratch_audit_promo WHERE ${AMONG})`;
const IN_TURN = 'ORDER BY at_ms, action, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
/** One row a showing of an asset to a viewer: an impression begins one, and so does playing it again. */
const SHOWINGS = `(
  SELECT asset, channel, viewer, min(at_ms) AS at_ms, groupUniqArray(action) AS actions
  FROM (
    SELECT *, countIf(action = 2) OVER (PARTITION BY asset, channel, viewer, shown ${IN_TURN}) AS played
    FROM (
      SELECT *, countIf(action = 1) OVER (PARTITION BY asset, channel, viewer ${IN_TURN}) AS shown
      FROM ${RECORDS} WHERE viewer != 0 AND holdout = 0 AND action <= 6
    )
  )
  GROUP BY asset, channel, viewer, shown, if(played > 1, played, 1)
)`;

/** Views by asset and channel: as the channel exported them, where it exported what was played (`told`); else none are known of it. */
async function viewsExported(
  store: Store,
  title: string,
  assets: readonly Asset[],
): Promise<Map<string, { views: number; told: boolean }>> {
  const rows = await store.query<{ asset: string; channel: string; views: number; plays: number }>({
    name: 'audit.views-exported',
    lane: 'jobs',
    params: paramsOf(title, assets),
    settings: { max_threads: 1 },
    text: `
      SELECT toString(asset) AS asset, toString(channel) AS channel,
        -- one that counts none has those of the step that a view needs there
        if(countIf(metric = 'views') > 0, sumIf(value, metric = 'views'),
          sumIf(value, metric = ['impressions', 'starts', 'q25', 'q50', 'q75', 'completes'][if(channel = lowerUTF8(${own('channels:Array(String)')}), ${own('steps:Array(UInt8)')}, 2)])) AS views,
        countIf(metric IN ('impressions', 'starts', 'views', 'q25', 'q50', 'q75', 'completes')) AS plays
      FROM (
        -- a count that names no kind is the whole, of which those that name one are parts
        SELECT asset, channel, date, toString(metric) AS metric, sumIf(value, paid_owned_earned != 'unknown') AS named,
          if(countIf(paid_owned_earned != 'unknown') = 0, sum(value), named + greatest(0, sumIf(value, paid_owned_earned = 'unknown') - named)) AS value
        FROM (
          SELECT asset, channel, date, metric, paid_owned_earned, if(countIf(country = '') > 0, sumIf(value, country = ''), sum(value)) AS value
          FROM (
            -- a count in two spellings of its channel is one
            SELECT asset, place AS channel, country, date, metric, paid_owned_earned, argMax(count, version) AS value
            FROM (
              SELECT asset, lowerUTF8(channel) AS place, country, date, metric, paid_owned_earned, value AS count, version
              FROM raw_promo_daily FINAL WHERE test = 0 AND asset IN {assets:Array(String)}
            )
            GROUP BY asset, place, country, date, metric, paid_owned_earned
          )
          GROUP BY asset, channel, date, metric, paid_owned_earned
        )
        GROUP BY asset, channel, date, metric
      )
      GROUP BY asset, channel`,
  });
  return new Map(rows.map(({ asset, channel, views, plays }) => [placeOf(asset, channel), { views, told: plays > 0 }]));
}

/** Views by asset and channel of the events of some viewers; those without a viewer are of the first range. */
async function viewsOfEvents(store: Store, scope: Range, assets: readonly Asset[]): Promise<Map<string, number>> {
  const rows = await store.query<{ asset: string; channel: string; n: number }>({
    name: 'audit.views',
    lane: 'jobs',
    params: { ...paramsOf(scope.title, assets), ...scope },
    settings: { max_threads: 1 },
    text: `
      SELECT asset, channel, sum(n) AS n
      FROM (
        SELECT toString(asset) AS asset, toString(channel) AS channel, countIf(step = 1 AND has(actions, 1) OR step > 1 AND hasAll(actions, range(toInt8(2), toInt8(step + 1)))) AS n
        FROM (SELECT *, if(channel = lowerUTF8(${own('channels:Array(String)')}), ${own('steps:Array(UInt8)')}, 2) AS step FROM ${SHOWINGS}) GROUP BY asset, channel
        UNION ALL
        -- without a viewer each record stands for itself
        SELECT toString(asset) AS asset, toString(channel) AS channel, countIf(action = if(channel = lowerUTF8(${own('channels:Array(String)')}), ${own('steps:Array(UInt8)')}, 2)) AS n
        FROM ${RECORDS} WHERE viewer = 0 AND holdout = 0 GROUP BY asset, channel
        UNION ALL
        SELECT DISTINCT toString(asset) AS asset, toString(channel) AS channel, 0 FROM ${RECORDS} WHERE action > 6 AND holdout = 0
      )
      GROUP BY asset, channel`,
  });
  return new Map(rows.map(({ asset, channel, n }) => [placeOf(asset, channel), n]));
}

const placeOf = (asset: string, channel: string) => `${asset} on ${channel}`;

/** Views by asset and channel of what the scratch table holds, range by range of its viewers; what was exported counts instead. */
export async function viewsOfRecords(
  store: Store,
  title: string,
  ranges: readonly Range[],
  pause: () => Promise<void>,
): Promise<Map<string, number>> {
  const assets = await assetsOf(store, [title]);
  const exported = await viewsExported(store, title, assets);
  const views = new Map([...exported].map(([place, { views: all, told }]) => [place, told ? all : 0]));
  for (const range of ranges) {
    for (const [place, n] of await viewsOfEvents(store, range, assets))
      if (!exported.get(place)?.told) views.set(place, (views.get(place) ?? 0) + n);
    await pause();
  }
  return views;
}

/**
 * Conversion within seven days of the viewers in a range of the hash, of what the scratch table holds. An exposure comes before
 * a start of its hour or later; its clock begins with its hour, before the premiere with that of the premiere.
 *
 * @param starters a table with the hour in which each viewer became a starter of the title.
 */
export async function conversionOfRecords(
  store: Store,
  { title, fromViewer, toViewer }: Range,
  starters: string,
  asOfMs: number,
): Promise<Numbers> {
  return store.one<Numbers>({
    name: 'audit.conversion',
    lane: 'jobs',
    params: { title, fromViewer, toViewer, asOfMs },
    settings: { max_threads: 1 },
    text: `
      SELECT countIf(old) AS exposed_7d, countIf(led) AS converted_7d, countIf(NOT old AND before) AS maturing_7d
      FROM (
        SELECT viewer, max(exposed_hour <= start_hour) AS before, max(exposed_hour <= start_hour AND clock + 168 <= intDiv({asOfMs:Int64}, 3600000)) AS old,
          max(exposed_hour <= start_hour AND clock + 168 <= intDiv({asOfMs:Int64}, 3600000) AND start_hour < clock + 168) AS led
        FROM (
          SELECT e.viewer AS viewer, intDiv(at_ms, 3600000) AS exposed_hour,
            intDiv(greatest(at_ms, ifNull((
              SELECT toUnixTimestamp64Milli(argMaxIf(premiere, version, isNotNull(premiere))) FROM raw_catalog FINAL
              WHERE kind = 'title' AND id = {title:String} AND deleted = 0 AND test = 0
            ), 0)), 3600000) AS clock, if(s.start_hour > 0, toInt64(s.start_hour), ${Number.MAX_SAFE_INTEGER}) AS start_hour
          FROM (SELECT * FROM ${SHOWINGS} WHERE viewer NOT IN (SELECT viewer FROM ${RECORDS} WHERE holdout = 1)) AS e
          LEFT JOIN ${starters} AS s ON s.viewer = e.viewer
        )
        GROUP BY viewer
      )`,
  });
}
