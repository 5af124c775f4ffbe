import { RATE_FLOOR } from './figure.ts';
import { ROUNDING, roundPeople, SEGMENT_FLOOR } from './privacy.ts';

/** How counts of people are told. */
export interface Telling {
  people(count: number): number;
  /** A mean of shares: to its last digit it would tell of how many people it is. */
  share(share: number): number;
  /** Rates of fewer people are not told. */
  floor: number;
  /** Neither is how many they are: they are withheld. */
  withheld: boolean;
  /** A count that is told is within this of the truth. */
  rounding: number;
}

export const OF_EVERYBODY: Telling = {
  ...{ people: (count) => count, share: (share) => share },
  ...{ floor: RATE_FLOOR, withheld: false, rounding: 0 },
};

/** In tens, and nothing of fewer than the floor of segments: a part of a segment is one, too. */
export const OF_A_SEGMENT: Telling = {
  ...{ people: roundPeople, share: (share) => Math.round(share * 1_000) / 1_000 },
  ...{ floor: SEGMENT_FLOOR, withheld: true, rounding: ROUNDING },
};
