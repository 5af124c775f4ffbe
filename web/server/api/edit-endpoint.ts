import { json, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { authorize } from './authorize.ts';
import { inOneShape, NOT_STORED } from './endpoint.ts';
import { parseParameters } from './parameters.ts';

/** What an edit answers: 200 done, 201 made, 202 kept and seen in a moment, 204 gone. */
export type EditAnswer =
  { readonly status: 200 | 201 | 202; readonly body: unknown; readonly location?: string } | { readonly status: 204 };

/** One way to change a resource. As with {@link Endpoint}, its schemas parse, and make the OpenAPI document. */
export interface EditEndpoint<Path extends z.ZodObject = z.ZodObject, Body extends z.ZodType = z.ZodType> {
  readonly method: 'post' | 'put' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly pathParameters: Path;
  /** Null: it takes none. */
  readonly body: Body | null;
  /** What 200, 201 and 202 answer. */
  readonly answer: z.ZodType;
  readonly statuses: readonly EditAnswer['status'][];
  edit(web: WebContext, given: { path: z.output<Path>; body: z.output<Body>; actor: string }): Promise<EditAnswer>;
}

/** Keeps the types of the schemas together. */
export function editEndpoint<Path extends z.ZodObject, Body extends z.ZodType>(
  definition: EditEndpoint<Path, Body>,
): EditEndpoint<Path, Body> {
  return definition;
}

type Edits = Pick<EditEndpoint, 'pathParameters' | 'body'> & {
  edit(web: WebContext, given: never): Promise<EditAnswer>;
};

/** The handler of a route: checks who asks and for what, edits, and answers in the one shape. */
export function editWith(definition: Edits): (event: RequestEvent) => Promise<Response> {
  return (event) =>
    inOneShape(event, async () => {
      const { web } = event.locals;
      const actor = await authorize(event.request, web, 'edit');
      const path = parseParameters(
        definition.pathParameters,
        Object.entries(event.params as Record<string, string>),
      ) as unknown;
      const body = definition.body && (await parseBody(definition.body, event.request));
      const answer = await definition.edit(web, { path, body, actor } as never);
      if (answer.status === 204) return new Response(null, { status: 204, headers: NOT_STORED });
      const location = answer.location === undefined ? {} : { location: answer.location };
      return json(answer.body, { status: answer.status, headers: { ...NOT_STORED, ...location } });
    });
}

/** @throws ApiError 400 that names the first field that cannot be used. */
async function parseBody(schema: z.ZodType, request: Request): Promise<unknown> {
  let sent: unknown;
  try {
    sent = await request.json();
  } catch {
    throw new ApiError(400, 'invalid_body', 'The body is not JSON.', 'Send one JSON object.');
  }
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const { path = [], message = 'It cannot be used.' } = parsed.error.issues[0] ?? {};
  const about = path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
  throw new ApiError(400, 'invalid_body', about, 'The fields are described in /api/v1/openapi.json.');
}
