import type { Converted, StoredConversion } from './buzz-detail.ts';
import { CREDITS, type Conversion, type Credit, type Lift } from './buzz-model.ts';
import { conversionOf, liftOf } from './conversion.ts';
import { toldParts, type ToldParts } from './conversion-parts.ts';
import { figure, withheld } from './figure.ts';
import { ROUNDING } from './privacy.ts';
import type { Figure } from './read-model.ts';

/**
 * Conversion as it is shown, window by window.
 *
 * @param stored the shortest window first
 */
export function conversions(
  stored: readonly StoredConversion[],
  nameOf: (asset: string) => string,
  asOfMs: number,
): Conversion[] {
  const told = toldParts(stored);
  return stored.map(({ days, kinds: _kinds, assets: _assets, ...all }, at) => {
    const lift = liftOf({ n: all.exposed, started: all.converted }, all.held);
    return {
      days,
      ...{ exposed: all.exposed, converted: all.converted, maturing: all.maturing, started: all.started },
      inHoldout: all.inHoldout,
      rate: rateOf(all, asOfMs),
      ...{ word: lift.kind, lift: liftFigures(all, asOfMs), whyNoLift: lift.kind === 'lift' ? null : lift.reason },
      kinds: (told[at]?.kinds ?? []).map(({ kind, exposed, credited }) => ({
        ...{ kind, exposed, credited },
        rate: Object.fromEntries(
          CREDITS.map((credit) => [credit, partRate({ exposed, converted: credited[credit], maturing: 0 }, asOfMs)]),
        ) as Record<Credit, Figure>,
      })),
      assets: (told[at]?.assets ?? []).map(({ asset, held, ...own }) => ({
        ...{ assetId: asset, name: nameOf(asset), ...own },
        rate: partRate(own, asOfMs),
        lift: partLift({ ...own, held }, asOfMs),
      })),
    };
  });
}

/** Exposed viewers who started ÷ exposed viewers, with its interval: whoever has a part of a conversion varies less than one who has all. */
export function rateOf(
  { exposed, converted, maturing }: Pick<Converted, 'exposed' | 'converted' | 'maturing'>,
  asOfMs: number,
  rounding = 0,
): Figure {
  const rate = conversionOf({ n: exposed, started: converted }, maturing, rounding);
  if (rate.share === null) return figure('conversion', null, asOfMs, { n: rate.n, maturing, reason: rate.reason });
  return figure('conversion', rate.share, asOfMs, { n: rate.n, maturing, interval: rate.interval });
}

type Part = Pick<ToldParts['assets'][number], 'exposed' | 'converted' | 'maturing'>;

const partRate = ({ exposed, converted, maturing }: Part, asOfMs: number): Figure =>
  exposed === null || converted === null || maturing === null
    ? withheld('conversion', asOfMs)
    : rateOf({ exposed, converted, maturing }, asOfMs, ROUNDING);

function partLift(
  { exposed, converted, held }: Omit<ToldParts['assets'][number], 'asset'>,
  asOfMs: number,
): Lift | null {
  if (exposed === null || converted === null || held?.n == null || held.started === null) return null;
  return liftFigures({ exposed, converted, held: { n: held.n, started: held.started } }, asOfMs, ROUNDING);
}

/** Null where no holdout was declared, or too few people are on a side of it: what the exposed do is then an association. */
function liftFigures(
  { exposed, converted, held }: Pick<Converted, 'exposed' | 'converted' | 'held'>,
  asOfMs: number,
  rounding = 0,
): Lift | null {
  const people = { n: exposed, started: converted };
  const told = liftOf(people, held, rounding);
  if (told.kind === 'association' || held === null) return null;
  const { difference, differenceInterval, ratio, ratioInterval } = told.lift;
  const n = exposed + held.n;
  return {
    ...{ exposed: people, holdout: held },
    ratio:
      ratio === null || !Number.isFinite(ratioInterval[1])
        ? figure('conversion_lift', null, asOfMs, { n, reason: 'Nobody of the holdout has started.' })
        : figure('conversion_lift', ratio, asOfMs, { n, interval: ratioInterval }),
    difference: figure('conversion_difference', difference, asOfMs, { n, interval: differenceInterval }),
  };
}
