import { expectedArrivalsBetween } from './appetite.ts';
import { Crowd } from './crowd.ts';
import { hash32, poisson, randomOf } from './random.ts';
import type { AudienceModel } from './timeline.ts';
import type { SlateTitle } from './title.ts';
import { arrivalSampler } from './truth.ts';

/** Audiences drawn of the same people: a share of a title's viewers is then told to a fifth of its own standard error. */
const DRAWS = 25;

/**
 * For whom a title is, before chance: by title id, the share of its viewers in each country (two letters). Other
 * audiences are drawn from the same people by their taste, their country and language, and the hour at home. What a
 * trailer adds is left out: it reaches every country alike.
 */
export function countrySharesOf(model: AudienceModel): Map<string, Map<string, number>> {
  const shares = new Map<string, Map<string, number>>();
  for (const title of model.slate) {
    if (title.premiereMs !== null) shares.set(title.id, countryShares(model, title, title.premiereMs));
  }
  return shares;
}

function countryShares(model: AudienceModel, title: SlateTitle, premiereMs: number): Map<string, number> {
  const counts = new Map<string, number>();
  const arrivals = arrivalSampler(model, title, premiereMs);
  const expected = expectedArrivalsBetween(title, model.scale, model.startMs, model.endMs);
  let viewers = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const random = randomOf(model.seed, 72, title.index, draw);
    const crowd = new Crowd(model.seed, title, model.populationSize, hash32(model.seed, 73, draw));
    const instants = Array.from({ length: poisson(random, expected) }, () => arrivals(random)).sort((a, b) => a - b);
    for (const instantMs of instants) {
      const viewer = crowd.next(instantMs, random);
      if (!viewer) break;
      viewers += 1;
      counts.set(viewer.territory.code, (counts.get(viewer.territory.code) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([country, count]) => [country, count / viewers]));
}
