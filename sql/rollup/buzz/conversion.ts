import type { Store } from '../../clickhouse/store.ts';
import type { ConversionDays } from '../../queries/buzz-model.ts';
import { CONVERSION_DAYS } from '../../queries/conversion.ts';
import { campaignParams, EXPOSURES, HELD, type Campaigns } from './told.ts';

/** What became of the viewers of a title's campaign, or of one of its assets (`asset` '' for all), within some days. */
export interface ConvertedRow {
  title: string;
  asset: string;
  days: ConversionDays;
  exposed: number;
  converted: number;
  maturing: number;
  started: number;
  inHoldout: number;
  /** People of the holdout; of them those who count, and those of these who started. */
  heldPeople: number;
  held: number;
  heldStarted: number;
  /** By kind (0 unknown, 1 paid, 2 owned, 3 earned): viewers exposed by it, and conversions by first, last and linear credit. */
  kindExposed: number[];
  first: number[];
  last: number[];
  /** Billionths: parts of one are added up as whole numbers, so that their order changes nothing. */
  linear: number[];
  /** When the next exposure becomes old enough; 0: none will. */
  maturesAt: number;
}

const KINDS = [0, 1, 2, 3];

/**
 * Starts are known by the UTC hour, so all is told in hours: an exposure comes before a start that is in its hour or later, its
 * clock begins with its hour (before the premiere, with the premiere's), and it converts when the start is in one of the next
 * 24 × days hours; it is old enough when those have passed.
 */
export function convertedRows(
  store: Store,
  campaigns: Campaigns,
  asOfMs: number,
  part?: { fromViewer: string; toViewer: string },
): Promise<ConvertedRow[]> {
  const byKind = (one: (kind: number) => string) => `[${KINDS.map(one).join(', ')}]`;
  return store.query({
    name: 'buzz.conversion',
    lane: 'jobs',
    text: `
      WITH
        told AS (
          SELECT title, asset, concat(toString(asset), channel) AS placing, viewer, kind, at, 0 AS is_held FROM ${EXPOSURES}
          UNION ALL SELECT title, asset, '', viewer, 0, at, 1 FROM ${HELD}
        ),
        starts AS (
          SELECT title, viewer, start_hour FROM viewer_title FINAL
          WHERE title IN {titles:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64} AND start_hour > 0
        )
      SELECT title, asset, days,
        countIf(counts AND empty(own)) AS started, countIf(counts AND notEmpty(own) AND empty(old)) AS maturing, countIf(counts AND notEmpty(old)) AS exposed,
        countIf(counts AND notEmpty(leading)) AS converted, countIf(is_exposed AND is_held) AS inHoldout,
        countIf(is_held) AS heldPeople, countIf(notEmpty(held_old)) AS held, countIf(arrayExists(clock -> start_hour < clock + 24 * days, held_old)) AS heldStarted,
        ${byKind((kind) => `countIf(counts AND arrayExists(x -> x.3 = ${kind}, old))`)} AS kindExposed,
        ${byKind((kind) => `countIf(counts AND notEmpty(leading) AND leading[1].3 = ${kind})`)} AS first,
        ${byKind((kind) => `countIf(counts AND notEmpty(leading) AND leading[-1].3 = ${kind})`)} AS last,
        ${byKind((kind) => `sumIf(toUInt64(round(1e9 * arrayCount(x -> x.3 = ${kind}, leading) / greatest(1, length(leading)))), counts)`)} AS linear,
        min(arrayMin(arrayMap(clock -> if(clock + 24 * days > now_hour, clock + 24 * days, 4294967295), arrayConcat(arrayMap(x -> x.4, own), held_own, [toUInt32(4294967295)])))) AS next_hour,
        if(next_hour = 4294967295, 0, next_hour * 3600000) AS maturesAt
      FROM (
        SELECT title, asset, viewer, start_hour, days, own, held_own, is_held, is_exposed, is_exposed AND NOT is_held AS counts,
          toUInt32(intDiv({asOfMs:Int64}, 3600000)) AS now_hour,
          arrayFilter(x -> x.4 + 24 * days <= now_hour, own) AS old, arrayFilter(x -> start_hour < x.4 + 24 * days, old) AS leading,
          arrayFilter(clock -> clock + 24 * days <= now_hour, held_own) AS held_old
        FROM (
          SELECT title, asset, viewer, any(started_hour) AS start_hour, countIf(is_held = 0) > 0 AS is_exposed, countIf(is_held = 1) > 0 AS is_held,
            arraySort(groupArrayIf((at, placing, kind, clock), is_held = 0 AND before)) AS own,
            groupArrayIf(clock, is_held = 1 AND at > 0 AND before) AS held_own
          FROM (
            SELECT t.title AS title, t.asset AS asset, t.placing AS placing, t.viewer AS viewer, t.kind AS kind, t.at AS at, t.is_held AS is_held,
              if(s.start_hour = 0, 4294967295, s.start_hour) AS started_hour, intDiv(t.at, 3600000) <= started_hour AS before,
              toUInt32(intDiv(greatest(t.at, transform(t.title, {titles:Array(String)}, {premieres:Array(Int64)}, toInt64(0))), 3600000)) AS clock
            FROM told AS t LEFT JOIN starts AS s ON s.title = t.title AND s.viewer = t.viewer
          )
          GROUP BY GROUPING SETS ((title, viewer), (title, asset, viewer))
        )
        ARRAY JOIN {days:Array(UInt32)} AS days
      )
      GROUP BY title, asset, days ORDER BY title, asset, days`,
    params: { ...campaignParams(campaigns, part), asOfMs, days: CONVERSION_DAYS },
  });
}
