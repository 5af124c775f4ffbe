import type { MEDIA_KINDS } from '../contract/vocabulary.ts';
import { expectedSiteStarts, type CampaignAsset } from './campaign.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { SOURCE } from './playback.ts';
import type { Sink } from './promotion.ts';
import { between, hash32, hexId, normal, pickWeighted, poisson, randomOf } from './random.ts';
import { TERRITORIES } from './territories.ts';
import type { Asset, SlateTitle } from './title.ts';

const QUARTERS = ['q25', 'q50', 'q75', 'complete'] as const;

/** Plays of the trailer on the title's site in an hour: a public page, so nobody says who they are. */
export function tellSiteHour(seed: number, title: SlateTitle, scale: number, hourMs: number, sink: Sink): void {
  const expected = expectedSiteStarts(seed, title, hourMs) * scale;
  const site = title.campaign?.assets.find(({ channel }) => channel === 'site');
  if (expected === 0 || site === undefined) return;
  const random = randomOf(seed, 59, title.index, hourMs);
  for (let count = poisson(random, expected); count > 0; count -= 1) {
    const startMs = Math.round(hourMs + random.next() * HOUR_MS);
    const country = pickWeighted(random, TERRITORIES, (each) => each.weight).code;
    const reached = between(random, 0, 1.3);
    for (const [told, action] of (['start', ...QUARTERS] as const).entries()) {
      if (reached < told / 4) break;
      const atMs = Math.round(startMs + (site.runtimeMs * told) / 4);
      sink(
        atMs,
        `{"type":"promo","event_id":"w${hexId(seed, 35, title.index, startMs, count, told)}","asset_id":"${site.id}",` +
          `"title_id":"${title.id}","action":"${action}","channel":"site","paid_owned_earned":"owned",` +
          `"country":"${country}","at":${atMs},"source":"${SOURCE}"}`,
      );
    }
  }
}

/** Countries whose daily counts the outside channels export. */
const DAILY_COUNTRIES = TERRITORIES.slice(0, 6);

/** A day's counts of an asset on an outside channel, exported the next morning at 06:00 UTC. */
export function tellDailyCounts(
  seed: number,
  title: SlateTitle,
  asset: Asset,
  dayMs: number,
  scale: number,
  sink: Sink,
): void {
  if (asset.channel === 'in-app' || dayMs + DAY_MS <= asset.liveMs || dayMs > asset.liveMs + 35 * DAY_MS) return;
  const exportedMs = dayMs + DAY_MS + 6 * HOUR_MS;
  const ageDays = Math.max(0, (dayMs - asset.liveMs) / DAY_MS);
  for (const [index, territory] of DAILY_COUNTRIES.entries()) {
    const random = randomOf(seed, 34, title.index, hash32(asset.liveMs, asset.form.length), dayMs, index);
    const home = territory.code === title.country ? 2.5 : 1;
    const level = title.arrivals * scale * 3 * (territory.weight / 22) * home * (Math.exp(-ageDays / 4) + 0.05);
    const views = Math.round(level * Math.exp(0.2 * normal(random)));
    for (const [metric, value] of [
      ['views', views],
      ['likes', poisson(random, views * 0.06)],
      ['shares', poisson(random, views * 0.012)],
    ] as const)
      sink(exportedMs, dailyLine(asset, territory.code, dayMs, metric, value, exportedMs));
  }
}

/** Who puts something before people on a channel. */
const KIND_OF: Readonly<Record<string, keyof typeof MEDIA_KINDS>> = {
  ...{ youtube: 'owned', instagram: 'owned', 'social-ads': 'paid', cinema: 'paid', press: 'earned', podcast: 'earned' },
};

/** What the channels of a campaign report of a day, the next morning at 06:00 UTC; every eighth day is corrected two days later. */
export function tellCampaignDay(seed: number, title: SlateTitle, scale: number, dayMs: number, sink: Sink): void {
  for (const [index, asset] of (title.campaign?.assets ?? []).entries()) {
    if (asset.channel === 'site' || dayMs + DAY_MS <= asset.liveMs || dayMs > asset.liveMs + 28 * DAY_MS) continue;
    for (const [place, territory] of DAILY_COUNTRIES.entries()) {
      const random = randomOf(seed, 63, title.index, index, dayMs, place);
      const share = (territory.weight / 22) * (territory.code === title.country ? 2.5 : 1);
      const ageDays = Math.max(0, (dayMs - asset.liveMs) / DAY_MS);
      const views = Math.round(
        title.arrivals * scale * asset.level * share * Math.exp(-ageDays / asset.fadeDays + 0.2 * normal(random)),
      );
      if (views === 0) continue;
      const exportedMs = dayMs + DAY_MS + 6 * HOUR_MS;
      const tell = (factor: number, updatedMs: number): void => {
        for (const [metric, value] of countsOf(asset, Math.round(views * factor)))
          sink(updatedMs, dailyLine(asset, territory.code, dayMs, metric, value, updatedMs));
      };
      tell(1, exportedMs);
      // Platforms take out plays by robots some days later.
      if ((dayMs / DAY_MS) % 8 === 0) tell(0.96, exportedMs + 2 * DAY_MS);
    }
  }
}

/** A paid spot reports all it can, a podcast its plays, a cinema or a magazine what it counts. */
function countsOf(asset: CampaignAsset, views: number): (readonly [metric: string, value: number])[] {
  const share = (of: number) => Math.round(views * of);
  if (asset.form !== 'clip') return [['views', views]];
  const impressions = share(3.1);
  return [
    ['impressions', impressions],
    ['starts', share(1.4)],
    ['views', views],
    ['q25', share(0.9)],
    ['q50', share(0.7)],
    ['q75', share(0.55)],
    ['completes', share(0.45)],
    ['likes', share(0.02)],
    ['shares', share(0.004)],
    ['cost', Math.round(impressions * asset.costOfThousand) / 1_000],
  ];
}

function dailyLine(
  asset: { readonly id: string; readonly channel: string },
  country: string,
  dayMs: number,
  metric: string,
  value: number,
  updatedMs: number,
): string {
  const date = new Date(dayMs).toISOString().slice(0, 10);
  return (
    `{"type":"promo_daily","asset_id":"${asset.id}","channel":"${asset.channel}","country":"${country}","date":"${date}",` +
    `"paid_owned_earned":"${KIND_OF[asset.channel] ?? 'unknown'}",` +
    `"metric":"${metric}","value":${value},"at":${updatedMs},"updated_at":${updatedMs},"source":"${SOURCE}"}`
  );
}
