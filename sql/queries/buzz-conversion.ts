import type { Converted, StoredConversion } from './buzz-detail.ts';
import { CREDITS, MEDIA_KINDS, type Conversion, type Credit, type Lift } from './buzz-model.ts';
import { conversionOf, liftOf } from './conversion.ts';
import { figure } from './figure.ts';
import type { Figure } from './read-model.ts';

/** Conversion as it is shown, window by window. */
export function conversions(
  stored: readonly StoredConversion[],
  nameOf: (asset: string) => string,
  asOfMs: number,
): Conversion[] {
  return stored.map(({ days, kinds, assets, ...all }) => {
    const lift = liftFigures(all, asOfMs);
    const told = liftOf({ n: all.exposed, started: all.converted }, all.held);
    return {
      days,
      ...{ exposed: all.exposed, converted: all.converted, maturing: all.maturing, started: all.started },
      inHoldout: all.inHoldout,
      rate: rateOf(all, asOfMs),
      ...{ word: told.kind, lift, whyNoLift: told.kind === 'lift' ? null : told.reason },
      kinds: [...kinds]
        .sort((a, b) => MEDIA_KINDS.indexOf(a.kind) - MEDIA_KINDS.indexOf(b.kind))
        .map(({ kind, exposed, credited }) => ({
          ...{ kind, exposed, credited },
          rate: Object.fromEntries(
            CREDITS.map((credit) => [credit, rateOf({ exposed, converted: credited[credit], maturing: 0 }, asOfMs)]),
          ) as Record<Credit, Figure>,
        })),
      assets: assets.map(({ asset, ...own }) => ({
        ...{ assetId: asset, name: nameOf(asset), exposed: own.exposed, converted: own.converted },
        maturing: own.maturing,
        rate: rateOf(own, asOfMs),
        lift: liftFigures(own, asOfMs),
      })),
    };
  });
}

/** Exposed viewers who started ÷ exposed viewers, with its interval: whoever has a part of a conversion varies less than one who has all. */
export function rateOf(
  { exposed, converted, maturing }: Pick<Converted, 'exposed' | 'converted' | 'maturing'>,
  asOfMs: number,
): Figure {
  const rate = conversionOf({ n: exposed, started: converted }, maturing);
  if (rate.share === null) return figure('conversion', null, asOfMs, { n: rate.n, maturing, reason: rate.reason });
  return figure('conversion', rate.share, asOfMs, { n: rate.n, maturing, interval: rate.interval });
}

/** Null where no holdout was declared, or too few people are on a side of it: what the exposed do is then an association. */
function liftFigures({ exposed, converted, held }: Converted, asOfMs: number): Lift | null {
  const people = { n: exposed, started: converted };
  const told = liftOf(people, held);
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
