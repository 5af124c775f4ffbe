import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { endpoint } from './endpoint.ts';
import { liveAnswer, liveSchema } from './live-answer.ts';

export const liveEndpoint = endpoint({
  path: '/live',
  summary: 'Who is watching now, by title and over the last hour',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: liveSchema,
  async read(web) {
    const snapshot = await web.live.snapshot('slate');
    if (snapshot?.room === 'slate') return liveAnswer(snapshot);
    throw new ApiError(503, 'live_unavailable', 'There are no live figures yet.', 'Try again in a moment.');
  },
});
