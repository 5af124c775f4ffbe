import { z } from 'zod';
import { slateBuzz } from '../../../sql/queries/buzz-slate.ts';
import { titleBuzz } from '../../../sql/queries/buzz.ts';
import { buzzAnswer, buzzSchema } from './buzz-answer.ts';
import { endpoint } from './endpoint.ts';
import { titleIdParameter } from './parameters.ts';
import { slateBuzzAnswer, slateBuzzSchema } from './slate-buzz-answer.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const titleBuzzEndpoint = endpoint({
  path: '/titles/{id}/buzz',
  summary:
    'What the campaign does for a title: assets with their funnels, velocity with spikes, share of voice, buzz index, conversion with the lift of a holdout, uplift of milestones',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({}),
  answer: buzzSchema,
  async read({ store, now }, { id }) {
    const buzz = await titleBuzz(store, id, now());
    if (!buzz) throw titleNotFound(id);
    return buzzAnswer(buzz);
  },
});

export const slateBuzzEndpoint = endpoint({
  path: '/buzz',
  summary: 'All campaigns beside each other, by days to premiere: at most 200, those ahead first',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: slateBuzzSchema,
  async read({ store, now }) {
    return slateBuzzAnswer(await slateBuzz(store, now()));
  },
});
