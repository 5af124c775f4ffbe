import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors.ts';

/** Resources of the API that are edited, with how. All are read. */
const EDITED: readonly (readonly [path: RegExp, methods: readonly string[]])[] = [
  [/^\/api\/v1\/(assets|milestones)\/?$/, ['POST']],
  [/^\/api\/v1\/(assets|milestones)\/[^/]+\/?$/, ['PUT', 'DELETE']],
];

/** What an address of the API takes. */
export function methodsOf(url: string): string[] {
  const [path = ''] = url.split('?');
  return ['GET', 'HEAD', ...EDITED.flatMap(([edited, methods]) => (edited.test(path) ? methods : []))];
}

/**
 * Why the API does not take a request of its method or body, or null. Said here, because the pages would refuse a form in
 * words of their own before any route; a body that only a script can send also keeps forms of other sites out.
 */
export function wrongMethod({ method = 'GET', url = '/', headers }: IncomingMessage): ApiError | null {
  if (!/^\/api([/?]|$)/.test(url)) return null;
  const methods = methodsOf(url);
  if (!methods.includes(method))
    return new ApiError(
      405,
      'method_not_allowed',
      `${method} is not possible here.`,
      `It takes ${methods.join(', ')}.`,
    );
  if ((method === 'POST' || method === 'PUT') && !/^application\/json *(;|$)/i.test(headers['content-type'] ?? ''))
    return new ApiError(
      415,
      'not_json',
      'The body is not named as JSON.',
      'Send it with Content-Type: application/json.',
    );
  return null;
}
