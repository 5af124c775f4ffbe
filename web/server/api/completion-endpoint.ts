import { z } from 'zod';
import { titleCompletion } from '../../../sql/queries/completion.ts';
import { completionAnswer, completionSchema } from './completion-answer.ts';
import { endpoint } from './endpoint.ts';
import { FILTER_PARAMETERS, oneFilterOf } from './filter-parameters.ts';
import { titleIdParameter } from './parameters.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const completionEndpoint = endpoint({
  path: '/titles/{id}/completion',
  summary:
    'Where people leave a title: retention, episode funnel, hooked episode, binge and pace; of one segment, if it is named, retention, funnel, average watched and binge rate',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object(FILTER_PARAMETERS),
  answer: completionSchema,
  async read({ store, now }, { id, ...given }) {
    const completion = await titleCompletion(store, id, now(), oneFilterOf(given));
    if (!completion) throw titleNotFound(id);
    return completionAnswer(completion);
  },
});
