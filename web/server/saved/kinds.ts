import { z } from 'zod';
import { countryParameter, deviceParameter, titleIdParameter } from '../api/parameters.ts';
import { AGE_NAMES, COMPARED_MOST, LEAST_COMPARED } from '../../lib/ui/comparison-url.ts';

/** What each kind of saved view keeps; parsed when it is saved, and again when it is read. */
export const SAVED = {
  compare: z.object({
    titles: z
      .array(titleIdParameter)
      .min(LEAST_COMPARED, `A set takes ${LEAST_COMPARED} to ${COMPARED_MOST} titles.`)
      .max(COMPARED_MOST, `A set takes ${LEAST_COMPARED} to ${COMPARED_MOST} titles.`)
      .refine((ids) => new Set(ids).size === ids.length, 'A title stands in a set once.'),
    metric: z.enum(['hours', 'views', 'viewers', 'starters', 'watchers', 'completers']),
    /** Absent: as far as the youngest title has not gone. */
    age: z.enum(AGE_NAMES).optional(),
  }),
  segment: z
    .object({ country: countryParameter.optional(), device: deviceParameter.optional() })
    .refine(
      (filter) => filter.country !== undefined || filter.device !== undefined,
      'Choose a country or device first.',
    ),
} as const;

export type Saved<Kind extends keyof typeof SAVED> = z.output<(typeof SAVED)[Kind]>;
