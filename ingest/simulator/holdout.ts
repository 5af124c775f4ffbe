import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import type { Crowd } from './crowd.ts';
import { SOURCE } from './playback.ts';
import { viewerOf } from './population.ts';
import { expectedExposures, exposuresOf, type Sink } from './promotion.ts';
import { hexId, poisson, randomOf } from './random.ts';
import type { Asset, SlateTitle } from './title.ts';

/** For each viewer who is shown a trailer in the app, so many would be and are kept from it: what the campaign adds is then known. */
const WITHHELD_SHARE = 0.25;

/** What a holdout needs of an audience. */
interface Model {
  readonly seed: number;
  readonly startMs: number;
  readonly scale: number;
}

/**
 * The declared holdout of a title's campaign in the app. Whom the campaign reaches is drawn from all viewers alike, so those it
 * never reaches are a fair sample of them; some of these are told as withheld, at times when the campaign shows its assets.
 */
export class Holdout {
  readonly #model: Model;
  readonly #title: SlateTitle;
  readonly #crowd: Crowd;
  /** Numbers of the viewers whom the campaign reaches, sooner or later. */
  #reached: ReadonlySet<number> | null = null;

  constructor(model: Model, title: SlateTitle, crowd: Crowd) {
    this.#model = model;
    this.#title = title;
    this.#crowd = crowd;
  }

  /** Tells who is kept from an asset in an hour. */
  tellHour(asset: Asset, hourMs: number, sink: Sink): void {
    const { seed, scale } = this.#model;
    const title = this.#title;
    const expected = WITHHELD_SHARE * expectedExposures(title, asset, hourMs) * scale;
    if (expected === 0) return;
    const random = randomOf(seed, 58, title.index, title.assets.indexOf(asset), hourMs);
    const reached = (this.#reached ??= this.#rehearse());
    for (let count = poisson(random, expected); count > 0; count -= 1) {
      const viewerNumber = this.#crowd.anyNumber(random);
      const atMs = Math.round(hourMs + random.next() * HOUR_MS);
      if (reached.has(viewerNumber)) continue;
      const viewer = viewerOf(seed, viewerNumber);
      sink(
        atMs,
        `{"type":"promo","event_id":"h${hexId(seed, 36, title.index, viewer.index, atMs)}","asset_id":"${asset.id}",` +
          `"title_id":"${title.id}","viewer_id":"${viewer.id}","action":"impression","channel":"in-app",` +
          `"paid_owned_earned":"owned","country":"${viewer.territory.code}","holdout":true,"at":${atMs},"source":"${SOURCE}"}`,
      );
    }
  }

  /** Runs through the whole campaign once, telling nobody. */
  #rehearse(): ReadonlySet<number> {
    const reached = new Set<number>();
    const { startMs } = this.#model;
    for (const asset of this.#title.assets) {
      const untilMs = (this.#title.premiereMs ?? startMs) + 15 * DAY_MS;
      for (let hourMs = Math.max(startMs, hourOf(asset.liveMs)); hourMs < untilMs; hourMs += HOUR_MS)
        for (const { viewerNumber } of exposuresOf(this.#model, this.#title, asset, hourMs, this.#crowd))
          reached.add(viewerNumber);
    }
    return reached;
  }
}
