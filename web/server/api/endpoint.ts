import { json, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { authorize } from './authorize.ts';
import { parseParameters } from './parameters.ts';

type Parameters = z.ZodObject;

/**
 * One resource of the read API. The schemas that parse its parameters and describe its answer also make the OpenAPI
 * document, so the three cannot disagree.
 */
export interface Endpoint<
  Path extends Parameters = Parameters,
  Query extends Parameters = Parameters,
  Answer extends z.ZodType = z.ZodType,
> {
  /** As OpenAPI writes it: `/titles/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly pathParameters: Path;
  readonly query: Query;
  readonly answer: Answer;
  /** Media type of an answer that is no JSON; `read` then makes the response. */
  readonly content?: string;
  read(web: WebContext, parameters: z.output<Path> & z.output<Query>): Promise<z.input<Answer> | Response>;
}

/** Keeps the types of the schemas together. */
export function endpoint<Path extends Parameters, Query extends Parameters, Answer extends z.ZodType>(
  definition: Endpoint<Path, Query, Answer>,
): Endpoint<Path, Query, Answer> {
  return definition;
}

type Served = Pick<Endpoint, 'pathParameters' | 'query'> & {
  read(web: WebContext, parameters: never): Promise<unknown>;
};

/** The GET of a route: checks who asks and for what, then answers as JSON; every error leaves in the one shape. */
export function answerWith(definition: Served): (event: RequestEvent) => Promise<Response> {
  return (event) =>
    inOneShape(event, async () => {
      const { web } = event.locals;
      await authorize(event.request, web);
      const parameters = {
        ...parseParameters(definition.query, event.url.searchParams),
        ...parseParameters(definition.pathParameters, Object.entries(event.params as Record<string, string>)),
      };
      const answer = await definition.read(web, parameters as never);
      if (!(answer instanceof Response)) return json(answer, { headers: NOT_STORED });
      for (const [name, value] of Object.entries(NOT_STORED)) answer.headers.set(name, value);
      return answer;
    });
}

export const NOT_STORED = { 'cache-control': 'no-store' };

/** Runs a handler; what it throws becomes the JSON error a reader of the API expects. */
export async function inOneShape(event: RequestEvent, handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    const known = error instanceof ApiError ? error : unavailable(event, error);
    const headers: Record<string, string> = { ...NOT_STORED };
    if (known.status === 401) headers['www-authenticate'] = 'Bearer realm="Ovation"';
    if (known.status === 503) headers['retry-after'] = '2';
    return json(known.body, { status: known.status, headers });
  }
}

function unavailable(event: RequestEvent, error: unknown): ApiError {
  event.locals.web.log.error({ err: error, route: event.route.id }, 'the read API could not answer');
  // The store's class comes from another module graph than this bundle: its name is what both sides share.
  if (error instanceof Error && error.name === 'StoreError') {
    return new ApiError(
      503,
      'store_unavailable',
      'The numbers could not be read just now.',
      'Try again in a moment; /readyz says which store does not answer.',
    );
  }
  return new ApiError(
    500,
    'internal',
    'The answer could not be made.',
    'Try again; if it stays, the log of the server names the cause.',
  );
}
