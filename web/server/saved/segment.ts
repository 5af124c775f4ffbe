import { FILTER_DIMENSIONS } from '../../../sql/queries/filter.ts';

/** The part of the audience that a form keeps, unparsed. */
export const segmentOf = (form: FormData): Record<string, unknown> =>
  Object.fromEntries(FILTER_DIMENSIONS.map((dimension) => [dimension, form.get(dimension) ?? undefined]));
