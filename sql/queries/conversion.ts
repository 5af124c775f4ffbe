import { RATE_FLOOR } from './figure.ts';
import { newcombe, ratioOfShares, roundedWilson } from './statistics.ts';

/** Days within which a start counts as an exposure's. */
export const CONVERSION_DAYS = [1, 7, 14, 28] as const;

/** Some people, and how many of them started (in parts of people, where credit is shared). */
export interface Started {
  readonly n: number;
  readonly started: number;
}

export type Conversion =
  | { readonly share: number; readonly interval: readonly [low: number, high: number]; readonly n: number }
  | { readonly share: null; readonly n: number; readonly reason: string };

/**
 * The share of exposed viewers who started, with its Wilson 95 % interval. None under the floor of rates.
 *
 * @param exposed viewers exposed long enough ago, see METRICS
 * @param maturing viewers exposed, and none of it long enough ago
 * @param rounding how far each count may be from the truth
 */
export function conversionOf({ n, started }: Started, maturing: number, rounding = 0): Conversion {
  if (n >= RATE_FLOOR) return { share: started / n, interval: roundedWilson(started, n, rounding), n };
  const reason =
    n === 0 && maturing > 0
      ? 'Everybody exposed is still maturing.'
      : `Fewer than ${RATE_FLOOR} viewers were exposed long enough ago.`;
  return { share: null, n, reason };
}

/** What a campaign added to starts, in people of a hundred and as a multiple. */
export interface Lift {
  /** Share of the exposed less share of the holdout, −1…1. */
  readonly difference: number;
  readonly differenceInterval: readonly [low: number, high: number];
  /** Share of the exposed ÷ share of the holdout; null: nobody of the holdout started. Its interval may be open above (Infinity). */
  readonly ratio: number | null;
  readonly ratioInterval: readonly [low: number, high: number];
  readonly exposed: Started;
  readonly holdout: Started;
}

export type LiftOrReason =
  { readonly kind: 'lift'; readonly lift: Lift } | { readonly kind: 'association'; readonly reason: string };

/**
 * What exposure added, against a declared holdout. Without one, or with too few people on either side, what the exposed did is an
 * association: whoever is reached by a campaign may be likelier to start anyway.
 *
 * @param rounding how far each count may be from the truth
 */
export function liftOf(exposed: Started, holdout: Started | null, rounding = 0): LiftOrReason {
  const none = (reason: string): LiftOrReason => ({ kind: 'association', reason });
  if (holdout === null) return none('No holdout was declared.');
  if (holdout.n < RATE_FLOOR) return none(`Fewer than ${RATE_FLOOR} viewers of the holdout have counted long enough.`);
  if (exposed.n < RATE_FLOOR) return none(`Fewer than ${RATE_FLOOR} viewers were exposed long enough ago.`);
  const [p, q] = [exposed.started / exposed.n, holdout.started / holdout.n];
  return {
    kind: 'lift',
    lift: {
      difference: p - q,
      differenceInterval: newcombe(exposed.started, exposed.n, holdout.started, holdout.n, rounding),
      ratio: q === 0 ? null : p / q,
      ratioInterval: ratioOfShares(exposed.started, exposed.n, holdout.started, holdout.n, rounding),
      exposed,
      holdout,
    },
  };
}
