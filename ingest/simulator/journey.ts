import { DAY_MS, HOUR_MS, MINUTE_MS, dayOf } from './clock.ts';
import type { Device, Viewer } from './population.ts';
import { between, chance, exponential, pickWeighted, type Random } from './random.ts';
import { appetiteAt } from './territories.ts';
import type { Episode, SlateTitle } from './title.ts';

export type Origin = 'browse' | 'search' | 'autoplay' | 'continue' | 'recommendation' | 'trailer' | 'external';

/** What happens in a play, in order. Content milliseconds for `play` and `seek`, wall milliseconds for `pause`. */
export type Move =
  | { readonly kind: 'play'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'pause'; readonly wallMs: number }
  | { readonly kind: 'seek'; readonly toMs: number };

/** One play of one film or episode by one viewer, before it is told as records. */
export interface Play {
  readonly title: SlateTitle;
  readonly episode: Episode;
  readonly viewer: Viewer;
  /** Number of the play in the viewer's journey through the title. */
  readonly ordinal: number;
  readonly startMs: number;
  readonly device: Device;
  readonly origin: Origin;
  readonly surface: string;
  readonly moves: readonly Move[];
  /** A player that crashed or lost its network says no goodbye. */
  readonly vanishes: boolean;
}

export function wallMsOf(play: Play): number {
  let wallMs = 0;
  for (const move of play.moves) {
    if (move.kind === 'play') wallMs += (move.toMs - move.fromMs) / play.viewer.rate;
    else if (move.kind === 'pause') wallMs += move.wallMs;
  }
  return Math.round(wallMs);
}

/** Shares of plays and viewers; each is a trap some metric has to pass. */
const BOUNCE_SHARE = 0.09;
const SKIP_TO_CREDITS_SHARE = 0.012;
const RETURN_AFTER_QUIT_SHARE = 0.55;
const SECOND_DEVICE_SHARE = 0.05;
const SHARED_PROFILE_SHARE = 0.006;
const REWATCH_EPISODE_SHARE = 0.02;

/** The surfaces a first play comes from; impressions are shown on the ones that carry artwork. */
export const SURFACES = [
  { name: 'home-hero', origin: 'browse', weight: 5 },
  { name: 'home-row', origin: 'recommendation', weight: 6 },
  { name: 'search-results', origin: 'search', weight: 3 },
  { name: 'trailer-page', origin: 'trailer', weight: 1.5 },
  { name: 'deep-link', origin: 'external', weight: 1 },
] as const;

/**
 * A viewer's way through a title from the first press on play: which episodes, when, how far. The title's parameters and
 * the random source decide; nothing depends on the time it is computed.
 */
export function journeyOf(title: SlateTitle, viewer: Viewer, arrivalMs: number, random: Random): Play[] {
  const plays: Play[] = [];
  const surface = pickWeighted(random, SURFACES, (each) => each.weight);
  let startMs = arrivalMs;
  let origin: Origin = surface.origin;
  let surfaceName: string = surface.name;
  let device = viewer.mainDevice;

  const add = (episode: Episode, moves: Move[]): Play => {
    const play: Play = {
      title,
      episode,
      viewer,
      moves,
      startMs,
      origin,
      device,
      ordinal: plays.length,
      surface: surfaceName,
      vanishes: chance(random, 0.07),
    };
    plays.push(play);
    return play;
  };
  const later = (play: Play, meanDays: number): void => {
    startMs = nextSession(viewer, play.startMs + wallMsOf(play), meanDays, random);
    origin = 'continue';
    surfaceName = 'continue-watching';
    device = chance(random, 0.85) ? viewer.mainDevice : viewer.secondDevice;
  };

  if (chance(random, BOUNCE_SHARE)) {
    const [first] = title.episodes;
    if (first) add(first, [{ kind: 'play', fromMs: 0, toMs: Math.round(between(random, 400, 55_000)) }]);
    return plays;
  }
  for (const [index, episode] of title.episodes.entries()) {
    if (startMs < episode.availableMs) startMs = nextSession(viewer, episode.availableMs, title.paceDays * 0.7, random);
    if (index === 0 && chance(random, SKIP_TO_CREDITS_SHARE)) {
      add(episode, skipToCredits(episode, random));
      return plays;
    }
    const skipsIntro = title.season !== undefined && index > 0 && chance(random, 0.6);
    let reachedMs = 0;
    let play: Play;
    for (;;) {
      const stopMs = quitPosition(title, episode, reachedMs, random);
      play = add(episode, movesBetween(title, episode, reachedMs, stopMs, skipsIntro && reachedMs === 0, random));
      reachedMs = stopMs;
      if (chance(random, SHARED_PROFILE_SHARE)) plays.push(onAnotherScreen(play, plays.length, random));
      if (stopMs >= creditsOf(episode)) break;
      if (chance(random, SECOND_DEVICE_SHARE)) {
        // From the sofa to the bed: the same episode goes on within minutes on the other device.
        startMs = play.startMs + wallMsOf(play) + Math.round(between(random, 1, 12) * MINUTE_MS);
        device = device === viewer.mainDevice ? viewer.secondDevice : viewer.mainDevice;
        origin = 'continue';
        surfaceName = 'continue-watching';
        continue;
      }
      if (!chance(random, RETURN_AFTER_QUIT_SHARE)) return plays;
      later(play, title.paceDays);
    }
    const finished = play;
    if (chance(random, REWATCH_EPISODE_SHARE)) {
      later(finished, 3);
      const endMs = Math.round(episode.runtimeMs * between(random, 0.2, 1));
      add(episode, [{ kind: 'play', fromMs: 0, toMs: endMs }]);
    }
    if (index === title.episodes.length - 1 || !chance(random, title.onward)) return plays;
    const next = title.episodes[index + 1];
    const endedMs = finished.startMs + wallMsOf(finished);
    if (next && next.availableMs <= endedMs && startMs === finished.startMs && chance(random, title.binge)) {
      startMs = endedMs + Math.round(between(random, 4_000, 15_000));
      origin = 'autoplay';
      surfaceName = 'player';
    } else {
      later(finished, title.paceDays);
    }
  }
  return plays;
}

/** Where the credits begin: the last 4 % of the content. */
export function creditsOf(episode: Episode): number {
  return Math.round(episode.runtimeMs * 0.96);
}

/**
 * Where a viewer who is at `fromMs` stops. Survival is the product of independent causes: a constant hazard, an early
 * loss within the first minutes, and the title's dip; the earliest cause wins. Past the credits: somewhere in them.
 */
function quitPosition(title: SlateTitle, episode: Episode, fromMs: number, random: Random): number {
  const { runtimeMs } = episode;
  const hazardPerMs = -Math.log(1 - title.quit) / runtimeMs;
  let stopMs = fromMs + exponential(random, 1 / hazardPerMs);
  if (fromMs === 0 && episode.number <= 1 && chance(random, 0.08))
    stopMs = Math.min(stopMs, 20_000 + exponential(random, 150_000));
  const dipMs = title.dip.at * runtimeMs;
  if (fromMs < dipMs && chance(random, title.dip.loss)) stopMs = Math.min(stopMs, dipMs + exponential(random, 15_000));
  // Nobody opens a film again for less than half a minute.
  stopMs = Math.max(stopMs, fromMs + 30_000);
  if (stopMs < creditsOf(episode)) return Math.round(stopMs);
  return Math.round(chance(random, 0.3) ? runtimeMs : between(random, creditsOf(episode), runtimeMs));
}

function movesBetween(
  title: SlateTitle,
  episode: Episode,
  fromMs: number,
  stopMs: number,
  skipsIntro: boolean,
  random: Random,
): Move[] {
  const moves: Move[] = [];
  let atMs = fromMs;
  const playTo = (toMs: number): void => {
    if (toMs > atMs) moves.push({ kind: 'play', fromMs: atMs, toMs });
    atMs = Math.max(atMs, toMs);
  };
  const seekTo = (toMs: number): void => {
    moves.push({ kind: 'seek', toMs });
    atMs = toMs;
  };
  const somewhere = (): number => Math.round(between(random, atMs, stopMs));
  if (skipsIntro && stopMs > 90_000) {
    playTo(12_000);
    seekTo(52_000);
  }
  if (chance(random, 0.14)) {
    playTo(somewhere());
    moves.push({ kind: 'pause', wallMs: pauseMs(random) });
  }
  const sceneMs = Math.round(title.rewatchedScene * episode.runtimeMs);
  if (atMs < sceneMs && sceneMs + 40_000 < stopMs && chance(random, 0.09)) {
    // The scene everybody winds back to.
    playTo(sceneMs + 30_000);
    seekTo(sceneMs);
  }
  if (chance(random, 0.05)) {
    playTo(somewhere());
    seekTo(Math.min(stopMs, atMs + Math.round(between(random, 10_000, 45_000))));
  }
  playTo(stopMs);
  return moves.length > 0 ? moves : [{ kind: 'play', fromMs, toMs: stopMs }];
}

/** Most pauses are minutes; one in fifteen lasts until the next morning and crosses midnight somewhere. */
function pauseMs(random: Random): number {
  if (chance(random, 1 / 15)) return Math.round(between(random, 6, 11) * HOUR_MS);
  return Math.round(20_000 + exponential(random, 6 * MINUTE_MS));
}

function skipToCredits(episode: Episode, random: Random): Move[] {
  const leftMs = Math.round(between(random, 150_000, 240_000));
  const creditsMs = Math.round(episode.runtimeMs * 0.955);
  return [
    { kind: 'play', fromMs: 0, toMs: leftMs },
    { kind: 'seek', toMs: creditsMs },
    { kind: 'play', fromMs: creditsMs, toMs: episode.runtimeMs },
  ];
}

/** A shared profile: another screen plays the same episode while the first still runs. */
function onAnotherScreen(play: Play, ordinal: number, random: Random): Play {
  const endMs = Math.round(play.episode.runtimeMs * between(random, 0.2, 0.8));
  return {
    ...play,
    ordinal,
    startMs: play.startMs + Math.round(between(random, 20_000, 8 * MINUTE_MS)),
    device: play.device === play.viewer.mainDevice ? play.viewer.secondDevice : play.viewer.mainDevice,
    moves: [{ kind: 'play', fromMs: 0, toMs: endMs }],
    vanishes: false,
  };
}

/** The start of the next session after an instant: some days later, at an hour the viewer's country likes to watch. */
function nextSession(viewer: Viewer, afterMs: number, meanDays: number, random: Random): number {
  const earliestMs = afterMs + 25 * MINUTE_MS;
  const dayMs = dayOf(earliestMs + exponential(random, meanDays) * DAY_MS);
  for (;;) {
    const candidateMs = Math.round(dayMs + random.next() * DAY_MS);
    if (random.next() >= appetiteAt(viewer.territory, candidateMs)) continue;
    return candidateMs > earliestMs ? candidateMs : candidateMs + DAY_MS;
  }
}
