import { greatest } from 'd3';
import { DAY_MS, dayOf } from './clock.ts';
import type { KnownEpisode } from './oracle-catalogue.ts';
import { COMPLETED_SHARE, shareWatched, type ViewerOutcome } from './oracle-outcomes.ts';
import type { RealisedTruth } from './oracle.ts';

const SEEN_AFTER_DAYS = 7;
const HOOKED_WITHIN_DAYS = 28;
const HOOKED_SHARE = 0.7;

/** One episode's step of the funnel. */
export interface FunnelStep {
  readonly episodeId: string;
  /** Starters of episode 1 who could have seen this one for seven days. */
  readonly n: number;
  /** Starters of episode 1 who could not yet. */
  readonly maturing: number;
  /** Of the n who came as far as the episode before: those, and how many came here. */
  readonly before: number;
  readonly came: number;
  /** came ÷ before; null where nobody came before. */
  readonly kept: number | null;
  /** Product of `kept` up to here: the share of the starters of episode 1. */
  readonly share: number | null;
  /** Greenwood's standard error of the share. */
  readonly standardError: number | null;
}

/** The episode funnel: who started an episode or a later one, of the starters of the first. */
export function episodeFunnel(truth: RealisedTruth, titleId: string, asOfMs: number): FunnelStep[] {
  const episodes = truth.titles.get(titleId)?.episodes ?? [];
  const [first] = episodes;
  if (!first) return [];
  const starters = truth.outcomes.filter(
    (outcome) => outcome.titleId === titleId && startedEpisode(outcome, first) !== null,
  );
  const steps: FunnelStep[] = [];
  let share: number | null = 1;
  let greenwood = 0;
  for (const [index, episode] of episodes.entries()) {
    const couldSee = starters.filter((outcome) => {
      const startDayMs = dayOf(startedEpisode(outcome, first) ?? 0);
      const baseDayMs = Math.max(startDayMs, dayOf(episode.availableMs ?? 0));
      return baseDayMs + SEEN_AFTER_DAYS * DAY_MS <= dayOf(asOfMs);
    });
    const came = couldSee.filter((outcome) => startedOneOf(outcome, episodes.slice(index)));
    const before = couldSee.filter((outcome) => startedOneOf(outcome, episodes.slice(Math.max(0, index - 1))));
    const kept = before.length === 0 ? null : came.length / before.length;
    share = share === null || kept === null ? null : share * kept;
    if (kept !== null && kept > 0) greenwood += (1 - kept) / (kept * before.length);
    steps.push({
      episodeId: episode.id,
      n: couldSee.length,
      maturing: starters.length - couldSee.length,
      before: before.length,
      came: came.length,
      kept,
      share,
      standardError: share === null ? null : share * Math.sqrt(greenwood),
    });
  }
  return steps;
}

function startedEpisode(outcome: ViewerOutcome, episode: KnownEpisode): number | null {
  return outcome.episodes.get(episode.id)?.starterHourMs ?? null;
}

function startedOneOf(outcome: ViewerOutcome, episodes: readonly KnownEpisode[]): boolean {
  return episodes.some((episode) => startedEpisode(outcome, episode) !== null);
}

/** The step that loses the largest share of those who came to the episode before, the earlier of equals; null when none loses any. */
export function dropOff(funnel: readonly FunnelStep[]): FunnelStep | null {
  const losing = funnel.filter((step) => step.kept !== null && step.kept < 1);
  return greatest(losing, (a, b) => (b.kept ?? 0) - (a.kept ?? 0)) ?? null;
}

export interface HookedEpisode {
  readonly episodeId: string;
  /** Watchers of the episode whose 28 days are over. */
  readonly of: number;
  readonly completed: number;
}

/** For every episode, how many of its watchers completed the season within 28 days. */
export function completedByWatchers(truth: RealisedTruth, titleId: string, asOfMs: number): HookedEpisode[] {
  return (truth.titles.get(titleId)?.episodes ?? []).map((episode) => {
    const hooked = { episodeId: episode.id, of: 0, completed: 0 };
    for (const outcome of truth.outcomes) {
      const watched = outcome.episodes.get(episode.id)?.watcherHourMs ?? null;
      if (outcome.titleId !== titleId || watched === null || outcome.starterHourMs === null) continue;
      const baseDayMs = dayOf(Math.max(outcome.starterHourMs, outcome.lastReleaseMs));
      const deadlineMs = baseDayMs + HOOKED_WITHIN_DAYS * DAY_MS;
      if (deadlineMs > dayOf(asOfMs)) continue;
      hooked.of += 1;
      if (outcome.completerHourMs !== null && dayOf(outcome.completerHourMs) <= deadlineMs) hooked.completed += 1;
    }
    return hooked;
  });
}

/** The first episode of which at least seven watchers in ten completed the season within 28 days; null: none. */
export function hookedEpisode(truth: RealisedTruth, titleId: string, asOfMs: number): HookedEpisode | null {
  const hooks = ({ of, completed }: HookedEpisode) => of > 0 && completed >= HOOKED_SHARE * of;
  return completedByWatchers(truth, titleId, asOfMs).find(hooks) ?? null;
}

/** Of the starters, those who watched nine tenths of the episodes that are out; null unless more are to come. */
export function caughtUp(
  truth: RealisedTruth,
  titleId: string,
  asOfMs: number,
): { readonly of: number; readonly caughtUp: number } | null {
  const episodes = truth.titles.get(titleId)?.episodes ?? [];
  const out = episodes.filter((episode) => (episode.availableMs ?? 0) <= asOfMs);
  if (out.length === episodes.length) return null;
  const starters = truth.outcomes.filter((outcome) => outcome.titleId === titleId && outcome.starterHourMs !== null);
  const has = ({ asked, cells }: ViewerOutcome) => {
    const own = asked.filter(({ id }) => out.some((episode) => episode.id === id));
    return (shareWatched(own, cells) ?? 0) >= COMPLETED_SHARE;
  };
  return { of: starters.length, caughtUp: starters.filter(has).length };
}
