import { z } from 'zod';
import { titleLaunch } from '../../../sql/queries/launch.ts';
import { endpoint } from './endpoint.ts';
import { launchAnswer, launchSchema } from './launch-answer.ts';
import { titleIdParameter } from './parameters.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const launchEndpoint = endpoint({
  path: '/titles/{id}/launch',
  summary: 'A title since its premiere, against comparable ones, and how it holds from week to week',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({}),
  answer: launchSchema,
  async read({ store, now }, { id }) {
    const launch = await titleLaunch(store, id, now());
    if (!launch) throw titleNotFound(id);
    return launchAnswer(launch);
  },
});
