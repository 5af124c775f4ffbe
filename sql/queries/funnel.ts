import type { CountAt, DeepCounts } from './deep-counts.ts';
import { figure, proportion, RATE_FLOOR, withheld } from './figure.ts';
import type { FunnelStep } from './read-model.ts';
import { productInterval, wilson } from './statistics.ts';
import { OF_EVERYBODY, type Telling } from './telling.ts';
import { dayNumber } from './time.ts';

/** Days that an episode was there to be started before who did not counts as lost. */
const CHANCE_DAYS = 7;

export interface FunnelEpisode {
  id: string;
  number: number;
  name: string;
  /** When it came out; null: with the first. */
  availableMs: number | null;
}

/** Starters of the first episode by the day they started it and the furthest episode they started. */
export type FurthestStarted = ReadonlyMap<string, readonly CountAt[]>;

/** Furthest episodes as they are counted. */
export const furthestOf = (episodes: readonly Pick<FunnelEpisode, 'id'>[], counts: DeepCounts): FurthestStarted =>
  new Map(episodes.map(({ id }) => [id, counts.of('furthest', id)]));

/** People of one step. */
export interface StepCounts {
  /** Starters of the first episode, */
  all: number;
  /** who could have started this one for seven days, */
  n: number;
  /** and came to the episode before, */
  atRisk: number;
  /** and started this one or a later one. */
  wentOn: number;
}

/** Exact counts of each step, in order of the episodes. */
export function stepCounts(
  episodes: readonly FunnelEpisode[],
  furthest: FurthestStarted,
  asOfMs: number,
): StepCounts[] {
  const today = dayNumber(asOfMs);
  const people = episodes.flatMap((episode, step) =>
    (furthest.get(episode.id) ?? []).map(({ at, n }) => ({ firstDay: at, reached: step, n })),
  );
  const all = people.reduce((sum, { n }) => sum + n, 0);
  return episodes.map((episode, step) => {
    const releaseDay = dayNumber(episode.availableMs ?? 0);
    const count = (reached: number) =>
      people.reduce((sum, { firstDay, n, ...one }) => {
        const hadTheChance = Math.max(firstDay, releaseDay) + CHANCE_DAYS <= today;
        return hadTheChance && one.reached >= reached ? sum + n : sum;
      }, 0);
    return { all, n: count(0), atRisk: count(Math.max(0, step - 1)), wentOn: count(step) };
  });
}

/**
 * The steps of a season's episodes, in order of their number.
 *
 * An episode counts the starters of the first one who could have started it for seven days; of those who came to the
 * episode before, the share who started it or a later one carries on the product. It never rises, also while episodes
 * come out over time and each has other people to count; out at once it is the plain share.
 *
 * @param toldTo how many of the first steps may be told; a step's share holds those of all before it.
 */
export function episodeFunnel(
  episodes: readonly FunnelEpisode[],
  furthest: FurthestStarted,
  asOfMs: number,
  { people: told, floor, rounding }: Telling = OF_EVERYBODY,
  toldTo = episodes.length,
): FunnelStep[] {
  const steps = stepCounts(episodes, furthest, asOfMs);
  const passed: { atRisk: number; wentOn: number }[] = [];
  // Null from the step on that cannot be told: the product is none without it.
  let share: number | null = 1;
  return episodes.map(({ id: episodeId, number, name }, step) => {
    // Withheld, neither they nor those who mature are numbered.
    if (step >= toldTo) {
      const nobody = { episodeId, number, name, n: 0, maturing: 0, atRisk: 0 };
      return { ...nobody, share: withheld('episode_funnel', asOfMs), lost: null };
    }
    const [all, n, atRisk, wentOn] = (['all', 'n', 'atRisk', 'wentOn'] as const).map((of) =>
      told(steps[step]?.[of] ?? 0),
    ) as [number, number, number, number];
    const before = share;
    if (atRisk > 0) {
      passed.push({ atRisk, wentOn });
      share = share === null ? null : share * (wentOn / atRisk);
    } else if (share !== 0) share = null;
    const maturing = all - n;
    return {
      ...{ episodeId, number, name, n, maturing, atRisk },
      share:
        n < floor || share === null
          ? proportion('episode_funnel', 0, Math.min(n, RATE_FLOOR - 1), maturing, asOfMs)
          : figure('episode_funnel', share, asOfMs, {
              n,
              maturing,
              interval: intervalOf(share, before, passed, rounding),
            }),
      lost: step === 0 || atRisk < floor ? null : 1 - wentOn / atRisk,
    };
  });
}

/** Nobody can be lost any more where nobody was left: the interval stays that of the step that lost the last. */
function intervalOf(
  share: number,
  before: number | null,
  passed: readonly { atRisk: number; wentOn: number }[],
  rounding: number,
): [low: number, high: number] {
  if (share > 0 || before !== 0) return widened(productInterval(passed), passed, rounding);
  const end = passed.findIndex((step) => step.wentOn === 0);
  return end < 0 ? wilson(0, 0) : productInterval(passed.slice(0, end + 1));
}

/**
 * An interval with what rounding may hide. Those who went on from one step and come to the next are the same people while
 * episodes are out at once: their count falls out of the product.
 */
function widened(
  [low, high]: [low: number, high: number],
  passed: readonly { atRisk: number; wentOn: number }[],
  rounding: number,
): [low: number, high: number] {
  if (rounding === 0 || passed.length === 1) return [low, high];
  passed.forEach(({ atRisk, wentOn }, step) => {
    if (wentOn !== passed[step + 1]?.atRisk) {
      low *= Math.max(0, wentOn - rounding) / wentOn;
      high *= (wentOn + rounding) / wentOn;
    }
    if (atRisk !== passed[step - 1]?.wentOn) {
      low *= atRisk / (atRisk + rounding);
      high *= atRisk / Math.max(1, atRisk - rounding);
    }
  });
  return [low, Math.min(1, high)];
}

/** The step that loses the largest share of those who came to the episode before; null when none is known to lose any. */
export function dropOffOf(funnel: readonly FunnelStep[]): number | null {
  let worst: number | null = null;
  funnel.forEach(({ lost }, step) => {
    if (lost !== null && lost > 0 && lost > (worst === null ? 0 : (funnel[worst]?.lost ?? 0))) worst = step;
  });
  return worst;
}
