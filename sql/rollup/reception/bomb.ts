import type { BombPeriod, BombReason } from '../../queries/reception-model.ts';
import { wilson } from '../../queries/statistics.ts';

/** Reviews of a title in an hour (since the epoch). */
export interface ReviewHour {
  hour: number;
  reviews: number;
  /** Of people who are no starters. */
  outsiders: number;
  ratings: number;
  /** At the lowest and the highest eighth of the scale. */
  lowest: number;
  highest: number;
  /** Of people heard of, or who joined, less than two days before. */
  newcomers: number;
  /** Long enough to be told apart, and those of them that at least two others wrote nearly alike. */
  texts: number;
  duplicates: number;
  /** By people who are no starters, with two of: an extreme rating at that end, a newcomer, a duplicate. */
  suspectsLow: number;
  suspectsHigh: number;
}

/** Hours that are looked at together: a wave of minutes, of an evening, of a day. */
const WINDOWS_HOURS = [1, 6, 24];
/** What is usual is told by so many days before, of which at least so many hours must have passed, with so many reviews. */
const BASELINE_HOURS = 14 * 24;
const LEAST_HISTORY_HOURS = 48;
const LEAST_HISTORY_REVIEWS = 10;
/** Volume is far above its baseline: so many times it, by at least so many reviews, and by five of its standard deviations. */
const TIMES_USUAL = 5;
const LEAST_REVIEWS = 12;
const DEVIATIONS = 5;
/** A share is unusual when it lies so far above the usual one, and its interval too lies above it. */
const ABOVE_USUAL = 0.25;
/** Of the four signs beside the volume so many are asked for: a disappointed audience shows one, an opening night two that are usual to it. */
const SIGNS = 2;
/**
 * Where nearly every author was always new (files of sites whose people nobody knows), newcomers cannot become more. Volume
 * that is extreme, with ratings that are so much more extreme than usual, is asked for instead of the second sign.
 */
const EXTREME_TIMES_USUAL = 10;
const EXTREME_LEAST_REVIEWS = 30;
const STRONG_ABOVE_USUAL = 0.5;
/** Of a window, hours that stand apart and hold less than this share of its fullest stretch are ordinary reviews beside the wave. */
const LEAST_OF_FULLEST = 0.25;
/** Waves with fewer quiet hours between them are one. */
const PAUSE_HOURS = 2;

/** Hours of a title in which its reviews look coordinated, oldest first, with what raised the flag. */
export interface FlaggedPeriod extends Pick<BombPeriod, 'end' | 'reasons' | 'reviews' | 'suspects'> {
  /** Those of the wave, in order. */
  hours: number[];
}

/** @param hours oldest first */
export function flaggedPeriods(hours: readonly ReviewHour[]): FlaggedPeriod[] {
  const flagged = new Map<number, Flag>();
  for (const at of hours.keys())
    for (const length of WINDOWS_HOURS) {
      const flag = flagOf(hours, at, length, flagged);
      if (!flag) continue;
      // The widest window has seen most, the narrowest how fast it came.
      for (const hour of flag.hours) {
        const narrower = flagged.get(hour);
        flagged.set(hour, { ...flag, volume: narrower ? faster(narrower.volume, flag.volume) : flag.volume });
      }
    }
  const periods: FlaggedPeriod[] = [];
  for (const { hour, ...counts } of hours) {
    const flag = flagged.get(hour);
    if (!flag) continue;
    let period = periods.at(-1);
    if (!period || hour - (period.hours.at(-1) ?? 0) > PAUSE_HOURS + 1 || period.end !== flag.end)
      periods.push((period = { hours: [], end: flag.end, reasons: [flag.volume], reviews: 0, suspects: 0 }));
    period.hours.push(hour);
    // The last hour of a wave has seen most of it.
    period.reasons = [faster(period.reasons[0] ?? flag.volume, flag.volume), ...flag.signs];
    period.reviews += counts.reviews;
    period.suspects += flag.end === 'lowest' ? counts.suspectsLow : counts.suspectsHigh;
  }
  return periods;
}

interface Flag {
  end: 'lowest' | 'highest';
  volume: BombReason;
  signs: BombReason[];
  hours: number[];
}

const faster = (one: BombReason, other: BombReason): BombReason => (other.value > one.value ? other : one);

/** Whether the hours that end with one look coordinated against those before; null when not. */
function flagOf(
  hours: readonly ReviewHour[],
  at: number,
  length: number,
  flagged: ReadonlyMap<number, Flag>,
): Flag | null {
  const last = hours[at]?.hour ?? 0;
  const first = last - length + 1;
  const inside = backFrom(hours, at, first);
  const outsiders = sum(inside, 'outsiders');
  if (outsiders < LEAST_REVIEWS) return null;
  const earlier = backFrom(hours, at - inside.length, first - BASELINE_HOURS);
  const before = earlier.filter(({ hour }) => !flagged.has(hour));
  const history = first - (hours[0]?.hour ?? first);
  if (history < LEAST_HISTORY_HOURS || sum(before, 'reviews') < LEAST_HISTORY_REVIEWS) return null;
  const flaggedHours = earlier.length - before.length;
  const usualAnHour = sum(before, 'outsiders') / Math.max(1, Math.min(history, BASELINE_HOURS) - flaggedHours);
  const expected = usualAnHour * length;
  if (outsiders < TIMES_USUAL * expected || outsiders < expected + DEVIATIONS * Math.sqrt(expected + 1)) return null;

  const end = sum(inside, 'lowest') >= sum(inside, 'highest') ? 'lowest' : 'highest';
  const signs = [
    unusual('extreme', inside, before, end, 'ratings'),
    unusual('non-viewers', inside, before, 'outsiders', 'reviews'),
    unusual('new-accounts', inside, before, 'newcomers', 'reviews'),
    unusual('duplicates', inside, before, 'duplicates', 'texts'),
  ].filter((reason) => reason !== null);
  const [extreme] = signs;
  const isExtreme =
    outsiders >= Math.max(EXTREME_LEAST_REVIEWS, EXTREME_TIMES_USUAL * expected) &&
    extreme?.reason === 'extreme' &&
    extreme.value >= extreme.usual + STRONG_ABOVE_USUAL &&
    alwaysHigh(inside, before, 'newcomers', 'reviews');
  if (signs.length < SIGNS && !isExtreme) return null;
  return {
    end,
    volume: { reason: 'volume', value: outsiders / length, usual: usualAnHour },
    signs,
    hours: waveOf(inside, end === 'lowest' ? 'suspectsLow' : 'suspectsHigh'),
  };
}

/** The hours of a window that are of its wave: those with suspects, without a lone one that came hours before or after it. */
function waveOf(inside: readonly ReviewHour[], suspects: 'suspectsLow' | 'suspectsHigh'): number[] {
  const stretches: ReviewHour[][] = [];
  for (const one of inside.filter((hour) => hour[suspects] > 0)) {
    const last = stretches.at(-1);
    // The newest come first.
    if (last && (last.at(-1)?.hour ?? 0) - one.hour <= PAUSE_HOURS + 1) last.push(one);
    else stretches.push([one]);
  }
  const fullest = Math.max(...stretches.map((stretch) => sum(stretch, suspects)));
  return stretches
    .filter((stretch) => sum(stretch, suspects) >= LEAST_OF_FULLEST * fullest)
    .flatMap((stretch) => stretch.map(({ hour }) => hour));
}

/** Whether a share is so high, now as ever, that it could not have risen enough to be unusual. */
const alwaysHigh = (
  inside: readonly ReviewHour[],
  before: readonly ReviewHour[],
  some: keyof ReviewHour,
  all: keyof ReviewHour,
): boolean =>
  [inside, before].every((hours) => sum(hours, all) > 0 && sum(hours, some) / sum(hours, all) > 1 - ABOVE_USUAL);

function unusual(
  reason: BombReason['reason'],
  inside: readonly ReviewHour[],
  before: readonly ReviewHour[],
  some: keyof ReviewHour,
  all: keyof ReviewHour,
): BombReason | null {
  const [n, m] = [sum(inside, all), sum(before, all)];
  const value = n === 0 ? 0 : sum(inside, some) / n;
  const usual = m === 0 ? 0 : sum(before, some) / m;
  const [low] = wilson(sum(inside, some), n);
  return value >= usual + ABOVE_USUAL && low > usual ? { reason, value, usual } : null;
}

/** Hours from one back to a time, the newest first: a title of years has many, and each is asked for. */
function backFrom(hours: readonly ReviewHour[], at: number, untilHour: number): ReviewHour[] {
  const found: ReviewHour[] = [];
  for (let i = at; i >= 0; i -= 1) {
    const hour = hours[i];
    if (!hour || hour.hour < untilHour) break;
    found.push(hour);
  }
  return found;
}

const sum = (hours: readonly ReviewHour[], key: keyof ReviewHour) => hours.reduce((total, one) => total + one[key], 0);
