import { DAY_MS, HOUR_MS } from './clock.ts';
import { SURFACES } from './journey.ts';
import { SOURCE } from './playback.ts';
import type { Viewer } from './population.ts';
import {
  between,
  chance,
  hash32,
  hexId,
  pickWeighted,
  poisson,
  randomOf,
  wholeBetween,
  type Random,
} from './random.ts';
import type { Asset, SlateTitle } from './title.ts';

/** Receives a record with its true time. */
export type Sink = (atMs: number, line: string) => void;

/** The surfaces that show artwork and therefore report impressions. */
const ARTWORK_SURFACES = SURFACES.filter((surface) => surface.name === 'home-hero' || surface.name === 'home-row');

/** One viewer in ten never plays a trailer that is shown. */
const INDIFFERENT_SHARE = 0.1;

/** One in six of those who were not paid for came by a link that somebody had shared. */
const SHARED_SHARE = 1 / 6;

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

/** An asset is shown to a viewer, is perhaps played through its quarters, and perhaps something is done about it. */
export interface DrawnExposure {
  readonly atMs: number;
  readonly channel: string;
  readonly kind: 'paid' | 'owned' | 'earned';
  readonly steps: readonly (readonly [action: string, laterMs: number])[];
}

/** @param viewerNumber the viewer's place in the population */
export function drawExposure(
  seed: number,
  title: SlateTitle,
  asset: Asset,
  viewerNumber: number,
  atMs: number,
  random: Random,
): DrawnExposure {
  const isIndifferent = hash32(seed, 31, title.index, viewerNumber) / 4_294_967_296 < INDIFFERENT_SHARE;
  const isPaid = !isIndifferent && chance(random, 0.3);
  const isShared = !isPaid && hash32(seed, 37, title.index, viewerNumber, atMs) / 4_294_967_296 < SHARED_SHARE;
  const channel = isPaid ? 'display' : isShared ? 'shared-link' : 'in-app';
  const kind = isPaid ? 'paid' : isShared ? 'earned' : 'owned';
  const steps: [action: string, laterMs: number][] = [['impression', 0]];
  const exposure = { atMs, channel, kind, steps } as const;
  if (isIndifferent || !chance(random, 0.55)) return exposure;
  steps.push(['start', 900]);
  const reached = between(random, 0, 1.35);
  for (const [action, share] of [
    ['q25', 0.25],
    ['q50', 0.5],
    ['q75', 0.75],
    ['complete', 1],
  ] as const) {
    if (reached < share) return exposure;
    steps.push([action, 900 + asset.runtimeMs * share]);
  }
  if (chance(random, 0.2)) steps.push(['list_add', asset.runtimeMs + 4_000]);
  else if (chance(random, 0.15)) steps.push(['reminder', asset.runtimeMs + 5_000]);
  if (chance(random, 0.08)) steps.push(['like', asset.runtimeMs + 6_000]);
  if (chance(random, 0.03)) steps.push(['share', asset.runtimeMs + 9_000]);
  return exposure;
}

export function tellExposure(
  seed: number,
  title: SlateTitle,
  asset: Asset,
  viewer: Viewer,
  { atMs, channel, kind, steps }: DrawnExposure,
  sink: Sink,
): void {
  for (const [told, [action, laterMs]] of steps.entries()) {
    const whenMs = Math.round(atMs + laterMs);
    sink(
      whenMs,
      `{"type":"promo","event_id":"e${hexId(seed, 33, title.index, viewer.index, atMs, told)}","asset_id":"${asset.id}",` +
        `"title_id":"${title.id}","viewer_id":"${viewer.id}","action":"${action}","channel":"${channel}",` +
        `"paid_owned_earned":"${kind}","country":"${viewer.territory.code}","at":${whenMs},"source":"${SOURCE}"}`,
    );
  }
}

/** The exposures of an asset in an hour, each with its viewer's place in the population. */
export function* exposuresOf(
  { seed, scale }: { readonly seed: number; readonly scale: number },
  title: SlateTitle,
  asset: Asset,
  hourMs: number,
  crowd: { anyNumber(random: Random): number },
): Generator<{ viewerNumber: number; exposure: DrawnExposure }> {
  const random = randomOf(seed, 51, title.index, title.assets.indexOf(asset), hourMs);
  for (let count = poisson(random, expectedExposures(title, asset, hourMs) * scale); count > 0; count -= 1) {
    const viewerNumber = crowd.anyNumber(random);
    const atMs = Math.round(hourMs + random.next() * HOUR_MS);
    yield { viewerNumber, exposure: drawExposure(seed, title, asset, viewerNumber, atMs, random) };
  }
}
