import { z } from 'zod';
import { titleCompletion } from '../../../sql/queries/completion.ts';
import { completionAnswer, completionSchema } from './completion-answer.ts';
import { endpoint } from './endpoint.ts';
import { titleIdParameter } from './parameters.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const completionEndpoint = endpoint({
  path: '/titles/{id}/completion',
  summary: 'Where people leave a title: retention, episode funnel, hooked episode, binge and pace',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({}),
  answer: completionSchema,
  async read({ store, now }, { id }) {
    const completion = await titleCompletion(store, id, now());
    if (!completion) throw titleNotFound(id);
    return completionAnswer(completion);
  },
});
