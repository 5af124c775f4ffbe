import type { RequestHandler } from './$types';
import { inOneShape } from '../../../../../server/api/endpoint.ts';
import { parseParameters } from '../../../../../server/api/parameters.ts';
import { reportFileEndpoint } from '../../../../../server/api/reports-endpoint.ts';

/** A file of a report for who reads the pages: what the read API gives to who has a key. */
export const GET: RequestHandler = (event) =>
  inOneShape(event, async () => {
    const asked = parseParameters(reportFileEndpoint.pathParameters, Object.entries(event.params));
    return (await reportFileEndpoint.read(event.locals.web, asked as never)) as Response;
  });
