import { APPETITE_BY_WEEKDAY } from './appetite.ts';
import { DAY_MS, HOUR_MS, dayOf } from './clock.ts';
import { normal, randomOf } from './random.ts';
import { APPETITE_BY_UTC_HOUR } from './territories.ts';
import type { SlateTitle } from './title.ts';

/** What a large launch does beyond its trailers in the app: assets on further channels, and moments that draw attention. */
export interface Campaign {
  readonly assets: readonly CampaignAsset[];
  readonly milestones: readonly CampaignMilestone[];
}

/** An asset outside of the app: counted by its channel day by day, or told event by event without viewers. */
export interface CampaignAsset {
  readonly id: string;
  readonly form: 'trailer' | 'clip' | 'press' | 'interview' | 'screening';
  readonly channel: 'site' | 'social-ads' | 'press' | 'podcast' | 'cinema';
  readonly liveMs: number;
  readonly runtimeMs: number;
  /** Views a day for each viewer who will press play on the title, on the first day. */
  readonly level: number;
  /** In how many days they fall to a third. */
  readonly fadeDays: number;
  /** Paid for, in the platform's currency, by a thousand impressions. */
  readonly costOfThousand: number;
}

export interface CampaignMilestone {
  readonly form: string;
  readonly atMs: number;
  /** What it adds to the views of the trailer on the title's site at once, as a share of what they would be; it fades. */
  readonly uplift: number;
}

/** What a milestone has stirred is down to a third after so long. */
const STIRRED_MS = 30 * HOUR_MS;

/**
 * The campaign of a launch.
 *
 * @param daysBefore some days before the premiere (negative: after it), as long as the window lets a day be
 */
export function planCampaign(titleId: string, daysBefore: (days: number) => number): Campaign {
  const asset = (
    [name, form, channel]: readonly [string, CampaignAsset['form'], CampaignAsset['channel']],
    [days, seconds, level, fadeDays, costOfThousand]: readonly [number, number, number, number, number],
  ): CampaignAsset => ({
    id: `${titleId}-${name}`,
    ...{ form, channel, level, fadeDays, costOfThousand },
    liveMs: daysBefore(days),
    runtimeMs: seconds * 1_000,
  });
  const milestone = (form: string, days: number, uplift: number) => ({ form, atMs: daysBefore(days), uplift });
  return {
    assets: [
      // Its views rise until the premiere, see `expectedSiteStarts`.
      asset(['site', 'trailer', 'site'], [44, 134, 0.06, 5, 0]),
      asset(['spot', 'clip', 'social-ads'], [8, 20, 2.4, 6, 7.5]),
      asset(['screening', 'screening', 'cinema'], [6, 5_400, 0.05, 0.3, 0]),
      asset(['press', 'press', 'press'], [5, 0, 0.4, 2, 0]),
      asset(['interview', 'interview', 'podcast'], [4, 1_900, 0.7, 3, 0]),
    ],
    milestones: [milestone('talk show', 15, 1.3), milestone('soundtrack announced', 23, 0)],
  };
}

/** The day-to-day weather of attention: a title's days differ by an eighth beyond what chance makes of them. */
const WEATHER = 0.12;
/** Interest grows by a factor of e in so long before a premiere, and is lost sooner after it. */
const RISE_MS = 20 * DAY_MS;

/** Plays of the trailer on the title's site expected in an hour, at scale 1; `stirred` says whether its milestones have their effect. */
export function expectedSiteStarts(seed: number, title: SlateTitle, hourMs: number, stirred = true): number {
  const site = title.campaign?.assets.find(({ channel }) => channel === 'site');
  if (!site || title.premiereMs === null || hourMs < site.liveMs) return 0;
  const sinceMs = hourMs - title.premiereMs;
  if (sinceMs > 14 * DAY_MS) return 0;
  const course = Math.exp(sinceMs < 0 ? sinceMs / RISE_MS : -sinceMs / (site.fadeDays * DAY_MS));
  const weather = Math.exp(WEATHER * normal(randomOf(seed, 60, title.index, dayOf(hourMs))));
  const instant = new Date(hourMs);
  const appetite = (APPETITE_BY_UTC_HOUR[instant.getUTCHours()] ?? 1) * (APPETITE_BY_WEEKDAY[instant.getUTCDay()] ?? 1);
  const effect = stirred ? stirredAt(title.campaign?.milestones ?? [], hourMs) : 1;
  return ((title.arrivals * site.level) / 24) * course * weather * appetite * effect;
}

function stirredAt(milestones: readonly CampaignMilestone[], hourMs: number): number {
  return milestones.reduce(
    (factor, { atMs, uplift }) =>
      hourMs < atMs ? factor : factor * (1 + uplift * Math.exp(-(hourMs - atMs) / STIRRED_MS)),
    1,
  );
}
