import { z } from 'zod';
import { goesTogether, hasFilter } from '../../../sql/queries/filter.ts';
import { FILTER_PARAMETERS, present } from '../api/filter-parameters.ts';
import { titleIdParameter } from '../api/parameters.ts';
import { AGE_NAMES, COMPARED_MOST, LEAST_COMPARED } from '../../lib/ui/comparison-url.ts';

const APART = 'A language, a plan or a preference stands alone: take the others away first.';

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
    /** Absent: everybody. */
    segment: z
      .object(FILTER_PARAMETERS)
      .refine((filter) => goesTogether(present(filter)), APART)
      .optional(),
  }),
  segment: z
    .object(FILTER_PARAMETERS)
    .refine((filter) => hasFilter(present(filter)), 'Choose a part of the audience first.')
    .refine((filter) => goesTogether(present(filter)), APART),
} as const;

export type Saved<Kind extends keyof typeof SAVED> = z.output<(typeof SAVED)[Kind]>;
