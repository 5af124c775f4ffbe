/** A comparison's address: which titles, in which order, by what, how far. */
import type { AGE_HOURS } from '../../../sql/queries/horizons.ts';
import type { LaunchMetric } from '../../../sql/queries/read-model.ts';
import { segmentParams, type Segment } from './segment.ts';
import { ID } from '../../../ingest/contract/id.ts';
import { withParams } from './view-url.ts';

export const LEAST_COMPARED = 2;
export const COMPARED_MOST = 6;

export const AGE_NAMES = ['7d', '28d', '91d'] as const satisfies (keyof typeof AGE_HOURS)[];
export type AgeName = (typeof AGE_NAMES)[number];

export function isAgeName(name: string | null): name is AgeName {
  return AGE_NAMES.some((one) => one === name);
}

/** Ids as one parameter, parted by commas; a comma or percent sign inside an id is encoded once more. */
export function titlesText(ids: readonly string[]): string {
  return ids.map((id) => id.replace(/[%,]/g, encodeURIComponent)).join(',');
}

/** The ids that a parameter names, each once, at most six; what is no id is left out. */
export function titlesOf(text: string | null): string[] {
  const ids = (text ?? '')
    .split(',')
    .map(decoded)
    .filter((id) => ID.test(id));
  return [...new Set(ids)].slice(0, COMPARED_MOST);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export interface ComparisonView {
  titles: readonly string[];
  /** Hours when not given. */
  metric?: LaunchMetric | undefined;
  age?: AgeName | undefined;
  /** Everybody when not given. */
  segment?: Segment | undefined;
}

/** The address of a comparison; the zone goes along. */
export function comparisonPath(view: ComparisonView, from: URL): string {
  const zone = from.searchParams.get('zone');
  const changes = {
    titles: titlesText(view.titles),
    metric: view.metric === undefined || view.metric === 'hours' ? null : view.metric,
    age: view.age ?? null,
    ...segmentParams(view.segment ?? {}),
    zone,
  };
  // A comma is a comma in an address; those inside an id are encoded twice and stay so.
  return withParams(new URL('/compare', from), changes).replaceAll('%2C', ',');
}
