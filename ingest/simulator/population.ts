import { chance, exponential, hexId, normal, pick, pickWeighted, randomOf, wholeBetween } from './random.ts';
import { TERRITORIES, type Territory } from './territories.ts';

export type Device = 'tv' | 'mobile' | 'tablet' | 'web' | 'console';
export type AgeBand = '13-17' | '18-24' | '25-34' | '35-49' | '50-64' | '65+';

/** One profile of the simulated audience; everything about it follows from (seed, index). */
export interface Viewer {
  readonly index: number;
  readonly id: string;
  readonly accountId: string;
  readonly territory: Territory;
  readonly region: string;
  readonly mainDevice: Device;
  readonly secondDevice: Device;
  readonly ageBand: AgeBand;
  readonly gender: 'female' | 'male' | 'other' | '';
  readonly plan: 'ads' | 'standard' | 'premium';
  /** How readily the profile starts something, around 1. */
  readonly activity: number;
  /** Client clock minus true time. */
  readonly clockOffsetMs: number;
  /** Content seconds a wall second: 1 for nearly all. */
  readonly rate: number;
  readonly favouriteGenre: string;
  readonly joinedDaysBefore: number;
}

export const GENRES = ['drama', 'mystery', 'thriller', 'comedy', 'documentary', 'romance'] as const;

const AGE_BANDS: readonly { readonly band: AgeBand; readonly weight: number }[] = [
  { band: '13-17', weight: 5 },
  { band: '18-24', weight: 18 },
  { band: '25-34', weight: 27 },
  { band: '35-49', weight: 28 },
  { band: '50-64', weight: 15 },
  { band: '65+', weight: 7 },
];

/** The profile number `index`; any index is a profile, so the population has no end. */
export function viewerOf(seed: number, index: number): Viewer {
  const random = randomOf(seed, 11, index);
  const territory = pickWeighted(random, TERRITORIES, (each) => each.weight);
  const ageBand = pickWeighted(random, AGE_BANDS, (each) => each.weight).band;
  const young = ageBand === '13-17' || ageBand === '18-24';
  const mobile = random.next() < territory.mobileShare + (young ? 0.15 : 0);
  const mainDevice = mobile
    ? pickWeighted(random, ['mobile', 'tablet'] as const, (each) => (each === 'mobile' ? 4 : 1))
    : pickWeighted(random, ['tv', 'web', 'console'] as const, (each) => (each === 'tv' ? 10 : each === 'web' ? 3 : 1));
  return {
    index,
    id: `viewer-${hexId(seed, 12, index)}`,
    // Two profiles in three share a household with the one before.
    accountId: `account-${hexId(seed, 13, Math.floor(index / 3))}`,
    territory,
    region: pick(random, territory.regions),
    mainDevice,
    secondDevice: mainDevice === 'mobile' ? 'tv' : 'mobile',
    ageBand,
    gender: pickWeighted(random, ['female', 'male', 'other', ''] as const, (each) =>
      each === 'other' ? 2 : each === '' ? 8 : 45,
    ),
    plan: pickWeighted(random, ['ads', 'standard', 'premium'] as const, (each) => (each === 'standard' ? 5 : 3)),
    activity: Math.exp(0.5 * normal(random)),
    clockOffsetMs: clockOffset(random.next(), normal(random)),
    rate: chance(random, 0.02) ? pick(random, [1.25, 1.5, 2]) : 1,
    favouriteGenre: pickWeighted(random, GENRES, (each) => (each === 'drama' ? 3 : 2)),
    joinedDaysBefore: wholeBetween(random, 1, 90) + Math.floor(exponential(random, 500)),
  };
}

/** Most clocks are right within a quarter of a second; some are seconds off, a few minutes, one in a hundred hours. */
function clockOffset(group: number, deviation: number): number {
  if (group < 0.8) return Math.round(deviation * 120);
  if (group < 0.95) return Math.round(deviation * 4_000);
  if (group < 0.99) return Math.round(deviation * 5 * 60_000);
  return Math.round(deviation) * 3_600_000;
}
