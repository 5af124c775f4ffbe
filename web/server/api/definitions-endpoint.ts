import { z } from 'zod';
import { METRICS } from '../../../sql/queries/definitions.ts';
import { COUNTED_IN, GROUP_OF, GROUPS } from '../../../sql/queries/dictionary.ts';
import { TERMS } from '../../../sql/queries/terms.ts';
import { endpoint } from './endpoint.ts';

const definitionSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().describe('the part of the dictionary it stands in'),
  unit: z.string(),
  of: z
    .enum(['texts', 'ratings', 'mentions', 'impressions', 'plays', 'titles'])
    .optional()
    .describe('what n counts, where that is not people'),
  version: z.int(),
  former: z
    .array(z.string())
    .readonly()
    .optional()
    .describe('how each former version was computed otherwise, the first one first'),
  definition: z.string(),
  denominator: z.string().optional(),
  window: z.string(),
  time_zone: z.string().describe('days, weeks and hours are counted in it'),
  after: z.string().optional().describe('a published definition it follows'),
});

const termSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().describe('the part of the dictionary it stands in'),
  definition: z.string(),
  after: z.string().optional().describe('something published that it follows'),
});

export const definitionsEndpoint = endpoint({
  path: '/metrics',
  summary: 'What each number means: definition, denominator, window and version; and the words they use',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: z.object({ metrics: z.array(definitionSchema), terms: z.array(termSchema) }),
  read: () =>
    Promise.resolve({
      metrics: Object.entries(METRICS).map(([id, metric]) => ({
        ...metric,
        group: GROUPS[GROUP_OF[id as keyof typeof METRICS]].name,
        time_zone: COUNTED_IN,
      })),
      terms: TERMS.map((term) => ({ ...term, group: GROUPS[term.group].name })),
    }),
});
