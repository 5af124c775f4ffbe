import type { Filter } from './read-model.ts';

/** Dimensions that are counted with the audience, each for itself. */
const ALONE = ['audio', 'plan', 'preference'] as const;
export type AloneDimension = (typeof ALONE)[number];

export const FILTER_DIMENSIONS = ['country', 'device', ...ALONE] as const satisfies readonly (keyof Filter)[];

export const hasFilter = (filter: Filter) => FILTER_DIMENSIONS.some((dimension) => filter[dimension] !== undefined);

/** The language, plan or preference that a filter names; null: it names a country, a device, or nothing. */
export function aloneIn(filter: Filter): { dimension: AloneDimension; value: string } | null {
  for (const dimension of ALONE) {
    const value = filter[dimension];
    if (value !== undefined) return { dimension, value };
  }
  return null;
}

/** Whether the dimensions that a filter names can go together. */
export function goesTogether(filter: Filter): boolean {
  const named = FILTER_DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
  return named.length <= 1 || aloneIn(filter) === null;
}
