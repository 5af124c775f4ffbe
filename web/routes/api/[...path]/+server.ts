import type { RequestHandler } from './$types';
import { inOneShape } from '../../../server/api/endpoint.ts';
import { ApiError } from '../../../server/errors.ts';

/** Everything under /api that is no resource. */
export const fallback: RequestHandler = (event) =>
  inOneShape(event, () => {
    throw new ApiError(
      404,
      'not_found',
      `There is no ${event.url.pathname} here.`,
      'The resources of the read API are listed at /api/v1/openapi.json.',
    );
  });
