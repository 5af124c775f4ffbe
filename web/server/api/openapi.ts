import { z } from 'zod';
import type { EditEndpoint } from './edit-endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const errorSchema = z
  .object({
    error: z.object({
      code: z.string().describe('stable, for programs'),
      message: z.string().describe('what happened, for people'),
      hint: z.string().describe('what to do'),
    }),
  })
  .describe('The one shape of every error');

const ERRORS: Readonly<Record<string, string>> = {
  400: 'A parameter or the body cannot be used',
  401: 'No key, or one that is unknown or revoked',
  403: 'The key lacks the scope (read, or edit for what changes something), or the request comes from another site',
  404: 'No such title, asset, milestone or address',
  405: 'The address does not take this method; Allow says which',
  409: 'It stands against what the catalogue has',
  415: 'The body is not named as JSON',
  500: 'The answer could not be made',
  503: 'A store does not answer; try again after Retry-After seconds',
};

type Described = Pick<Endpoint, 'path' | 'summary' | 'pathParameters' | 'query' | 'answer' | 'content'>;

type DescribedEdit = Pick<
  EditEndpoint,
  'method' | 'path' | 'summary' | 'pathParameters' | 'body' | 'answer' | 'statuses'
>;

/** Errors that only an edit has. */
const OF_EDITS = ['409', '415'];

/** The OpenAPI 3.1 description, made from the very schemas that parse what is sent and shape the answers. */
export function openApi(
  endpoints: readonly Described[],
  edits: readonly DescribedEdit[] = [],
): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ovation API',
      version: '1',
      description:
        'How audiences receive a title: the numbers the pages show, each with its metric, definition version and as_of. Instants are RFC 3339 in UTC, durations are named with their unit, shares are of one. A number under the privacy floor is withheld. Assets and milestones of the catalogue can also be edited.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    paths: Object.fromEntries(
      endpoints.map((endpoint) => [
        endpoint.path,
        {
          get: operation(endpoint),
          ...Object.fromEntries(
            edits.filter(({ path }) => path === endpoint.path).map((edit) => [edit.method, editOperation(edit)]),
          ),
        },
      ]),
    ),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key with the scope read, or edit for what changes something',
        },
      },
      schemas: { Error: jsonSchema(errorSchema, 'output') },
      responses: Object.fromEntries(
        Object.entries(ERRORS).map(([status, description]) => [
          `Error${status}`,
          { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
        ]),
      ),
    },
  };
}

function operation(endpoint: Described): Record<string, unknown> {
  return {
    operationId: operationId(endpoint.path),
    summary: endpoint.summary,
    parameters: [...parameters(endpoint.pathParameters, 'path'), ...parameters(endpoint.query, 'query')],
    responses: {
      200: {
        description: 'The numbers as they stand',
        content: { [endpoint.content ?? 'application/json']: { schema: jsonSchema(endpoint.answer, 'output') } },
      },
      ...errorsOf((status) => !OF_EDITS.includes(status)),
    },
  };
}

const DONE: Readonly<Record<DescribedEdit['statuses'][number], string>> = {
  200: 'As it is now',
  201: 'As it was added; Location says where',
  202: 'It is kept, and will be seen in a moment',
  204: 'It is gone',
};

function editOperation({ method, path, summary, pathParameters, body, answer, statuses }: DescribedEdit) {
  const content = { 'application/json': { schema: jsonSchema(answer, 'output') } };
  return {
    operationId: `${operationId(path)}_${method}`,
    summary,
    parameters: parameters(pathParameters, 'path'),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: {
      ...Object.fromEntries(
        statuses.map((status) => [status, { description: DONE[status], ...(status !== 204 && { content }) }]),
      ),
      ...errorsOf(() => true),
    },
  };
}

const errorsOf = (wanted: (status: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(ERRORS)
      .filter(wanted)
      .map((status) => [status, { $ref: `#/components/responses/Error${status}` }]),
  );

/** `/titles/{id}/summary` → `titles_summary`, `/titles/{id}` → `titles_by_id`. */
function operationId(path: string): string {
  const parts = path.split('/').filter(Boolean);
  const names = parts.filter((part) => !part.startsWith('{')).map((part) => part.replaceAll(/\W/g, '_'));
  return parts.at(-1)?.startsWith('{') ? `${names.join('_')}_by_id` : names.join('_');
}

function parameters(schema: z.ZodObject, place: 'path' | 'query'): Record<string, unknown>[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description: `Takes ${description}.` }),
    schema: rest,
  }));
}

/** In place: a schema is inlined wherever it is used, so that every reference inside the document resolves. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' });
  return rest;
}
