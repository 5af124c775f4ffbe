import { expectedArrivals } from './appetite.ts';
import { expectedSiteStarts } from './campaign.ts';
import { DAY_MS, HOUR_MS, hourOf } from './clock.ts';
import { Crowd } from './crowd.ts';
import { expectedExposures } from './promotion.ts';
import { hash32, poisson, randomOf } from './random.ts';
import type { AudienceModel } from './timeline.ts';
import type { SlateTitle } from './title.ts';
import { truthOf } from './truth.ts';

/** Audiences drawn of the same people; a conversion is then told to a third of its own standard error. */
const DRAWS = 10;

/** Shares of viewers who start a title within some days, before chance. */
export interface ConversionTruth {
  readonly exposed: number;
  /** Of those whom the campaign never reached. */
  readonly withheld: number;
}

/**
 * What the campaign in the app leads to, by days: other audiences are drawn of the same people, reached by the same plan. Of
 * those who press play, as many start as the title's own truth says. Exposures younger than the days are left out, as of the
 * anchor.
 */
export function conversionTruthOf(
  audience: AudienceModel,
  title: SlateTitle,
  days: readonly number[],
): ConversionTruth[] {
  const { seed, startMs, endMs, scale, populationSize } = audience;
  const { expectedStarters = 0, expectedArrivals: arrivals = 1 } =
    truthOf({ seed, startMs, endMs, scale, populationSize, slate: [title] }).get(title.id) ?? {};
  const sums = days.map(() => ({ exposed: [0, 0], withheld: [0, 0] }));
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const { exposedMs, arrivedMs, timesMs } = drawCampaign(audience, title, draw);
    const premiereMs = title.premiereMs ?? 0;
    const random = randomOf(seed, 77, title.index, draw);
    for (let index = 0; index < populationSize; index += 1) {
      const own = exposedMs.get(index);
      // Those who were not reached count from a time at which somebody was.
      const countedMs = own ?? [timesMs[Math.floor(random.next() * timesMs.length)] ?? 0];
      const arrivalMs = arrivedMs.get(index) ?? Infinity;
      const before = countedMs.filter((atMs) => hourOf(atMs) <= hourOf(arrivalMs));
      for (const [at, each] of days.entries()) {
        const clocks = before.map((atMs) => hourOf(Math.max(atMs, premiereMs)) + each * DAY_MS);
        const old = clocks.filter((untilMs) => untilMs <= endMs);
        const sum = sums[at]?.[own ? 'exposed' : 'withheld'];
        if (old.length === 0 || sum === undefined) continue;
        sum[0] = (sum[0] ?? 0) + 1;
        if (old.some((untilMs) => hourOf(arrivalMs) < untilMs)) sum[1] = (sum[1] ?? 0) + 1;
      }
    }
  }
  const share = ([n = 0, came = 0]: readonly number[]) => (n === 0 ? 0 : (came / n) * (expectedStarters / arrivals));
  return sums.map(({ exposed, withheld }) => ({ exposed: share(exposed), withheld: share(withheld) }));
}

/** By viewer's number: when the campaign reached them and when they came; and all times at which it reached somebody. */
function drawCampaign(model: AudienceModel, title: SlateTitle, draw: number) {
  const { seed } = model;
  const crowd = new Crowd(seed, title, model.populationSize, hash32(seed, 75, draw));
  const exposedMs = new Map<number, number[]>();
  const arrivedMs = new Map<number, number>();
  const timesMs: number[] = [];
  for (let hourMs = model.startMs; hourMs < model.endMs; hourMs += HOUR_MS) {
    const random = randomOf(seed, 76, title.index, draw, hourMs);
    const within = () => hourMs + random.next() * HOUR_MS;
    for (const asset of title.assets) {
      for (let count = poisson(random, expectedExposures(title, asset, hourMs) * model.scale); count > 0; count -= 1) {
        const viewer = crowd.anyone(random);
        const atMs = within();
        crowd.expose(viewer);
        timesMs.push(atMs);
        exposedMs.set(viewer.index, [...(exposedMs.get(viewer.index) ?? []), atMs]);
      }
    }
    const expected = expectedArrivals(title, model.scale, hourMs, hourMs + HOUR_MS);
    for (let count = poisson(random, expected); count > 0; count -= 1) {
      const atMs = Math.max(title.premiereMs ?? 0, within());
      const viewer = crowd.next(atMs, random);
      if (viewer) arrivedMs.set(viewer.index, atMs);
    }
  }
  return { exposedMs, arrivedMs, timesMs };
}

/** What a milestone adds to the plays of the trailer on the title's site in some days, as a share of what they would have been. */
export function upliftTruthOf(seed: number, title: SlateTitle, milestoneMs: number, days: number): number {
  let [stirred, calm] = [0, 0];
  const fromMs = Math.ceil(milestoneMs / HOUR_MS) * HOUR_MS;
  for (let hourMs = fromMs; hourMs < fromMs + days * DAY_MS; hourMs += HOUR_MS) {
    stirred += expectedSiteStarts(seed, title, hourMs);
    calm += expectedSiteStarts(seed, title, hourMs, false);
  }
  return calm === 0 ? 0 : stirred / calm - 1;
}
