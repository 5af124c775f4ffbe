import { z } from 'zod';
import { FILTER_DIMENSIONS, goesTogether } from '../../../sql/queries/filter.ts';
import type { Filter } from '../../../sql/queries/read-model.ts';
import { ApiError } from '../errors.ts';
import { audioParameter, countryParameter, deviceParameter, planParameter, preferenceParameter } from './parameters.ts';

/** What a part of the audience is named by, in an address, a question to the read API and a saved segment alike. */
export const FILTER_PARAMETERS = {
  country: countryParameter.optional(),
  device: deviceParameter.optional(),
  audio: audioParameter.optional(),
  plan: planParameter.optional(),
  preference: preferenceParameter.optional(),
} satisfies Record<keyof Filter, z.ZodType>;

/** The part of the audience that an answer is of; empty: everybody. */
export const filterSchema = z.object({
  country: z.string().optional(),
  device: z.string().optional(),
  audio: z.string().optional(),
  plan: z.string().optional(),
  preference: z.string().optional(),
});

type Given = { [Dimension in keyof Filter]?: string | undefined };

/** What is given, without what is not. */
export const present = (given: Given): Filter =>
  Object.fromEntries(
    FILTER_DIMENSIONS.flatMap((dimension) => (given[dimension] === undefined ? [] : [[dimension, given[dimension]]])),
  );

/** The part of the audience that a question names. Throws 400 where it names what is not published together. */
export function filterOf(given: Given): Filter {
  const filter = present(given);
  if (goesTogether(filter)) return filter;
  throw new ApiError(
    400,
    'filters_apart',
    `${Object.keys(filter).join(' and ')} are not published together.`,
    'Give country and device, together or one of them; or one of audio, plan and preference.',
  );
}

/** The same where parts are told by one dimension only. */
export function oneFilterOf(given: Given): Filter {
  const filter = filterOf(given);
  if (Object.keys(filter).length <= 1) return filter;
  throw new ApiError(
    400,
    'filters_apart',
    'country and device are not published together here.',
    'Give one of country, device, audio, plan and preference.',
  );
}

/** The same of an address: what it says wrongly, or of what does not go together, counts as not said. */
export function filterIn(params: URLSearchParams, { together = true } = {}): Filter {
  let filter: Filter = {};
  for (const dimension of FILTER_DIMENSIONS) {
    const value = FILTER_PARAMETERS[dimension].safeParse(params.get(dimension) ?? undefined).data;
    const more = value === undefined ? filter : { ...filter, [dimension]: value };
    if (goesTogether(more) && (together || Object.keys(more).length <= 1)) filter = more;
  }
  return filter;
}
