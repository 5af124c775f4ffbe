import { z } from 'zod';
import { chosenComparables } from '../../../sql/postgres/comparables.ts';
import { titleLaunch } from '../../../sql/queries/launch.ts';
import { ApiError } from '../errors.ts';
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
  async read({ store, control, log, now }, { id }) {
    const chosen = await chosenComparables(control, id).catch((error: unknown) => {
      log.error({ err: error }, 'the comparables of a title could not be read');
      // A band of other titles than those chosen would look right and be another number.
      throw new ApiError(
        503,
        'store_unavailable',
        'The comparables of this title could not be read just now.',
        'Try again in a moment; /readyz says which store does not answer.',
      );
    });
    const launch = await titleLaunch(store, id, now(), chosen);
    if (!launch) throw titleNotFound(id);
    return launchAnswer(launch);
  },
});
