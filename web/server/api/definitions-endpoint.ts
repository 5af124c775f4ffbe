import { z } from 'zod';
import { METRICS } from '../../../sql/queries/definitions.ts';
import { endpoint } from './endpoint.ts';

const definitionSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  version: z.int(),
  definition: z.string(),
  denominator: z.string().optional(),
  window: z.string(),
  after: z.string().optional().describe('a published definition it follows'),
});

export const definitionsEndpoint = endpoint({
  path: '/metrics',
  summary: 'What each number means: definition, denominator, window and version',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: z.object({ metrics: z.array(definitionSchema) }),
  read: () => Promise.resolve({ metrics: Object.values(METRICS).map((metric) => ({ ...metric })) }),
});
