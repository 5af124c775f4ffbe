import { z } from 'zod';
import { health } from '../../../sql/queries/health.ts';
import { readProcessHealth } from '../health.ts';
import { endpoint } from './endpoint.ts';
import { healthAnswer, healthSchema } from './health-answer.ts';

export const healthEndpoint = endpoint({
  path: '/health',
  summary: 'Is the data sound: freshness, gaps, late arrivals, what waits and what was rejected',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: healthSchema,
  async read(web) {
    const [store, processes] = await Promise.all([health(web.store, web.now()), readProcessHealth(web.health)]);
    return healthAnswer(store, processes);
  },
});
