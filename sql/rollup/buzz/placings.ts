import type { Store } from '../../clickhouse/store.ts';
import { ANONYMOUS, BY_EVENTS, campaignParams, DEEDS, EXPOSURES, inFirstDay, type Campaigns } from './told.ts';
import type { ClusterSums } from '../../queries/buzz-detail.ts';

interface OfPlacing {
  title: string;
  asset: string;
  channel: string;
}

/** Exposures of known viewers to an asset on a channel. */
export interface ExposedRow extends OfPlacing {
  impressions: number;
  starts: number;
  q25: number;
  q50: number;
  q75: number;
  completes: number;
  views: number;
  firstDay: number;
  /** Of impressions, and of starts, that came to the end. */
  shown: [...ClusterArray];
  played: [...ClusterArray];
}
type ClusterArray = [k: number, n: number, y: number, nn: number, yy: number, ny: number];

export const clusterSums = ([k, n, y, nn, yy, ny]: ClusterArray): ClusterSums => ({ k, n, y, nn, yy, ny });

export function exposedRows(store: Store, campaigns: Campaigns): Promise<ExposedRow[]> {
  const sums = (n: string, y: string) =>
    `[countIf(${n} > 0), sum(${n}), sum(${y}), sum(${n} * ${n}), sum(${y} * ${y}), sum(${n} * ${y})]`;
  return store.query({
    name: 'buzz.placings',
    lane: 'jobs',
    text: `
      SELECT title, asset, channel, sum(i) AS impressions, sum(s) AS starts, sum(a) AS q25, sum(b) AS q50, sum(c) AS q75, sum(e) AS completes, sum(v) AS views,
        sum(f) AS firstDay, ${sums('i', 'ie')} AS shown, ${sums('s', 'e')} AS played
      FROM (
        SELECT title, asset, channel, viewer, countIf(impression > 0) AS i, countIf(start > 0) AS s, countIf(q25 > 0) AS a, countIf(q50 > 0) AS b,
          countIf(q75 > 0) AS c, countIf(complete > 0) AS e, countIf(impression > 0 AND complete > 0) AS ie, countIf(viewed > 0) AS v,
          countIf(viewed > 0 AND ${inFirstDay('viewed')}) AS f
        FROM ${EXPOSURES} GROUP BY title, asset, channel, viewer
      )
      GROUP BY title, asset, channel ORDER BY title, asset, channel`,
    params: campaignParams(campaigns),
  });
}

/** Exposures of known viewers by who put them before them, where events are the source. */
export interface KindRow {
  title: string;
  kind: number;
  impressions: number;
  starts: number;
  views: number;
  completes: number;
}

export function kindRows(store: Store, campaigns: Campaigns): Promise<KindRow[]> {
  return store.query({
    name: 'buzz.kinds',
    lane: 'jobs',
    text: `
      SELECT title, kind, countIf(impression > 0) AS impressions, countIf(start > 0) AS starts, countIf(viewed > 0) AS views, countIf(complete > 0) AS completes
      FROM ${EXPOSURES} WHERE ${BY_EVENTS} GROUP BY title, kind ORDER BY title, kind`,
    params: campaignParams(campaigns),
  });
}

/** Likes, shares, list adds and reminders of known viewers on a placing. */
export interface DeedRow extends OfPlacing {
  action: number;
  n: number;
}

export function deedRows(store: Store, campaigns: Campaigns): Promise<DeedRow[]> {
  return store.query({
    name: 'buzz.deeds',
    lane: 'jobs',
    text: `SELECT title, asset, channel, action, sum(n) AS n FROM ${DEEDS} GROUP BY title, asset, channel, action ORDER BY title, asset, channel, action`,
    params: campaignParams(campaigns),
  });
}

/** Events without a viewer. */
export interface AnonymousRow extends OfPlacing {
  kind: number;
  action: number;
  holdout: number;
  n: number;
  views: number;
  firstDay: number;
}

export function anonymousRows(store: Store, campaigns: Campaigns): Promise<AnonymousRow[]> {
  return store.query({
    name: 'buzz.anonymous',
    lane: 'jobs',
    text: `
      SELECT title, asset, channel, kind, toInt8(action) AS action, holdout, count() AS n, countIf(is_view) AS views, countIf(is_view AND ${inFirstDay('at')}) AS firstDay
      FROM ${ANONYMOUS} GROUP BY title, asset, channel, kind, action, holdout ORDER BY title, asset, channel, kind, action, holdout`,
    params: campaignParams(campaigns),
  });
}
