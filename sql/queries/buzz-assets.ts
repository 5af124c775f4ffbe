import { viewStepOf } from './view-rule.ts';
import type { BuzzDetail, ClusterSums, StoredPlacing } from './buzz-detail.ts';
import { MEDIA_KINDS, type KindTotals, type PromoAsset, type PromoPlacing } from './buzz-model.ts';
import type { MetricId } from './definitions.ts';
import { figure, RATE_FLOOR } from './figure.ts';
import type { Figure } from './read-model.ts';
import { clusteredInterval } from './statistics.ts';
import { DAY_MS } from './time.ts';

/** Assets with what happened to them on each channel: the latest first, those without a time last. */
export function promoAssets({ assets, placings }: BuzzDetail, asOfMs: number, nowMs: number): PromoAsset[] {
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  const ids = new Set([...known.keys(), ...placings.map(({ asset }) => asset)]);
  const all = [...ids].map((id): PromoAsset => {
    const { name = '', form = '', liveMs = null, channel = '', viewRule = '' } = known.get(id) ?? {};
    const isOwn = (placing: StoredPlacing) => placing.channel === channel.toLowerCase();
    return {
      ...{ id, form, liveMs, name: name === '' ? id : name, described: known.has(id) },
      placings: placings
        .filter(({ asset }) => asset === id)
        .map((placing) => {
          // As the catalogue spells it, where it knows it.
          const own = isOwn(placing) ? { ...placing, channel } : placing;
          return placingOf(own, { rule: isOwn(placing) ? viewRule : '', liveMs }, asOfMs, nowMs);
        }),
    };
  });
  return all.sort((a, b) => (b.liveMs ?? -Infinity) - (a.liveMs ?? -Infinity) || (a.id < b.id ? -1 : 1));
}

function placingOf(
  placing: StoredPlacing,
  { rule, liveMs }: { rule: string; liveMs: number | null },
  asOfMs: number,
  nowMs: number,
): PromoPlacing {
  const { channel, source, exportedToMs, funnel, views, likes, shares, cost } = placing;
  return {
    ...{ channel, source, exportedToMs, funnel, likes, shares, cost },
    ...{ viewRule: rule, viewAt: viewStepOf(rule) },
    views: figure('promo_views', views, asOfMs, views === null ? { reason: 'The export does not say.' } : {}),
    views24h: firstDayFigure(placing, liveMs, asOfMs, nowMs),
    viewThrough: shareFigure('view_through', placing.viewThrough, [funnel.completes, funnel.impressions], asOfMs),
    completion: shareFigure('trailer_completion', placing.completion, [funnel.completes, funnel.starts], asOfMs),
  };
}

function firstDayFigure({ firstDay }: StoredPlacing, liveMs: number | null, asOfMs: number, nowMs: number): Figure {
  const none = (reason: string) => figure('views_24h', null, asOfMs, { reason });
  if (liveMs === null) return none('Nobody says when it went live.');
  if (liveMs + DAY_MS > nowMs) return none('It has not been live for 24 hours.');
  if (firstDay === null) return none('The export has no views of its first 24 hours.');
  return figure('views_24h', firstDay.views, asOfMs, firstDay.isEstimate ? { estimated: true } : {});
}

/**
 * A share of exposures with the error between viewers; plays of unknown people have none. Some channels count plays that no
 * impression of theirs came before: what is then more than all is no share.
 */
function shareFigure(
  metric: MetricId,
  sums: ClusterSums | null,
  [part, of]: readonly [part: number | null, of: number | null],
  asOfMs: number,
): Figure {
  const n = sums?.n ?? of;
  if (n === null || part === null) return figure(metric, null, asOfMs, { reason: 'The export does not say.' });
  const y = sums?.y ?? part;
  if (n < RATE_FLOOR) return figure(metric, null, asOfMs, { n, reason: `Fewer than ${RATE_FLOOR} to count yet.` });
  if (y > n) return figure(metric, null, asOfMs, { n, reason: 'More came to the end than there were to come to it.' });
  const interval = sums && clusteredInterval(sums);
  return figure(metric, y / n, asOfMs, { n: Math.round(n), ...(interval && { interval }) });
}

/** Completes ÷ impressions of everything that knows both, and of which it is a share. */
export function overallViewThrough({ placings }: BuzzDetail, asOfMs: number): Figure {
  let [completes, impressions] = [0, 0];
  for (const { funnel, viewThrough } of placings) {
    if (funnel.completes === null || funnel.impressions === null) continue;
    const y = viewThrough?.y ?? funnel.completes;
    if (y > funnel.impressions) continue;
    completes += y;
    impressions += funnel.impressions;
  }
  return shareFigure('view_through', null, [completes, impressions], asOfMs);
}

/** Paid, owned and earned, in that order. */
export function kindTotals({ kinds }: BuzzDetail): KindTotals[] {
  return [...kinds].sort((a, b) => MEDIA_KINDS.indexOf(a.kind) - MEDIA_KINDS.indexOf(b.kind));
}

/** Of all exports that have a cost; null without any. */
export function totalCost({ placings }: BuzzDetail): number | null {
  const costs = placings.flatMap(({ cost }) => cost ?? []);
  return costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
}
