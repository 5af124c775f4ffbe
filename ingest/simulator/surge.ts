import { expectedArrivals } from './appetite.ts';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { journeyOf, type Play } from './journey.ts';
import { profileLine, tellPlay, type ToldPlay } from './playback.ts';
import { viewerOf, type Viewer } from './population.ts';
import { drawExposure, passingImpression, tellExposure, type Sink } from './promotion.ts';
import { pickWeighted, poisson, randomOf, type Random } from './random.ts';
import type { AudienceModel, TimedLines } from './timeline.ts';
import type { SlateTitle } from './title.ts';
import { tellMention } from './voices.ts';

/** What the records of a surge are: a busy evening is browsing as much as playing. */
const PLAYBACK_SHARE = 0.45;
const IMPRESSION_SHARE = 0.55;
/** Trailers and talk are of the launch of the day: as much of every title would be a spike in each campaign of the slate. */
const EXPOSURE_SHARE = 0.004;
const MENTION_SHARE = 0.0003;

/**
 * Surge players send a heartbeat twenty times as often as the contract asks: fewer viewers, same load. The more viewers, the
 * less they look like the history's audience.
 */
const SURGE_PING_MS = 1_500;
const MEAN_PLAY_SECONDS = 1_100;
/** The surge follows what is wanted with this time constant. */
const FILL_SECONDS = 45;

/** Simulated time advances in steps of a fixed length: what happens does not depend on how often anyone looks. */
const STEP_MS = 250;

/**
 * The extra audience of a live session: the modelled audience alone would send one record in two seconds. It is a
 * function of (seed, start of the session, rate), has profiles of its own, and never meets another session's.
 */
export class Surge {
  readonly #model: AudienceModel;
  readonly #sessionMs: number;
  readonly #fullMs: number;
  readonly #eventsPerSecond: number;
  #stepMs: number;
  #viewers = 0;
  #playing = 0;
  #weightsMinuteMs = -1;
  #weights: readonly { readonly title: SlateTitle; readonly weight: number }[] = [];
  readonly #pendingPlays = new Map<number, Play[]>();
  readonly #pendingRecords = new Map<number, { told: ToldPlay; index: number }[]>();
  readonly #pendingLines = new Map<number, { atMs: number; line: string }[]>();

  /**
   * @param sessionMs when it begins
   * @param eventsPerSecond from `fullMs` on; until then its players become more and more, so that the join with the history
   * is a rise and not a step, and nobody browses
   */
  constructor(
    model: AudienceModel,
    { sessionMs, fullMs }: { sessionMs: number; fullMs: number },
    eventsPerSecond: number,
  ) {
    this.#model = model;
    this.#sessionMs = sessionMs;
    this.#fullMs = fullMs;
    this.#eventsPerSecond = eventsPerSecond;
    this.#stepMs = sessionMs;
  }

  /** Viewers of the surge who are playing. */
  get playing(): number {
    return this.#playing;
  }

  /** All its records before `untilMs` that were not taken yet, in time order to within a step. */
  take(untilMs: number): TimedLines {
    const atMs: number[] = [];
    const lines: string[] = [];
    const emit: Sink = (instantMs, line) => {
      atMs.push(instantMs);
      lines.push(line);
    };
    while (this.#stepMs + STEP_MS <= untilMs) {
      this.#step(this.#stepMs, emit);
      this.#stepMs += STEP_MS;
    }
    return { atMs, lines };
  }

  #step(stepMs: number, emit: Sink): void {
    const random = randomOf(this.#model.seed, 91, this.#sessionMs, stepMs);
    const titles = this.#titlesAt(stepMs);
    if (titles.length > 0) {
      if (stepMs >= this.#fullMs) this.#browse(stepMs, titles, random, emit);
      this.#begin(stepMs, titles, random, emit);
    }
    const step = this.#stepOf(stepMs);
    for (const play of takeFrom(this.#pendingPlays, step)) this.#start(play, step);
    for (const { atMs, line } of takeFrom(this.#pendingLines, step)) emit(atMs, line);
    for (const { told, index } of takeFrom(this.#pendingRecords, step)) {
      emit(told.atMs(index), told.line(index));
      this.#awaitRecord(told, index + 1, step);
    }
  }

  /** Impressions, and the campaign of what opens today. */
  #browse(stepMs: number, titles: readonly { title: SlateTitle; weight: number }[], random: Random, emit: Sink): void {
    const { seed } = this.#model;
    const perStep = (this.#eventsPerSecond * STEP_MS) / 1_000;
    for (let count = poisson(random, perStep * IMPRESSION_SHARE); count > 0; count -= 1) {
      const atMs = stepMs + Math.floor(random.next() * STEP_MS);
      const title = pickWeighted(random, titles, (each) => each.weight).title;
      emit(atMs, passingImpression(seed, title, this.#someone(random), atMs, random));
    }
    const launch = titles.find(({ title }) => stepMs - (title.premiereMs ?? 0) < DAY_MS)?.title;
    if (launch) this.#promote(stepMs, launch, perStep, random, emit);
  }

  /** Trailers that are shown of a launch, and what is said of it. */
  #promote(stepMs: number, title: SlateTitle, perStep: number, random: Random, emit: Sink): void {
    const { seed } = this.#model;
    const put: Sink = (whenMs, line) => {
      if (whenMs < stepMs + STEP_MS) emit(whenMs, line);
      else putInto(this.#pendingLines, this.#stepOf(whenMs), { atMs: whenMs, line });
    };
    for (let count = poisson(random, perStep * MENTION_SHARE); count > 0; count -= 1) {
      const atMs = stepMs + Math.floor(random.next() * STEP_MS);
      tellMention(seed, title, this.#someone(random), atMs, random, put);
    }
    const asset = title.assets.find((each) => each.channel === 'in-app');
    if (!asset) return;
    for (let count = poisson(random, perStep * EXPOSURE_SHARE); count > 0; count -= 1) {
      const atMs = stepMs + Math.floor(random.next() * STEP_MS);
      const viewer = this.#someone(random);
      const exposure = drawExposure(seed, title, asset, viewer.index, atMs, random);
      tellExposure(seed, title, asset, viewer, exposure, put);
    }
  }

  /** As many new plays as bring the number playing towards what the rate needs. */
  #begin(stepMs: number, titles: readonly { title: SlateTitle; weight: number }[], random: Random, emit: Sink): void {
    const risen = Math.min(1, (stepMs - this.#sessionMs) / Math.max(1, this.#fullMs - this.#sessionMs));
    const wanted = (risen * this.#eventsPerSecond * PLAYBACK_SHARE * SURGE_PING_MS) / 1_000;
    const perSecond =
      Math.max(0, wanted - this.#playing) / FILL_SECONDS + Math.min(this.#playing, wanted) / MEAN_PLAY_SECONDS;
    for (let count = poisson(random, (perSecond * STEP_MS) / 1_000); count > 0; count -= 1) {
      const viewer = this.#viewer(this.#viewers);
      this.#viewers += 1;
      const { title } = pickWeighted(random, titles, (each) => each.weight);
      emit(stepMs, profileLine(viewer, stepMs));
      const journey = journeyOf(title, viewer, stepMs, randomOf(this.#model.seed, 92, this.#sessionMs, viewer.index));
      for (const play of journey) {
        // A session is an evening; what the viewer would do tomorrow is left to tomorrow's session.
        if (play.startMs < stepMs + 8 * HOUR_MS) putInto(this.#pendingPlays, this.#stepOf(play.startMs), play);
      }
    }
  }

  #start(play: Play, step: number): void {
    this.#playing += 1;
    this.#awaitRecord(tellPlay(this.#model.seed, play, SURGE_PING_MS), 0, step);
  }

  #awaitRecord(told: ToldPlay, index: number, step: number): void {
    if (index >= told.count) {
      this.#playing -= 1;
      return;
    }
    const due = Math.max(this.#stepOf(told.atMs(index)), index === 0 ? step : step + 1);
    putInto(this.#pendingRecords, due, { told, index });
  }

  #stepOf(instantMs: number): number {
    return Math.floor((instantMs - this.#sessionMs) / STEP_MS);
  }

  /** What is out, weighted by how many would come to it now. */
  #titlesAt(instantMs: number): readonly { readonly title: SlateTitle; readonly weight: number }[] {
    const minuteMs = Math.floor(instantMs / 60_000) * 60_000;
    if (minuteMs !== this.#weightsMinuteMs) {
      this.#weightsMinuteMs = minuteMs;
      const hourMs = hourOf(minuteMs);
      this.#weights = this.#model.slate.flatMap((title) => {
        if (title.premiereMs === null || title.premiereMs > minuteMs) return [];
        const weight = expectedArrivals(title, 1, hourMs, hourMs + HOUR_MS) / openShare(title.premiereMs, hourMs);
        return [{ title, weight }];
      });
    }
    return this.#weights;
  }

  /** One of the surge's viewers so far, or its first. */
  #someone(random: Random): Viewer {
    return this.#viewer(Math.floor(random.next() * Math.max(1, this.#viewers)));
  }

  #viewer(number: number): Viewer {
    // Sessions a second apart never share a profile, up to 100,000 viewers each.
    return viewerOf(this.#model.seed, Math.floor(this.#sessionMs / 1_000) * 100_000 + number);
  }
}

/** The share of the hour in which a title that opens within it is out. */
function openShare(premiereMs: number, hourMs: number): number {
  return Math.min(1, (hourMs + HOUR_MS - premiereMs) / HOUR_MS);
}

function putInto<T>(pending: Map<number, T[]>, step: number, item: T): void {
  const due = pending.get(step);
  if (due) due.push(item);
  else pending.set(step, [item]);
}

/** Takes what is due at a step, including what is added for that very step meanwhile. */
function* takeFrom<T>(pending: Map<number, T[]>, step: number): Generator<T> {
  const due = pending.get(step);
  if (!due) return;
  for (const item of due) yield item;
  pending.delete(step);
}
