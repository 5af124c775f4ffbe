import { DAY_MS, HOUR_MS } from './clock.ts';
import { SURFACES } from './journey.ts';
import { SOURCE } from './playback.ts';
import type { Viewer } from './population.ts';
import {
  between,
  chance,
  hash32,
  hexId,
  normal,
  pickWeighted,
  poisson,
  randomOf,
  wholeBetween,
  type Random,
} from './random.ts';
import { TERRITORIES } from './territories.ts';
import type { Asset, SlateTitle } from './title.ts';

/** Receives a record with its true time. */
export type Sink = (atMs: number, line: string) => void;

/** The surfaces that show artwork and therefore report impressions. */
const ARTWORK_SURFACES = SURFACES.filter((surface) => surface.name === 'home-hero' || surface.name === 'home-row');

/** One viewer in ten is kept from a title's paid and owned campaign, so that its lift can be measured. */
const HOLDOUT_SHARE = 0.1;

export function isHeldOut(seed: number, title: SlateTitle, viewer: Viewer): boolean {
  return hash32(seed, 31, title.index, viewer.index) / 4_294_967_296 < HOLDOUT_SHARE;
}

export function impressionLine(
  seed: number,
  title: SlateTitle,
  viewer: Viewer,
  surface: string,
  atMs: number,
  random: Random,
): string {
  const id = hexId(seed, 32, title.index, viewer.index, atMs);
  const row = surface === 'home-hero' ? 0 : wholeBetween(random, 1, 12);
  return (
    `{"type":"impression","impression_id":"i${id}","viewer_id":"${viewer.id}","title_id":"${title.id}","surface":"${surface}",` +
    `"row":${row},"rank":${surface === 'home-hero' ? 0 : wholeBetween(random, 0, 9)},` +
    `"artwork_id":"${title.id}-art-${wholeBetween(random, 1, 3)}","at":${atMs},"source":"${SOURCE}"}`
  );
}

/** Impressions that lead to nothing: each with a viewer of the day, on the surfaces that carry artwork. */
export function passingImpression(
  seed: number,
  title: SlateTitle,
  viewer: Viewer,
  atMs: number,
  random: Random,
): string {
  const surface = pickWeighted(random, ARTWORK_SURFACES, (each) => each.weight).name;
  return impressionLine(seed, title, viewer, surface, atMs, random);
}

/** Exposures of an in-app asset expected an hour, at scale 1: a burst on its first days, gone two weeks after the premiere. */
export function expectedExposures(title: SlateTitle, asset: Asset, hourMs: number): number {
  if (asset.channel !== 'in-app' || hourMs < asset.liveMs || title.premiereMs === null) return 0;
  if (hourMs > title.premiereMs + 14 * DAY_MS) return 0;
  const ageDays = (hourMs - asset.liveMs) / DAY_MS;
  return (title.arrivals / 24) * (0.12 * Math.exp(-ageDays / 3) + 0.02);
}

/** One exposure of a viewer to an asset: shown, perhaps played through its quarters, perhaps followed by an act. */
export function tellExposure(
  seed: number,
  title: SlateTitle,
  asset: Asset,
  viewer: Viewer,
  atMs: number,
  random: Random,
  sink: Sink,
): void {
  const held = isHeldOut(seed, title, viewer);
  const paid = !held && chance(random, 0.3);
  let told = 0;
  const tell = (action: string, laterMs: number): void => {
    const whenMs = Math.round(atMs + laterMs);
    sink(
      whenMs,
      `{"type":"promo","event_id":"e${hexId(seed, 33, title.index, viewer.index, atMs, told)}","asset_id":"${asset.id}",` +
        `"title_id":"${title.id}","viewer_id":"${viewer.id}","action":"${action}","channel":"${paid ? 'display' : 'in-app'}",` +
        `"paid_owned_earned":"${paid ? 'paid' : 'owned'}","country":"${viewer.territory.code}",` +
        `${held ? '"holdout":true,' : ''}"at":${whenMs},"source":"${SOURCE}"}`,
    );
    told += 1;
  };
  tell('impression', 0);
  if (held || !chance(random, 0.55)) return;
  tell('start', 900);
  const reached = between(random, 0, 1.35);
  for (const [action, share] of [
    ['q25', 0.25],
    ['q50', 0.5],
    ['q75', 0.75],
    ['complete', 1],
  ] as const) {
    if (reached < share) return;
    tell(action, 900 + asset.runtimeMs * share);
  }
  if (chance(random, 0.2)) tell('list_add', asset.runtimeMs + 4_000);
  else if (chance(random, 0.15)) tell('reminder', asset.runtimeMs + 5_000);
  if (chance(random, 0.08)) tell('like', asset.runtimeMs + 6_000);
  if (chance(random, 0.03)) tell('share', asset.runtimeMs + 9_000);
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
  const date = new Date(dayMs).toISOString().slice(0, 10);
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
    ] as const) {
      sink(
        exportedMs,
        `{"type":"promo_daily","asset_id":"${asset.id}","channel":"${asset.channel}","country":"${territory.code}","date":"${date}",` +
          `"metric":"${metric}","value":${value},"at":${exportedMs},"updated_at":${exportedMs},"source":"${SOURCE}"}`,
      );
    }
  }
}
