import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import type { Store } from '../../sql/clickhouse/store.ts';
import { ApiError } from './errors.ts';
import { sendError } from './gate.ts';
import { withDeadline } from './health.ts';
import type { WebMetrics } from './metrics.ts';

/** A store that does not answer a one-row query in this time is not ready. */
const READY_DEADLINE_MS = 2_000;

export interface ProbeParts {
  readonly store: Store;
  readonly control: Pool;
  readonly metrics: WebMetrics;
}

/**
 * `/healthz` (the process is up), `/readyz` (each store answered a real query just now; 503 names the one that did
 * not) and `/metrics`. They stand beside the pages, so that they answer when the pages cannot. Under `/metrics` people
 * find the dictionary: a browser asks for HTML, Prometheus and curl do not.
 */
export function probes(parts: ProbeParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/healthz': (response) => Promise.resolve(answer(response, 200, 'application/json', '{"status":"up"}\n')),
    '/readyz': (response) => ready(parts, response),
    '/metrics': (response) => metrics(parts.metrics, response),
  };
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (path === '/metrics' && asksForHtml(request)) return false;
    if (!route || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    route(response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      sendError(response, new ApiError(503, 'unavailable', `${path} could not be answered: ${message}.`, 'Try again.'));
    });
    return true;
  };
}

const asksForHtml = ({ headers }: IncomingMessage) => /\btext\/html\b/i.test(headers.accept ?? '');

async function ready({ store, control }: ProbeParts, response: ServerResponse): Promise<void> {
  const [clickhouse, postgres] = await Promise.all([
    outcome(store.one<{ one: number }>({ name: 'readyz', text: 'SELECT 1 AS one' })),
    outcome(control.query('SELECT 1')),
  ]);
  const isReady = clickhouse === 'ready' && postgres === 'ready';
  const body = { status: isReady ? 'ready' : 'not ready', stores: { clickhouse, postgres } };
  answer(response, isReady ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
}

async function outcome(query: Promise<unknown>): Promise<string> {
  try {
    await withDeadline(query, READY_DEADLINE_MS);
    return 'ready';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function metrics(source: WebMetrics, response: ServerResponse): Promise<void> {
  const { contentType, text } = await source.render();
  answer(response, 200, contentType, text);
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    vary: 'accept',
    'content-length': Buffer.byteLength(body),
  });
  // Node leaves the body out of an answer to HEAD by itself.
  response.end(body);
}
