import { expect, it } from 'vitest';
import { CONVERSION_DAYS, conversionOf, liftOf } from '../../sql/queries/conversion.ts';
import { drawCampaigns } from './campaigns.ts';
import { conversion, holdoutLift } from './oracle-conversion.ts';
import { knownPromo } from './oracle-promo.ts';
import { realisedTruth } from './oracle.ts';

const { records, campaigns, asOfMs } = drawCampaigns(17, 520);
const promo = knownPromo(records);
const truth = realisedTruth(records);
const events = Map.groupBy(promo.events, ({ titleId }) => titleId);
const withheld = Map.groupBy(promo.withheld, ({ titleId }) => titleId);
const outcomes = Map.groupBy(truth.outcomes, ({ titleId }) => titleId);

type Interval = readonly [low: number, high: number];

it('conversion, its lift and their ratio are in their intervals, and no lift is claimed where there is none', () => {
  const tally = { conversion: [0, 0], difference: [0, 0], ratio: [0, 0], claimed: [0, 0] };
  const note = (what: keyof typeof tally, is: boolean) => {
    tally[what][0] = (tally[what][0] ?? 0) + 1;
    if (is) tally[what][1] = (tally[what][1] ?? 0) + 1;
  };
  const holds = ([low, high]: Interval, value: number) => low <= value && value <= high;
  for (const [index, { titleId, conversionWithin, holdoutWithin }] of campaigns.entries()) {
    const own = { ...promo, events: events.get(titleId) ?? [], withheld: withheld.get(titleId) ?? [] };
    const watched = { ...truth, outcomes: outcomes.get(titleId) ?? [] };
    const days = CONVERSION_DAYS[index % CONVERSION_DAYS.length] ?? 28;
    const question = { titleId, days, asOfMs };
    const { exposed: n, converted: started, maturing } = conversion(watched, own, question);
    const lift = holdoutLift(watched, own, question);
    expect(maturing).toBe(0);
    const share = conversionOf({ n, started }, maturing);
    const lifted = liftOf(lift?.exposed ?? { n: 0, started: 0 }, lift?.holdout ?? null);
    if (share.share === null || lifted.kind !== 'lift') throw new Error(`${titleId} has too few people.`);
    const [p, q] = [conversionWithin(days), holdoutWithin(days)];
    note('conversion', holds(share.interval, p));
    note('difference', holds(lifted.lift.differenceInterval, p - q));
    note('ratio', holds(lifted.lift.ratioInterval, p / q));
    if (p === q) note('claimed', !holds(lifted.lift.differenceInterval, 0) || !holds(lifted.lift.ratioInterval, 1));
  }
  const share = ([n = 0, yes = 0]: readonly number[]) => yes / n;
  expect(tally.conversion[0]).toBeGreaterThanOrEqual(500);
  expect(tally.claimed[0]).toBeGreaterThan(100);
  expect(share(tally.conversion)).toBeGreaterThanOrEqual(0.93);
  expect(share(tally.difference)).toBeGreaterThanOrEqual(0.93);
  expect(share(tally.ratio)).toBeGreaterThanOrEqual(0.93);
  expect(share(tally.claimed)).toBeLessThanOrEqual(0.06);
});

it('the credit of all kinds together is what was converted, whoever has it', () => {
  for (const { titleId } of campaigns.slice(0, 20))
    for (const credit of ['first', 'last', 'linear'] as const) {
      const { converted, byKind } = conversion(truth, promo, { titleId, days: 28, asOfMs, credit });
      const credited = [...byKind.values()].reduce((sum, kind) => sum + kind.credited, 0);
      expect(credited).toBeCloseTo(converted, 9);
    }
});
