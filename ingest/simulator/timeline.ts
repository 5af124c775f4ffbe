import { expectedArrivals } from './appetite.ts';
import { tellCampaignDay, tellDailyCounts, tellSiteHour } from './campaigning.ts';
import { catalogueLines, titleLine } from './catalogue.ts';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { Crowd } from './crowd.ts';
import { Holdout } from './holdout.ts';
import { journeyOf, type Play } from './journey.ts';
import { PING_MS, profileLine, tellPlay } from './playback.ts';
import { viewerOf, type Viewer } from './population.ts';
import { exposuresOf, impressionLine, passingImpression, tellExposure } from './promotion.ts';
import { between, poisson, randomOf } from './random.ts';
import { tellOutsidersReviews, tellViewersReviews } from './reviewing.ts';
import type { SlateTitle } from './title.ts';
import { expectedMentions, tellMention } from './voices.ts';

/** What the timeline needs of an audience. */
export interface AudienceModel {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly scale: number;
  readonly slate: readonly SlateTitle[];
  readonly populationSize: number;
}

/** Records in time order with their true times (what the clients' clocks say is in the lines). */
export interface TimedLines {
  readonly atMs: readonly number[];
  readonly lines: readonly string[];
}

interface Bucket {
  readonly atMs: number[];
  readonly lines: string[];
  readonly plays: Play[];
}

/** Impressions that lead to nothing, for each viewer who arrives. */
const PASSING_IMPRESSIONS = 2.5;

/** One reading of all that happens to an audience, hour by hour; each hour follows from the seed and the hours before. */
export class Timeline {
  readonly model: AudienceModel;
  readonly #buckets = new Map<number, Bucket>();
  readonly #crowds: readonly Crowd[];
  readonly #holdouts: readonly Holdout[];
  #openedUntilMs: number;
  /** What of the last opened hour was not taken yet. */
  #rest: TimedLines = { atMs: [], lines: [] };
  /** Records handed out so far. */
  taken = 0;

  constructor(model: AudienceModel) {
    this.model = model;
    this.#openedUntilMs = model.startMs;
    this.#crowds = model.slate.map((title) => new Crowd(model.seed, title, model.populationSize));
    this.#holdouts = model.slate.map((title) => new Holdout(model, title, this.#crowdOf(title)));
  }

  /** The catalogue and all profiles: to be sent before anything else. */
  opening(): string[] {
    const { slate, startMs, populationSize } = this.model;
    const lines = catalogueLines(slate, startMs);
    for (let index = 0; index < populationSize; index += 1)
      lines.push(profileLine(viewerOf(this.model.seed, index), startMs));
    return lines;
  }

  /** All records before `untilMs` that were not taken yet, in time order, at most an hour's at once. */
  *take(untilMs: number): Generator<TimedLines> {
    for (;;) {
      const due = this.#takeRest(untilMs);
      if (due.lines.length > 0) {
        this.taken += due.lines.length;
        yield due;
      }
      if (this.#rest.lines.length > 0 || this.#openedUntilMs >= untilMs) return;
      this.#rest = this.#openHour(this.#openedUntilMs);
      this.#openedUntilMs += HOUR_MS;
    }
  }

  #takeRest(untilMs: number): TimedLines {
    const { atMs, lines } = this.#rest;
    let count = atMs.findIndex((instantMs) => instantMs >= untilMs);
    if (count < 0) count = atMs.length;
    const due = { atMs: atMs.slice(0, count), lines: lines.slice(0, count) };
    this.#rest = { atMs: atMs.slice(count), lines: lines.slice(count) };
    return due;
  }

  #bucket(instantMs: number): Bucket {
    const hourMs = Math.max(hourOf(instantMs), this.#openedUntilMs);
    let bucket = this.#buckets.get(hourMs);
    if (!bucket) this.#buckets.set(hourMs, (bucket = { atMs: [], lines: [], plays: [] }));
    return bucket;
  }

  readonly #put = (atMs: number, line: string): void => {
    const bucket = this.#bucket(atMs);
    bucket.atMs.push(atMs);
    bucket.lines.push(line);
  };

  #openHour(hourMs: number): TimedLines {
    for (const title of this.model.slate) {
      this.#announce(title, hourMs);
      this.#promote(title, hourMs);
      this.#arrive(title, hourMs);
      this.#talk(title, hourMs);
    }
    const bucket = this.#bucket(hourMs);
    for (const play of bucket.plays) {
      const told = tellPlay(this.model.seed, play, PING_MS);
      for (let index = 0; index < told.count; index += 1) this.#put(told.atMs(index), told.line(index));
    }
    this.#buckets.delete(hourMs);
    const order = bucket.atMs.map((_, index) => index);
    // Ties keep the order in which they were told: a seek follows the ping of the same millisecond.
    order.sort((a, b) => (bucket.atMs[a] ?? 0) - (bucket.atMs[b] ?? 0));
    return {
      atMs: order.map((index) => bucket.atMs[index] ?? 0),
      lines: order.map((index) => bucket.lines[index] ?? ''),
    };
  }

  /** What opens after the anchor becomes released on the catalogue when it does. */
  #announce(title: SlateTitle, hourMs: number): void {
    const { premiereMs } = title;
    if (premiereMs === null || premiereMs <= this.model.endMs || hourOf(premiereMs) !== hourMs) return;
    this.#put(premiereMs, titleLine(title, 'released', premiereMs));
  }

  #promote(title: SlateTitle, hourMs: number): void {
    const { seed, scale } = this.model;
    const crowd = this.#crowdOf(title);
    for (const asset of title.assets) {
      if (hourMs % DAY_MS === 0) tellDailyCounts(seed, title, asset, hourMs - DAY_MS, scale, this.#put);
      for (const { viewerNumber, exposure } of exposuresOf(this.model, title, asset, hourMs, crowd)) {
        const viewer = viewerOf(seed, viewerNumber);
        tellExposure(seed, title, asset, viewer, exposure, this.#put);
        crowd.expose(viewer);
      }
      this.#holdouts[title.index]?.tellHour(asset, hourMs, this.#put);
    }
    if (hourMs % DAY_MS === 0) tellCampaignDay(seed, title, scale, hourMs - DAY_MS, this.#put);
    tellSiteHour(seed, title, scale, hourMs, this.#put);
  }

  #arrive(title: SlateTitle, hourMs: number): void {
    const { seed, scale } = this.model;
    const crowd = this.#crowdOf(title);
    const random = randomOf(seed, 52, title.index, hourMs);
    const expected = expectedArrivals(title, scale, hourMs, hourMs + HOUR_MS);
    const openFromMs = Math.max(hourMs, title.premiereMs ?? hourMs);
    for (let count = poisson(random, expected); count > 0; count -= 1) {
      const arrivalMs = Math.round(openFromMs + random.next() * (hourMs + HOUR_MS - openFromMs));
      const viewer = crowd.next(arrivalMs, random);
      if (viewer) this.#follow(title, viewer, arrivalMs);
    }
    for (let count = poisson(random, expected * PASSING_IMPRESSIONS); count > 0; count -= 1) {
      const atMs = Math.round(openFromMs + random.next() * (hourMs + HOUR_MS - openFromMs));
      this.#put(atMs, passingImpression(seed, title, crowd.anyone(random), atMs, random));
    }
    this.#screen(title, hourMs);
  }

  /** A viewer's whole way through a title, with what surrounds it: the artwork that led there, the review after. */
  #follow(title: SlateTitle, viewer: Viewer, arrivalMs: number): void {
    const { seed } = this.model;
    const random = randomOf(seed, 53, title.index, viewer.index);
    const plays = journeyOf(title, viewer, arrivalMs, random);
    const [first] = plays;
    if (!first) return;
    if (first.surface === 'home-hero' || first.surface === 'home-row') {
      // Not before the hour that is being opened: what is taken stays in time order.
      const seenMs = Math.max(hourOf(arrivalMs), arrivalMs - Math.round(between(random, 3_000, 90_000)));
      this.#put(seenMs, impressionLine(seed, title, viewer, first.surface, seenMs, random));
    }
    for (const play of plays) this.#bucket(play.startMs).plays.push(play);
    tellViewersReviews(seed, title, viewer, plays, this.#put);
  }

  /** Screeners: a handful of plays in the week before a premiere, which no number may count. */
  #screen(title: SlateTitle, hourMs: number): void {
    if (title.premiereMs === null) return;
    if (hourMs !== hourOf(title.premiereMs - 3 * DAY_MS)) return;
    const [episode] = title.episodes;
    if (!episode) return;
    for (let count = 0; count < 6; count += 1) {
      const random = randomOf(this.model.seed, 54, title.index, count);
      const viewer = this.#crowdOf(title).anyone(random);
      const startMs = Math.round(hourMs + random.next() * HOUR_MS);
      this.#bucket(startMs).plays.push({
        title,
        episode,
        viewer,
        startMs,
        ordinal: 1_000 + count,
        device: 'web',
        origin: 'external',
        surface: 'press-room',
        moves: [{ kind: 'play', fromMs: 0, toMs: Math.round(episode.runtimeMs * 0.98) }],
        vanishes: false,
      });
    }
  }

  #talk(title: SlateTitle, hourMs: number): void {
    const { seed, scale } = this.model;
    const random = randomOf(seed, 55, title.index, hourMs);
    const crowd = this.#crowdOf(title);
    for (let count = poisson(random, expectedMentions(title, hourMs) * scale); count > 0; count -= 1) {
      const atMs = Math.round(hourMs + random.next() * HOUR_MS);
      tellMention(seed, title, crowd.anyone(random), atMs, random, this.#put);
    }
    tellOutsidersReviews(seed, title, scale, hourMs, (from) => crowd.anyone(from), this.#put);
  }

  #crowdOf(title: SlateTitle): Crowd {
    const crowd = this.#crowds[title.index];
    if (!crowd) throw new RangeError(`The slate has no title number ${title.index}.`);
    return crowd;
  }
}
