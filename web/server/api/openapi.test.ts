import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { methodsOf } from '../methods.ts';
import { EDIT_ENDPOINTS, ENDPOINTS } from './endpoints.ts';
import { openApi } from './openapi.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const document = JSON.parse(JSON.stringify(openApi(ENDPOINTS, EDIT_ENDPOINTS))) as { [key: string]: Json };

/** Every object inside, with where it stands. */
function* objects(value: Json, at = '#'): Generator<[at: string, object: { [key: string]: Json }]> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield [at, value];
  for (const [key, inner] of Object.entries(value)) yield* objects(inner as Json, `${at}/${key.replaceAll('/', '~1')}`);
}

const resolve = (reference: string): Json | undefined =>
  reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>(
      (value, key) =>
        value !== null && typeof value === 'object' && !Array.isArray(value)
          ? value[key.replaceAll('~1', '/')]
          : undefined,
      document,
    );

interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; description?: string; schema: { type?: string } }[];
  requestBody?: { content: { 'application/json': { schema: object } } };
  responses: Record<string, { content?: Record<string, { schema: { type?: string } }>; $ref?: string }>;
}
const operations = Object.entries(
  document['paths'] as unknown as Record<string, { get: Operation } & Record<string, Operation>>,
);

describe('the description of the API', () => {
  it('resolves every reference within itself', () => {
    const references = [...objects(document)].flatMap(([at, object]) =>
      typeof object['$ref'] === 'string' ? [[at, object['$ref']] as const] : [],
    );
    expect(references.length).toBeGreaterThan(0);
    for (const [at, reference] of references) expect(resolve(reference), `${at} → ${reference}`).toBeDefined();
  });

  it('names each operation once, and each parameter of its path', () => {
    const ids = operations.flatMap(([, methods]) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, { get }] of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = get.parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map((parameter) => parameter.name)).toEqual(inPath);
      expect(declared.every((parameter) => parameter.required)).toBe(true);
    }
  });

  it('says what every parameter takes and what every answer holds', () => {
    for (const [path, { get }] of operations) {
      for (const parameter of get.parameters) {
        expect(parameter.description, `${path} ${parameter.name}`).toMatch(/^Takes /);
        expect(parameter.schema.type).toBe('string');
      }
      const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(get.responses['200']?.content ?? {});
      expect([type, schema.type]).toEqual(
        path.includes('/files/') ? ['application/octet-stream', 'string'] : ['application/json', 'object'],
      );
      for (const status of ['400', '401', '403', '404', '500', '503']) expect(get.responses[status]).toBeDefined();
    }
  });

  it('says how assets and milestones are edited, and these are the methods that the server lets through', () => {
    for (const [path, methods] of operations) {
      const taken = Object.keys(methods).map((method) => method.toUpperCase());
      expect(new Set(methodsOf(`/api/v1${path.replace('{id}', 'a%2Fb')}?zone=UTC`)), path).toEqual(
        new Set([...taken, 'HEAD']),
      );
    }
    const edits = operations.flatMap(([, methods]) => Object.entries(methods).filter(([method]) => method !== 'get'));
    expect(edits).toHaveLength(6);
    for (const [method, { requestBody, responses }] of edits) {
      const schema = requestBody?.content['application/json'].schema;
      if (method === 'delete') expect(schema).toBeUndefined();
      else expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      for (const status of ['400', '401', '403', '404', '409', '415', '503']) expect(responses[status]).toBeDefined();
    }
  });

  it('lists every route there is, and no other', () => {
    const folder = join(import.meta.dirname, '../../routes/api/v1');
    const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('+server.ts') && !path.startsWith('openapi.json'))
      .map((path) => `/${path.replaceAll(/\[(\w+)\]/g, '{$1}').replace('/+server.ts', '')}`);
    expect(operations.map(([path]) => path).sort()).toEqual(routes.sort());
  });

  it('never lets a withheld figure carry a value', () => {
    const withheld = [...objects(document)].filter(([, object]) => {
      const properties = object['properties'];
      return (
        properties !== null && typeof properties === 'object' && properties !== undefined && 'withheld' in properties
      );
    });
    for (const [, object] of withheld) {
      expect(Object.keys(object['properties'] as object).sort()).toEqual(['as_of', 'metric', 'version', 'withheld']);
      expect(object['additionalProperties']).toBe(false);
    }
  });
});
