import { z } from 'zod';
import { titleReception } from '../../../sql/queries/reception.ts';
import { endpoint } from './endpoint.ts';
import { titleIdParameter } from './parameters.ts';
import { receptionAnswer, receptionSchema } from './reception-answer.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const receptionEndpoint = endpoint({
  path: '/titles/{id}/reception',
  summary:
    'What people say of a title in reviews and mentions: net sentiment, rating, drivers with quotes, by language and channel, over time; whether reviews look coordinated',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({}),
  answer: receptionSchema,
  async read({ store, now }, { id }) {
    const reception = await titleReception(store, id, now());
    if (!reception) throw titleNotFound(id);
    return receptionAnswer(reception);
  },
});
