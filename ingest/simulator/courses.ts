import { APPETITE_BY_WEEKDAY } from './appetite.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { between, chance, normal, poisson, randomOf, wholeBetween, type Random } from './random.ts';
import { APPETITE_BY_UTC_HOUR } from './territories.ts';

/** A metric by the UTC hour from `fromMs` on. */
interface Course {
  readonly fromMs: number;
  readonly counts: readonly number[];
}

/** A title's course around a milestone, with and without what the milestone adds, and those of titles like it. */
export interface DrawnCourse {
  readonly milestoneMs: number;
  readonly asOfMs: number;
  readonly stirred: Course;
  readonly calm: Course;
  readonly comparables: readonly Course[];
  /** What was added in so many days after it, as a share of what would have been expected: the truth. */
  upliftIn(days: number): number;
}

const DAYS_AFTER = 7;
/** A Monday, 00:00 UTC. */
const EPOCH_MS = Date.UTC(2026, 0, 5);

/**
 * The course number `index`: weeks of counts with a bent trend, a daily and weekly profile of the title's own, weather of days
 * that it shares with titles like it and weather of its own (both correlated over days), and counts that scatter more than
 * chance alone. A function of its arguments.
 */
export function drawCourse(seed: number, index: number): DrawnCourse {
  const random = randomOf(seed, 101, index);
  const daysBefore = wholeBetween(random, 24, 45);
  const hours = (daysBefore + DAYS_AFTER) * 24;
  const fromMs = EPOCH_MS + wholeBetween(random, 0, 167) * HOUR_MS;
  const shared = weather(random, hours, between(random, 0.03, 0.2));
  const own = intensity(random, fromMs, shared);
  const from = daysBefore * 24;
  const [strength, fadeHours] = [between(random, 0.25, 1.6), between(random, 20, 100)];
  const effect = (hour: number) => (hour < from ? 1 : 1 + strength * Math.exp(-(hour - from) / fadeHours));
  const scatter = between(random, 0.1, 0.45);
  const calm = counted(random, own, scatter);
  const after = counted(
    random,
    own.map((rate, hour) => rate * effect(hour)),
    scatter,
  );
  return {
    milestoneMs: fromMs + from * HOUR_MS,
    asOfMs: fromMs + hours * HOUR_MS,
    calm: { fromMs, counts: calm },
    stirred: { fromMs, counts: [...calm.slice(0, from), ...after.slice(from)] },
    comparables: Array.from({ length: wholeBetween(random, 0, 4) }, () => ({
      fromMs,
      counts: counted(random, intensity(random, fromMs, shared), scatter),
    })),
    upliftIn(days) {
      const until = from + days * 24;
      const total = (of: (hour: number) => number) =>
        own.slice(from, until).reduce((sum, rate, at) => sum + rate * of(from + at), 0);
      return total(effect) / total(() => 1) - 1;
    },
  };
}

/** Expected counts by the hour. */
function intensity(random: Random, fromMs: number, shared: readonly number[]): number[] {
  const level = Math.exp(between(random, Math.log(1.5), Math.log(25)));
  const [slope, bend] = [between(random, -0.03, 0.03), between(random, -0.0004, 0.0004)];
  const weekdays = APPETITE_BY_WEEKDAY.map((appetite) => appetite * Math.exp(0.12 * normal(random)));
  const own = weather(random, shared.length, between(random, 0.03, 0.2));
  const loading = chance(random, 0.8) ? between(random, 0.6, 1.2) : 0;
  return shared.map((common, hour) => {
    const instant = new Date(fromMs + hour * HOUR_MS);
    const days = (hour * HOUR_MS) / DAY_MS;
    const profile = (weekdays[instant.getUTCDay()] ?? 1) * (APPETITE_BY_UTC_HOUR[instant.getUTCHours()] ?? 1);
    return level * profile * Math.exp(slope * days + bend * days * days + loading * common + (own[hour] ?? 0));
  });
}

/** A slow random course around 0, of hours: correlated over half a day to three (Ornstein and Uhlenbeck's process). */
function weather(random: Random, hours: number, deviation: number): number[] {
  const kept = Math.exp(-1 / between(random, 12, 72));
  const step = deviation * Math.sqrt(1 - kept * kept);
  let level = deviation * normal(random);
  return Array.from({ length: hours }, () => (level = kept * level + step * normal(random)));
}

/** Counts that scatter more than Poisson's by the given deviation of the logarithm. */
function counted(random: Random, rates: readonly number[], scatter: number): number[] {
  return rates.map((rate) => poisson(random, rate * Math.exp(scatter * normal(random) - (scatter * scatter) / 2)));
}
