import type { Params } from '../../clickhouse/bind.ts';
import type { Asset } from '../../queries/known-assets.ts';
import { STEPS, viewStepOf } from '../../queries/view-rule.ts';

/** What is counted together: some titles, the assets that count for them, and which exports stand in for events. */
export interface Campaigns {
  titles: readonly string[];
  assets: readonly Asset[];
  /** Instants, null without one; in the order of `titles`. */
  premieresMs: readonly (number | null)[];
  /** {@link placingKey} of those whose source is an export. */
  exported: readonly string[];
}

/** An asset on a channel, as one text. */
export const placingKey = (asset: string, channel: string): string => `${asset}\n${channel}`;

/** Later than any premiere: without one nothing comes so many days before it. */
const NEVER_MS = 0;

/** Parameters of the statements below; viewers from one hash to another. */
export function campaignParams({ titles, assets, premieresMs, exported }: Campaigns, part = EVERYBODY): Params {
  return {
    titles,
    premieres: premieresMs.map((atMs) => atMs ?? NEVER_MS),
    assets: assets.map(({ id }) => id),
    asset_titles: assets.map(({ title }) => title),
    asset_channels: assets.map(({ channel }) => channel),
    asset_steps: assets.map(({ viewRule }) => STEPS.indexOf(viewStepOf(viewRule)) + 1),
    asset_live: assets.map(({ liveMs }) => liveMs ?? -1),
    exported,
    ...part,
  };
}

/** Viewer hashes of a part, decimal UInt64. */
export const EVERYBODY = { fromViewer: '1', toViewer: '18446744073709551615' };

const ofAsset = (column: string, type: string, none: string) =>
  `transform(toString(asset), {assets:Array(String)}, {${column}:Array(${type})}, ${none})`;

/** The title that a record of an asset counts for. */
const titleOf = (named: string) =>
  `if(${ofAsset('asset_titles', 'String', `''`)} = '', ${named}, ${ofAsset('asset_titles', 'String', `''`)})`;

/** Players, exports and the catalogue each write a channel in their way: in two spellings it would be two, and count twice. */
export const spelled = (channel: string) => `lowerUTF8(${channel})`;
const OWN_CHANNEL = spelled(ofAsset('asset_channels', 'String', `''`));

/** Which step is a view of the asset on a channel: elsewhere than on its own a view is a start. */
const VIEW_STEP = `if(channel = ${OWN_CHANNEL}, ${ofAsset('asset_steps', 'UInt8', '2')}, 2)`;

/** Whether an instant lies in the asset's first 24 hours. */
export const inFirstDay = (atMs: string) =>
  `(${ofAsset('asset_live', 'Int64', '-1')} >= 0 AND ${atMs} >= ${ofAsset('asset_live', 'Int64', '-1')} AND ${atMs} < ${ofAsset('asset_live', 'Int64', '-1')} + 86400000)`;

const PREMIERE = `transform(toString(title), {titles:Array(String)}, {premieres:Array(Int64)}, toInt64(0))`;

/** Whole days still to go to the title's premiere at an instant: what comes before the day `d` has at least d. */
export const daysBefore = (atMs: string) => `toInt32(floor((${PREMIERE} - ${atMs} - 1) / 86400000))`;
export const hourOf = (atMs: string) => `toUInt32(intDiv(${atMs}, 3600000))`;

/** Whether what events say of an asset on a channel counts, as far as it was played. */
export const BY_EVENTS = `concat(toString(asset), '\\n', channel) NOT IN {exported:Array(String)}`;

const ROWS = `promo_viewer FINAL WHERE asset IN {assets:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}`;

/** Exposures of known viewers to the campaigns, each with when it became a view (0: it has not). */
export const EXPOSURES = `(
  SELECT ${titleOf('named')} AS title, asset, channel, viewer, kind, at, impression, start, q25, q50, q75, complete,
    [impression, start, q25, q50, q75, complete][${VIEW_STEP}] AS viewed
  FROM (
    SELECT asset, viewer, x.at AS at, ${spelled('x.channel')} AS channel, x.kind AS kind, x.title AS named, x.impression AS impression, x.start AS start, x.q25 AS q25,
      x.q50 AS q50, x.q75 AS q75, x.complete AS complete
    FROM (SELECT asset, viewer, exposures FROM ${ROWS}) ARRAY JOIN exposures AS x
  )
  WHERE title IN {titles:Array(String)}
)`;

/** Likes, shares, list adds and reminders of known viewers. */
export const DEEDS = `(
  SELECT ${titleOf('named')} AS title, asset, channel, viewer, action, n, first_at
  FROM (
    SELECT asset, viewer, x.action AS action, ${spelled('x.channel')} AS channel, x.title AS named, x.n AS n, x.first_at AS first_at
    FROM (SELECT asset, viewer, deeds FROM ${ROWS}) ARRAY JOIN deeds AS x
  )
  WHERE title IN {titles:Array(String)}
)`;

/** What would have been exposures of people of the holdout; also, with `at` 0, that somebody is of it. */
export const HELD = `(
  SELECT ${titleOf('named')} AS title, asset, viewer, at
  FROM (
    SELECT asset, viewer, x.2 AS named, x.1 AS at
    FROM (SELECT asset, viewer, held, held_titles FROM ${ROWS} AND notEmpty(held_titles))
    ARRAY JOIN arrayConcat(held, arrayMap(name -> (toInt64(0), name), held_titles)) AS x
  )
  WHERE title IN {titles:Array(String)}
)`;

/** Events without a viewer, each for itself. */
export const ANONYMOUS = `(
  SELECT ${titleOf('toString(named)')} AS title, asset, channel, kind, action, holdout, at, toInt8(action) = ${VIEW_STEP} AS is_view
  FROM (
    SELECT asset, if(channel = '', ${OWN_CHANNEL}, ${spelled('channel')}) AS channel, toInt8(kind) AS kind, action, holdout,
      title AS named, toUnixTimestamp64Milli(at) AS at
    FROM (
      SELECT * FROM promo_event FINAL
      WHERE asset IN {assets:Array(String)} AND viewer = 0 AND test = 0
        AND (event_id, content) NOT IN (SELECT id, toUInt64(version) FROM overruled WHERE what = 'promo' AND place IN {assets:Array(String)})
    )
  )
  WHERE title IN {titles:Array(String)}
)`;

/** Mentions that count. */
export const MENTIONS = `(
  SELECT title, mention_id, author, toUnixTimestamp64Milli(at) AS at FROM mention_event FINAL
  WHERE title IN {titles:Array(String)} AND deleted = 0 AND test = 0
    AND (mention_id, version) NOT IN (SELECT id, version FROM overruled WHERE what = 'mention' AND place IN {titles:Array(String)})
)`;
