import type { Store } from '../clickhouse/store.ts';
import { campaignWaits } from './pending-loads.ts';
import { kindTotals, overallViewThrough, promoAssets, totalCost } from './buzz-assets.ts';
import { conversions, rateOf } from './buzz-conversion.ts';
import { buzzCourse } from './buzz-course.ts';
import { milestoneUplifts } from './buzz-milestones.ts';
import type { TitleBuzz } from './buzz-model.ts';
import { buzzDetail, buzzHours, exportedDays } from './buzz-rows.ts';
import { mentionSentiment } from './buzz-sentiment.ts';
import { countsOf, velocity } from './buzz-velocity.ts';
import { shareOfVoice } from './buzz-voice.ts';
import { figure } from './figure.ts';
import { shelf } from './shelf.ts';
import { daysToGo } from './time.ts';

/** What a title's campaign has done. Null when the catalogue does not know the title. */
export async function titleBuzz(store: Store, id: string, nowMs: number): Promise<TitleBuzz | null> {
  const { titles, campaigns } = await shelf(store);
  const title = titles.get(id)?.detail;
  if (!title) return null;
  const run = campaigns.get(id);
  const asOfMs = run?.asOfMs ?? nowMs;
  const [detail, hoursOf, exportedOf, voice, sentimentOf, index, milestones] = await Promise.all([
    buzzDetail(store, id),
    buzzHours(store, [id]),
    exportedDays(store, [id]),
    shareOfVoice(store, id, nowMs),
    mentionSentiment(store, [id], nowMs),
    buzzCourse(store, title, asOfMs, nowMs),
    milestoneUplifts(store, title, asOfMs, nowMs),
  ]);
  const hours = hoursOf.get(id) ?? [];
  const names = new Map(detail.assets.map((asset) => [asset.id, asset.name === '' ? asset.id : asset.name]));
  const count = (metric: 'promo_views' | 'mentions' | 'list_adds' | 'reminders', value = 0) =>
    figure(metric, value, asOfMs);
  const times = { asOfMs, nowMs };
  const empty = detail.assets.length + detail.placings.length === 0 && (run?.mentions ?? 0) === 0;
  return {
    ...{ titleId: id, asOfMs, premiereMs: title.premiereMs, voice, index, milestones },
    ...{ empty, counting: empty && (await campaignWaits(store, id)) },
    daysToPremiere: title.premiereMs === null ? null : daysToGo(title.premiereMs, nowMs),
    figures: {
      views: count('promo_views', run?.views),
      viewThrough: overallViewThrough(detail, asOfMs),
      mentions: count('mentions', run?.mentions),
      listAdds: count('list_adds', run?.listAdds),
      reminders: count('reminders', run?.reminders),
      shareOfVoice: voice.share,
      mentionSentiment: sentimentOf(id),
      buzzIndex: index.now,
      conversion7d: rateOf(
        { exposed: run?.exposed7d ?? 0, converted: run?.converted7d ?? 0, maturing: run?.maturing7d ?? 0 },
        asOfMs,
      ),
      cost: totalCost(detail),
    },
    assets: promoAssets(detail, asOfMs, nowMs),
    kinds: kindTotals(detail),
    velocity: {
      views: velocity(
        'promo_velocity',
        countsOf(hours, (row) => row.views),
        { days: exportedOf.get(id) ?? [], to: run?.exportedTo ?? null },
        times,
      ),
      mentions: velocity(
        'mention_velocity',
        countsOf(hours, (row) => row.mentions),
        { days: [], to: null },
        times,
      ),
    },
    conversion: conversions(detail.conversion, (asset) => names.get(asset) ?? asset, asOfMs),
  };
}
